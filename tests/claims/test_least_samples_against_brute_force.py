"""The least number of samples is the least, and "never" means never."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations, islice

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from verifier.audits.promises.least_samples import least_samples
from verifier.certificates.certificate import format_certificate
from verifier.claims.robust import Opponent
from verifier.claims.samples import LeastSamples
from verifier.claims.verdict import Certified, Refuted, Undecided
from verifier.preferences.policy import Policy
from verifier.preferences.population import Population

BUDGET = 10**9
FOREVER = 40
RATES = [Fraction(rate) for rate in ("0", "1/2", "2/3", "3/4", "9/10", "19/20", "1")]


def question(rng, random_case, random_draws):
    case = random_case(rng, m=(1, 4), rankings=(1, 4))
    l = rng.randint(1, min(2, len(case.names)))
    ties = rng.choice(["model", "opponent", "shared"]) if l == 1 and case.population.weak_orders else "model"
    # Whole shares of users are where the limit of the rate can lie: there "never" hangs on the users that remain.
    at_the_limit = Fraction(rng.randint(0, case.total), case.total)
    return case, random_draws(rng, case.names, largest=2), l, ties, rng.choice([*RATES, at_the_limit, at_the_limit])


@settings(max_examples=60)
@given(st.randoms(use_true_random=False))
def test_samples_drawn_one_after_the_other_win_as_often_as_all_tuples(
    random_case, random_draws, opponents_win, opponent_wins_step_by_step, rng
):
    case, draws, l, ties, _ = question(rng, random_case, random_draws)
    for shown in combinations(case.names, l):
        stepwise = list(islice(opponent_wins_step_by_step(case, draws, shown, ties), 3))
        assert stepwise == [opponents_win(case, draws, k, [shown], ties)[shown] for k in (1, 2, 3)]


@pytest.mark.parametrize("batch", range(10))
def test_the_least_number_of_samples_is_least_and_never_is_never(
    batch, seeded, random_case, random_draws, opponent_wins_step_by_step, checker
):
    rng, outcomes = seeded(batch), set()
    for _ in range(50):
        case, draws, l, ties, rate = question(rng, random_case, random_draws)
        verdict = least_samples(case.population, draws.policy, rate, l, ties, budget=BUDGET)
        at = (case, draws, l, ties, rate)
        if isinstance(verdict, Refuted):
            shown = tuple(case.names[y] for y in verdict.witness.responses)
            assert 1 <= len(shown) <= l
            wins = opponent_wins_step_by_step(case, draws, shown, ties)
            assert all(win > 1 - rate for win in islice(wins, FOREVER)), at
            outcomes.add("never")
        else:
            assert isinstance(verdict, Certified)
            k = verdict.claim.k
            rows = [
                list(islice(opponent_wins_step_by_step(case, draws, shown, ties), k))
                for shown in combinations(case.names, l)
            ]
            worst = [max(column) for column in zip(*rows, strict=True)]
            assert worst[k - 1] <= 1 - rate, at
            assert all(loss > 1 - rate for loss in worst[: k - 1]), at
            outcomes.add("many" if k > 1 else "one")
        assert checker.check(format_certificate(verdict).encode()) == str(verdict), at
    assert outcomes == {"never", "one", "many"}


@settings(max_examples=100)
@given(st.randoms(use_true_random=False))
def test_only_the_least_number_is_certified_and_only_never_is_refuted(random_case, random_draws, checker, rng):
    case, draws, l, ties, rate = question(rng, random_case, random_draws)
    population, policy = case.population, draws.policy
    found = least_samples(population, policy, rate, l, ties, budget=BUDGET)
    k = found.claim.k if isinstance(found, Certified) else None
    for other in (1, 2, 3, 5):
        for chosen in combinations(range(len(case.names)), l):
            claim = LeastSamples(population, policy, l, ties, rate, other)
            verdict = claim.decide(Opponent(chosen))
            assert isinstance(verdict, Undecided) or other == k
            if other != k:
                forged = format_certificate(Certified(claim, Opponent(chosen))).encode()
                with pytest.raises(checker.NotProved):
                    checker.check(forged)
            if k is not None:
                never = LeastSamples(population, policy, l, ties, rate, None)
                assert isinstance(never.decide(Opponent(chosen)), Undecided)
                with pytest.raises(checker.NotProved):
                    checker.check(format_certificate(Refuted(never, Opponent(chosen))).encode())


def test_two_users_in_five_who_always_prefer_b_set_the_limit():
    people = Population.from_rankings({"a > b": 3, "b > a": 2})
    a = Policy.point(0, 2)
    assert least_samples(people, a, Fraction(3, 5), budget=BUDGET).claim.k == 1
    never = least_samples(people, a, Fraction(61, 100), budget=BUDGET)
    assert isinstance(never, Refuted)
    assert never.witness.responses == (1,)


def test_a_rate_that_is_only_approached_is_never_reached():
    # Each sample of the cycle is beaten by a third of the users at least: the rate tends to 1 and is never 1.
    people = Population.from_rankings(["a > b > c", "b > c > a", "c > a > b"])
    uniform = Policy.uniform(range(3), 3)
    assert isinstance(least_samples(people, uniform, Fraction(1), budget=BUDGET), Refuted)
    almost = least_samples(people, uniform, 1 - Fraction(1, 10**30), budget=BUDGET)
    k = almost.claim.k
    assert Fraction(2**k + 1, 3 ** (k + 1)) <= Fraction(1, 10**30) < Fraction(2 ** (k - 1) + 1, 3**k)


def test_a_policy_that_is_everybodys_best_wins_always_unless_ties_count_for_the_opponent():
    people = Population.from_rankings(["a = b > c", "b = a > c"])
    both = Policy.uniform([0, 1], 3)
    assert least_samples(people, both, Fraction(1), budget=BUDGET).claim.k == 1
    assert isinstance(least_samples(people, both, Fraction(1, 100), ties="opponent", budget=BUDGET), Refuted)
    # With shared ties b wins 1/(k+1): the rate 9/10 takes nine samples, and 1 is never reached.
    assert least_samples(people, both, Fraction(9, 10), ties="shared", budget=BUDGET).claim.k == 9
    assert isinstance(least_samples(people, both, Fraction(1), ties="shared", budget=BUDGET), Refuted)
