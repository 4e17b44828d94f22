"""Standard output carries our bytes only, whatever else prints: natively, from a child process, or by `print`."""

import ctypes
import io
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from verifier.cli.main import main

if not hasattr(ctypes.CDLL(None) if os.name == "posix" else None, "puts"):
    pytest.skip("this system's C library cannot be called by name", allow_module_level=True)

FORMATS = ("text", "json", "markdown", "html", "junit", "latex")
PEOPLE = "user,response,score\nann,a,3\nann,b,2\nann,c,1\nbob,b,3\nbob,c,2\nbob,a,1\ncem,c,3\ncem,a,2\ncem,b,1\n"
CASE = """title = "t"
theory = "2.4"
statement = "s"
source = "s"
text = "t"
[population]
file = "people.csv"
[[audit]]
name = "n"
policy = "uniform"
k = "1..2"
verdicts = "certified"
"""

LOUD = '''
import atexit, ctypes, os, subprocess, sys

here, speaking = ctypes.CDLL(None), []
os.environ.pop("VERIFIER_TRACEBACK", None)

def speak():
    here.puts(b"NOISE native")
    here.fflush(None)
    here.puts(b"NOISE held back")
    os.write(1, b"NOISE raw\\n")
    subprocess.run(["echo", "NOISE child"], check=True)
    print("NOISE print")
    if sys.__stdout__ is not None:
        sys.__stdout__.write("NOISE old\\n")

def listen(event, given):
    """Whenever a file of the work at hand is opened, or the checker started: in the middle of any command."""
    met = event == "open" and str(given[0]).endswith((".csv", ".cert", ".json", ".tex", ".toml", ".partial"))
    if speaking or not (met or event == "subprocess.Popen"):
        return
    speaking.append(True)
    try:
        speak()
    finally:
        speaking.clear()

if os.environ.get("LOUD"):
    sys.addaudithook(listen)
    atexit.register(here.puts, b"NOISE at exit")
'''
MANY = """
from verifier.cli.main import keep_to_ourselves, main
keep_to_ourselves()
for command in sys.argv[1].split(";"):
    if sys.stderr is not None:
        sys.stderr.write(f"== {command}\\n")
        sys.stderr.flush()
    main(command.split())
"""
KINDS = {"native", "held back", "raw", "child", "print", "old", "at exit"}


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "people.csv").write_text(PEOPLE)
    (tmp_path / "loud.py").write_text(LOUD + MANY)
    (tmp_path / "embedded.py").write_text(LOUD + "from verifier.cli.main import main\n" + EMBEDDED)
    return tmp_path


def run(folder, *words, loud, to="pipe", script="loud.py", shell=""):
    """What reaches standard output, and standard error, of the script."""
    environment = {**os.environ, "LOUD": "1" if loud else "", "TERM": "xterm-256color", "COLUMNS": "100", "CI": "1"}
    environment["PYTHONPATH"] = str(Path(__file__).resolve().parents[2])
    command = [sys.executable, script, *words]
    if shell:
        command = ["bash", "-c", f'exec "$@" {shell}', "bash", *command]
    outer = inner = None
    if to == "file":
        inner = os.open(folder / "received", os.O_CREAT | os.O_TRUNC | os.O_WRONLY)
    elif to == "terminal":
        pty = pytest.importorskip("pty", reason="this system has no pseudo-terminals")
        outer, inner = pty.openpty()
    with subprocess.Popen(
        command, cwd=folder, env=environment, stdout=inner or subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        received = b""
        if inner is not None:
            os.close(inner)
        if outer is not None:
            received = read_all(outer)
        out, errors = process.communicate(timeout=120)
    if to == "file":
        received = (folder / "received").read_bytes()
    return out if to == "pipe" else received, errors.decode("utf-8")


def read_all(terminal):
    received = b""
    try:
        while piece := os.read(terminal, 65536):
            received += piece
    except OSError:  # what Linux says when nobody holds the other end any more
        pass
    os.close(terminal)
    return received


def kinds(errors):
    return set(re.findall(r"^NOISE (.*)$", errors, re.MULTILINE))


@pytest.mark.parametrize("to", ["pipe", "file", "terminal"])
def test_an_audit_in_any_format_is_the_same_bytes_whatever_prints_meanwhile(to, folder):
    audits = ";".join(f"audit people.csv --policy all -k 2 --format {name}" for name in FORMATS)
    quiet, silence = run(folder, audits, loud=False, to=to)
    assert "NOISE" not in silence
    assert quiet.count(b"<testsuites") == quiet.count(b"<!doctype html>") == quiet.count(b'"findings"') == 1
    answer, noise = run(folder, audits, loud=True, to=to)
    assert answer == quiet
    assert kinds(noise) == KINDS


def test_every_command_writes_the_same_bytes_whatever_prints_meanwhile(folder):
    (folder / "case" / "mine").mkdir(parents=True)
    (folder / "case" / "mine" / "case.toml").write_text(CASE)
    (folder / "case" / "mine" / "people.csv").write_text(PEOPLE)
    main(["audit", str(folder / "people.csv"), "--policy", "uniform", "-k", "1..2", "--out", str(folder / "out")])
    (folder / "paper.tex").write_text("\\input{out/report.tex}\n\\verifierUniformKTwoRate\n")
    certificate = min((folder / "out").glob("uniform*.cert")).name
    commands = [
        "show people.csv",
        "solve nlhf people.csv",
        "solve optimal people.csv -k 2 --format json",
        "counterexample --rule nlhf -k 2",
        f"check out/{certificate}",
        "diff out/report.json out/report.json",
        "index out",
        "paper check paper.tex",
        "reproduce --cases case --reports made",
    ]
    quiet, silence = run(folder, ";".join(commands), loud=False)
    shutil.rmtree(folder / "made")  # what the first run wrote, the second would find unchanged
    answer, noise = run(folder, ";".join(commands), loud=True)
    assert answer == quiet
    assert silence == "".join(f"== {command}\n" for command in commands)
    told = dict(part.split("\n", 1) for part in noise.split("== ")[1:])
    assert list(told) == commands
    assert {command: "NOISE native" in text for command, text in told.items()} == dict.fromkeys(commands, True)


@pytest.mark.parametrize("shell", [">&-", "2>&-", ">&- 2>&-", "<&- 2>&-", "<&- >&- 2>&-"])
def test_closed_streams_leave_no_number_that_a_file_could_take(shell, folder):
    written = {}
    for loud in (False, True):
        answer, _ = run(folder, "audit people.csv --policy uniform -k 1..2 --out out", loud=loud, shell=shell)
        written[loud] = answer, {path.name: path.read_bytes() for path in (folder / "out").iterdir()}
    assert written[True] == written[False]
    assert len(written[True][1]) > 4


EMBEDDED = """
os.write(1, b"before\\n")
main(["audit", "people.csv", "-k", "1"])
os.write(1, b"between\\n")
main(["audit", "people.csv", "-k", "1"])
os.write(1, b"after\\n")
os.system("echo child after")
print("print after")
sys.stderr.write(repr(sorted(os.listdir("/dev/fd")) if os.path.isdir("/dev/fd") else []))
"""


def test_a_process_that_embeds_us_has_its_standard_output_back_afterwards(folder):
    answer, noise = run(folder, loud=True, script="embedded.py")
    quiet, _ = run(folder, loud=False, script="embedded.py")
    # The process's own exit is not ours.
    assert answer.replace(b"NOISE at exit\n", b"") == quiet
    assert kinds(noise) == KINDS - {"at exit"}
    lines = quiet.decode("utf-8").splitlines()
    assert [line for line in lines if line in {"before", "between", "after", "child after", "print after"}] == [
        "before", "between", "after", "child after", "print after",
    ]  # fmt: skip
    assert lines.count("This is the only NLHF policy (certified)") == 2


def test_where_standard_output_was_replaced_we_write_to_the_replacement_and_prints_do_not(folder, monkeypatch, capfd):
    replaced, errors = io.StringIO(), io.StringIO()
    monkeypatch.setattr(sys, "stdout", replaced)
    monkeypatch.setattr(sys, "stderr", errors)

    def loud(words):
        sys.stdout.write(f"{words}\n")
        os.write(1, b"NOISE\n")
        return 0

    monkeypatch.setattr("verifier.cli.show.run", loud)
    assert main(["audit", str(folder / "people.csv"), "-k", "1", "--format", "json"]) == 0
    assert main(["show", "x"]) == 0
    assert sys.stdout is replaced
    assert json.loads(replaced.getvalue())["population"]["responses"] == ["a", "b", "c"]
    assert errors.getvalue() == "['x']\n"
    assert capfd.readouterr() == ("", "NOISE\n")


def test_descriptors_are_given_back(folder, capsys):
    def opened():
        held = []
        for number in range(64):
            try:
                os.fstat(number)
            except OSError:
                continue
            held.append(number)
        return held

    assert main(["show", str(folder / "people.csv")]) == 0
    before = opened()
    assert main(["show", str(folder / "people.csv")]) == 0
    assert main(["nothing"]) == 2
    assert opened() == before
    assert "a" in capsys.readouterr().out


def test_a_summary_can_go_to_standard_output_by_its_name(folder):
    answer, _ = run(folder, "audit people.csv -k 1 --summary /dev/stdout", loud=True)
    assert b'\n# "people.csv"' in answer
    assert b"NOISE" not in answer


def test_a_help_is_on_standard_output(folder):
    for words in (["audit", "--help"], ["--help"]):
        command = [sys.executable, "-m", "verifier", *words]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True, timeout=60)
        assert done.stdout.startswith("usage: verifier")
        assert done.stderr == ""
