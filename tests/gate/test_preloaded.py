"""The program that most tests start, a copy of a process that has loaded it, answers as the real one does."""

import os
import shlex
import signal
import subprocess
import sys

import pytest
from preloaded import folder_of_program, program

REAL = [sys.executable, "-m", "verifier"]
pytestmark = pytest.mark.skipif(program() == REAL, reason="without a fork the tests start the real program")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    path = tmp_path_factory.mktemp("preloaded")
    (path / "votes.csv").write_text("user,response,score\nann,a,2\nann,b,1\nben,b,2\nben,a,1\n")
    return path


def answer(command, line, folder, **more):
    shell = f"{shlex.join(command)} {line}"
    done = subprocess.run(
        ["bash", "-c", shell], cwd=folder, capture_output=True, check=False, timeout=60, env=os.environ | more
    )
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize(
    "line",
    [
        "--version", "audit votes.csv --policy uniform -k 1,2", "audit votes.csv --policy uniform -k 1 --rate 1",
        "audit nowhere.csv", "audit votes.csv --best up", "show - --input-format csv < votes.csv", "--version >&-",
        "audit votes.csv -k 1 2>&-", "show <(cat votes.csv) --input-format csv", "show votes.csv > /dev/full", "<&-",
        "check .", "show votes.csv | head -1",
    ],
)  # fmt: skip
def test_it_answers_as_the_real_program_does(line, folder):
    assert answer(program(), line, folder) == answer(REAL, line, folder)


def test_it_sees_the_variables_of_its_start(folder):
    told = [answer(each, "audit votes.csv --policy ''", folder, VERIFIER_TRACEBACK="1") for each in (program(), REAL)]
    assert told[0] == told[1]


def test_a_shell_finds_it(folder):
    path = os.pathsep.join([folder_of_program(), os.environ["PATH"]])
    assert answer(["verifier"], "--version", folder, PATH=path) == answer(REAL, "--version", folder)


def test_a_signal_reaches_it(folder):
    os.mkfifo(folder / "people.soc")
    line = ["audit", "people.soc", "--policy", "uniform"]
    running = subprocess.Popen([*program(), *line], cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    with (folder / "people.soc").open("w"):  # opens once the program reads it, and has nothing for it
        running.send_signal(signal.SIGINT)
        try:
            running.wait(timeout=30)
        except subprocess.TimeoutExpired:  # one just before a call that waits is seen by the next; as a user would
            running.send_signal(signal.SIGINT)
            running.wait(timeout=30)
    _, told = running.communicate(timeout=60)
    assert running.returncode == 130
    assert b"interrupted" in told
