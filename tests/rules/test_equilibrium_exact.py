"""Symmetric equilibria of the alignment game: known ones, brute force, laws, and what must be refused."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from math import prod

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from verifier.errors import BudgetError, InputError, UnsupportedError
from verifier.game.enclosure import Krawczyk, failure
from verifier.game.loss import losses
from verifier.game.masses import masses
from verifier.game.payoffs import exact_product, gap, monotonicity, payoffs, quadratic_form
from verifier.game.worst_case import worst_case
from verifier.preferences.policy import Policy
from verifier.preferences.population import Population
from verifier.rules.equilibrium.policy import LARGEST_GAP, REGULAR_GAP, equilibrium
from verifier.rules.nlhf.policy import nlhf

RANDOMS = st.randoms(use_true_random=False)
CYCLE = Population.from_rankings(["a > b > c", "b > c > a", "c > a > b"])
TWO = Population.from_rankings({"a > b": 3, "b > a": 2})
PAYOFFS = ("strict", "shared")


def weak_case(rng, random_case, *, m=(1, 6), rankings=(1, 6)):
    return random_case(rng, m=m, rankings=rankings, unranked="bottom", strict=rng.random() < 0.5)


def brute_force_gap(case, draws, k, payoff):
    """ε by enumeration of all k-tuples, users and responses, from the rankings' texts."""
    total, won = draws.total, dict.fromkeys(case.names, Fraction(0))
    for text, users in case.rows:
        place = case.places(text)
        for others in product([name for name, w in draws.weights.items() if w], repeat=k):
            chance = Fraction(users * prod(draws.weights[z] for z in others), case.total * total**k)
            for y in case.names:
                if all(place[y] < place[z] for z in others):
                    won[y] += chance
                elif payoff == "shared" and all(place[y] <= place[z] for z in others):
                    won[y] += chance / (1 + sum(place[y] == place[z] for z in others))
    return max(won.values()) - sum(won[y] * Fraction(w, total) for y, w in draws.weights.items())


@settings(max_examples=40)
@given(RANDOMS)
def test_the_gap_is_what_enumeration_of_all_draws_says(random_case, random_draws, rng):
    case = weak_case(rng, random_case, m=(1, 4), rankings=(1, 4))
    draws, k = random_draws(rng, case.names), rng.randint(1, 3)
    for payoff in PAYOFFS:
        assert gap(case.population, draws.policy, k, payoff) == brute_force_gap(case, draws, k, payoff)


@settings(max_examples=60)
@given(RANDOMS)
def test_payoffs_are_the_losses_of_the_model_and_the_shared_convention(random_case, random_draws, rng):
    case = weak_case(rng, random_case)
    policy, k = random_draws(rng, case.names).policy, rng.randint(1, 7)
    seen = masses(case.population, policy)
    for payoff, ties in (("strict", "model"), ("shared", "shared")):
        numerators, bottom = losses(seen, k, ties)
        assert payoffs(case.population, policy, k, payoff) == tuple(Fraction(n, bottom) for n in numerators)


@settings(max_examples=40)
@given(RANDOMS)
def test_long_products_are_exact(rng):
    matrix = np.array([[rng.random() < 0.5 for _ in range(5)] for _ in range(3)])
    numbers = [rng.randrange(2 ** rng.choice([1, 31, 32, 33, 64, 700])) for _ in range(5)]
    expected = [sum(n for bit, n in zip(row, numbers, strict=True) if bit) for row in matrix]
    assert exact_product(matrix, numbers).tolist() == expected


@pytest.mark.parametrize("payoff", PAYOFFS)
def test_the_three_cycle_is_played_uniformly(payoff):
    rates = []
    for k in (1, 2, 3):
        found = equilibrium(CYCLE, k, payoff)
        assert (found.policy, found.epsilon, found.regular) == (Policy((1, 1, 1), 3), 0, True)
        rates.append(worst_case(masses(CYCLE, found.policy), k).value)
    assert rates == [Fraction(2, 3), Fraction(22, 27), Fraction(8, 9)]


def test_two_responses_have_the_equilibria_of_the_formulas():
    first = equilibrium(TWO, 1)
    assert (first.policy, first.epsilon) == (Policy((3, 2), 5), 0)
    assert worst_case(masses(TWO, first.policy), 1).value == Fraction(19, 25)
    second = equilibrium(TWO, 2)
    assert str(float(Fraction(second.policy.numerators[0], second.policy.denominator))).startswith("0.550510")
    assert str(float(worst_case(masses(TWO, second.policy), 2).value)).startswith("0.878775")
    assert 0 < second.epsilon <= REGULAR_GAP
    assert second.regular
    shared = equilibrium(TWO, 2, "shared")
    assert (shared.policy, shared.epsilon) == (Policy((4, 1), 5), 0)
    assert equilibrium(TWO, 1, "shared").policy == Policy.point(0, 2)


def test_a_unanimous_favourite_gets_everything_and_copies_share_evenly():
    people = Population.from_rankings(["a = b > c > d", "a = b > d > c"])
    found = equilibrium(people, 6)
    assert (found.policy, found.epsilon, found.regular) == (Policy((1, 1, 0, 0), 2), 0, False)
    assert "strict complementarity: response 'a'" not in found.condition
    shared = equilibrium(people, 6, "shared")
    assert (shared.policy, shared.epsilon) == (found.policy, 0)
    assert shared.condition.startswith("non-singular Jacobian: on the support a, b")


@pytest.mark.parametrize("batch", range(4))
def test_every_equilibrium_is_found_judged_exactly_and_enclosed(batch, seeded, random_case):
    rng = seeded(batch)
    regular = 0
    for _ in range(25):
        case = weak_case(rng, random_case, m=(1, 9), rankings=(1, 25))
        people, k = case.population, rng.randint(1, 10)
        for payoff in PAYOFFS:
            found = equilibrium(people, k, payoff)
            assert found.epsilon == gap(people, found.policy, k, payoff)
            assert sum(found.policy.numerators) == found.policy.denominator
            assert min(found.policy.numerators) >= 0
            assert found.epsilon <= (REGULAR_GAP if found.regular else LARGEST_GAP), (case, k, payoff)
            assert found.regular == (found.condition is None) == (found.enclosure is not None)
            regular += found.regular
            if found.enclosure:
                assert failure(people, found.enclosure, k, payoff) is None
            if payoff == "strict":
                # Theorem 2, up to the gap.
                assert worst_case(masses(people, found.policy), k).loss <= Fraction(1, k + 1) + found.epsilon
    assert regular > 20


@settings(max_examples=25)
@given(RANDOMS)
def test_with_one_opponent_and_shared_payoffs_it_is_nlhf_and_regular_iff_that_is_unique(random_case, rng):
    people = weak_case(rng, random_case, m=(1, 6), rankings=(1, 9)).population
    found, reference = equilibrium(people, 1, "shared"), nlhf(people)
    assert (found.policy, found.epsilon) == (reference.policy, 0)
    assert found.regular == reference.unique


@settings(max_examples=25)
@given(RANDOMS)
def test_relabelling_responses_relabels_the_equilibrium_and_twice_is_the_same(random_case, rng):
    case = weak_case(rng, random_case, m=(2, 6), rankings=(1, 12))
    k, names = rng.randint(1, 5), list(case.names)
    rng.shuffle(names)
    people = case.population
    moved = Population.from_rankings(_weights(case), names)
    for payoff in PAYOFFS:
        found, then = equilibrium(people, k, payoff), equilibrium(moved, k, payoff)
        assert found == equilibrium(people, k, payoff)
        if found.regular:  # elsewhere there may be several, of which one is chosen
            weights, others = found.policy.weights(people.responses), then.policy.weights(moved.responses)
            assert all(abs(weights.get(y, 0) - others.get(y, 0)) <= Fraction(len(names), 2**160) for y in names)
            assert then.regular


def _weights(case):
    merged = {}
    for text, users in case.rows:
        merged[text] = merged.get(text, 0) + users
    return merged if case.counted else {text: Fraction(users, case.total) for text, users in merged.items()}


@settings(max_examples=40)
@given(RANDOMS)
def test_the_game_is_monotone_with_the_quadratic_form_as_its_modulus(random_case, random_draws, rng):
    case = weak_case(rng, random_case)
    people, k = case.population, rng.randint(1, 5)
    first, second = (random_draws(rng, case.names).policy for _ in range(2))
    form, bottom = quadratic_form(people, first.numerators, first.denominator, k)
    weights = zip(first.numerators, second.numerators, strict=True)
    d = [Fraction(x, first.denominator) - Fraction(y, second.denominator) for x, y in weights]
    size = sum(form[y][z] * d[y] * d[z] for y in range(len(d)) for z in range(len(d))) / bottom
    assert monotonicity(people, first, second, k) >= size / 2 >= 0
    assert monotonicity(people, first, second, k, "shared") >= 0


@pytest.mark.parametrize("batch", range(3))
def test_an_enclosed_equilibrium_is_the_only_one(batch, seeded, random_case):
    """Monotone: with another equilibrium z, 0 <= <u(x) - u(z), z - x> <= 0; so no policy may come near that but x."""
    rng, enclosed = seeded(100 + batch), 0
    for _ in range(15):
        case = weak_case(rng, random_case, m=(2, 5), rankings=(2, 8))
        people, k, payoff = case.population, rng.randint(1, 4), rng.choice(PAYOFFS)
        exact = equilibrium(people, k, payoff)
        if exact.enclosure is None:
            continue
        enclosed += 1
        m, grid = len(case.names), 8
        here = [Fraction(n, exact.policy.denominator) for n in exact.policy.numerators]
        for counts in product(range(grid + 1), repeat=m):
            if sum(counts) == grid and counts != tuple(grid * w for w in here):
                other = Policy.from_fractions([Fraction(n, grid) for n in counts])
                assert gap(people, other, k, payoff) > exact.epsilon, (case, k, payoff, counts)
        again = equilibrium(people, k, payoff).policy
        turned = Population.from_counts(people.responses[::-1], [
            (tuple(tuple(sorted(m - 1 - y for y in group)) for group in ranking), weight)
            for ranking, weight in zip(people.rankings, people.weights, strict=True)
        ])  # fmt: skip
        there = equilibrium(turned, k, payoff).policy
        mirrored = [Fraction(n, there.denominator) for n in there.numerators[::-1]]
        assert max(abs(x - y) for x, y in zip(here, mirrored, strict=True)) <= 2 * exact.enclosure.radius
        assert again == exact.policy
    assert enclosed >= 5


def test_copies_have_many_equilibria_and_none_is_enclosed():
    people = Population.from_rankings(["a = b > c", "c > a = b"])
    for payoff in PAYOFFS:
        assert equilibrium(people, 2, payoff).enclosure is None


def test_each_broken_condition_of_an_enclosure_is_noticed():
    found = equilibrium(TWO, 2, "shared")
    good = found.enclosure
    assert failure(TWO, good, 2, "shared") is None
    broken = {
        "is not above the radius": {"radius": Fraction(1, 5)},
        "is not below 1": {"preconditioner": ((0,) * 3,) * 3},
        "is above r": {"value": good.value + Fraction(1, 1000)},
    }
    for text, change in broken.items():
        assert text in failure(TWO, Krawczyk(**(vars(good) | change)), 2, "shared")
    one = equilibrium(Population.from_rankings(["a > b", "a > b", "b > a"]), 1, "shared").enclosure
    upside_down = Population.from_rankings(["b > a", "b > a", "a > b"], ["a", "b"])
    assert "off the support" in failure(upside_down, Krawczyk(**(vars(one) | {"value": one.value})), 1, "shared")


def test_incomparable_responses_have_an_equilibrium_but_no_location():
    people = Population.from_rankings(["a > b", "b > c > a", "c"], ["a", "b", "c"], unranked="incomparable")
    found = equilibrium(people, 3)
    assert found.epsilon <= LARGEST_GAP
    with pytest.raises(UnsupportedError, match="need not be monotone"):
        quadratic_form(people, found.policy.numerators, found.policy.denominator, 3)
    with pytest.raises(UnsupportedError, match="needs weak orders"):
        equilibrium(people, 3, "shared")


def test_incomparable_responses_break_monotonicity():
    people = Population.from_rankings(["b > a"], ["b", "a", "c"], unranked="incomparable")
    assert monotonicity(people, Policy.point(2, 3), Policy((3, 2, 2), 7), 1) == Fraction(-6, 49)


@pytest.mark.parametrize("payoff", ["half", "weak", "opponent"])
def test_payoffs_without_the_theorem_are_refused_with_the_reason(payoff):
    with pytest.raises(UnsupportedError, match="bare majority"):
        equilibrium(TWO, 2, payoff)


def test_bad_numbers_and_too_much_work_are_refused():
    with pytest.raises(InputError, match="k = 0"):
        equilibrium(TWO, 0)
    with pytest.raises(InputError, match="no payoff"):
        equilibrium(TWO, 2, "fair")
    with pytest.raises(BudgetError, match="raise --budget"):
        equilibrium(TWO, 10**6, budget=1000)
