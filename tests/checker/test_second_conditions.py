"""Every condition of the second checker decides: without it, forgeries of the corpus that violate only it are proved.

The conditions are the calls of `need` and `wrong` in its source, as `require` and `form` are in the first one's.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CHECKER = ROOT / "verifier" / "certificates" / "checker.mjs"
FILES = sorted((ROOT / "tests" / "certificates").glob("*/*.cert"))

GUARDS: dict[str, str] = {}
"""Conditions (as they are written) without which a file is still not proved, and why."""

DRIVER = """
import { check } from './probed.mjs';
import fs from 'node:fs';
import vm from 'node:vm';

globalThis.run = (file) => check(fs.readFileSync(file)).code;
function code(file, off) {
  Object.assign(globalThis, { file, off, failed: null });
  // Without a condition a loop may never end; whatever happens then, it is not proved.
  try { return vm.runInThisContext('run(file)', { timeout: 1000 }); } catch { return -1; }
}
const rejected = {};
for (const file of JSON.parse(fs.readFileSync('files.json', 'utf8'))) {
  const answer = code(file, -1);
  if (answer === 1 || answer === 2) (rejected[globalThis.failed] ??= []).push(file);
}
const turned = Object.entries(rejected).filter(([site, files]) => files.some((file) => code(file, Number(site)) === 0));
console.log(JSON.stringify({ rejected: Object.keys(rejected), turned: turned.map(([site]) => site) }));
"""


@pytest.fixture(scope="module")
def probed(tmp_path_factory):
    """The conditions, as they are written; those that reject a file; those without which a file is proved."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is not installed: the second checker's conditions are not tried")
    source, written = CHECKER.read_text(encoding="utf-8"), []

    def numbered(call):
        line = source[call.start() :].partition("\n")[0]
        written.append(re.sub(r"\s+", " ", line).removeprefix(".").removesuffix(";"))
        return f"{call[0]}{len(written) - 1}, "

    text = re.sub(r"(?<!function )\bneed\(|\.wrong\(", numbered, source)
    for old, new in (
        (
            "function need(holds, otherwise) {",
            "function need(site, holds, otherwise) {\n  if (holds !== true && skipped(site)) return;",
        ),
        ("  wrong(what) {", "  wrong(site, what) {\n    if (skipped(site)) return;"),
    ):
        assert text.count(old) == 1
        text = text.replace(old, new)
    text += "\nfunction skipped(site) {\n  globalThis.failed = site;\n  return site === globalThis.off;\n}\n"
    place = tmp_path_factory.mktemp("second")
    (place / "probed.mjs").write_text(text, encoding="utf-8")
    (place / "driver.mjs").write_text(DRIVER, encoding="utf-8")
    (place / "files.json").write_text(json.dumps([str(path) for path in FILES]), encoding="utf-8")
    done = subprocess.run(
        [node, "driver.mjs"], capture_output=True, text=True, check=False, timeout=120, cwd=place
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    return written, *({written[int(site)] for site in found[key] if site != "null"} for key in ("rejected", "turned"))


def test_without_a_condition_its_forgeries_are_proved(probed):
    written, rejected, turned = probed
    assert len(written) > 80
    assert turned <= rejected
    assert sorted(set(written) - turned) == sorted(GUARDS)
