"""Self-play from the command line: last iterates certified, runs stored, gone on with, drawn from and plotted."""

from __future__ import annotations

import csv
import json
import subprocess
from fractions import Fraction
from random import Random

import pytest
from preloaded import program

SIX = ["abcdef", "cfedab", "dafbec", "bcdfea", "edacfb", "febdac"]
TINY = Fraction(1, 10**12)


def verifier(*arguments, cwd):
    command = [*program(), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120, cwd=cwd)


def write(path, rankings):
    path.write_text(json.dumps({"format": "verifier-population/1", "rankings": rankings}))


@pytest.fixture
def folder(tmp_path):
    write(tmp_path / "six.json", [{"count": 1, "ranking": " > ".join(order)} for order in SIX])
    return tmp_path


def run(folder, *arguments, code=0):
    done = verifier(*arguments, "--format", "json", "--out", "out", cwd=folder)
    assert done.returncode == code, done.stdout + done.stderr
    checked = verifier("check", "out", cwd=folder)
    assert checked.returncode == 0, checked.stdout
    return json.loads(done.stdout)


def findings(report, claim):
    return [finding for finding in report["findings"] if finding["claim"] == claim]


def random_rankings(rng):
    """Up to 20 responses and 60 users; half of the populations have ties."""
    names, ties = [f"r{y}" for y in range(rng.randint(2, 20))], rng.random() < 0.5
    for _ in range(rng.randint(1, 60)):
        order = rng.sample(names, len(names))
        marks = [" = " if ties and rng.random() < 0.3 else " > " for _ in order[1:]]
        yield {"count": 1, "ranking": order[0] + "".join(map("".join, zip(marks, order[1:], strict=True)))}


@pytest.mark.parametrize("seed", [0, 2, 4, 7])
def test_the_last_iterate_of_extragradient_is_certified_within_10_to_the_minus_12(seed, tmp_path):
    write(tmp_path / "people.json", list(random_rankings(Random(seed))))
    report = run(tmp_path, "solve", "self-play", "people.json", "-k", "2,3,5", "--steps", "5000")
    for claim in ("epsilon-equilibrium", "equilibria-located"):
        last = [finding for finding in findings(report, claim) if finding["policy"] == "self-play-last"]
        assert [finding["k"] for finding in last] == [2, 3, 5]
        assert all(finding["verdict"] == "certified" and finding["certificate"] for finding in last)
        assert all(Fraction(finding["epsilon"]) < TINY for finding in last), claim


def test_self_play_keeps_its_bound_and_goes_on_where_it_stopped(folder):
    first = run(folder, "solve", "self-play", "six.json", "-k", "2", "--steps", "100")
    rows = first["policies"][0]["convergence"]
    assert [row["steps"] for row in rows] == [1, 2, 5, 10, 20, 50, 100]
    for row in rows:
        assert Fraction(row["average_loss"]) <= Fraction(row["sigma_loss"]) + Fraction(1, 10**39)
        assert Fraction(row["sigma_loss"]) <= Fraction(row["bound"]) + Fraction(1, 10**39)
    (folder / "run.json").write_bytes((folder / "out" / "self-play-k2-run.json").read_bytes())
    resumed = run(folder, "solve", "self-play", "six.json", "-k", "2", "--steps", "200", "--resume", "run.json")
    whole = run(folder, "solve", "self-play", "six.json", "-k", "2", "--steps", "300")
    assert resumed["policies"] == whole["policies"]
    last = [finding for finding in findings(whole, "epsilon-equilibrium") if finding["policy"] == "self-play-last"]
    assert Fraction(last[0]["epsilon"]) <= Fraction(1, 10**12)


def test_a_random_iterate_of_self_play_is_audited_as_a_lottery(folder):
    report = run(folder, "audit", "six.json", "--policy", "self-play-random", "--steps", "50", "-k", "2")
    (finding,) = findings(report, "robust")
    assert finding["verdict"] == "certified"
    assert "lottery" in report["policies"][0]


def test_the_table_to_plot_says_what_the_report_says(folder):
    report = run(folder, "solve", "self-play", "six.json", "-k", "2", "--steps", "50")
    with (folder / "out" / "self-play-k2-convergence.csv").open(newline="") as file:
        plotted = list(csv.DictReader(file))
    rows = report["policies"][0]["convergence"]
    assert len(plotted) == len(rows) == 6
    for shown, row in zip(plotted, rows, strict=True):
        assert list(shown) == list(row)
        for name in list(row)[1:]:
            exact = Fraction(row[name])
            assert exact <= Fraction(shown[name]) + Fraction(1, 10**40)
            assert Fraction(shown[name]) <= exact * (1 + Fraction(1, 10**16)) + Fraction(1, 10**40)


def test_a_stored_run_is_drawn_from_and_the_draws_are_audited(folder):
    run(folder, "solve", "self-play", "six.json", "-k", "2", "--steps", "50")
    (folder / "run.json").write_bytes((folder / "out" / "self-play-k2-run.json").read_bytes())
    stored = ("--resume", "run.json", "--steps", "0", "-k", "2")
    drawn = {}
    for seed in ("7", "7", "8"):
        run(folder, "solve", "self-play-random", "six.json", *stored, "--draws", "4000", "--seed", seed)
        text = (folder / "out" / "self-play-random-k2-draws.csv").read_text()
        assert drawn.setdefault(seed, text) == text
    assert drawn["7"] != drawn["8"]
    assert len(drawn["7"].splitlines()) == 4000
    (folder / "draws.csv").write_text(drawn["7"])
    policies = ("--policy", "file:draws.csv", "--policy", "self-play-random")
    report = run(folder, "audit", "six.json", *policies, *stored)
    seen, exact = (Fraction(finding["value"]) for finding in findings(report, "robust"))
    assert abs(seen - exact) < Fraction(1, 25)


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("solve", "self-play-random", "six.json", "--draws", "10"), "folder"),
        (("solve", "self-play", "six.json", "--draws", "10", "--out", "out"), "self-play-random"),
        (("audit", "six.json", "--draws", "10", "--out", "out"), "self-play-random"),
        (("solve", "self-play-random", "six.json", "--draws", "-1", "--out", "out"), "--draws -1"),
        (("solve", "self-play-random", "six.json", "--draws", "1", "--seed", "x", "--out", "out"), "--seed x"),
        (("solve", "self-play", "six.json", "--steps", "0"), "from 1 on"),
        (("solve", "self-play", "six.json", "--steps", "1..3"), "--steps 1..3"),
    ],
)
def test_draws_and_steps_that_make_no_sense_are_refused(arguments, reason, folder):
    done = verifier(*arguments, cwd=folder)
    assert (done.returncode, done.stdout) == (2, "")
    assert reason in done.stderr
    assert "Traceback" not in done.stderr


def test_more_draws_than_the_budget_allows_are_announced(folder):
    ask = ("solve", "self-play-random", "six.json", "--steps", "5", "--draws", "999999999")
    done = verifier(*ask, "--out", "out", cwd=folder)
    assert done.returncode == 3
    assert "raise --budget to" in done.stdout + done.stderr
