"""The majority relation: the margins of the population, and the Smith set that they give."""

from __future__ import annotations

import numpy as np

from verifier.exact.arrays import Integers
from verifier.preferences.margins import condorcet_winner, margins, supports

__all__ = ["condorcet_winner", "margins", "smith_set", "supports"]


def smith_set(margin: Integers) -> tuple[int, ...]:
    """The indices of the smallest non-empty set whose members each strictly beat everything outside it.

    It is the top strongly connected component of the graph with an arc y → z wherever z does not beat y [Smith 1973].
    """
    import networkx as nx

    graph = nx.from_numpy_array(np.asarray(margin >= 0), create_using=nx.DiGraph)
    condensed = nx.condensation(graph)
    (top,) = (node for node, degree in condensed.in_degree() if degree == 0)
    return tuple(sorted(condensed.nodes[top]["members"]))
