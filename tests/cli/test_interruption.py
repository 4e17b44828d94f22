"""Ctrl-C, pipes that close, and folders that fill up lose nothing and show no traceback."""

import json
import random
import re
import signal
import subprocess
import sys
import time

import pytest

import verifier
from verifier.audits.families import table as families
from verifier.audits.promises import decide as promises
from verifier.certificates import checking
from verifier.cli.main import main


@pytest.fixture(scope="module")
def big(tmp_path_factory):
    rng = random.Random(3)
    m, n = 12, 4_000
    path = tmp_path_factory.mktemp("big") / "big.soc"
    head = f"# NUMBER ALTERNATIVES: {m}\n# NUMBER VOTERS: {n}\n" + "".join(
        f"# ALTERNATIVE NAME {y}: r{y}\n" for y in range(1, m + 1)
    )
    path.write_text(head + "".join(f"1: {','.join(map(str, rng.sample(range(1, m + 1), m)))}\n" for _ in range(n)))
    return path


@pytest.mark.parametrize("delay", [0.0, 0.3, 1.0])
def test_ctrl_c_exits_130_and_leaves_finished_files_whole(delay, big, tmp_path):
    command = [sys.executable, "-m", "verifier", "audit", str(big), "--policy", "uniform", "-k", "1..200"]
    # A background shell hands its children SIGINT ignored; a user's terminal does not.
    process = subprocess.Popen(
        [*command, "--out", str(tmp_path / "out")],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509 no threads here
    )
    give_up = time.monotonic() + 60
    while not (tmp_path / "out").is_dir() and process.poll() is None and time.monotonic() < give_up:
        time.sleep(0.02)
    time.sleep(delay)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Traceback" not in err
    assert err.splitlines()[-1].startswith("verifier: interrupted")
    decided = re.search(r"interrupted: (\d+) of 200 decided", err)
    assert (decided is None) == (out == "")
    for path in (tmp_path / "out").glob("*.cert"):
        assert path.read_text().endswith("end\n")
    assert len(list((tmp_path / "out").glob("uniform-*.cert"))) >= (int(decided[1]) if decided else 0)


def test_a_reader_that_goes_away_is_no_error(big):
    command = f"'{sys.executable}' -m verifier show '{big}' --format json | head -n 1"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False, timeout=60)
    assert done.stdout == "{\n"
    assert done.stderr == ""


@pytest.fixture
def votes(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "votes.csv").write_text("user,response,score\nann,a,2\nann,b,1\nben,b,2\nben,a,1\nben,c,0\nann,c,3\n")
    return tmp_path


def interrupting(function, *calls):
    """``function``, but for the calls of these numbers, in which somebody presses Ctrl-C."""
    count = iter(range(1, 10**6))

    def called(*args, **options):
        if next(count) in calls:
            raise KeyboardInterrupt
        return function(*args, **options)

    return called


def audit(capfd, *words):
    code = main(["audit", "votes.csv", "--policy", "uniform", "--policy", "a", "-k", "1..5", "--out", "out", *words])
    out, err = capfd.readouterr()
    return code, out, err


def test_what_is_decided_before_ctrl_c_is_checked_written_and_printed(votes, monkeypatch, capfd):
    whole = audit(capfd, "--format", "json")[1]
    monkeypatch.setattr(promises, "worst_case", interrupting(promises.worst_case, 4))
    code, out, err = audit(capfd, "--format", "json")
    assert code == 130
    assert err.splitlines()[-1] == "verifier: interrupted: 3 of 10 decided"
    report, complete = json.loads(out), json.loads(whole)
    assert report["exit_code"] == 130
    found = [each for each in report["findings"] if each["claim"] == "robust"]
    asked = [each for each in complete["findings"] if each["claim"] == "robust"]
    assert found[:3] == asked[:3]
    assert [(each["policy"], each["k"]) for each in found] == [(each["policy"], each["k"]) for each in asked]
    assert {each["verdict"] for each in found[3:]} == {"undecided"}
    assert {each["reason"] for each in found[3:]} == {"interrupted before it was decided"}
    assert main(["check", "out"]) == 0
    assert len(list((votes / "out").glob("uniform-*.cert"))) == 6  # three promises, three exact rates
    text = (votes / "out" / "report.txt").read_text()
    assert "Interrupted: 3 of 10 were looked at." in text
    assert "\n4  " not in text


@pytest.mark.usefixtures("votes")
@pytest.mark.parametrize("call", [1, 3, 5])
def test_rules_that_are_not_solved_by_then_are_undecided(call, monkeypatch, capfd):
    solve = families.FAMILIES["equilibrium"]
    monkeypatch.setitem(families.FAMILIES, "equilibrium", interrupting(solve, call))
    code, _, err = audit(capfd, "--policy", "equilibrium", "--policy", "optimal")
    assert code == 130
    assert err.splitlines()[-1] == f"verifier: interrupted: {10 + call - 1} of 20 decided"


def test_an_interrupt_while_certificates_are_checked_leaves_those_that_are(votes, monkeypatch, capfd):
    check = checking._check_batch
    monkeypatch.setattr(checking, "_BATCH", 4)
    monkeypatch.setattr(checking, "_check_batch", interrupting(check, 3))
    code, _, err = audit(capfd)
    assert code == 130
    assert re.search(r"interrupted: [1-4] of 10 decided", err)
    assert len(list((votes / "out").glob("*.cert"))) == 8
    assert main(["check", "out"]) == 0


def test_a_second_ctrl_c_ends_it_at_once(votes, monkeypatch, capfd):
    monkeypatch.setattr(promises, "worst_case", interrupting(promises.worst_case, 2))
    monkeypatch.setattr(checking, "_check_batch", interrupting(checking._check_batch, 1))
    code, out, err = audit(capfd)
    assert (code, out) == (130, "")
    assert err == "verifier: interrupted; files already written are whole\n"
    assert list(votes.glob("out/*.cert")) == []


def test_python_gets_its_keyboard_interrupt(monkeypatch):
    monkeypatch.setattr(promises, "worst_case", interrupting(promises.worst_case, 2))
    with pytest.raises(KeyboardInterrupt):
        verifier.audit(verifier.Population.from_rankings(["a > b"]), "uniform", k=[1, 2])
