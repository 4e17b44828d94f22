"""Numbers beyond 64 bits: the same answers as by enumeration, and as by 64-bit integers where those suffice."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from fractions import Fraction
from itertools import combinations
from math import lcm

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from verifier.game.loss import loss, losses, mixed_loss, set_loss
from verifier.game.margins import margins, supports
from verifier.game.masses import INT64_BOUND, masses
from verifier.game.worst_case import worst_case
from verifier.preferences.policy import Lottery, Policy
from verifier.preferences.population import Population

FACTOR = 2**70 + 1


def fractions(seen, k, ties="model"):
    numerators, bottom = losses(seen, k, ties)
    assert all(type(numerator) is int for numerator in numerators)
    return [Fraction(numerator, bottom) for numerator in numerators]


def enlarged_population(population):
    return replace(population, weights=tuple(weight * FACTOR for weight in population.weights))


def in_python_integers(seen):
    """The same masses in arrays of Python integers."""
    return replace(seen, below=seen.below.astype(object), tied=seen.tied.astype(object))


@pytest.mark.parametrize("batch", range(6))
def test_huge_weights_and_denominators_of_200_bits_lose_as_the_enumeration_says(
    batch, seeded, random_case, random_draws, opponents_win
):
    rng = seeded(batch)
    for _ in range(40):
        case = random_case(rng, m=(2, 4), huge=True)
        draws = random_draws(rng, case.names, largest=2**200)
        k, l = rng.randint(1, 3), rng.randint(1, 3)
        seen = masses(case.population, draws.policy)
        assert seen.below.dtype == object
        ties = rng.choice(["model", "opponent", "shared"] if case.population.weak_orders else ["model"])
        wins = opponents_win(case, draws, k, [(name,) for name in case.names], ties)
        assert fractions(seen, k, ties) == list(wins.values()), (case, draws, k, ties)
        wins = opponents_win(case, draws, k, list(combinations(case.names, min(l, len(case.names)))))
        worst = worst_case(seen, k, l)
        assert worst.loss == max(wins.values()), (case, draws, k, l)
        assert set_loss(seen, k, worst.opponent) == worst.loss


@pytest.mark.parametrize("batch", range(4))
def test_64_bit_integers_and_python_integers_agree(batch, seeded, random_case, random_draws):
    rng = seeded(100 + batch)
    for _ in range(60):
        case = random_case(rng, m=(1, 6), rankings=(1, 8), counted=True)
        population, policy = case.population, random_draws(rng, case.names).policy
        small = masses(population, policy)
        assert small.below.dtype == np.int64
        k, l = rng.randint(1, 6), rng.randint(1, 3)
        conventions = ["model", "opponent", "shared"] if population.weak_orders else ["model"]
        for large in (
            masses(enlarged_population(population), policy),
            in_python_integers(small),
            in_python_integers(masses(enlarged_population(population), policy)),
        ):
            assert np.dtype(object) in {large.below.dtype, large.weight_array.dtype}
            for ties in conventions:
                assert fractions(large, k, ties) == fractions(small, k, ties)
                assert mixed_loss(large, k, policy, ties) == mixed_loss(small, k, policy, ties)
            assert worst_case(large, k, l) == worst_case(small, k, l)


@pytest.mark.parametrize("bits", [20, 30, 31, 52, 53, 54, 61, 62, 63, 64, 65])
def test_the_answer_does_not_change_where_the_integers_change(bits, seeded, random_case, random_draws, opponents_win):
    # Denominators and numbers of users just below and above each bound of the kernel: 2^31, 2^53, 2^62, 2^64.
    rng = seeded(bits)
    for offset in (-1, 0, 1):
        case = random_case(rng, m=(3, 4), rankings=(2, 4), complete=True, counted=True)
        text, weight = case.rows[0]
        for total in (3 * case.total, 2**bits + offset):
            rows = ((text, weight + total - case.total), *case.rows[1:])
            sized = replace(case, rows=rows)
            draws = random_draws(rng, case.names)
            weights = Counter(draws.weights)
            weights[case.names[0]] += 2**bits + offset - draws.total
            for each in (draws, replace(draws, weights=dict(weights))):
                seen = masses(sized.population, each.policy)
                for k in (1, 2, 3):
                    for ties in ("model", "opponent", "shared"):
                        wins = opponents_win(sized, each, k, [(name,) for name in case.names], ties)
                        assert fractions(seen, k, ties) == list(wins.values()), (sized, each, k, ties)
                    pairs = list(combinations(case.names, 2))
                    assert worst_case(seen, k, 2).loss == max(opponents_win(sized, each, k, pairs).values())


@pytest.mark.parametrize("huge", [False, True])
def test_supports_and_margins_count_users_whatever_their_number(huge, seeded, random_case, pairwise):
    rng = seeded(7)
    for _ in range(100):
        case = random_case(rng, huge=huge)
        above, margin = supports(case.population).tolist(), margins(case.population).tolist()
        total = case.population.total
        for y, name in enumerate(case.names):
            for z, other in enumerate(case.names):
                assert Fraction(above[y][z], total) == pairwise(case, name, other)
                assert Fraction(margin[y][z], total) == pairwise(case, name, other) - pairwise(case, other, name)


@settings(max_examples=50)
@given(st.randoms(use_true_random=False), st.integers(1, 3))
def test_lotteries_with_huge_denominators_lose_as_the_enumeration_says(
    random_case, random_joint_draws, opponents_win, rng, l
):
    case = random_case(rng, m=(2, 4), huge=True)
    draws = random_joint_draws(rng, case.names, 2)
    draws = replace(draws, sets=tuple((shown, weight * 2**90 + 1) for shown, weight in draws.sets))
    sets = list(combinations(case.names, min(l, len(case.names))))
    wanted = max(opponents_win(case, draws, 2, sets).values())
    assert worst_case(masses(case.population, draws.lottery(2)), 2, l).loss == wanted


def test_a_thousand_samples_are_evaluated_exactly():
    people = Population.from_rankings(["a > b > c", "b > c > a", "c > a > b"])
    seen = masses(people, Policy.uniform(range(3), 3))
    assert worst_case(seen, 1000).loss == Fraction(2**1000 + 1, 3**1001)
    assert worst_case(seen, 1000, 1, "opponent").loss == Fraction(3**1000 + 2**1000 + 1, 3**1001)
    assert worst_case(seen, 1000, 1, "shared").loss == Fraction(1, 1001)


def test_a_billion_samples_of_a_point_mass_are_as_good_as_one():
    people = Population.from_rankings(["a > b > c", "b > c > a", "c > a > b"])
    seen = masses(people, Policy.point(0, 3))
    assert fractions(seen, 10**9) == fractions(seen, 1)


def test_shares_with_large_coprime_denominators_are_summed_exactly():
    primes = [2**31 - 1, 2**61 - 1, 10**9 + 7]
    shares = [Fraction(1, prime) for prime in primes]
    rest = 1 - sum(shares)
    texts = ["a > b > c", "b > c > a", "c > a > b", "c > b > a"]
    people = Population.from_rankings(dict(zip(texts, [*shares, rest], strict=True)))
    assert people.total == lcm(*primes) > INT64_BOUND
    seen = masses(people, Policy.uniform(range(3), 3))
    wanted = [shares[0] * Fraction(4, 9) + shares[2] * Fraction(1, 9)]
    assert fractions(seen, 2)[:1] == wanted
    lottery = Lottery.from_fractions([([0, 1], Fraction(1, 2)), ([2], Fraction(1, 2))])
    assert worst_case(masses(people, lottery), 2).loss == (1 - shares[0] - shares[1]) / 2


def test_numpys_numbers_of_samples_do_not_wrap_around():
    people = Population.from_rankings({"a > b": 1, "b > a": 2})
    policy = Policy.from_weights({"a": "1/3", "b": "2/3"}, people.responses)
    for k in (1, 2, 100):
        assert loss(people, policy, np.int8(k), "a") == loss(people, policy, k, "a")
