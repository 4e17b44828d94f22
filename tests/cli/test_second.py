"""`verifier check --second`: both checkers are asked, and what they say is joined."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from preloaded import program

from verifier.certificates.checking import Outcome, joined

CORPUS = Path(__file__).resolve().parents[1] / "certificates"


def check(*arguments, env=None):
    command = [*program(), "check", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120, env=env)


@pytest.mark.parametrize(("folder", "code"), [("proved", 0), ("not_proved", 1), ("malformed", 2)])
def test_both_checkers_are_asked(folder, code):
    if shutil.which("node") is None:
        pytest.skip("node is not installed: the second checker is not asked")
    files = sorted((CORPUS / folder).glob("*.cert"))[:4]
    done = check("--second", *files)
    assert done.returncode == code, done.stderr
    lines = done.stdout.splitlines()
    assert len(lines) == len(files)
    assert all(line.endswith("(two independent checkers)") for line in lines)
    rows = json.loads(check("--second", "--format", "json", *files).stdout)
    assert {row["by"] for row in rows} == {"two independent checkers"}
    assert {row["by"] for row in json.loads(check("--format", "json", *files).stdout)} == {"one checker"}


def test_without_node_that_is_said():
    done = check("--second", *sorted((CORPUS / "proved").glob("*.cert"))[:1], env={"PATH": "/nowhere"})
    assert (done.returncode, done.stdout) == (2, "")
    assert "needs node 20 or later, found none" in done.stderr


@pytest.mark.parametrize(
    ("first", "second", "code"),
    [(0, 0, 0), (1, 1, 1), (0, 1, 1), (1, 0, 1), (0, 2, 2), (2, 1, 2), (0, 3, 3), (3, 0, 3)],
)
def test_a_file_is_proved_only_if_both_say_so(first, second, code):
    path = Path("a.cert")
    found = joined(Outcome(path, first, "one"), Outcome(path, second, "other"))
    assert found.code == code
    assert ("differ" in found.sentence) == (first != second)
