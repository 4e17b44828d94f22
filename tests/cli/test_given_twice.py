"""An option given twice is an error, unless it is made to repeat; several opponents are all answered."""

import json
import re
import subprocess
from html import unescape
from xml.etree import ElementTree as ET

import pytest
from preloaded import program

from verifier import Policy, Population, audit
from verifier.cli.main import main
from verifier.errors import InputError

VOTES = "user,response,rank\nx,a,1\nx,b,2\nx,c,3\ny,b,1\ny,c,2\ny,a,3\nz,c,1\nz,a,2\nz,b,3\n"
PEOPLE = Population.from_rankings(["a > b > c", "b > c > a", "c > a > b"])


def verifier(line, cwd):
    command = [*program(), *line.split(" ")]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120, cwd=cwd)


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "votes.csv").write_text(VOTES)
    (tmp_path / "today.json").write_text('{"a": "1/2", "b": "1/2"}')
    (tmp_path / "first.json").write_text('{"b": 1}')
    (tmp_path / "second.json").write_text('{"c": 1}')
    return tmp_path


@pytest.mark.parametrize(
    ("line", "option", "values"),
    [
        ("audit votes.csv --rate 1/2 --rate k/(k+1)", "--rate", ("1/2", "k/(k+1)")),
        ("audit votes.csv --ties=model --ties=opponent", "--ties", ("model", "opponent")),
        ("audit votes.csv -k 1 -k2", "-k", ("1", "2")),
        ("audit votes.csv --samples-for 1/2 --samples-for 1/2", "--samples-for", ("1/2", "1/2")),
        ("audit votes.csv --format json --format text", "--format", ("json", "text")),
        ("show votes.csv --best low --best high", "--best", ("low", "high")),
        ("solve nlhf votes.csv --gap 1e-9 --gap 1e-12", "--gap", ("1e-9", "1e-12")),
        ("counterexample --rule nlhf -k 2 --seed 1 --seed 2", "--seed", ("1", "2")),
        ("check a.cert --jobs 1 --jobs 2", "--jobs", ("1", "2")),
        ("index . --jobs 1 --jobs 2", "--jobs", ("1", "2")),
        ("diff a b --format text --format json", "--format", ("text", "json")),
        ("paper check main.tex --macros a --macros b", "--macros", ("a", "b")),
        ("reproduce --reports a --reports b", "--reports", ("a", "b")),
    ],
)
def test_an_option_given_twice_is_refused_with_both_values(line, option, values, capsys):
    with pytest.raises(SystemExit) as done:
        main(line.split(" "))
    assert done.value.code == 2
    out, told = capsys.readouterr()
    assert out == ""
    first, second = map(repr, values)
    assert f": {option} is given twice, as {first} and as {second}; give it once" in told


def test_options_that_are_made_to_repeat_do(folder):
    line = "audit votes.csv --policy today.json --policy uniform --ignore-column x --ignore-column y -k 1"
    done = verifier(line, folder)
    assert "given twice" not in done.stderr
    done = verifier("audit votes.csv --policy today.json --policy uniform -k 1 --format json", folder)
    assert [each["rule"] for each in json.loads(done.stdout)["policies"]] == ["today.json", "uniform"]


def test_every_given_opponent_is_answered_by_its_own_finding_and_certificate(folder):
    given = "--opponent first.json --opponent second.json -k 1,2 --out out"
    done = verifier(f"audit votes.csv --policy today.json {given} --format json", folder)
    report = json.loads(done.stdout)
    found = [each for each in report["findings"] if each["claim"] == "win-rate"]
    assert {(each["against"], each["k"]): each["value"] for each in found} == {
        ("first.json", 1): "5/6", ("first.json", 2): "11/12", ("second.json", 1): "1/2", ("second.json", 2): "7/12",
    }  # fmt: skip
    assert not [each for each in report["findings"] if each["claim"] == "robust"]
    assert len({each["certificate"] for each in found}) == 4
    assert done.returncode == report["exit_code"] == 1  # 7/12 is below 2/3
    assert verifier("check out", folder).returncode == 0
    assert verifier("index out", folder).returncode == 0
    assert verifier("diff out out", folder).returncode == 0


def test_every_format_says_which_opponent_is_meant(folder):
    given = "--opponent first.json --opponent second.json -k 1,2 --out out"
    verifier(f"audit votes.csv --policy today.json {given}", folder)
    for name in ("report.txt", "report.md", "report.html"):
        text = (folder / "out" / name).read_text(encoding="utf-8")
        for opponent in ("first.json", "second.json"):
            assert f'against 1 sample of "{opponent}"' in unescape(text)
    macros = re.findall(r"\\newcommand\{\\(\w+Verdict)\}", (folder / "out" / "report.tex").read_text())
    assert len(set(macros)) == len(macros) == 4
    cases = ET.parse(folder / "out" / "report.xml").getroot().iter("testcase")  # noqa: S314  # our own text
    names = [case.get("name") for case in cases]
    assert len(names) == len(set(names))
    assert sum('against = "second.json"' in name for name in names) == 2


def test_opponents_of_one_file_name_are_called_by_their_paths(folder):
    (folder / "last").mkdir()
    (folder / "last" / "first.json").write_text('{"a": 1}')
    given = "--opponent first.json --opponent last/first.json"
    done = verifier(f"audit votes.csv --policy today.json {given} -k 1 --format json", folder)
    found = [each["against"] for each in json.loads(done.stdout)["findings"] if each["claim"] == "win-rate"]
    assert found == ["first.json", "last/first.json"]
    done = verifier("audit votes.csv --opponent first.json --opponent first.json", folder)
    assert done.returncode == 2
    assert "the opponent 'first.json' was given twice" in done.stderr


def test_a_policy_beyond_the_budget_leaves_every_given_opponent_undecided(folder):
    given = "--policy optimal --opponent first.json --opponent second.json -k 1 --budget 1"
    done = verifier(f"audit votes.csv {given} --format json", folder)
    found = [each for each in json.loads(done.stdout)["findings"] if each["claim"] == "win-rate"]
    assert done.returncode == 3
    assert [(each["against"], each["verdict"]) for each in found] == [
        ("first.json", "undecided"), ("second.json", "undecided"),
    ]  # fmt: skip


def test_in_python_opponents_are_one_or_several_or_named():
    first, second = Policy.point(1, 3), Policy.point(2, 3)

    def against(opponent):
        report = audit(PEOPLE, {"today": Policy.uniform([0, 1], 3)}, k=1, opponent=opponent)
        return {each.against: str(each.value) for each in report.promises}

    assert against(first) == {"opponent": "5/6"}
    assert against([first, second]) == {"opponent": "5/6", "opponent 2": "1/2"}
    assert against({"old": first, "older": second}) == {"old": "5/6", "older": "1/2"}
    assert against([first, "uniform"]).keys() == {"opponent", "opponent 2"}
    for nothing in ([], {}, 3, [first, 3], {"": first}):
        with pytest.raises(InputError):
            against(nothing)
