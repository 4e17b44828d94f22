"""Losses: the probability that an opponent beats all k samples of a policy."""

from __future__ import annotations

from fractions import Fraction
from operator import mul
from typing import TYPE_CHECKING

import numpy as np

from verifier.errors import UnsupportedError
from verifier.exact.numbers import as_whole
from verifier.game.masses import INT64_BOUND, Integers, Masses, masses
from verifier.game.ties import CONVENTIONS, Ties, check_combination
from verifier.preferences.names import unknown_response
from verifier.preferences.policy import Lottery, Policy

if TYPE_CHECKING:
    from collections.abc import Sequence

    from verifier.preferences.population import Population


def loss(population: Population, policy: Policy | Lottery, k: int, opponent: str, ties: Ties = "model") -> Fraction:
    """Probability that ``opponent`` beats all ``k`` samples of ``policy``.

    L_k(π; y) = Σ_v D(v) · π(B_v(y))^k, with B_v(y) what user v ranks strictly below y (THEORY 1); for the other tie
    conventions the formulas of `verifier.game.ties`.

    Returns:
        A rational in [0, 1]. It does not increase with ``k``.

    Raises:
        UnknownResponseError: ``opponent`` is not a response of ``population``.
        UnsupportedError: the combination of ``ties`` and ``k`` is not defined.

    >>> from verifier.preferences.population import Population
    >>> people = Population.from_rankings(["a > b > c", "b > c > a", "c > a > b"])
    >>> loss(people, Policy.uniform(range(3), 3), 2, "a")
    Fraction(5, 27)
    """
    if not isinstance(opponent, str) or opponent not in population.index:
        raise unknown_response(opponent, population.responses)
    whole = as_whole(k)  # powers of numpy's integers would wrap around
    samples = k if whole is None else whole
    check_combination(ties, samples, 1, weak_orders=population.weak_orders, lottery=isinstance(policy, Lottery))
    seen = masses(population, policy)
    numerators, denominator = losses(seen, samples, ties)
    return Fraction(numerators[population.index[opponent]], denominator)


def denominator(seen: Masses, k: int, ties: Ties) -> int:
    """The common denominator of all losses: total · scale(k) · P^k."""
    exponent = 1 if seen.lottery else k
    power: int = seen.denominator**exponent
    return seen.total * CONVENTIONS[ties].scale(exponent) * power


def losses(seen: Masses, k: int, ties: Ties = "model") -> tuple[list[int], int]:
    """``(numerators, denominator)``: the loss against response y is ``numerators[y] / denominator``."""
    convention, exponent = CONVENTIONS[ties], 1 if seen.lottery else k
    bottom = denominator(seen, k, ties)
    m = seen.below.shape[1]
    if convention.power is not None:
        base = seen.below if convention.power == "a" else seen.below + seen.tied
        if bottom < INT64_BOUND and base.dtype != object:
            totals = seen.weight_array @ base**exponent
            return [int(total) for total in totals], bottom
        return [_weighted_powers(base[:, y], seen, exponent) for y in range(m)], bottom
    numerators = []
    for y in range(m):
        tally: dict[tuple[int, int], int] = {}
        pairs = zip(seen.below[:, y].tolist(), seen.tied[:, y].tolist(), strict=True)
        for pair, weight in zip(pairs, seen.weights, strict=True):
            tally[pair] = tally.get(pair, 0) + weight
        numerators.append(sum(weight * convention.numerator(a, t, exponent) for (a, t), weight in tally.items()))
    return numerators, bottom


def tally(column: Integers, seen: Masses) -> tuple[list[int], list[int]]:
    """The distinct integers of ``column`` (one per ranking) and the total weight of the rankings that have each."""
    if all(array.dtype != object for array in (column, seen.weight_array)):
        order = np.argsort(column)
        ordered = column[order]
        starts = np.flatnonzero(np.concatenate(([True], ordered[1:] != ordered[:-1])))
        return ordered[starts].tolist(), np.add.reduceat(seen.weight_array[order], starts).tolist()
    merged: dict[int, int] = {}
    for value, weight in zip(column.tolist(), seen.weights, strict=True):
        merged[value] = merged.get(value, 0) + weight
    return list(merged), list(merged.values())


def _weighted_powers(column: Integers, seen: Masses, exponent: int) -> int:
    values, weights = tally(column, seen)
    return sum(map(mul, weights, [value**exponent for value in values]))


def mixed_loss(seen: Masses, k: int, against: Policy, ties: Ties = "model") -> Fraction:
    """Probability that one response drawn from the policy ``against`` beats all k samples: Σ_y ρ(y) L_k(π; y)."""
    numerators, bottom = losses(seen, k, ties)
    return Fraction(sum(map(mul, against.numerators, numerators)), bottom * against.denominator)


def set_loss(seen: Masses, k: int, opponent: Sequence[int], ties: Ties = "model") -> Fraction:
    """L_k(π; T) = Σ_v D(v) max_{y in T} π(B_v(y))^k, for the set T of response indices ``opponent``."""
    if len(opponent) > 1 and ties != "model":
        raise UnsupportedError(f"ties {ties} are defined for opponents that show one response, not {len(opponent)}")
    if len(opponent) == 1:
        numerators, bottom = losses(seen, k, ties)
        return Fraction(numerators[opponent[0]], bottom)
    best = seen.below[:, list(opponent)].max(axis=1)
    exponent = 1 if seen.lottery else k
    return Fraction(_weighted_powers(best, seen, exponent), denominator(seen, k, "model"))
