"""The largest Σ_v max_{y in T} w_v(y) over |T| <= l and the least Σ_v min_{s in S} g_v(s) over |S| <= k, with proof."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from verifier.errors import InputError
from verifier.exact.matrix import exact_matrix
from verifier.exact.tree import Tree, mirrored, upper_bound
from verifier.search.branching import Branching
from verifier.search.enumeration import first_largest, looks, total
from verifier.search.matrix import coarsened

if TYPE_CHECKING:
    from verifier.exact.matrix import IntegerArray

DEFAULT_BUDGET = 4_000_000_000
"""Work units: one is the look of one row at one column, about a nanosecond."""

_QUICK = 20_000_000
"""Up to so many units every set is looked at before any bound is tried."""


@dataclass(frozen=True, slots=True)
class Extreme:
    """A set of columns, and a bound that no set of as many passes.

    Attributes:
        chosen: the best set found, increasing.
        value: its exact total.
        bound: an exact bound of every set's total; ``bound == value`` where the search was completed.
        tree: the proof of ``bound``; None where every set was looked at.
        spent: the work units used.
    """

    chosen: tuple[int, ...]
    value: int
    bound: int
    tree: Tree | None
    spent: int


def largest(
    matrix: IntegerArray,
    size: int,
    *,
    threshold: int | None = None,
    budget: int = DEFAULT_BUDGET,
    enumerate_below: int | None = None,
) -> Extreme:
    """A set T of ``size`` columns with a large Σ_v max_{y in T} ``matrix``[v, y], and a bound of all of them.

    Args:
        matrix: n × m integers.
        size: the number of columns of a set; all columns where there are fewer.
        threshold: stop as soon as a set is above it, or none can be; None: find the largest.
        budget: work units after which the bound reached so far is returned.
        enumerate_below: look at every set where that takes at most so many units and the root's bound does not settle
            the matter; by default ``budget``.

    Raises:
        InputError: the matrix is empty or not of integers, or ``size`` is below 1.

    >>> import numpy as np
    >>> largest(np.array([[3, 0, 2], [0, 3, 2]]), 1).chosen
    (2,)
    """
    if size < 1:
        raise InputError(f"a set of {size} columns has no largest entry; ask for at least 1")
    exact = exact_matrix(matrix)
    coarse = coarsened(exact)
    rows, columns = exact.shape
    size = min(size, columns)
    units = looks(rows, columns, size)
    affordable = units <= (budget if enumerate_below is None else enumerate_below)
    search = None if affordable and units <= _QUICK else Branching(exact, coarse, size, threshold)
    if search is None or (affordable and not search.finished):
        chosen = first_largest(exact, coarse, size)
        value = total(exact, chosen)
        return Extreme(chosen, value, value, None, units + (search.spent if search else 0))
    search.run(budget)
    tree = search.tree()
    return Extreme(search.chosen, search.value, upper_bound(exact, size, tree), tree, search.spent)


def least(
    matrix: IntegerArray,
    size: int,
    *,
    threshold: int | None = None,
    budget: int = DEFAULT_BUDGET,
    enumerate_below: int | None = None,
) -> Extreme:
    """A set S of ``size`` columns with a small Σ_v min_{s in S} ``matrix``[v, s], and a bound of all of them.

    The arguments are those of :func:`largest`, the threshold being one that no set is below.

    >>> import numpy as np
    >>> least(np.array([[3, 0, 2], [0, 3, 2]]), 2).value
    0
    """
    above = None if threshold is None else -threshold
    found = largest(-exact_matrix(matrix), size, threshold=above, budget=budget, enumerate_below=enumerate_below)
    tree = None if found.tree is None else mirrored(found.tree)
    return Extreme(found.chosen, -found.value, -found.bound, tree, found.spent)
