"""The README's two commands, and what it says of the first; its examples run with the other pages (tests/docs/)."""

import json
import re
import shlex
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = dict(re.findall(r"<!-- command: (main job|tests) -->\s*```[a-z]*\n(.*?)```", TEXT, re.DOTALL))
KEPT = ROOT / "reports" / "burlington-2009" / "nlhf"


def test_both_commands_are_one_line_each():
    assert set(COMMANDS) == {"main job", "tests"}
    assert all(len(command.strip().splitlines()) == 1 for command in COMMANDS.values())


def test_the_main_job_refutes_and_leaves_the_reports_that_the_book_keeps(tmp_path):
    (audit,) = re.findall(r"\.venv/bin/verifier (audit .*) \|\| \[ \$\? -eq 1 \]; }$", COMMANDS["main job"].strip())
    arguments = shlex.split(audit)
    assert ROOT / arguments[-1] == KEPT
    command = [sys.executable, "-m", "verifier", *arguments[:-1], str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 1
    assert done.stderr == f"page: {tmp_path / 'report.html'}\n"
    made, kept = ({path.name: path.read_bytes() for path in folder.iterdir()} for folder in (tmp_path, KEPT))
    assert made == kept


def test_what_the_first_screen_says_is_what_the_main_job_finds():
    report = json.loads((KEPT / "report.json").read_text(encoding="utf-8"))
    found = {(each["policy"], each["k"]): each for each in report["findings"] if each["claim"] == "robust"}
    told = {at: f"{float(100 * Fraction(each['value'])):.0f} %" for at, each in found.items()}
    assert {told["nlhf", k] for k in range(1, 6)} == {"58 %"}
    lede = " ".join(TEXT.split("**")[1].split())
    assert lede == " ".join((ROOT / "docs" / "index.md").read_text(encoding="utf-8").split("**")[1].split())
    assert f"on what {report['population']['voters']} real people think of three answers" in lede
    assert f"wins with {told['nlhf', 1]} of these people, however many samples you draw" in lede
    assert f"wins with {told['optimal', 2]} at two samples and {told['optimal', 5]} at five." in lede
    assert [found["nlhf", k]["verdict"] for k in range(1, 6)] == ["certified", *["refuted"] * 4]
