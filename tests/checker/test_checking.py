"""Certificates are checked together, and one that is not proved costs the others no process of their own."""

import json
import os
import shutil
import sys
from pathlib import Path

import pytest

from verifier import check_files
from verifier.certificates import checking
from verifier.certificates.checking import CHECKER, second_command
from verifier.cli.main import main
from verifier.errors import CertificateError

CORPUS = Path(__file__).resolve().parents[1] / "certificates"
CODES = {"proved": 0, "not_proved": 1, "malformed": 2}


@pytest.fixture
def logging_checker(tmp_path):
    """The checker, started by a script that notes how many files it is given."""
    script, log = tmp_path / "start.py", tmp_path / "log"
    script.write_text(
        f"import runpy, sys\nopen({str(log)!r}, 'a').write(f'{{len(sys.argv) - 1}}\\n')\n"
        f"sys.argv[0] = {str(CHECKER)!r}\nrunpy.run_path(sys.argv[0], run_name='__main__')\n"
    )
    return [sys.executable, str(script)], lambda: [int(line) for line in log.read_text().split()]


def some(folder, number):
    return sorted((CORPUS / folder).glob("*.cert"))[:number]


@pytest.mark.parametrize(
    ("given", "processes"),
    [
        ({"proved": 9}, [9]),
        ({"proved": 9, "malformed": 1}, [10, 9, 1]),
        ({"proved": 9, "not_proved": 2}, [11, 9, 1, 1]),
        ({"not_proved": 2, "malformed": 1}, [3, 1, 1, 1]),
        ({"proved": 1}, [1]),
    ],
)
def test_files_are_checked_together_and_only_those_that_fail_alone(given, processes, logging_checker):
    command, log = logging_checker
    paths = sorted((path for folder, number in given.items() for path in some(folder, number)), key=lambda p: p.name)
    outcomes = check_files(paths, command=command)
    assert [outcome.path for outcome in outcomes] == paths
    assert [outcome.code for outcome in outcomes] == [CODES[path.parent.name] for path in paths]
    assert log() == processes


def test_a_checker_that_says_proved_and_exits_otherwise_proves_nothing(tmp_path):
    script = tmp_path / "liar.py"
    script.write_text("import sys\nfor name in sys.argv[1:]: print(f'{name}: proved: it is so')\nsys.exit(1)\n")
    outcomes = check_files(some("proved", 3), command=[sys.executable, str(script)])
    assert [outcome.code for outcome in outcomes] == [1, 1, 1]


def test_a_checker_that_stops_half_way_proves_what_it_proves_alone(tmp_path):
    script = tmp_path / "half.py"
    script.write_text(
        "import os, sys\nfor i, name in enumerate(sys.argv[1:]):\n    if i == 2: os._exit(9)\n"
        "    print(f'{name}: proved: it is so', flush=True)\n"
    )
    outcomes = check_files(some("proved", 5), command=[sys.executable, str(script)])
    assert [outcome.code for outcome in outcomes] == [0] * 5


@pytest.mark.parametrize("executable", [None, ""])
def test_an_embedded_interpreter_is_told_that_the_checker_needs_a_process(executable, monkeypatch):
    monkeypatch.setattr(sys, "executable", executable)
    with pytest.raises(CertificateError, match=r"sys\.executable is empty"):
        check_files(some("proved", 1))


def test_carriage_returns_are_named_with_what_prevents_them(tmp_path):
    path = tmp_path / "crlf.cert"
    path.write_bytes(some("proved", 1)[0].read_bytes().replace(b"\n", b"\r\n"))
    commands = [None, *([second_command()] if shutil.which("node") else [])]
    for (outcome,) in (check_files([path], command=command) for command in commands):
        assert outcome.code == CODES["malformed"]
        assert "a carriage return; git's autocrlf writes them: '*.cert -text' in .gitattributes" in outcome.sentence


NAMES = [
    "-x.cert",
    "a\nb.cert",
    "d\r.cert",
    " e.cert",
    "1: proved: q.cert",
    "%0A.cert",
    os.fsdecode(b"\xffn\nl.cert"),
    "é.cert",
]


@pytest.mark.parametrize("command", [None, *([second_command()] if shutil.which("node") else [])])
def test_files_with_any_name_exit_as_the_checker_did(command, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for folder in ("proved", "malformed"):
        for name in NAMES:
            Path(f"{name}{folder}").write_bytes(some(folder, 1)[0].read_bytes())
    paths = [Path(f"{name}{folder}") for folder in ("proved", "malformed") for name in NAMES]
    outcomes = check_files(paths, command=command)
    assert [outcome.path for outcome in outcomes] == paths
    assert [outcome.code for outcome in outcomes] == [0] * len(NAMES) + [2] * len(NAMES)
    assert {outcome.sentence.partition(": ")[0] for outcome in outcomes} == {"proved", "malformed"}
    assert [check_files([path], command=command)[0] for path in paths[::5]] == outcomes[::5]


@pytest.fixture
def slow(tmp_path):
    """A checker that never ends where a file is called so."""
    script = tmp_path / "slow.py"
    script.write_text(
        "import sys, time\nfor name in sys.argv[1:]:\n    while 'slow' in name: time.sleep(1)\n"
        "    print(f'{name}: proved: it is so', flush=True)\n"
    )
    return [sys.executable, str(script)]


def test_a_file_over_its_time_is_named_and_the_others_are_checked(slow):
    paths = [Path(name) for name in ("a.cert", "b.cert", "slow.cert", "c.cert")]
    outcomes = check_files(paths, command=slow, seconds=2)
    assert [outcome.path for outcome in outcomes] == paths
    assert [outcome.code for outcome in outcomes] == [0, 0, 3, 0]
    assert outcomes[2].sentence == "over time: the checker was stopped after 2 s on this file"


def test_the_commands_say_which_file_ran_over_its_time(slow, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(checking, "_own_command", lambda: slow)
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / "slow.cert").write_bytes(some("proved", 1)[0].read_bytes())
    assert main(["check", "--seconds", "1", str(folder)]) == 3
    said = "slow.cert: over time: the checker was stopped after 1 s on this file"
    assert said in capsys.readouterr().out
    finding = {"claim": "robust", "policy": "a", "k": 1, "verdict": "certified", "certificate": "slow.cert"}
    about = {"source": "votes.csv", "sha256": None, "voters": "3"}
    report = {"format": "verifier-report/1", "population": about, "policies": [], "findings": [finding]}
    (folder / "report.json").write_text(json.dumps(report))
    assert main(["index", "--seconds", "1", str(folder)]) == 1
    assert said.replace(".cert", '.cert"') in capsys.readouterr().out


def test_a_pipe_that_is_named_is_waited_for_as_long_as_a_file_may_take(tmp_path):
    os.mkfifo(tmp_path / "pipe.cert")
    (outcome,) = check_files([tmp_path / "pipe.cert"], seconds=1)
    assert outcome.code == 3
