"""P[S > T] and P[S >= T] for multisets, in the three models of users, and the game that they make.

Populations: S > T if some s in S is strictly above every t in T; S >= T if some s is at least as good as every t.
Plackett-Luce users choose S with probability w(S)/(w(S) + w(T)), and never tie. A table says what it says.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import factorial, prod
from operator import mul
from typing import Any, TypeAlias

import numpy as np

from verifier.errors import InputError, UnsupportedError
from verifier.exact.rational import clear_denominators
from verifier.game.payoffs import payoffs
from verifier.lab.set_preferences.multiset import Multiset, of_size
from verifier.lab.set_preferences.plackett_luce import PlackettLuce
from verifier.lab.set_preferences.set_table import SetTable
from verifier.preferences.policy import Policy
from verifier.preferences.population import Population

SetPreferences: TypeAlias = Population | PlackettLuce | SetTable


def above(preferences: SetPreferences, one: Multiset, other: Multiset) -> Fraction:
    """P[S > T] for S = ``one`` and T = ``other``: a rational in [0, 1]."""
    return _MODELS[type(preferences)].above(preferences, one, other)


def at_least(preferences: SetPreferences, one: Multiset, other: Multiset) -> Fraction:
    """P[S >= T] for S = ``one`` and T = ``other``: a rational in [0, 1]."""
    return _MODELS[type(preferences)].at_least(preferences, one, other)


def single_payoffs(preferences: SetPreferences, policy: Policy, k: int) -> tuple[Fraction, ...]:
    """P[y > π^k] for every response y: the strict payoffs of the game of k+1 players, rationals in [0, 1].

    Raises:
        InputError: the policy is not over the responses.
    """
    if len(policy.numerators) != len(preferences.responses):
        raise InputError(f"the policy is not over the {len(preferences.responses)} responses; use Policy.from_weights")
    return _MODELS[type(preferences)].payoffs(preferences, policy, k)


def single_wins(preferences: SetPreferences, policy: Policy, k: int) -> Fraction:
    """P[π > π^k]: how often one sample is above k others.

    >>> two = PlackettLuce.from_shares("ab", [({"a": 3, "b": 1}, 1)])
    >>> single_wins(two, Policy((2, 3), 5), 4)
    Fraction(1, 5)
    """
    values, bottom = clear_denominators(single_payoffs(preferences, policy, k))
    return Fraction(sum(map(mul, policy.numerators, values)), policy.denominator * bottom)


def comparisons(
    preferences: SetPreferences, rows: Sequence[Multiset], columns: Sequence[Multiset]
) -> tuple[list[list[int]], int]:
    """``(numerators, denominator)`` of P[S > T] for S of ``rows`` and T of ``columns``."""
    flat, bottom = clear_denominators(above(preferences, one, other) for one in rows for other in columns)
    width = len(columns)
    return [list(flat[i * width : (i + 1) * width]) for i in range(len(rows))], bottom


def tie_chance(preferences: SetPreferences, policy: Policy, k: int) -> Fraction:
    """τ: the probability that the best indifference class among k+1 draws is hit at least twice (THEORY 2.2).

    With A = π(below C) and c = π(C) that is Σ_v D(v) Σ_C (A + c)^(k+1) − A^(k+1) − (k+1) c A^k: the draws all lie in C
    or below, and C is hit neither never nor once.

    Raises:
        UnsupportedError: these are no weak orders: no population, or one whose left-out responses are incomparable.
    """
    if not isinstance(preferences, Population) or not preferences.weak_orders:
        raise UnsupportedError("the best indifference class of several draws is defined for weak orders only")
    rankings, weights = preferences.read
    total = 0
    for ranking, weight in zip(rankings, weights, strict=True):
        below = 0
        for group in reversed(ranking):
            own = sum(policy.numerators[y] for y in group)
            upto = below + own
            total += weight * (upto ** (k + 1) - below ** (k + 1) - (k + 1) * own * below**k)
            below = upto
    return Fraction(total, preferences.total * policy.denominator ** (k + 1))


def orders(counts: Sequence[int]) -> int:
    """In how many orders a multiset with these numbers of copies can be drawn."""
    return factorial(sum(counts)) // prod(map(factorial, counts))


def _above_for_rankings(preferences: Population, one: Multiset, other: Multiset) -> Fraction:
    levels = preferences.levels
    mine, theirs = levels[:, list(one)], levels[:, list(other)]
    # Where some t is incomparable its level -1 is below all, and nothing is strictly above it.
    best = np.where(mine < 0, levels.shape[1], mine).min(axis=1)
    return _share(preferences, best < theirs.min(axis=1))


def _at_least_for_rankings(preferences: Population, one: Multiset, other: Multiset) -> Fraction:
    levels = preferences.levels
    some = np.zeros(len(levels), dtype=bool)
    for s in set(one):
        every = np.ones(len(levels), dtype=bool)
        for t in set(other) - {s}:
            every &= (levels[:, s] >= 0) & (levels[:, t] >= levels[:, s])
        some |= every
    return _share(preferences, some)


def _share(population: Population, chosen: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]) -> Fraction:
    weights = population.read[1]
    return Fraction(sum(weights[i] for i in np.flatnonzero(chosen).tolist()), population.total)


def _above_for_weights(preferences: PlackettLuce, one: Multiset, other: Multiset) -> Fraction:
    total = Fraction(0)
    for weights, share in zip(preferences.weights, preferences.shares, strict=True):
        mine, theirs = sum(weights[s] for s in one), sum(weights[t] for t in other)
        total += Fraction(share * mine, mine + theirs)
    return total / preferences.total


def _at_least_for_weights(preferences: PlackettLuce, one: Multiset, other: Multiset) -> Fraction:
    return _above_for_weights(preferences, one, other)


def _payoffs_for_weights(preferences: PlackettLuce, policy: Policy, k: int) -> tuple[Fraction, ...]:
    """Σ over users and over the sums W that k draws can have: P[W] · w_y/(w_y + W)."""
    values = [Fraction(0)] * len(policy.numerators)
    for weights, share in zip(preferences.weights, preferences.shares, strict=True):
        sums = {0: 1}
        for _ in range(k):
            further: dict[int, int] = {}
            for y in policy.support:
                for reached, ways in sums.items():
                    place = reached + weights[y]
                    further[place] = further.get(place, 0) + ways * policy.numerators[y]
            sums = further
        for y, weight in enumerate(weights):
            values[y] += (
                share * weight * sum((Fraction(ways, weight + reached) for reached, ways in sums.items()), Fraction(0))
            )
    bottom = preferences.total * policy.denominator**k
    return tuple(value / bottom for value in values)


def _payoffs_by_table(preferences: SetTable, policy: Policy, k: int) -> tuple[Fraction, ...]:
    m, support = len(policy.numerators), policy.support
    draws = []
    for chosen in of_size(len(support), k):
        drawn = tuple(support[i] for i in chosen)
        counts = [drawn.count(y) for y in support]
        masses = prod(policy.numerators[y] ** number for y, number in zip(support, counts, strict=True))
        draws.append((drawn, orders(counts) * masses))
    flat, bottom = clear_denominators(preferences.above((y,), drawn) for y in range(m) for drawn, _ in draws)
    size = len(draws)
    tops = [sum(flat[y * size + i] * ways for i, (_, ways) in enumerate(draws)) for y in range(m)]
    return tuple(Fraction(top, bottom * policy.denominator**k) for top in tops)


@dataclass(frozen=True)
class _Model:
    """How one kind of preferences answers.

    Attributes:
        above: P[S > T], ``at_least``: P[S >= T], functions of (preferences, S, T).
        payoffs: P[y > π^k] for every y, a function of (preferences, π, k).
    """

    above: Callable[[Any, Multiset, Multiset], Fraction]
    at_least: Callable[[Any, Multiset, Multiset], Fraction]
    payoffs: Callable[[Any, Policy, int], tuple[Fraction, ...]]


_MODELS: dict[type, _Model] = {
    Population: _Model(_above_for_rankings, _at_least_for_rankings, payoffs),
    PlackettLuce: _Model(_above_for_weights, _at_least_for_weights, _payoffs_for_weights),
    SetTable: _Model(SetTable.above, SetTable.at_least, _payoffs_by_table),
}
