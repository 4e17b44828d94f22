"""Good sets of columns without proof: greedy choice, then exchanges of one column while they help.

The greedy set reaches 1 - 1/e of the most possible: G. Nemhauser, L. Wolsey, M. Fisher, "An analysis of approximations
for maximizing submodular set functions", Mathematical Programming 14 (1978).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from verifier.search.matrix import Coarse

if TYPE_CHECKING:
    from collections.abc import Iterable


def greedy(columns: Coarse, size: int, start: Iterable[int] = ()) -> list[int]:
    """``start`` and the columns that add most, one after the other, the first among equals; ``size`` in all."""
    chosen = list(start)
    reached = columns[chosen].max(axis=0) if chosen else np.zeros(columns.shape[1], dtype=np.int64)
    while len(chosen) < size:
        totals = np.maximum(columns, reached).sum(axis=1)
        totals[chosen] = -1
        chosen.append(int(totals.argmax()))
        reached = np.maximum(reached, columns[chosen[-1]])
    return chosen


def exchanged(columns: Coarse, chosen: Iterable[int]) -> tuple[int, ...]:
    """The set after exchanges of one column for another, each the best one for its place, until none helps."""
    current = list(chosen)
    place, unchanged = 0, 0
    while unchanged < len(current):
        rest = current[:place] + current[place + 1 :]
        reached = columns[rest].max(axis=0) if rest else np.zeros(columns.shape[1], dtype=np.int64)
        totals = np.maximum(columns, reached).sum(axis=1)
        totals[rest] = -1
        other = int(totals.argmax())
        unchanged += 1
        if totals[other] > totals[current[place]]:
            current[place], unchanged = other, 1
        place = (place + 1) % len(current)
    return tuple(sorted(current))


def local_optima(columns: Coarse, size: int, starts: Iterable[int]) -> list[tuple[int, ...]]:
    """The distinct sets that greedy choice with exchanges reaches, from nothing and from each of ``starts``."""
    reached = [exchanged(columns, greedy(columns, size))]
    reached += [exchanged(columns, greedy(columns, size, (first,))) for first in starts]
    return list(dict.fromkeys(reached))
