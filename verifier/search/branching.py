"""Branch and bound over "y in T" / "y not in T", with multipliers of its own at every node.

The search itself is coarse (28 bits, rounded upwards, so its bounds are bounds); what its tree proves is evaluated
exactly afterwards by :func:`verifier.exact.tree.upper_bound`. Nodes are taken in order of their bounds, so wherever
the budget ends the bound reached is the best so far.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from heapq import heapify, heappop, heappush

import numpy as np

from verifier.exact.matrix import IntegerArray
from verifier.exact.tree import Leaf, Split, Tree
from verifier.search.enumeration import total
from verifier.search.incumbent import local_optima
from verifier.search.matrix import Coarse, Coarsened
from verifier.search.multipliers import Multipliers, evaluated, first_alpha, improved, largest_few

_ROOT_ROUNDS = 300
_ROUNDS = 16

_EVALUATION = 4
_EXACT = 100
"""Work units that one entry costs in an evaluation of multipliers, in int64 and with Python's integers."""


@dataclass(slots=True, eq=False)
class _Open:
    """A part of the search: the sets with ``inside`` and without ``outside``, and the best multipliers for it yet.

    A closed part has ``split`` and ``parts``, or is a leaf; a leaf without ``alpha`` is bounded by its inside.
    """

    inside: tuple[int, ...]
    outside: frozenset[int]
    alpha: Coarse | None
    bound: int
    split: int | None = None
    parts: tuple[_Open, ...] = ()


@dataclass(slots=True, eq=False)
class Branching:
    """One search for a set of ``size`` columns with the largest total, and for the proof that there is no larger one.

    Attributes:
        exact: the matrix.
        coarse: the same, coarsened.
        threshold: stop when a set above it is found, or none can be; None: find the largest.
        chosen: the best set found.
        value: its exact total.
        spent: the work units used: one is the look of one row at one column.
    """

    exact: IntegerArray
    coarse: Coarsened
    size: int
    threshold: int | None
    chosen: tuple[int, ...] = ()
    value: int = 0
    spent: int = 0
    _root: _Open = field(init=False)
    _heap: list[tuple[int, int, _Open]] = field(init=False)

    def __post_init__(self) -> None:
        """Find a first set, and the root's multipliers."""
        columns = self.coarse.columns
        nothing = np.zeros(columns.shape[1], dtype=np.int64)
        start = evaluated(columns, self.size, first_alpha(columns, self.size))
        self._root = _Open((), frozenset(), start.alpha, start.bound)
        self._heap = [(-start.bound, 0, self._root)]
        starts = largest_few(start.excess, self.size).tolist()
        for chosen in local_optima(columns, self.size, starts):
            self._offer(chosen)
        self.spent += columns.size * self.size * 3 * (1 + len(starts))
        if not self.violated:
            best = improved(columns, self.size, start.alpha, nothing, self._goal, self._aim, _ROOT_ROUNDS)
            self.spent += (_ROOT_ROUNDS * _EVALUATION + self._exact_cost) * columns.size
            self._root.alpha, self._root.bound = best.alpha, best.bound
            self._heap = [(-best.bound, 0, self._root)]
        self._drop_closed()

    @property
    def violated(self) -> bool:
        """Whether a set above the threshold was found."""
        return self.threshold is not None and self.value > self.threshold

    @property
    def finished(self) -> bool:
        """Whether nothing is left to search."""
        return self.violated or not self._heap

    def run(self, budget: int) -> None:
        """Search until finished, or until ``budget`` work units are spent."""
        while not self.finished and self.spent < budget:
            self._expand(heappop(self._heap)[2])
            self._drop_closed()

    def tree(self) -> Tree:
        """The tree of everything searched; parts still open are leaves with their best multipliers."""
        nodes: list[Split | Leaf] = []
        alphas: dict[int, int] = {}
        vectors: list[tuple[int, ...]] = []
        waiting = [self._root]
        while waiting:
            part = waiting.pop()
            if part.split is not None:
                nodes.append(Split(part.split))
                waiting += reversed(part.parts)
            elif part.alpha is None:
                nodes.append(Leaf(None))
            else:
                if id(part.alpha) not in alphas:
                    alphas[id(part.alpha)] = len(vectors)
                    vectors.append(self.coarse.alpha(part.alpha))
                nodes.append(Leaf(alphas[id(part.alpha)]))
        return Tree(1 << self.coarse.up, tuple(vectors), tuple(nodes))

    @property
    def _exact_cost(self) -> int:
        return _EXACT if self.exact.dtype == object else _EVALUATION

    @property
    def _goal(self) -> int:
        """The coarse bound at which a part needs no more search."""
        return self.coarse.at_most(self.value if self.threshold is None else self.threshold)

    @property
    def _aim(self) -> int:
        """What the step lengths take for the least bound: lower than the goal, which would only be approached."""
        return self.coarse.at_most(self.value)

    def _offer(self, chosen: tuple[int, ...]) -> None:
        others = [y for y in range(self.exact.shape[1]) if y not in chosen]
        full = tuple(sorted((*chosen, *others[: self.size - len(chosen)])))
        value = total(self.exact, full)
        if not self.chosen or value > self.value:
            self.chosen, self.value = full, value

    def _drop_closed(self) -> None:
        """Forget the open parts that the goal covers by now: they are leaves."""
        if self._heap and -self._heap[-1][0] <= self._goal:
            self._heap = [entry for entry in self._heap if -entry[0] > self._goal]
            heapify(self._heap)
        while self._heap and -self._heap[0][0] <= self._goal:
            heappop(self._heap)

    def _expand(self, part: _Open) -> None:
        """Close ``part``, or split it."""
        columns = self.coarse.columns
        picks = self.size - len(part.inside)
        free = np.array(
            [y for y in range(len(columns)) if y not in part.outside and y not in part.inside], dtype=np.intp
        )
        sub = columns[free]
        floor = columns[list(part.inside)].max(axis=0) if part.inside else np.zeros(columns.shape[1], dtype=np.int64)
        if part.inside and self._closed_by_inside(part, evaluated(sub, picks, floor), free, picks):
            return
        start = part.alpha if part.alpha is not None else floor
        best = improved(sub, picks, start, floor, self._goal, self._aim, _ROUNDS if part.inside or part.outside else 0)
        self.spent += (_ROUNDS * _EVALUATION + self._exact_cost) * sub.size
        if best.bound <= part.bound:
            part.alpha, part.bound = best.alpha, best.bound
        else:
            best = evaluated(sub, picks, np.maximum(start, floor))
        if part.bound > self._goal:
            self._split(part, best, free, picks)

    def _closed_by_inside(self, part: _Open, inner: Multipliers, free: IntegerArray, picks: int) -> bool:
        """Whether what is inside, and the most that each further column adds alone, bounds ``part`` well enough."""
        self.spent += _EVALUATION * len(free) * len(inner.alpha)
        if inner.bound > self._goal and picks > 1 and len(free):
            return False
        reached = self.exact[:, list(part.inside)].max(axis=1)
        gains = np.maximum(self.exact[:, free] - reached[:, None], 0).sum(axis=0)
        order = sorted(range(len(free)), key=lambda i: -gains[i])[:picks]
        bound = int(reached.sum()) + sum(int(gains[i]) for i in order)
        self.spent += 2 * self._exact_cost * len(free) * len(inner.alpha)
        if picks <= 1 or not len(free):
            self._offer((*part.inside, *(int(free[i]) for i in order)))
        elif bound > (self.value if self.threshold is None else self.threshold):
            return False
        part.alpha = None
        return True

    def _split(self, part: _Open, best: Multipliers, free: IntegerArray, picks: int) -> None:
        """Fix the columns whose other choice the bound forbids, then split on the free one of the largest c."""
        excess, goal = best.excess, self._goal
        order = largest_few(excess, len(free)).tolist()
        top, rest = order[:picks], order[picks:]
        last = int(excess[top[-1]])
        spare = int(excess[rest[0]]) if rest else 0
        for i in rest:
            if best.bound - last + int(excess[i]) <= goal:
                part = self._divide(part, int(free[i]), best.bound - last + int(excess[i]), best.bound)[1]
        for i in top:
            if best.bound - int(excess[i]) + spare <= goal:
                part = self._divide(part, int(free[i]), best.bound, best.bound - int(excess[i]) + spare)[0]
        left = [i for i in top if int(free[i]) not in part.inside]
        if left:
            without = best.bound - int(excess[left[0]]) + spare
            for each in self._divide(part, int(free[left[0]]), best.bound, without):
                self._push(each)
        else:
            self._push(part)

    def _divide(self, part: _Open, y: int, with_bound: int, without_bound: int) -> tuple[_Open, _Open]:
        inside = _Open((*part.inside, y), part.outside, part.alpha, with_bound)
        outside = _Open(part.inside, part.outside | {y}, part.alpha, without_bound)
        part.split, part.parts = y, (inside, outside)
        return inside, outside

    def _push(self, part: _Open) -> None:
        self.spent += 1
        heappush(self._heap, (-part.bound, self.spent, part))
