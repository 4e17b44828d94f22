"""Case files are tests: one for each question, which fails in plain words."""

import subprocess
import sys
from importlib.metadata import entry_points
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
INSTALLED = any(each.value == "verifier.pytest_plugin" for each in entry_points(group="pytest11"))
PLUGIN = [] if INSTALLED else ["-p", "verifier.pytest_plugin"]

VOTES = "user,response,score\nann,short,5\nann,long,3\nann,joke,1\nbob,joke,5\nbob,short,4\nbob,long,2\n"
VOTES += "cem,long,4\ncem,joke,3\ncem,short,1\n"
CASE = """[population]
file = "votes.csv"

[[audit]]
name = "kept"
policy = "uniform"
k = "1..3"
verdicts = "certified"

[[audit]]
name = "broken"
policy = "file:today.json"
k = "1,2"
verdicts = "certified"
"""


def pytest_on(folder, *arguments):
    command = [sys.executable, "-m", "pytest", *PLUGIN, "-p", "no:cacheprovider", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=120)


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "votes.csv").write_text(VOTES)
    (tmp_path / "today.json").write_text('{"short": "0.6", "long": "0.3", "joke": "1/10"}')
    (tmp_path / "answers.case.toml").write_text(CASE)
    return tmp_path


def test_every_question_of_a_case_file_is_a_test_that_says_what_is_wrong(folder):
    done = pytest_on(folder, "-v")
    assert done.returncode == 1, done.stdout + done.stderr
    assert "answers.case.toml::kept PASSED" in done.stdout
    assert "answers.case.toml::broken FAILED" in done.stdout
    assert "1 failed, 1 passed" in done.stdout
    assert (
        '  robust k = 2, l = 1: expected certified, found refuted: "today.json", k = 2: against "joke" it wins with '
        "rate 61/100 = 0.610000, promised k/(k+1) = 2/3 = 0.666667\n"
    ) in done.stdout
    assert "Traceback" not in done.stdout
    assert "runtest" not in done.stdout


def test_a_case_of_the_book_is_a_case_file_too(folder):
    case = ROOT / "cases" / "half-barrier-1-10" / "case.toml"
    (folder / "answers.case.toml").write_bytes(case.read_bytes())
    done = pytest_on(folder)
    assert done.returncode == 0, done.stdout
    assert "2 passed" in done.stdout


def test_one_question_can_be_chosen(folder):
    done = pytest_on(folder, "answers.case.toml::kept")
    assert done.returncode == 0, done.stdout
    assert "1 passed" in done.stdout


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('k = "1..3"', 'K = "1..3"', "'K' is no key that is read here"),
        ('verdicts = "certified"\n\n', "\n", "nothing is expected"),
        ('file = "votes.csv"', 'file = "nobody.csv"', "there is no such file"),
        ("[population]", "[population", "a case is written in TOML"),
        ('name = "broken"', 'name = "kept"', "their names differ"),
        ("[population]", 'theory = "two"\n[population]', "'theory' is 'two'"),
        ("[population]", 'titel = "t"\n[population]', "'titel' is no key that is read here"),
    ],
)
def test_a_case_that_cannot_be_read_is_an_error_in_one_line(old, new, said, folder):
    path = folder / "answers.case.toml"
    assert old in CASE
    path.write_text(CASE.replace(old, new, 1))
    done = pytest_on(folder)
    assert done.returncode == 2, done.stdout
    assert said in done.stdout
    assert "Traceback" not in done.stdout


def test_a_policy_that_cannot_be_read_fails_its_own_test_only(folder):
    (folder / "today.json").write_text('{"short": "0.6"}')
    done = pytest_on(folder)
    assert done.returncode == 1, done.stdout
    assert "the policy sums to 3/5, not 1" in done.stdout
    assert "1 failed, 1 passed" in done.stdout
    assert "Traceback" not in done.stdout


def test_only_files_that_end_so_are_collected(folder):
    (folder / "answers.case.toml").rename(folder / "case.toml")
    done = pytest_on(folder)
    assert done.returncode == 5, done.stdout


def test_the_plug_in_is_declared():
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert project["entry-points"]["pytest11"] == {"verifier": "verifier.pytest_plugin"}
