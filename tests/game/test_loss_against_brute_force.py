"""Every loss equals the enumeration of all k-tuples of samples, on thousands of small random populations."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from verifier.errors import BudgetError, InputError, UnknownResponseError, UnsupportedError
from verifier.game.loss import loss, losses, mixed_loss, set_loss
from verifier.game.masses import masses
from verifier.game.worst_case import worst_case
from verifier.preferences.policy import Lottery, Policy
from verifier.preferences.population import Population

BATCHES = range(20)
SIZES = [((1, 3), 4), ((2, 4), 3), ((4, 6), 2), ((2, 5), 2)]
"""Numbers of responses, and the most samples: every population is small, and so is every enumeration."""


def single(names):
    return [(name,) for name in names]


def conventions(case, k):
    """The tie conventions that are defined for one response shown (THEORY 1)."""
    if case.unranked == "incomparable" and not case.population.complete:
        return ["model"]
    return ["model", "opponent", "shared", "half"] if k == 1 else ["model", "opponent", "shared"]


@pytest.mark.parametrize("batch", BATCHES)
def test_every_loss_equals_the_enumeration(batch, seeded, random_case, random_draws, opponents_win):
    rng = seeded(batch)
    for _ in range(150):
        m, most = rng.choice(SIZES)
        case = random_case(rng, m=m)
        draws, k = random_draws(rng, case.names), rng.randint(1, most)
        ties = rng.choice(conventions(case, k))
        population, policy = case.population, draws.policy
        wanted = opponents_win(case, draws, k, single(case.names), ties)
        numerators, bottom = losses(masses(population, policy), k, ties)
        for name, numerator in zip(case.names, numerators, strict=True):
            assert Fraction(numerator, bottom) == wanted[name,], (case, draws, k, ties, name)
            assert loss(population, policy, k, name, ties) == wanted[name,]


@pytest.mark.parametrize("batch", BATCHES)
def test_every_set_of_opponents_wins_as_often_as_the_enumeration_says(
    batch, seeded, random_case, random_draws, opponents_win
):
    rng = seeded(1000 + batch)
    for _ in range(100):
        m, most = rng.choice(SIZES)
        case = random_case(rng, m=m)
        draws, k, l = random_draws(rng, case.names), rng.randint(1, most), rng.randint(1, 3)
        sets = list(combinations(case.names, min(l, len(case.names))))
        wanted = opponents_win(case, draws, k, sets)
        seen = masses(case.population, draws.policy)
        for shown, value in wanted.items():
            chosen = [case.names.index(name) for name in shown]
            assert set_loss(seen, k, chosen) == value, (case, draws, k, shown)
        worst = worst_case(seen, k, l)
        assert worst.loss == max(wanted.values()), (case, draws, k, l)
        assert wanted[tuple(case.names[y] for y in worst.opponent)] == worst.loss
        assert worst.value == 1 - worst.loss


@pytest.mark.parametrize("batch", BATCHES)
def test_lotteries_lose_as_often_as_the_enumeration_of_their_sets_says(
    batch, seeded, random_case, random_joint_draws, opponents_win
):
    rng = seeded(2000 + batch)
    for _ in range(100):
        case, k, l = random_case(rng), rng.randint(1, 4), rng.randint(1, 3)
        draws = random_joint_draws(rng, case.names, k)
        population, lottery = case.population, draws.lottery(k)
        ties = rng.choice([each for each in conventions(case, k) if each in {"model", "opponent"}])
        wanted = opponents_win(case, draws, k, single(case.names), ties)
        for name in case.names:
            assert loss(population, lottery, k, name, ties) == wanted[name,], (case, draws, ties, name)
        sets = list(combinations(case.names, min(l, len(case.names))))
        most = max(opponents_win(case, draws, k, sets).values())
        assert worst_case(masses(population, lottery), k, l).loss == most, (case, draws, l)


@pytest.mark.parametrize("batch", range(4))
def test_a_mixed_opponent_wins_the_average_of_what_its_responses_win(
    batch, seeded, random_case, random_draws, opponents_win
):
    rng = seeded(3000 + batch)
    for _ in range(100):
        case, k = random_case(rng, m=(1, 4)), rng.randint(1, 3)
        draws, against = random_draws(rng, case.names), random_draws(rng, case.names)
        ties = rng.choice(conventions(case, k))
        wins = opponents_win(case, draws, k, single(case.names), ties)
        average = sum(Fraction(against.weights[name], against.total) * wins[name,] for name in case.names)
        assert mixed_loss(masses(case.population, draws.policy), k, against.policy, ties) == average


@settings(max_examples=150)
@given(st.randoms(use_true_random=False), st.integers(1, 3))
def test_the_worst_single_response_is_the_first_of_the_largest_losses(random_case, random_draws, opponents_win, rng, k):
    case = random_case(rng, m=(1, 4), rankings=(1, 3))
    draws = random_draws(rng, case.names)
    for ties in conventions(case, k):
        wins = opponents_win(case, draws, k, single(case.names), ties)
        worst = worst_case(masses(case.population, draws.policy), k, 1, ties)
        first = next(name for name in case.names if wins[name,] == max(wins.values()))
        assert (worst.loss, worst.opponent) == (max(wins.values()), (case.names.index(first),))


@settings(max_examples=100)
@given(st.randoms(use_true_random=False), st.integers(1, 3), st.integers(1, 2))
def test_independent_samples_are_the_lottery_over_everything_they_can_be(random_case, random_draws, rng, k, l):
    case = random_case(rng, m=(1, 4))
    draws = random_draws(rng, case.names)
    tuples, bottom = draws.tuples(k)
    rows = [({case.names.index(name) for name in drawn}, Fraction(weight, bottom)) for drawn, weight in tuples]
    population, jointly = case.population, Lottery.from_fractions(rows, k)
    separately = masses(population, draws.policy)
    assert worst_case(masses(population, jointly), k, l) == worst_case(separately, k, l)
    if population.weak_orders:
        assert worst_case(masses(population, jointly), k, 1, "opponent") == worst_case(separately, k, 1, "opponent")


def test_a_response_that_is_left_out_is_tied_at_the_bottom_or_incomparable():
    below = Population.from_rankings(["a > b"], ["a", "b", "c"], unranked="bottom")
    apart = Population.from_rankings(["a > b"], ["a", "b", "c"], unranked="incomparable")
    c = Policy.point(2, 3)
    assert [loss(below, c, 2, name) for name in "abc"] == [1, 1, 0]
    assert [loss(apart, c, 2, name) for name in "abc"] == [0, 0, 0]


def test_only_what_the_theory_defines_is_answered():
    weak = Population.from_rankings(["a = b > c"])
    apart = Population.from_rankings(["a > b"], ["a", "b", "c"], unranked="incomparable")
    policy, pair = Policy.uniform([0, 1], 3), Lottery.from_fractions([([0, 1], Fraction(1))])
    for population, what, k, ties in [
        (weak, policy, 2, "half"),
        (apart, policy, 1, "opponent"),
        (apart, policy, 1, "shared"),
        (apart, policy, 1, "half"),
        (weak, pair, 2, "shared"),
        (weak, pair, 1, "half"),
    ]:
        with pytest.raises(UnsupportedError):
            loss(population, what, k, "a", ties)
    with pytest.raises(InputError, match="no tie convention"):
        loss(weak, policy, 1, "a", "nobody")
    with pytest.raises(UnknownResponseError, match="'d'"):
        loss(weak, policy, 1, "d")


def test_more_work_than_the_budget_is_refused_before_it_is_done():
    population = Population.from_rankings([" > ".join(f"r{i}" for i in range(30))])
    with pytest.raises(BudgetError, match="142506 opponents of 5 responses"):
        worst_case(masses(population, Policy.uniform(range(30), 30)), 2, 5, "model", 10_000)
