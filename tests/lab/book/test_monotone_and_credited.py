"""Monotonicity evaluated, equilibria of games that credit ties, and the bound of self-play."""

from fractions import Fraction
from itertools import product
from math import prod

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import verifier.lab.book.mathematics.monotone
from verifier.claims.verdict import Certified, Refuted
from verifier.errors import InputError, UnsupportedError
from verifier.game.loss import loss
from verifier.lab.book.experiments.self_play import RegretBoundsLoss, Stage
from verifier.lab.book.mathematics.monotone import MonotoneAt
from verifier.lab.book.questions.monotonicity import random_pairs
from verifier.lab.set_preferences.credited import CreditedEquilibrium
from verifier.lab.set_preferences.tie_credit import credited_payoffs
from verifier.preferences.policy import Policy
from verifier.preferences.population import Population

RANDOMS = st.randoms(use_true_random=False)


@settings(max_examples=40)
@given(RANDOMS)
def test_for_strict_rankings_the_right_side_is_a_sum_of_losses_times_squares(random_case, random_draws, rng):
    case = random_case(rng, m=(2, 4), unranked="bottom", strict=True, complete=True)
    people, k = case.population, rng.randint(2, 4)
    first, second = (random_draws(rng, case.names).policy for _ in range(2))
    sides = MonotoneAt(people, ((first, second),), k).sides(first, second)
    gaps = [
        Fraction(x, first.denominator) - Fraction(y, second.denominator)
        for x, y in zip(first.numerators, second.numerators, strict=True)
    ]
    losses = [loss(people, first, k - 1, name) for name in case.names]
    assert 2 * sides.half == sum(each * gap**2 for each, gap in zip(losses, gaps, strict=True))
    assert sides.product >= sides.half >= 0


def test_pairs_of_policies_certify_and_a_wrong_product_would_refute(monkeypatch):
    people = Population.from_rankings({"a > b = c": 2, "c > b > a": 1})
    claim = MonotoneAt(people, tuple(random_pairs(3, 20, 7)), 3)
    assert isinstance(claim.decide(), Certified)
    monkeypatch.setattr(verifier.lab.book.mathematics.monotone, "monotonicity", lambda *_: Fraction(-1, 9))
    refuted = claim.decide()
    assert isinstance(refuted, Refuted)
    assert "is -1/9 for p = " in str(refuted)


def test_without_weak_orders_the_inequality_is_not_defined():
    people = Population.from_rankings(["a > b", "b > c"], unranked="incomparable")
    with pytest.raises(UnsupportedError, match="weak orders"):
        MonotoneAt(people, ((Policy((1, 0, 0), 1), Policy((0, 1, 0), 1)),), 2).decide()
    with pytest.raises(InputError, match="no pair"):
        MonotoneAt(people, (), 2)


def test_random_pairs_depend_on_the_seed_alone():
    first, again, other = (list(random_pairs(4, 30, seed)) for seed in (1, 1, 2))
    assert first == again != other
    assert any(0 in policy.numerators for pair in first for policy in pair)


@settings(max_examples=40)
@given(RANDOMS)
def test_credits_are_those_of_all_tuples(random_case, random_draws, rng):
    case = random_case(rng, m=(1, 4), unranked="bottom")
    draws, k = random_draws(rng, case.names), rng.randint(1, 3)
    names = [name for name, weight in draws.weights.items() if weight]
    for credit, tied in (("half", Fraction(1, 2)), ("weak", Fraction(1))):
        found = credited_payoffs(case.population, draws.policy, k, credit)
        for y, value in zip(case.names, found, strict=True):
            total = Fraction(0)
            for text, users in case.rows:
                place = case.places(text)
                for drawn in product(names, repeat=k):
                    best = min(place[name] for name in drawn)
                    paid = 1 if place[y] < best else tied if place[y] == best else 0
                    total += users * paid * prod(draws.weights[name] for name in drawn)
            assert value == total / (case.total * draws.total**k)


@pytest.mark.parametrize("k", [2, 3, 7])
def test_below_its_threshold_a_bare_majority_is_a_trap(k):
    """Shares 1/2 + e and 1/2 - e, e < 1/2 - 1/(k+1): the point mass is an equilibrium and wins below k/(k+1)."""
    least = Fraction(k, k + 1)
    for share in (Fraction(1, 2), Fraction(51, 100), least - Fraction(1, 1000)):
        people = Population.from_rankings({"a > b": share, "b > a": 1 - share})
        majority = Policy.point(0, 2)
        for credit in ("half", "weak"):
            assert isinstance(CreditedEquilibrium(people, majority, k, credit).decide(), Certified)
        assert 1 - loss(people, majority, k, "b") == share < least


def test_with_full_credit_the_minority_is_a_trap_too_and_with_half_credit_it_is_none():
    people = Population.from_rankings({"a > b": 51, "b > a": 49})
    minority = Policy.point(1, 2)
    assert isinstance(CreditedEquilibrium(people, minority, 1, "weak").decide(), Certified)
    refuted = CreditedEquilibrium(people, minority, 2, "half").decide()
    assert isinstance(refuted, Refuted)
    assert 'it earns 1/2, and "a" 51/100' in str(refuted)


def test_credit_that_is_not_defined_is_refused():
    people = Population.from_rankings(["a > b", "b"], unranked="incomparable")
    for arguments, error in (((2, "half"), UnsupportedError), ((2, "third"), InputError), ((0, "half"), InputError)):
        with pytest.raises(error):
            credited_payoffs(people, Policy.point(0, 2), *arguments)


def test_losses_out_of_order_refute_the_bound_of_self_play():
    good = Stage(10, Fraction(1), Fraction(2, 5), Fraction(3, 10))
    assert isinstance(RegretBoundsLoss(2, "weights", (good,)).decide(), Certified)
    for wrong in (
        Stage(20, Fraction(1), Fraction(2, 5), Fraction(1, 2)),
        Stage(20, Fraction(1), Fraction(1, 2), Fraction(2, 5)),
        Stage(20, Fraction(-1), Fraction(1, 3), Fraction(1, 3)),
    ):
        verdict = RegretBoundsLoss(2, "weights", (good, wrong)).decide()
        assert isinstance(verdict, Refuted)
        assert verdict.witness == wrong
    with pytest.raises(InputError, match="nothing to claim"):
        RegretBoundsLoss(2, "weights", ())
