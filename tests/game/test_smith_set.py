"""The Smith set against a graph library's strongly connected components."""

import networkx as nx
import numpy as np
import pytest

from verifier.game.margins import smith_set


def top_component(margin):
    """The one component of the graph y → z, where z does not beat y, that no arc enters."""
    graph = nx.from_numpy_array(np.asarray(margin >= 0), create_using=nx.DiGraph)
    condensed = nx.condensation(graph)
    (top,) = (node for node, degree in condensed.in_degree() if degree == 0)
    return tuple(sorted(condensed.nodes[top]["members"]))


@pytest.mark.parametrize("ties", [0.0, 0.2, 0.6])
def test_it_is_the_top_component_of_the_majority_relation(ties):
    rng = np.random.default_rng(12)
    sizes = set()
    for _ in range(400):
        m = int(rng.integers(1, 12))
        # A leaning towards the first makes small and middling sets common.
        wins = rng.random((m, m)) < rng.choice([0.5, 0.8, 0.95])
        above = np.triu(np.where(rng.random((m, m)) < ties, 0, np.where(wins, 1, -1)), 1)
        order = rng.permutation(m)
        margin = (above - above.T)[np.ix_(order, order)] * int(rng.choice([1, 2**40]))
        found = smith_set(margin.astype(object) if rng.random() < 0.3 else margin)
        assert found == top_component(margin)
        assert all(type(y) is int for y in found)
        sizes.add(len(found))
    assert {1, 3, 5} <= sizes
