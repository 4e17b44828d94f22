"""All sets of columns, looked at one by one: exact, for as long as there are few."""

from __future__ import annotations

from itertools import combinations
from math import comb
from typing import TYPE_CHECKING

import numpy as np

from verifier.exact.matrix import IntegerArray
from verifier.search.matrix import Coarsened

if TYPE_CHECKING:
    from collections.abc import Iterator


_MANY = 4096

_CALL = 5000


def looks(rows: int, columns: int, size: int) -> int:
    """The work units: one is the look of one row at one set; each call of numpy costs some thousands besides."""
    return rows * comb(columns, size) + _CALL * comb(columns - 1, size - 1)


def total(exact: IntegerArray, chosen: tuple[int, ...]) -> int:
    """Σ_v max_{y in ``chosen``} ``exact``[v, y]."""
    return int(exact[:, list(chosen)].max(axis=1).sum())


def first_largest(exact: IntegerArray, coarse: Coarsened, size: int) -> tuple[int, ...]:
    """The lexicographically first set of ``size`` columns with the largest `total`.

    Where the coarse matrix is rounded, a coarse total is less than one unit per row too high; the sets that may be the
    largest are then evaluated exactly.
    """
    slack = len(exact) if coarse.down else 0
    highest, limit = -1, _MANY
    found: list[tuple[int, tuple[int, ...]]] = []
    for chosen, totals in _batches(coarse, size):
        top = int(totals.max())
        if top < highest - slack or (top == highest and not slack):
            continue
        highest = max(highest, top)
        first = len(coarse.columns) - len(totals)
        near = np.flatnonzero(totals >= max(top if not slack else highest - slack, 0)).tolist()
        found += [(int(totals[last]), (*chosen, first + last)) for last in near]
        if len(found) > limit:
            found = [pair for pair in found if pair[0] >= highest - slack]
            limit = 2 * len(found) + _MANY
    best = [chosen for value, chosen in found if value >= highest - slack]
    return max(best, key=lambda chosen: total(exact, chosen)) if slack else best[0]


def _batches(coarse: Coarsened, size: int) -> Iterator[tuple[tuple[int, ...], IntegerArray]]:
    """For every choice of all columns but the last: it, and the coarse totals with each later column added."""
    columns = coarse.columns
    width = len(columns)
    reached = [np.zeros(columns.shape[1], dtype=np.int64)]
    before: tuple[int, ...] = ()
    for chosen in combinations(range(width - 1), size - 1):
        same = next((i for i, (a, b) in enumerate(zip(before, chosen, strict=False)) if a != b), 0)
        del reached[same + 1 :]
        for y in chosen[same:]:
            reached.append(np.maximum(reached[-1], columns[y]))
        before = chosen
        first = chosen[-1] + 1 if chosen else 0
        yield chosen, np.maximum(columns[first:], reached[-1]).sum(axis=1)
