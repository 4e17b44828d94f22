"""Pairwise comparison of responses: supports, margins and the Condorcet winner."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from verifier.exact.arrays import INT64_BOUND, Integers

if TYPE_CHECKING:
    from verifier.preferences.population import Population


def support(population: Population, y: int, z: int) -> int:
    """The weight of those who rank y strictly above z; over ``population.total`` it is P[y > z].

    >>> from verifier.preferences.population import Population
    >>> support(Population.from_rankings({"a > b": 2, "b > a": 1}), 0, 1)
    2
    """
    levels = population.levels
    return int(_supports_over(levels[:, y], levels[:, [z]].T, _weights(population))[0])


@lru_cache(maxsize=2)
def supports(population: Population) -> Integers:
    """An m × m array of integers: ``supports[y, z] / population.total`` is P[y > z]; remembered."""
    weights = _weights(population)
    by_response = np.ascontiguousarray(population.levels.T)
    result = np.zeros((len(by_response), len(by_response)), dtype=weights.dtype)
    for y, levels in enumerate(by_response):
        result[y] = _supports_over(levels, by_response, weights)
    result.flags.writeable = False
    return result


@lru_cache(maxsize=2)
def margins(population: Population) -> Integers:
    """The skew-symmetric m × m array of integers with ``margins[y, z] / population.total`` = P[y > z] − P[z > y].

    >>> from verifier.preferences.population import Population
    >>> margins(Population.from_rankings(["a > b > c", "b > c > a", "c > a > b"])).tolist()
    [[0, 1, -1], [-1, 0, 1], [1, -1, 0]]
    """
    above = supports(population)
    margin = above - above.T
    margin.flags.writeable = False
    return margin


def condorcet_winner(margin: Integers) -> int | None:
    """The index of the response that strictly beats every other one, or None."""
    m = len(margin)
    wins = (margin > 0).sum(axis=1)
    winners = np.flatnonzero(wins == m - 1)
    return int(winners[0]) if len(winners) else None


def _weights(population: Population) -> Integers:
    return np.array(population.read[1], dtype=np.int64 if population.total < INT64_BOUND else object)


def _supports_over(levels: Integers, others: Integers, weights: Integers) -> Integers:
    """The support of one response, whose classes ``levels`` holds, over each response whose classes a row holds.

    An incomparable response has class −1: it is above nothing, and nothing is above it.
    """
    above = (levels >= 0) & (levels < others)
    if weights.dtype != object:
        return np.asarray(above @ weights)
    return np.array([sum(weights[row].tolist()) for row in above], dtype=object)
