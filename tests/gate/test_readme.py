"""The README is run as a test: its examples, its Python session, and the marks of its two commands."""

import doctest
import re
import shlex
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "README.md").read_text(encoding="utf-8")
FILES = re.findall(r"<!-- file: (\S+) -->\n```[a-z]*\n(.*?)```", TEXT, re.DOTALL)
EXAMPLES = re.findall(r"<!-- example: exit (\d) -->\n```console\n(.*?)```", TEXT, re.DOTALL)


def run_session(session, folder):
    """Run every `$ command` of the session; return (what was expected, what was printed, the last exit code)."""
    code, printed = None, ""
    for line in session.splitlines():
        if line.startswith("$ verifier "):
            command = [sys.executable, "-m", "verifier", *shlex.split(line)[2:]]
            done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=60)
            assert done.stderr == ""
            code = done.returncode
            printed += f"{line}\n{done.stdout}"
    return printed, code


def test_every_example_prints_what_the_readme_says(tmp_path):
    assert len(EXAMPLES) >= 3
    for name, content in FILES:
        (tmp_path / name).write_text(content, encoding="utf-8")
    for expected_code, session in EXAMPLES:
        printed, code = run_session(session, tmp_path)
        assert printed == session
        assert code == int(expected_code)


def test_the_python_session_gives_what_it_shows():
    results = doctest.testfile(str(ROOT / "README.md"), module_relative=False, encoding="utf-8")
    assert results.attempted >= 3
    assert results.failed == 0


def test_both_commands_are_one_line_each():
    marked = dict(re.findall(r"<!-- command: (main job|tests) -->\s*```[a-z]*\n(.*?)```", TEXT, re.DOTALL))
    assert set(marked) == {"main job", "tests"}
    assert all(len(command.strip().splitlines()) == 1 for command in marked.values())
