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
