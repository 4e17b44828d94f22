"""The public functions take people and policies in every form that says what they are, and do what calls read like."""

import re
from fractions import Fraction
from pathlib import Path

import pytest

import verifier
from verifier import InputError, Lottery, Policy, Population, audit, check_files, loss

PEOPLE = Population.from_rankings({"short > long > joke": 2, "joke > short > long": 1})
BOTH = Lottery.from_fractions([((0, 1), Fraction(1))], 2)
WEIGHTS = {"short": 0.6, "long": "0.3", "joke": Fraction(1, 10)}
MIX = Policy.from_weights({"short": "3/5", "long": "3/10", "joke": "1/10"}, PEOPLE.responses)


@pytest.fixture
def files(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    rows = ["user,response,score"]
    for user, order in enumerate((["short", "long", "joke"], ["short", "long", "joke"], ["joke", "short", "long"])):
        rows += [f"u{user},{name},{3 - i}" for i, name in enumerate(order)]
    Path("people.csv").write_text("\n".join(rows) + "\n")
    Path("mix.json").write_text('{"short": "0.6", "long": 0.3, "joke": "1/10"}')
    return tmp_path


@pytest.mark.usefixtures("files")
@pytest.mark.parametrize("people", ["people.csv", Path("people.csv"), PEOPLE])
@pytest.mark.parametrize(
    "policy", [MIX, {"short": 0.6, "long": "0.3", "joke": Fraction(1, 10)}, "mix.json", Path("mix.json")]
)
def test_loss_and_audit_read_people_and_policies(people, policy):
    assert verifier.loss(people, policy, 2, "joke") == verifier.loss(PEOPLE, MIX, 2, "joke") == Fraction(27, 100)
    report = verifier.audit(people, policy, k=[1, 2])
    assert [each.value for each in report.promises] == [
        each.value for each in verifier.audit(PEOPLE, MIX, k=[1, 2]).promises
    ]
    assert report.source == ("population" if people is PEOPLE else "people.csv")


@pytest.mark.usefixtures("files")
def test_rules_read_people():
    assert verifier.nlhf("people.csv").policy == verifier.nlhf(PEOPLE).policy
    for rule in (verifier.borda, verifier.plurality, verifier.uniform):
        assert rule(Path("people.csv")) == rule(PEOPLE)
    assert verifier.loss("people.csv", verifier.nlhf("people.csv"), 1, "joke") == Fraction(1, 3)
    assert verifier.loss("people.csv", "uniform", 1, "joke") == verifier.loss(
        PEOPLE, verifier.uniform(PEOPLE), 1, "joke"
    )


def test_numbers_by_response_are_one_policy_and_policies_by_name_are_several():
    weights = {"short": 0.6, "long": 0.3, "joke": 0.1}
    one = verifier.audit(PEOPLE, weights, k=1)
    assert [each.label for each in one.policies] == ["policy"]
    two = verifier.audit(PEOPLE, {"today": weights, "old": "uniform", "nash": verifier.nlhf(PEOPLE)}, k=1)
    assert [each.label for each in two.policies] == ["today", "old", "nash"]
    assert two.policies[0].policy == one.policies[0].policy == MIX


@pytest.mark.parametrize("opponent", [{"short": 1}, "short", {"last week": {"short": "1"}}, Policy.point(0, 3)])
def test_a_given_opponent_is_any_of_these_too(opponent):
    (promise,) = verifier.audit(PEOPLE, MIX, k=1, opponent=opponent).promises
    assert promise.value == 1 - verifier.loss(PEOPLE, MIX, 1, "short")
    assert promise.against == ("last week" if isinstance(opponent, dict) and "last week" in opponent else "opponent")


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: verifier.nlhf("nowhere.csv"), "nowhere.csv: there is no such file"),
        (lambda: verifier.nlhf(3), "int is no population"),
        (lambda: verifier.loss(PEOPLE, 3, 1, "joke"), "int is no policy; give a Policy, weights by response such as"),
        (lambda: verifier.loss(PEOPLE, {"sort": 1}, 1, "joke"), "'sort' is not a response .*'short'"),
        (lambda: verifier.audit(PEOPLE, {"short": 0.6}, k=1), "sums to 3/5, not 1 .*normalize=True"),
        (lambda: verifier.audit(PEOPLE, {"": MIX}, k=1), "'' cannot be the name of a policy"),
        (lambda: verifier.audit(PEOPLE, {"nlhf": MIX}, k=1), "'nlhf' cannot be the name of a policy of your own"),
        (lambda: verifier.audit(PEOPLE, {"short": True}, k=1), "bool is no policy"),
        (lambda: verifier.audit(PEOPLE, MIX, k=1, opponent=BOTH), "shows one response"),
    ],
)  # fmt: skip
def test_what_is_none_of_these_is_refused_with_what_to_give(call, message):
    with pytest.raises(InputError, match=message):
        call()


def test_check_files_takes_a_file_a_folder_or_several(tmp_path):
    verifier.audit(PEOPLE, MIX, k=[1, 2], out=tmp_path / "out")
    every = sorted((tmp_path / "out").glob("*.cert"))
    assert [each.path for each in verifier.check_files(str(tmp_path))] == every
    assert [each.path for each in verifier.check_files([tmp_path / "out", str(every[0])])] == [*every, every[0]]
    assert {each.code for each in verifier.check_files(every[0])} == {0}
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError, match=r"empty: there is no \.cert file in this folder or below it"):
        verifier.check_files(tmp_path / "empty")
    (outcome,) = verifier.check_files(tmp_path / "nowhere.cert")
    assert outcome.code == 2


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: audit("gallery:three-cycle", "uniform", k=b"1"), "k = b'1': give a whole number"),
        (lambda: audit("gallery:three-cycle", {0: 0.5, 1: 0.5}, k=1), "0 is not a response of this population"),
        (lambda: loss("gallery:three-cycle", "uniform", 1, 0), "0 is not a response of this population"),
        (lambda: check_files(".", jobs=0), "jobs = 0: give at least 1"),
        (lambda: check_files(".", seconds=-1), "seconds = -1: give at least 1"),
        (lambda: check_files(""), "'' is no path of a certificate or a folder"),
        (lambda: check_files(b"one.cert"), "b'one.cert' is no path"),
        (lambda: check_files(None), "None is no path"),
        (lambda: check_files([7]), "7 is no path"),
    ],
)
def test_what_is_of_another_type_is_an_error_in_words(call, said):
    with pytest.raises(InputError, match=re.escape(said)):
        call()
