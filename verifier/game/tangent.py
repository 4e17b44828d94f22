"""The tangent certificate: what no product policy can do better than, against a fixed mixture of opponents."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from operator import mul
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from verifier.errors import InputError
from verifier.exact.rational import clear_denominators, format_rational
from verifier.game.margins import margins
from verifier.game.masses import INT64_BOUND, Integers, masses
from verifier.game.ties import check_combination

if TYPE_CHECKING:
    from collections.abc import Sequence

    from verifier.preferences.policy import Lottery, Policy
    from verifier.preferences.population import Population


@dataclass(frozen=True, eq=False)
class BelowSets:
    """The sets B_v(y) of every ranking, arranged for sums over them in any arithmetic: floats, integers, balls.

    A ranking's below-sets are nested: B_v(y) is the first ``size[v, y]`` responses of ``order[v]``. All arrays are
    n × m; incomparable responses stand at the end of ``order``, with ``size`` 0 and in no below-set.

    Attributes:
        order: the responses from worst to best.
        place: the position of each response in ``order``.
        size: |B_v(y)|.
        above: the first position in ``order`` of a response strictly above y; m where there is none.
    """

    order: npt.NDArray[np.intp]
    place: npt.NDArray[np.intp]
    size: npt.NDArray[np.intp]
    above: npt.NDArray[np.intp]

    def sums_below(self, values: Integers) -> Integers:
        """For every ranking and response y the sum of ``values[z]`` over the z in B_v(y)."""
        return np.take_along_axis(_partial_sums(values[self.order]), self.size, axis=1)

    def sums_above(self, values: Integers) -> Integers:
        """For every ranking and response z the sum of ``values[v, y]`` over the y with z in B_v(y)."""
        relevant = np.where(self.size > 0, values, 0)
        ordered = np.take_along_axis(relevant, self.order, axis=1)[:, ::-1]
        return np.take_along_axis(_partial_sums(ordered), values.shape[1] - self.above, axis=1)

    def tops(self, chosen: Sequence[int]) -> npt.NDArray[np.intp]:
        """For every ranking the member of the set ``chosen`` that has most below it; the first of several."""
        members = np.array(chosen, dtype=np.intp)
        best: npt.NDArray[np.intp] = members[self.size[:, members].argmax(axis=1)]
        return best


def _partial_sums(rows: Integers) -> Integers:
    """The sums of the first 0, 1, ..., m entries of every row."""
    n, m = rows.shape
    sums = np.zeros((n, m + 1), dtype=rows.dtype)
    np.cumsum(rows, axis=1, out=sums[:, 1:])
    return sums


@lru_cache(maxsize=4)
def below_sets(population: Population) -> BelowSets:
    """The below-sets of every ranking of ``population.read``; remembered."""
    levels, order = population.levels, population.worst_first
    n, m = levels.shape
    position = np.broadcast_to(np.arange(m), (n, m))
    ordered = np.take_along_axis(levels, order, axis=1)
    changes = ordered[:, 1:] != ordered[:, :-1]
    starts, ends = np.ones((n, m), dtype=bool), np.ones((n, m), dtype=bool)
    starts[:, 1:] = ends[:, :-1] = changes
    first = np.maximum.accumulate(np.where(starts, position, 0), axis=1)
    last = np.minimum.accumulate(np.where(ends, position, m - 1)[:, ::-1], axis=1)[:, ::-1]
    place = np.argsort(order, axis=1, kind="stable")
    size = np.where(levels < 0, 0, np.take_along_axis(first, place, axis=1))
    above = np.where(levels < 0, m, np.take_along_axis(last, place, axis=1) + 1)
    return BelowSets(order, place, size, above)


def tangent_bound(population: Population, opponent: Lottery, point: Policy, k: int) -> Fraction:
    """A worst-case loss that no product policy of ``k`` samples is below: the best win rate is at most 1 − it.

    With y*(v, T) the member of T that has most below it for user v, g(π) = Σ_T τ_T Σ_v D(v) π(B_v(y*(v, T)))^k is at
    most Σ_T τ_T L_k(π; T) for every mixture τ (``opponent``), convex, and homogeneous of degree k. Hence, at any
    ``point`` π0 of the simplex (THEORY 3),

        max_T L_k(π; T) ≥ g(π) ≥ min_z ∂_z g(π0) − (k − 1) g(π0)        for every policy π.

    Returns:
        A rational of at most 1, negative where the witness proves nothing; exact, whatever ``opponent`` and ``point``.

    Raises:
        InputError: ``opponent`` or ``point`` is not over the population's responses, or k is no whole number from 1 on.

    >>> from verifier.preferences.policy import Lottery, Policy
    >>> from verifier.preferences.population import Population
    >>> cycle = Population.from_rankings(["a > b > c", "b > c > a", "c > a > b"])
    >>> each = Lottery.from_fractions([((y,), Fraction(1, 3)) for y in range(3)])
    >>> tangent_bound(cycle, each, Policy.uniform(range(3), 3), 2)
    Fraction(5, 27)
    """
    check_combination("model", k, 1, weak_orders=population.weak_orders)
    m = len(population.responses)
    if max(map(max, opponent.sets)) >= m:
        raise InputError(f"the opponent is not over the population's {m} responses; use Lottery.from_fractions")
    seen, sets = masses(population, point), below_sets(population)
    share = _as_seen(sets, opponent)
    rows, columns = np.nonzero((share > 0) & (sets.size > 0))
    bases = seen.below[rows, columns].tolist()
    # For each user and response that it sees on top of a set: τ's weight · the user's weight · π0(B)^(k−1).
    weighted = map(mul, share[rows, columns].tolist(), [seen.weights[row] for row in rows.tolist()])
    powers = {base: base ** (k - 1) for base in set(bases)}
    terms = list(map(mul, weighted, map(powers.__getitem__, bases)))
    spread = np.zeros(share.shape, dtype=object)
    spread[rows, columns] = terms
    slopes = sets.sums_above(spread).sum(axis=0).tolist()
    value = sum(map(mul, terms, bases))
    bottom = seen.total * opponent.denominator * seen.denominator**k
    return Fraction(k * seen.denominator * min(slopes) - (k - 1) * value, bottom)


def _as_seen(sets: BelowSets, opponent: Lottery) -> Integers:
    """An n × m array: how much of ``opponent``'s weight shows y*(v, T) = y to user v."""
    dtype = np.int64 if opponent.denominator < INT64_BOUND else object
    share = np.zeros(sets.size.shape, dtype=dtype)
    users = np.arange(len(share))
    for chosen, weight in zip(opponent.sets, opponent.weights, strict=True):
        share[users, sets.tops(chosen)] += np.array(weight, dtype=dtype)
    return share


def mixed_slopes(
    population: Population, opponent: Policy, point: Policy, k: int
) -> tuple[tuple[Fraction, ...], Fraction]:
    """``(slopes, value)``: ∂_z g(π0) for every response z, and g(π0), where g(π) = Σ_y τ_y L_k(π; y).

    τ is ``opponent``, a mixture of single responses, and π0 is ``point``; ties count for the model.
    """
    seen, sets = masses(population, point), below_sets(population)
    powers = {base: base ** (k - 1) for base in np.unique(seen.below[:, list(opponent.support)]).tolist()}
    spread = np.zeros(sets.size.shape, dtype=object)
    for y in opponent.support:
        share, bases = opponent.numerators[y], seen.below[:, y].tolist()
        spread[:, y] = [weight * share * powers[base] for weight, base in zip(seen.weights, bases, strict=True)]
    totals = sets.sums_above(spread).sum(axis=0).tolist()
    value = int((spread * seen.below.astype(object)).sum())
    bottom = seen.total * opponent.denominator * seen.denominator ** (k - 1)
    return tuple(Fraction(k * total, bottom) for total in totals), Fraction(value, bottom * seen.denominator)


def face_bound(
    population: Population, opponent: Policy, point: Policy, multipliers: Sequence[Fraction], k: int
) -> Fraction:
    """A win rate that no NLHF policy of ``k`` samples exceeds: 1 − (λ − (k − 1) g(π0)) with the greatest λ allowed.

    With τ = ``opponent``, any policy π0 = ``point``, μ = ``multipliers`` ≥ 0, M(y, z) = P[y > z] − P[z > y], g as in
    `mixed_slopes`, and ∂_z g(π0) ≥ λ + Σ_x M(z, x) μ_x for every z: an NLHF policy p has p^T M ≥ 0, hence (THEORY 3)

        max_y L_k(p; y) ≥ g(p) ≥ Σ_z p_z ∂_z g(π0) − (k − 1) g(π0) ≥ λ + p^T M μ − (k − 1) g(π0) ≥ λ − (k − 1) g(π0).

    Returns:
        A rational, above 1 where the witness proves nothing.

    Raises:
        InputError: something is not over the population's responses, a multiplier is negative, or k is no number.

    >>> from verifier.preferences.policy import Policy
    >>> from verifier.preferences.population import Population
    >>> two = Population.from_rankings({"a > b": 3, "b > a": 2})
    >>> face_bound(two, Policy.point(1, 2), Policy.point(0, 2), [Fraction(4), Fraction(0)], 2)
    Fraction(3, 5)
    """
    check_combination("model", k, 1, weak_orders=population.weak_orders)
    m = len(population.responses)
    if {len(opponent.numerators), len(point.numerators), len(multipliers)} != {m}:
        raise InputError(f"opponent, point and multipliers are not all over the population's {m} responses")
    if min(multipliers) < 0:
        raise InputError(f"the multiplier {format_rational(min(multipliers))} is negative; they prove only from 0 on")
    slopes, value = mixed_slopes(population, opponent, point, k)
    weights, bottom = clear_denominators(multipliers)
    pulls = (margins(population).astype(object) @ np.array(weights, dtype=object)).tolist()
    least = min(slope - Fraction(pull, population.total * bottom) for slope, pull in zip(slopes, pulls, strict=True))
    return 1 - (least - (k - 1) * value)


def joint_bound(population: Population, terms: Sequence[tuple[int, int, Policy]], point: Policy) -> Fraction:
    """What Σ_i λ_i max_y L_{k_i}(π; y) is at least, for every policy π; ``terms`` are (k_i, λ_i ≥ 0, τ_i).

    Every g_i(π) = Σ_y τ_i(y) L_{k_i}(π; y) lies above its tangent at π0 = ``point``, whatever the point, so that

        Σ_i λ_i g_i(π) ≥ min_z Σ_i λ_i ∂_z g_i(π0) − Σ_i λ_i (k_i − 1) g_i(π0)        for every policy π.

    >>> from verifier.preferences.policy import Policy
    >>> from verifier.preferences.population import Population
    >>> cycle = Population.from_rankings(["a > b > c", "b > c > a", "c > a > b"])
    >>> even = Policy.uniform(range(3), 3)
    >>> joint_bound(cycle, [(1, 1, even), (2, 1, even)], even)
    Fraction(14, 27)
    """
    least, rest = [Fraction(0)] * len(population.responses), Fraction(0)
    for k, weight, opponent in terms:
        slopes, value = mixed_slopes(population, opponent, point, k)
        least = [total + weight * slope for total, slope in zip(least, slopes, strict=True)]
        rest += weight * (k - 1) * value
    return min(least) - rest
