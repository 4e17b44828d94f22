"""The majority relation: the margins of the population, and the Smith set that they give."""

from __future__ import annotations

import numpy as np

from verifier.exact.arrays import Integers
from verifier.preferences.margins import condorcet_winner, margins, supports

__all__ = ["condorcet_winner", "margins", "smith_set", "supports"]


def smith_set(margin: Integers) -> tuple[int, ...]:
    """The indices of the smallest non-empty set whose members each strictly beat everything outside it.

    With an arc y → z wherever z does not beat y, it is the top strongly connected component [Smith 1973]. A response
    of most arcs is in it: a member has more than there are responses outside, and those have at most as many. So it is
    what reaches that response.
    """
    arcs = np.asarray(margin >= 0)
    inside = np.zeros(len(arcs), dtype=bool)
    found = np.array([arcs.sum(axis=1).argmax()])
    while found.size:
        inside[found] = True
        found = np.flatnonzero(arcs[:, found].any(axis=1) & ~inside)
    return tuple(np.flatnonzero(inside).tolist())
