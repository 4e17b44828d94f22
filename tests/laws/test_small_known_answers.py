"""Small answers of the literature, found again from first principles."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations_with_replacement, pairwise, permutations, product
from math import factorial

import flint
import numpy as np
import pytest

from verifier.errors import BudgetError, InputError
from verifier.exact.rational import parse_rational
from verifier.game.margins import condorcet_winner, margins
from verifier.game.masses import masses
from verifier.game.worst_case import worst_case
from verifier.lab.book.mathematics.frequency import condorcet_frequency
from verifier.preferences.population import Population
from verifier.rules.nlhf.policy import nlhf

# The fewest voters on two responses for which every NLHF policy misses k/(k+1) ------------------------------------


def worst_loss(profile, p, k):
    """The larger probability that one of two opponents beats all k samples, drawn one by one; p draws the first."""
    losses = []
    for opponent in "ab":
        won = sum(
            p ** samples.count("a") * (1 - p) ** samples.count("b")
            for voter in profile
            for samples in product("ab", repeat=k)
            if voter == opponent and opponent not in samples
        )
        losses.append(Fraction(won) / len(profile))
    return max(losses)


def nlhf_policies(profile):
    """The weights of a in NLHF policies: in every one of them, or after a tie, where all policies are NLHF, in one."""
    lead = profile.count("a") - profile.count("b")
    return [Fraction(1)] if lead > 0 else [Fraction(0)] if lead < 0 else [Fraction(1, 2)]


def every_nlhf_policy_misses(profile, k):
    return all(worst_loss(profile, p, k) > Fraction(1, k + 1) for p in nlhf_policies(profile))


@pytest.mark.parametrize(("k", "fewest"), [(2, 5), (3, 3)])
def test_the_fewest_voters_for_whom_every_nlhf_policy_misses_its_promise_on_two_responses(k, fewest):
    # A voter is "a", "b", or "=" for both tied.
    for n in range(1, fewest):
        assert not any(every_nlhf_policy_misses(profile, k) for profile in combinations_with_replacement("ab=", n))
    found = [
        profile for profile in combinations_with_replacement("ab=", fewest) if every_nlhf_policy_misses(profile, k)
    ]
    assert tuple("a" * (fewest // 2 + 1) + "b" * (fewest // 2)) in found
    for profile in found:
        texts = {"a": "a > b", "b": "b > a", "=": "a = b"}
        people = Population.from_rankings([texts[voter] for voter in profile], "ab")
        solved = nlhf(people)
        assert solved.unique
        assert worst_case(masses(people, solved.policy), k).value < Fraction(k, k + 1)


def test_k_1_and_a_unanimous_pair_never_miss():
    for n in range(1, 8):
        assert not any(every_nlhf_policy_misses(profile, 1) for profile in combinations_with_replacement("ab", n))


# How often there is a Condorcet winner under impartial culture ----------------------------------------------------


@pytest.mark.parametrize(
    ("m", "n", "probability"),
    [(3, 3, "17/18"), (3, 5, "67/72"), (3, 7, "10789/11664"), (4, 3, "8/9"), (4, 5, "31/36")],
)
def test_a_condorcet_winner_is_as_frequent_as_published(m, n, probability):
    assert condorcet_frequency(m, n) == Fraction(probability)


def enumerated(m, n):
    """The same frequency, every profile by itself: (m!)^n of them, those of the last users as one array."""
    preferred = np.array(
        [[[order.index(y) < order.index(z) for z in range(m)] for y in range(m)] for order in permutations(range(m))]
    ).astype(np.int8)
    head, tail = n // 2, n - n // 2
    rest = np.zeros((1, m, m), dtype=np.int8)
    for _ in range(tail):
        rest = (rest[:, None] + preferred[None]).reshape(-1, m, m)
    won = 0
    for chosen in product(range(factorial(m)), repeat=head):
        above = rest + preferred[list(chosen)].sum(axis=0, dtype=np.int8)
        wins = (2 * above > n).sum(axis=2)
        won += int((wins == m - 1).any(axis=1).sum())
    return Fraction(won, factorial(m) ** n)


@pytest.mark.parametrize(
    ("m", "n"),
    [(1, 1), (1, 4), (2, 1), (2, 2), (2, 5), (2, 8), (3, 1), (3, 2), (3, 4), (3, 5), (3, 6), (4, 2), (4, 3), (5, 2)],
)
def test_counting_tallies_agrees_with_every_single_profile(m, n):
    assert condorcet_frequency(m, n) == enumerated(m, n)


@pytest.mark.parametrize(("m", "n"), [(3, 3), (3, 4), (3, 5), (3, 7), (4, 3)])
def test_counting_tallies_agrees_with_the_condorcet_winners_of_populations(m, n):
    orders = [tuple((y,) for y in order) for order in permutations(range(m))]
    won = 0
    for chosen in combinations_with_replacement(range(len(orders)), n):
        counts = [chosen.count(i) for i in set(chosen)]
        people = Population.from_counts("abcd"[:m], [(orders[i], 1) for i in chosen])
        if condorcet_winner(margins(people)) is not None:
            won += factorial(n) // int(np.prod([factorial(count) for count in counts]))
    assert condorcet_frequency(m, n) == Fraction(won, factorial(m) ** n)


def test_large_numbers_of_users_are_counted_in_integers_of_any_size():
    # Guilbaud's limit for three responses is 3/4 + 3 arcsin(1/3) / (2 pi) = .91226....
    frequencies = [condorcet_frequency(3, n) for n in [*range(1, 40, 2), 199]]
    assert all(one > other for one, other in pairwise(frequencies))
    assert Fraction("0.91226") < frequencies[-1] < Fraction("0.9128")
    assert 6**199 % frequencies[-1].denominator == 0


def test_the_frequency_refuses_what_it_cannot_count():
    with pytest.raises(InputError, match="n = 0: write a whole number from 1 on"):
        condorcet_frequency(3, 0)
    with pytest.raises(InputError, match=r"m = 2.5: write a whole number"):
        condorcet_frequency(2.5, 3)
    with pytest.raises(BudgetError, match="over the budget of 200000000; raise it to"):
        condorcet_frequency(12, 1001)


# Undominated sets of size k exist for α with α / (1 − ln α) = 2 / (k + 1) [Charikar et al. 2025] ---------------------


def excess(alpha, k):
    """α/(1 − ln α) − 2/(k+1) as a ball that contains it; α/(1 − ln α) increases on (0, 1]."""
    ball = flint.arb(flint.fmpq(alpha.numerator, alpha.denominator))
    return ball / (1 - ball.log()) - flint.arb(2) / (k + 1)


@pytest.mark.parametrize(("k", "printed"), [(2, ".80844"), (3, ".68741"), (4, ".60260"), (5, ".53921"), (6, ".48970")])
def test_the_roots_for_undominated_sets_round_to_the_digits_printed(k, printed):
    alpha, half = parse_rational("0" + printed), Fraction(5, 10**6)
    assert excess(alpha - half, k) < 0
    assert excess(alpha + half, k) > 0
