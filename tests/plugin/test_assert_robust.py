"""`assert_robust` passes exactly where every promise is certified, and says what is wrong where one is not."""

from fractions import Fraction

import pytest

from verifier import InputError, Policy, Population, assert_robust, loss
from verifier.certificates import checking
from verifier.game.preferring import preferring
from verifier.preferences.policy import Lottery

CYCLE = {"a > b > c": 1, "b > c > a": 1, "c > a > b": 1}
PEOPLE = Population.from_rankings(CYCLE)


def message(*arguments, **options):
    with pytest.raises(AssertionError) as caught:
        assert_robust(*arguments, **options)
    return str(caught.value)


def test_a_kept_promise_returns_the_report():
    report = assert_robust(PEOPLE, "nlhf", k=range(1, 4))
    assert report.exit_code == 0
    assert [finding.k for finding in report.findings if finding.claim == "robust"] == [1, 2, 3]


def test_a_broken_promise_names_opponent_rates_and_users():
    said = message(PEOPLE, {"a": "3/5", "b": "2/5"}, k=2, rate="3/5")
    users = '"c" > "a" > "b" (1 user, always); "b" > "c" > "a" (1 user, with probability 9/25)'
    assert said.splitlines() == [
        "1 of 1 promise about the population was not certified",
        'policy, k = 2: against "c" it wins with rate 41/75 = 0.546667, promised 3/5 = 0.600000',
        f'"c" can beat all 2 samples for 2 of 3 users: {users}',
    ]


def test_shares_are_told_as_shares_and_many_rankings_are_cut_short():
    people = Population.from_rankings({f"x > {a} > y > z > b": Fraction(1, 4) for a in "pqrs"})
    said = message(people, "y", k=3)
    assert '"x" can beat all 3 samples for 1 of all users: "x" > "p"' in said
    assert said.endswith('"x" > "r" > "y" > … (1/4, always); and 1 more')


@pytest.mark.parametrize(
    "policy",
    [
        Policy.from_weights({"a": 1}, PEOPLE.responses),
        {"a": 1},
        "a",
        "response:a",
        Lottery.from_fractions([((0,), Fraction(1))]),
    ],
)
def test_a_policy_can_be_given_in_every_way(policy):
    assert 'against "c" it wins with rate 1/3 = 0.333333' in message(PEOPLE, policy, k=2)


def test_populations_and_policies_are_read_from_files(tmp_path):
    (tmp_path / "votes.csv").write_text("user,response,rank\nu,a,1\nu,b,2\nv,b,1\nv,a,2\n")
    (tmp_path / "mine.json").write_text('{"a": "1/2", "b": "1/2"}')
    assert assert_robust(tmp_path / "votes.csv", tmp_path / "mine.json", k=[1, 2]).source == "votes.csv"
    assert assert_robust(str(tmp_path / "votes.csv"), str(tmp_path / "mine.json"), k=1).exit_code == 0
    said = message(tmp_path / "votes.csv", tmp_path / "mine.json", k=2, rate=Fraction(9, 10))
    assert said.startswith('1 of 1 promise about "votes.csv" was not certified\n"mine.json", k = 2: against "a"')


def test_the_gallery_is_a_population():
    assert assert_robust("gallery:three-cycle", "uniform", k="all").exit_code == 0
    assert '"c" can beat all 2 samples for 2 of 3 users: "b" > "c" > "a" (1 user, always)' in message(
        "gallery:three-cycle", {"a": 1}, k=2, rate="7/10"
    )


def test_an_undecided_promise_does_not_pass(monkeypatch):
    monkeypatch.setattr(checking, "PROVED", -1)
    said = message(PEOPLE, "uniform", k=2)
    assert "undecided whether it wins with rate" in said
    assert "this is a defect of ours" in said


def test_a_promise_beyond_the_budget_does_not_pass():
    people = Population.from_rankings(["a > b", "a > b", "b > a"])
    said = message(people, {"a": "999999/1000000", "b": "1/1000000"}, k=100_000_000)
    assert "undecided" in said
    assert "over the budget" in said


@pytest.mark.parametrize(
    ("policy", "options"), [("nobody", {"k": 1}), ({"a": 0.5, "b": 0.4}, {"k": 1}), ("a", {"k": 0}), ("a", {"k": "2"})]
)
def test_bad_input_is_no_failed_promise(policy, options):
    with pytest.raises(InputError):
        assert_robust(PEOPLE, policy, **options)


@pytest.mark.parametrize("seed", range(20))
def test_the_users_who_prefer_an_opponent_add_up_to_its_loss(seed, random_case, random_draws, seeded):
    rng = seeded(seed)
    case = random_case(rng, unranked="bottom")
    people, draws = case.population, random_draws(rng, case.names)
    policy = Policy.from_weights(dict(draws.weights), people.responses, counts=True)
    for ties, k in (("model", 3), ("opponent", 2), ("shared", 2), ("half", 1)):
        for y, name in enumerate(people.responses):
            found = preferring(people, policy, k, [y], ties)
            total = sum(each.weight * each.probability for each in found)
            assert total / people.total == loss(people, policy, k, name, ties)
            assert all(each.probability > 0 for each in found)


def test_many_broken_promises_are_cut_short():
    said = message(PEOPLE, "a", k=range(1, 31))
    assert "30 of 30 promises" in said
    assert said.endswith("… and 10 more")
