"""`verifier reproduce` notices one flipped expectation, one altered policy, one deleted or changed report."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def reproduce(folder, *arguments):
    command = [sys.executable, "-m", "verifier", "reproduce", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120, cwd=folder)


@pytest.fixture
def folder(tmp_path):
    for name in ("half-barrier-1-10", "formula-one-1956"):
        shutil.copytree(ROOT / "cases" / name, tmp_path / "cases" / name)
    (tmp_path / "cases" / "formula-one-1956" / "mine.json").write_text('{"Stirling Moss": "1/2", "Jean Behra": "1/2"}')
    case = tmp_path / "cases" / "formula-one-1956" / "case.toml"
    more = '\n[[audit]]\nname = "mine"\npolicy = "file:mine.json"\nk = "1"\nverdicts = "refuted"\nvalues = "5/14"\n'
    case.write_text(case.read_text() + more)
    first = reproduce(tmp_path)
    assert "expected" not in first.stdout.replace("as expected", ""), first.stdout
    assert reproduce(tmp_path).returncode == 0
    return tmp_path


def test_all_cases_of_the_project_are_as_expected_and_their_reports_unchanged(tmp_path):
    shutil.copytree(ROOT / "reports", tmp_path / "reports")
    done = reproduce(ROOT, "--reports", str(tmp_path / "reports"))
    assert done.returncode == 0, done.stdout
    assert done.stdout.endswith(" cases: all as expected, reports unchanged\n")


def test_a_flipped_expectation_is_a_difference(folder):
    case = folder / "cases" / "half-barrier-1-10" / "case.toml"
    text = case.read_text()
    case.write_text(text.replace('verdicts = ["certified"', 'verdicts = ["refuted"'))
    assert case.read_text() != text
    done = reproduce(folder)
    assert done.returncode == 1
    assert "expected refuted, found certified" in done.stdout


def test_an_altered_policy_is_a_difference(folder):
    policy = folder / "cases" / "formula-one-1956" / "mine.json"
    policy.write_text('{"Stirling Moss": "2/3", "Jean Behra": "1/3"}')
    done = reproduce(folder)
    assert done.returncode == 1
    assert "difference: formula-one-1956/mine: " in done.stdout


def test_a_deleted_report_is_a_difference_and_is_written_again(folder):
    report = folder / "reports" / "half-barrier-1-10" / "nlhf" / "collapse.cert"
    content = report.read_bytes()
    report.unlink()
    done = reproduce(folder)
    assert done.returncode == 1
    assert "collapse.cert: missing" in done.stdout
    assert report.read_bytes() == content
    assert reproduce(folder).returncode == 0


def test_a_changed_report_is_a_difference_and_is_rewritten(folder):
    report = folder / "reports" / "half-barrier-1-10" / "nlhf" / "report.md"
    report.write_text(report.read_text().replace("refuted", "certified"))
    assert reproduce(folder).returncode == 1
    assert reproduce(folder).returncode == 0


def test_a_report_that_no_case_makes_is_a_difference(folder):
    (folder / "reports" / "half-barrier-1-10" / "extra.cert").write_text("")
    done = reproduce(folder)
    assert done.returncode == 1
    assert "no case makes this file" in done.stdout


def test_one_case_can_be_reproduced_alone(folder):
    done = reproduce(folder, "half-barrier-1-10")
    assert done.returncode == 0, done.stdout
    assert done.stdout.endswith("2 questions of 1 case: all as expected, reports unchanged\n")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("title =", "titel ="),
        ('theory = "2.4"', 'theory = "two"'),
        ('values = "3/5"', 'values = "3:5"'),
        ("[population]", "[people]"),
        ('name = "nlhf"', 'name = "samples-for-nine-tenths"'),
        ('k = "1..10"', 'k = "0..10"'),
        ('policy = "rule:nlhf"', 'policy = "rule:nhlf"'),
        ("title =", "title = ="),
    ],
)
def test_a_case_that_cannot_be_read_is_named_in_one_line(old, new, folder):
    case = folder / "cases" / "half-barrier-1-10" / "case.toml"
    case.write_text(case.read_text().replace(old, new, 1))
    done = reproduce(folder)
    assert done.returncode == 2, done.stdout
    assert done.stderr.count("\n") == 1


def test_a_folder_without_cases_is_an_error(tmp_path):
    done = reproduce(tmp_path)
    assert done.returncode == 2
    assert "case.toml" in done.stderr
