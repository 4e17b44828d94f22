"""Anonymous profiles up to relabelling: every way in which n voters can rank m responses, once.

A profile is a multiset of n rankings, written as the increasing tuple of their indices. Two profiles are the same up to
relabelling if a permutation of the responses takes one to the other; of each class the least tuple stands for it. A
least tuple without its last entry is a least tuple [orderly generation: Read 1978, Faradžev 1978]: inserting one more
index into a smaller image gives a smaller image. So the tuples of n entries are made from those of n − 1.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import permutations
from math import comb, factorial
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from verifier.errors import BudgetError, SolverError
from verifier.preferences.ranking import Ranking

Indices: TypeAlias = npt.NDArray[np.int64]

MOST_RESPONSES = {True: 6, False: 5}
"""Strict and weak rankings of more responses are too many to list, with all their relabellings."""

_BLOCK = 200_000
_WORD = 2**62


@dataclass(frozen=True, eq=False)
class Orders:
    """All N complete rankings of m responses, strict ones or weak ones, and how relabelling moves them.

    Attributes:
        rankings: the N rankings, sorted.
        above: an N × m × m array of 0 and 1: whether ranking r has y strictly above z.
        moved: an m! × N array: the index of ranking r with its responses renamed by the g-th permutation.
    """

    m: int
    strict: bool
    rankings: tuple[Ranking, ...]
    above: Indices
    moved: Indices

    def number(self, n: int) -> int:
        """How many profiles of ``n`` voters there are, with all relabellings."""
        return comb(len(self.rankings) + n - 1, n)


@lru_cache(maxsize=8)
def orders(m: int, *, strict: bool) -> Orders:
    """All rankings of ``m`` responses.

    Raises:
        BudgetError: they are too many.

    >>> len(orders(3, strict=True).rankings), len(orders(3, strict=False).rankings)
    (6, 13)
    """
    if not 1 <= m <= MOST_RESPONSES[strict]:
        kind = "strict" if strict else "weak"
        raise BudgetError(f"{m} responses: profiles of {kind} rankings are listed for 1 to {MOST_RESPONSES[strict]}")
    listed = tuple(sorted(_strict(m) if strict else _weak(tuple(range(m)))))
    place = {ranking: i for i, ranking in enumerate(listed)}
    moved = [
        [place[tuple(tuple(sorted(renamed[y] for y in group)) for group in ranking)] for ranking in listed]
        for renamed in permutations(range(m))
    ]
    levels = np.zeros((len(listed), m), dtype=np.int64)
    for i, ranking in enumerate(listed):
        for level, group in enumerate(ranking):
            levels[i, list(group)] = level
    above = (levels[:, :, None] < levels[:, None, :]).astype(np.int64)
    return Orders(m, strict, listed, above, np.array(moved, dtype=np.int64))


@dataclass(frozen=True, eq=False)
class Profiles:
    """Profiles of the same n.

    Attributes:
        chosen: a P × n array: for each profile the indices of its rankings, increasing.
        sizes: how many profiles each stands for.
    """

    orders: Orders
    chosen: Indices
    sizes: Indices

    @property
    def n(self) -> int:
        """The number of voters."""
        return int(self.chosen.shape[1])


def profiles(given: Orders, most: int, budget: int) -> Iterator[Profiles]:
    """The profiles of 1, 2, …, ``most`` voters, each class up to relabelling once, in lexicographic order.

    Their ``sizes`` sum to the number of all profiles; that is checked.

    Raises:
        BudgetError: the next number of voters takes more than ``budget`` work units, one for each relabelled profile.
        SolverError: the sizes do not sum to the number of profiles (a defect).
    """
    last = np.zeros((1, 0), dtype=np.int64)
    for n in range(1, most + 1):
        units = len(last) * len(given.rankings) * factorial(given.m) // 2
        if units > budget:
            raise BudgetError(
                f"the profiles of {n} voters on {given.m} responses take about {units} work units, over the budget of "
                f"{budget}; raise --budget to {units}, or ask for fewer"
            )
        found = [_least(given, block) for block in _extended(last, len(given.rankings))]
        chosen = np.concatenate([tuples for tuples, _ in found])
        sizes = np.concatenate([size for _, size in found])
        if int(sizes.sum()) != given.number(n):
            raise SolverError(f"{sizes.sum()} profiles of {n} voters were listed, {given.number(n)} exist")
        yield Profiles(given, chosen, sizes)
        last = chosen


def _strict(m: int) -> Iterator[Ranking]:
    for order in permutations(range(m)):
        yield tuple((y,) for y in order)


def _weak(left: tuple[int, ...]) -> Iterator[Ranking]:
    """Every weak order of ``left``: a top class, then a weak order of the rest."""
    if not left:
        yield ()
        return
    for mask in range(1, 1 << len(left)):
        top = tuple(y for i, y in enumerate(left) if mask >> i & 1)
        rest = tuple(y for i, y in enumerate(left) if not mask >> i & 1)
        for below in _weak(rest):
            yield (top, *below)


def _extended(tuples: Indices, size: int) -> Iterator[Indices]:
    """Every tuple with one more index, not below its last, in blocks."""
    step = max(1, _BLOCK // size)
    for at in range(0, len(tuples), step):
        block = tuples[at : at + step]
        least = block[:, -1] if block.shape[1] else np.zeros(len(block), dtype=np.int64)
        more = np.arange(size)
        row, new = np.nonzero(more[None, :] >= least[:, None])
        yield np.hstack([block[row], more[new][:, None]])


def _least(given: Orders, tuples: Indices) -> tuple[Indices, Indices]:
    """Those ``tuples`` that no relabelling makes smaller, and how many profiles each stands for."""
    size, n = len(given.rankings), tuples.shape[1]
    kind = np.int64 if size**n < _WORD else object
    digits = np.array([size ** (n - 1 - i) for i in range(n)], dtype=kind)
    stabilisers = np.zeros(len(tuples), dtype=np.int64)
    keys = tuples.astype(kind) @ digits
    alive = np.arange(len(tuples))
    for moved in given.moved:
        images = np.sort(moved[tuples[alive]], axis=1).astype(kind) @ digits
        stabilisers[alive] += images == keys[alive]
        alive = alive[images >= keys[alive]]
    return tuples[alive], factorial(given.m) // stabilisers[alive]
