"""Where things end: long numbers, closed outputs, folders with older reports, two runs at once."""

import json
import subprocess
import sys
from fractions import Fraction

import pytest
from preloaded import program

from verifier.report.formats.table import FORMATS

REPORTS = {name for name, _ in FORMATS.values()}
VOTES = "user,response,rank\nx,a,1\nx,b,2\ny,b,1\ny,a,2\nz,a,1\nz,b,2\n"


def verifier(*arguments, cwd, **options):
    command = [*program(), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120, cwd=cwd, **options)


def shell(line, cwd):
    line = line.replace("verifier", f"'{sys.executable}' -m verifier")
    return subprocess.run(["bash", "-c", line], capture_output=True, text=True, check=False, timeout=60, cwd=cwd)


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "votes.csv").write_text(VOTES)
    (tmp_path / "other.csv").write_text(VOTES.replace("z,a,1\nz,b,2\n", ""))
    (tmp_path / "fine.json").write_text('{"a": "999999/1000000", "b": "1/1000000"}')
    return tmp_path


def test_a_value_too_long_to_be_written_is_bracketed(folder):
    done = verifier("audit", "votes.csv", "--policy", "fine.json", "-k", "1000", "--format", "json", cwd=folder)
    assert done.returncode == 1, done.stderr
    (finding,) = [finding for finding in json.loads(done.stdout)["findings"] if finding["claim"] == "robust"]
    assert finding["verdict"] == "refuted"
    assert finding["value"] is None
    lower, upper = Fraction(finding["lower"]), Fraction(finding["upper"])
    assert lower < upper < lower + Fraction(1, 10**50)
    assert lower < Fraction(2, 3) + Fraction(1, 1000)


def test_a_huge_number_of_samples_is_announced_as_too_much_work(folder):
    done = verifier("audit", "votes.csv", "--policy", "fine.json", "-k", "100000000", cwd=folder)
    assert done.returncode == 3
    assert "over the budget" in done.stdout


def test_a_budget_below_a_single_sample_leaves_every_promise_undecided(folder):
    done = verifier("audit", "votes.csv", "--policy", "uniform", "-k", "1..2", "--budget", "2", cwd=folder)
    assert done.returncode == 3
    assert "Of 2 promises: 2 undecided" in done.stdout
    assert "over the budget of 2" in done.stdout


def test_a_huge_number_of_samples_is_settled_by_fewer_or_by_the_limit(folder):
    done = verifier("audit", "votes.csv", "--policy", "uniform", "-k", "100000000", "--rate", "9/10", cwd=folder)
    assert done.returncode == 0, done.stdout
    done = verifier(
        "audit", "votes.csv", "--policy", "uniform", "--policy", "response:a", "-k", "100000000", cwd=folder
    )
    assert done.returncode == 1
    assert done.stdout.count("refuted") >= 1


def test_a_promise_for_every_k_can_break_where_the_rate_is_too_long_to_be_written(folder):
    rankings = [{"ranking": "a > b", "count": 3599}, {"ranking": "b > a", "count": 1}]
    people = {"format": "verifier-population/1", "rankings": rankings}
    (folder / "many.json").write_text(json.dumps(people))
    (folder / "rarely.json").write_text(json.dumps({"a": "9999/10000", "b": "1/10000"}))
    done = verifier("audit", "many.json", "--policy", "file:rarely.json", "-k", "all", cwd=folder)
    assert done.returncode == 1, done.stderr
    assert 'is broken at k = 8058: against "b" it wins with rate at most 0.999875913222322 (refuted)' in done.stdout


def test_the_exit_code_survives_a_reader_that_goes_away(folder):
    done = shell("verifier audit votes.csv | true; echo ${PIPESTATUS[0]}", folder)
    assert done.stdout == "1\n"
    assert done.stderr == ""


@pytest.mark.parametrize("command", ["audit votes.csv", "--help", "show votes.csv"])
def test_an_output_that_cannot_be_written_is_one_line_and_exit_2(command, folder):
    for target in ("> /dev/full", ">&-"):
        done = shell(f"verifier {command} {target}", folder)
        assert done.returncode == 2
        assert done.stderr.count("\n") == 1
        assert "standard output" in done.stderr


def test_a_report_folder_holds_one_audit_only(folder):
    verifier("audit", "votes.csv", "-k", "1..5", "--out", "out", cwd=folder)
    verifier("audit", "other.csv", "-k", "1", "--out", "out", cwd=folder)
    report = json.loads((folder / "out" / "report.json").read_text())
    named = {finding["certificate"] for finding in report["findings"]}
    assert {path.name for path in (folder / "out").iterdir()} == named | REPORTS


def test_two_runs_into_one_folder_leave_one_whole_report(folder):
    processes = [
        subprocess.Popen(
            [*program(), "audit", name, "-k", "1..8", "--out", "out"],
            cwd=folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        for name in ("votes.csv", "other.csv") * 3
    ]
    codes = [process.wait(timeout=120) for process in processes]
    errors = [process.stderr.read() for process in processes]
    for process in processes:
        process.stderr.close()
    assert set(codes) <= {0, 1}, errors
    report = json.loads((folder / "out" / "report.json").read_text())
    named = {finding["certificate"] for finding in report["findings"]}
    assert {path.name for path in (folder / "out").iterdir()} == named | REPORTS
    voters = f"voters {report['population']['voters']} "
    assert all(voters in (folder / "out" / name).read_text() for name in named)


def test_certificates_from_standard_input_are_called_so(folder):
    verifier("audit", "votes.csv", "-k", "1", "--out", "out", cwd=folder)
    text = (folder / "out" / "condorcet-winner.cert").read_text()
    done = verifier("check", "-", cwd=folder, input=text)
    assert done.returncode == 0
    assert done.stdout.startswith("-: proved: ")


def test_a_name_longer_than_any_path_is_a_response_name(folder):
    long = "long " * 100
    (folder / "long.json").write_text(
        json.dumps({"format": "verifier-population/1", "rankings": [{"count": 1, "ranking": [[long], ["b"]]}]})
    )
    done = verifier("audit", "long.json", "--policy", long, "-k", "1", cwd=folder)
    assert done.returncode == 0, done.stderr


def test_an_empty_output_folder_name_is_refused(folder):
    done = verifier("audit", "votes.csv", "--out", "", cwd=folder)
    assert done.returncode == 2
    assert "--out" in done.stderr
