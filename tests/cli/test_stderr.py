"""Standard error: where the page is, and errors; that it is closed or full changes no answer and no exit code."""

import subprocess
import sys

import pytest
from preloaded import program

PEOPLE = "gallery:three-cycle"
COMMANDS = {"audit": ["audit", PEOPLE, "-k", "1..3"], "solve": ["solve", "optimal", PEOPLE, "-k", "2"]}


def verifier(*arguments, cwd):
    command = [*program(), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60, cwd=cwd)


def shell(arguments, redirection, cwd):
    line = f"'{sys.executable}' -m verifier {arguments} {redirection}"
    return subprocess.run(["bash", "-c", line], capture_output=True, text=True, check=False, timeout=60, cwd=cwd)


@pytest.mark.parametrize("command", COMMANDS)
def test_stderr_says_where_the_page_is_and_stdout_is_the_same_without_a_folder(command, tmp_path):
    asked = COMMANDS[command]
    bare, kept = verifier(*asked, cwd=tmp_path), verifier(*asked, "--out", "reports/x", cwd=tmp_path)
    assert bare.stderr == ""
    assert kept.stderr == "page: reports/x/report.html\n"
    assert (tmp_path / "reports" / "x" / "report.html").is_file()
    assert (kept.returncode, kept.stdout) == (bare.returncode, bare.stdout)


def test_a_folder_whose_name_moves_the_cursor_is_told_with_escapes(tmp_path):
    done = verifier(*COMMANDS["audit"], "--out", "a\x1b[2Jb", cwd=tmp_path)
    assert done.stderr == "page: a\\x1b[2Jb/report.html\n"


def test_where_nothing_was_written_no_page_is_told(tmp_path):
    (tmp_path / "taken").write_text("")
    done = verifier(*COMMANDS["audit"], "--out", "taken", cwd=tmp_path)
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "page:" not in done.stderr


@pytest.mark.parametrize("closed", ["2>&-", "2>/dev/full"])
@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (f"audit {PEOPLE} -k 1 --out out", 0),
        (f"audit {PEOPLE} -k 1 --rate 9/10 --out out", 1),
        ("audit nobody.csv", 2),
        ("audit", 2),
        ("audit --no-such-option", 2),
        ("no-such-command", 2),
        ("", 2),
    ],
)
def test_the_exit_code_is_the_same_where_standard_error_is_closed_or_full(closed, arguments, code, tmp_path):
    done = shell(arguments, closed, tmp_path)
    assert done.returncode == code
    assert done.stderr == ""
    assert done.stdout == shell(arguments, "2>/dev/null", tmp_path).stdout
