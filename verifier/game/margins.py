"""Pairwise comparison: supports, margins, the Condorcet winner and the Smith set."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from verifier.game.masses import INT64_BOUND, Integers

if TYPE_CHECKING:
    from verifier.preferences.population import Population


@lru_cache(maxsize=2)
def supports(population: Population) -> Integers:
    """An m × m array of integers: ``supports[y, z] / population.total`` is P[y > z]; remembered."""
    levels = population.levels
    _, weights = population.read
    small = population.total < INT64_BOUND
    weight = np.array(weights, dtype=np.int64 if small else object)
    m = levels.shape[1]
    result = np.zeros((m, m), dtype=weight.dtype)
    by_response = np.ascontiguousarray(levels.T)
    for y in range(m):
        above = (by_response[y] >= 0) & (by_response[y] < by_response)
        result[y] = above @ weight if small else [sum(weight[row].tolist()) for row in above]
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


def smith_set(margin: Integers) -> tuple[int, ...]:
    """The indices of the smallest non-empty set whose members each strictly beat everything outside it.

    It is the top strongly connected component of the graph with an arc y → z wherever z does not beat y [Smith 1973].
    """
    import networkx as nx

    graph = nx.from_numpy_array(np.asarray(margin >= 0), create_using=nx.DiGraph)
    condensed = nx.condensation(graph)
    (top,) = (node for node, degree in condensed.in_degree() if degree == 0)
    return tuple(sorted(condensed.nodes[top]["members"]))
