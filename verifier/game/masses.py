"""The integer kernel: for each ranking and each response, how much of the policy lies strictly below it.

Everything exact is decided on the integers made here; denominators are cleared once, and no `Fraction` is touched.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

import numpy as np

from verifier.errors import InputError
from verifier.exact.arrays import INT64_BOUND, Integers
from verifier.preferences.policy import Lottery, Policy

if TYPE_CHECKING:
    from verifier.preferences.population import Population

__all__ = ["INT64_BOUND", "Integers", "Masses", "masses"]


@dataclass(frozen=True, eq=False)
class Masses:
    """What one policy looks like to every ranking of a population.

    Attributes:
        below: n × m integers; ``below[v, y] / denominator`` is π(B_v(y)), the mass strictly below y in ranking v. For a
            lottery: the probability that y is strictly above the whole set shown.
        tied: the same for the mass of y's own class; for a lottery: that y ties with the best of the set shown.
        denominator: the policy's common denominator P.
        lottery: true if the samples are drawn jointly: then the loss is ``below`` itself, whatever k.
        weights: the n users' weights, and ``total`` their sum.
    """

    below: Integers
    tied: Integers
    denominator: int
    lottery: bool
    weights: tuple[int, ...]
    total: int

    @cached_property
    def weight_array(self) -> Integers:
        """The weights as an array."""
        return np.array(self.weights, dtype=np.int64 if self.total < INT64_BOUND else object)


@lru_cache(maxsize=4)
def masses(population: Population, policy: Policy | Lottery) -> Masses:
    """The masses strictly below and tied with every response, for every ranking of ``population``; remembered.

    Raises:
        InputError: the policy is not over the population's responses.
    """
    m = len(population.responses)
    fits = max(map(max, policy.sets)) < m if isinstance(policy, Lottery) else len(policy.numerators) == m
    if not fits:
        raise InputError(f"the policy is not over the population's {m} responses; use Policy.from_weights")
    below, tied = _of_lottery(population, policy) if isinstance(policy, Lottery) else _of_policy(population, policy)
    below.flags.writeable = tied.flags.writeable = False
    _, weights = population.read
    return Masses(below, tied, policy.denominator, isinstance(policy, Lottery), weights, population.total)


def _of_policy(population: Population, policy: Policy) -> tuple[Integers, Integers]:
    order = population.worst_first
    dtype = np.int64 if policy.denominator < INT64_BOUND else object
    mass = np.array(policy.numerators, dtype=dtype)[order]
    upto = np.cumsum(mass, axis=1)
    before = upto - mass
    if population.strict and population.complete:
        below_sorted, tied_sorted = before, mass
    else:
        sorted_levels = np.take_along_axis(population.levels, order, axis=1)
        first, last = _class_ends(sorted_levels)
        below_sorted = np.take_along_axis(before, first, axis=1)
        tied_sorted = np.take_along_axis(upto, last, axis=1) - below_sorted
        if not population.weak_orders:
            # Incomparable responses stand last: nothing that is ranked has counted them.
            below_sorted = np.where(sorted_levels < 0, 0, below_sorted)
            tied_sorted = np.where(sorted_levels < 0, 0, tied_sorted)
    below, tied = np.empty_like(below_sorted), np.empty_like(tied_sorted)
    np.put_along_axis(below, order, below_sorted, axis=1)
    np.put_along_axis(tied, order, tied_sorted, axis=1)
    return below, tied


def _class_ends(sorted_levels: Integers) -> tuple[Integers, Integers]:
    """For each place of each row, the first and the last place with the same level."""
    places = np.arange(sorted_levels.shape[1])
    starts = np.ones(sorted_levels.shape, dtype=bool)
    starts[:, 1:] = sorted_levels[:, 1:] != sorted_levels[:, :-1]
    ends = np.ones(sorted_levels.shape, dtype=bool)
    ends[:, :-1] = starts[:, 1:]
    first = np.maximum.accumulate(np.where(starts, places, 0), axis=1)
    last = np.minimum.accumulate(np.where(ends, places, places[-1])[:, ::-1], axis=1)[:, ::-1]
    return first, last


def _of_lottery(population: Population, lottery: Lottery) -> tuple[Integers, Integers]:
    levels = population.levels
    dtype = np.int64 if lottery.denominator < INT64_BOUND else object
    below, tied = np.zeros(levels.shape, dtype=dtype), np.zeros(levels.shape, dtype=dtype)
    for chosen, weight in zip(lottery.sets, lottery.weights, strict=True):
        # A set with an incomparable member has best level -1: nothing is strictly above all of it.
        best = levels[:, list(chosen)].min(axis=1)[:, np.newaxis]
        one = np.array(weight, dtype=dtype)
        below += np.where((levels >= 0) & (levels < best), one, 0)
        tied += np.where((levels >= 0) & (levels == best), one, 0)
    return below, tied
