"""`verifier reproduce` notices one flipped expectation, one altered policy, one deleted or changed report."""

import shutil
import subprocess
from pathlib import Path

import pytest
from preloaded import program

ROOT = Path(__file__).resolve().parents[2]


def reproduce(folder, *arguments):
    command = [*program(), "reproduce", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120, cwd=folder)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Two cases with their reports, as they should be."""
    folder = tmp_path_factory.mktemp("made")
    for name in ("half-barrier-1-10", "formula-one-1956"):
        shutil.copytree(ROOT / "cases" / name, folder / "cases" / name)
    (folder / "cases" / "formula-one-1956" / "mine.json").write_text('{"Stirling Moss": "1/2", "Jean Behra": "1/2"}')
    case = folder / "cases" / "formula-one-1956" / "case.toml"
    more = '\n[[audit]]\nname = "mine"\npolicy = "file:mine.json"\nk = "1"\nverdicts = "refuted"\nvalues = "5/14"\n'
    case.write_text(case.read_text() + more)
    first = reproduce(folder)
    assert "expected" not in first.stdout.replace("as expected", ""), first.stdout
    assert reproduce(folder).returncode == 0
    return folder


@pytest.fixture
def folder(made, tmp_path):
    return shutil.copytree(made, tmp_path / "copy")


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
    ("old", "new", "named"),
    [
        ("title =", "titel =", "'title'"),
        ('theory = "2.4"', 'theory = "two"', "'theory'"),
        ('values = "3/5"', 'values = "3:5"', "'values'"),
        ('values = "3/5"', 'values = "3/5…"', "'values'"),
        ('values = "3/5"', "values = [3]", "'values'"),
        ('collapse = "3/5"', 'collapse = "3/5"\nweights = { yes = "x" }', "'weights'"),
        ("[population]", "[people]", "'people'"),
        ('rankings = { "yes > no"', 'rankings = { "yes >> no"', "[population]"),
        ('name = "nlhf"', 'name = "samples-for-nine-tenths"', "names differ"),
        ('name = "nlhf"', 'name = "../nlhf"', "'../nlhf'"),
        ('name = "nlhf"', 'name = ""', "''"),
        ('k = "1..10"', 'k = "0..10"', "[[audit]] nlhf: k 0"),
        ('k = "1..10"', "k = 10", "'k'"),
        ('verdicts = ["certified"', 'verdicts = ["certifed"', "'verdicts' holds 'certifed'"),
        ('nlhf = { yes = "1" }', 'nlhf = { yes = "one" }', "[[audit]] nlhf: 'one'"),
        ('collapse = "3/5"', 'collapse = "3/5"\npayoff = "half"', "'payoff'"),
        ("title =", "title = =", "TOML"),
    ],
)
def test_a_case_that_cannot_be_read_is_named_with_its_key_in_one_line(old, new, named, folder):
    case = folder / "cases" / "half-barrier-1-10" / "case.toml"
    case.write_text(case.read_text().replace(old, new, 1))
    done = reproduce(folder)
    assert done.returncode == 2, done.stdout
    assert done.stderr.count("\n") == 1
    assert "half-barrier-1-10/case.toml" in done.stderr
    assert named in done.stderr


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('policy = "rule:nlhf"', 'policy = "rule:nhlf"'),
        ('policy = "rule:nlhf"', 'policy = "file:nobody.json"'),
        ('samples_for = "9/10"', 'samples_for = "9:10"'),
        ('k = "1..10"', 'k = "1..10"\nties = "modl"'),
    ],
)
def test_a_question_that_cannot_be_decided_is_named_in_one_line(old, new, folder):
    case = folder / "cases" / "half-barrier-1-10" / "case.toml"
    case.write_text(case.read_text().replace(old, new, 1))
    done = reproduce(folder)
    assert done.returncode == 2, done.stdout
    assert done.stderr.count("\n") == 1
    assert "half-barrier-1-10/" in done.stderr


def test_folders_that_it_did_not_make_are_left_as_they_are(folder):
    (folder / "mine").mkdir()
    (folder / "mine" / "notes.txt").write_text("mine")
    for arguments in (["--reports", "mine"], ["half-barrier-1-10", "--reports", "cases"]):
        done = reproduce(folder, *arguments)
        assert done.returncode == 2
        assert "was not made by verifier reproduce" in done.stderr
        assert done.stderr.count("\n") == 1
    assert (folder / "mine" / "notes.txt").read_text() == "mine"
    assert (folder / "cases" / "half-barrier-1-10" / "case.toml").exists()


def test_reports_in_a_new_folder_are_told_question_by_question(folder):
    done = reproduce(folder, "half-barrier-1-10", "--reports", "new")
    assert done.returncode == 1
    assert "difference: new/half-barrier-1-10/nlhf: missing, " in done.stdout
    assert done.stdout.count("difference: ") == 3
    assert reproduce(folder, "--reports", "new").returncode == 1
    assert reproduce(folder, "--reports", "new").returncode == 0


def test_a_case_named_twice_is_decided_once(folder):
    done = reproduce(folder, "half-barrier-1-10", "cases/half-barrier-1-10")
    assert done.stdout.endswith("2 questions of 1 case: all as expected, reports unchanged\n")


def test_one_difference_is_counted_in_the_singular(folder):
    (folder / "reports" / "half-barrier-1-10" / "extra.cert").write_text("")
    assert reproduce(folder).stdout.endswith(": 1 difference\n")


def test_decimals_policies_and_limits_that_are_not_those_expected_are_differences(tmp_path):
    for name in ("two-responses-numbers", "every-k-at-once"):
        shutil.copytree(ROOT / "cases" / name, tmp_path / "cases" / name)
    for name, old, new, told in (
        ("two-responses-numbers", 'values = "0.878775…"', 'values = "0.878776…"', "expected 0.878776…, found "),
        ("two-responses-numbers", 'yes = "0.550510…"', 'yes = "0.550511…"', "expected another policy, found yes "),
        ("every-k-at-once", 'limit = "399/400"', 'limit = "1"', "expected the limit 1, found 399/400"),
    ):
        case = tmp_path / "cases" / name / "case.toml"
        text = case.read_text()
        assert old in text
        case.write_text(text.replace(old, new, 1))
        done = reproduce(tmp_path, name, "--reports", "reports")
        case.write_text(text)
        assert done.returncode == 1
        assert told in done.stdout


def test_a_folder_without_cases_is_an_error(tmp_path):
    done = reproduce(tmp_path)
    assert done.returncode == 2
    assert "--cases DIR, with DIR/CASE/case.toml" in done.stderr


def test_pages_of_a_case_with_an_error_are_written_without_its_certificates(tmp_path):
    shutil.copytree(ROOT / "cases" / "half-barrier-1-10", tmp_path / "cases" / "good")
    (tmp_path / "cases" / "bad").mkdir()
    (tmp_path / "cases" / "bad" / "case.toml").write_text(
        'theory = "2.11"\ntitle = "t"\nstatement = "s"\nsource = "here"\ntext = "x"\n'
        '[population]\ngallery = "three-cycle"\n[[condorcet-dimension]]\nname = "d"\ndimension = 2\n'
        '[[audit]]\nname = "u"\npolicy = "file:nothere.json"\nk = "1"\nverdicts = "certified"\n'
    )
    done = reproduce(tmp_path, "--html", "pages")
    assert done.returncode == 2
    assert "internal error" not in done.stderr
    assert "nothere.json" in done.stderr
    assert {path.name for path in (tmp_path / "pages").iterdir()} == {"index.html", "good.html", "bad.html"}
