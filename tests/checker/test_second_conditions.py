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

GUARDS = {
    "no set was looked at": "there is always a set",
    "i === rivals.length": "the sets are counted when the rivals are read",
    "the file is too short for this number": "what is read behind it meets the end of the file",
    "the file ends within the names": "what is read behind it meets the end of the file",
    "the weights exceed their total": "their sum is compared with the total behind it",
    "wanted an integer of at least ${atLeast}": "of none the weights do not sum to the total; no leaf is the last",
    "wanted at least one set": "a ranking without a class ends where a space is wanted",
    "a split on a response that is decided": "without it the walk ends elsewhere, or not at all",
    "wanted 'ties' and a tie convention": "the convention is looked up behind it",
    "a set has no more members than there are responses": "no set of so many members can be read, or looked at",
    "the winning set has as many members as the dimension says": "the rivals are those of sets of another size",
    "wanted an integer of at least 2": "no pivot is a unit modulo 0 or 1",
    "the dimension is below the number of responses": "so many optima are not independent",
    "a byte is neither in 0x20-0x7E nor a line feed": "no token and no name may have such a byte either",
    "an unknown format, version or claim": "the claim is looked up behind it",
}
"""Conditions (a part of how they are written) without which a file is still not proved, and why."""

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
    guards = {text for text in written if text not in turned}
    used = {part for part in GUARDS if any(part in text for text in guards)}
    assert [text for text in sorted(guards) if not any(part in text for part in GUARDS)] == []
    assert used == set(GUARDS)
