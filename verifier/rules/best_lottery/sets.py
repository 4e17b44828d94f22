"""How often each response is strictly above a whole set: for many sets at once, 64 users to a word."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import combinations
from math import comb
from typing import TYPE_CHECKING, Any

import numpy as np

from verifier.game.masses import INT64_BOUND, Integers

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from verifier.preferences.population import Population

_CHUNK = 1 << 21
"""Words in memory at a time."""


@dataclass(frozen=True, eq=False)
class Comparisons:
    """Who ranks what strictly above what.

    Attributes:
        above: m × m × words; the bits of ``above[y, s]`` are the users who rank y strictly above s.
        planes: (2^b, words): the users whose weight has bit b.
        total: the sum of the weights.
    """

    above: Any
    planes: tuple[tuple[int, Any], ...]
    total: int

    @cached_property
    def dtype(self) -> Any:
        """The type of exact counts."""
        return np.int64 if self.total < INT64_BOUND else object

    def losses(self, sets: Any) -> Integers:
        """The weight of the users who rank y strictly above all of the set, C × m, for C × k ``sets`` of indices."""
        m, _, words = self.above.shape
        step = max(1, _CHUNK // (m * words))
        parts = [self._counted(self._beating(sets[i : i + step])) for i in range(0, len(sets), step)]
        return np.concatenate(parts) if parts else np.zeros((0, m), dtype=self.dtype)

    def losses_to(self, opponents: Sequence[tuple[int, ...]], sets: Any) -> Integers:
        """The weight of the users who rank some member of the opponent strictly above the whole set, C × R."""
        shown = [list(opponent) for opponent in opponents]
        words = self.above.shape[2]
        step = max(1, _CHUNK // (max(len(shown), len(self.above)) * words))
        parts = []
        for i in range(0, len(sets), step):
            beating = self._beating(sets[i : i + step])
            united = [np.bitwise_or.reduce(beating[:, opponent], axis=1) for opponent in shown]
            parts.append(self._counted(np.stack(united, axis=1)))
        return np.concatenate(parts)

    def _beating(self, sets: Any) -> Any:
        """C × m × words: the users who rank y strictly above the whole set."""
        by_set = self.above.transpose(1, 0, 2)
        beating = by_set[sets[:, 0]]
        for place in range(1, sets.shape[1]):
            beating &= by_set[sets[:, place]]
        return beating

    def _counted(self, users: Any) -> Integers:
        counts = np.zeros(users.shape[:-1], dtype=self.dtype)
        for unit, plane in self.planes:
            counts += np.bitwise_count(users & plane).sum(axis=-1, dtype=np.int64).astype(self.dtype) * unit
        return counts


@lru_cache(maxsize=4)
def comparisons(population: Population) -> Comparisons:
    """The comparisons of ``population``; remembered."""
    levels = population.levels
    m = levels.shape[1]
    _, weights = population.read
    ranked = levels >= 0
    rows = []
    for y in range(m):
        higher = (levels[:, y, None] < levels) & ranked & ranked[:, y, None]
        rows.append(_words(higher.T))
    bits = max(weights).bit_length()
    planes = [(1 << b, _words(np.array([[weight >> b & 1 for weight in weights]], dtype=bool))[0]) for b in range(bits)]
    return Comparisons(np.stack(rows), tuple(plane for plane in planes if plane[1].any()), population.total)


def work(population: Population, size: int) -> int:
    """The work units of looking at every set of ``size`` responses: words of 64 users, sets and opponents."""
    seen = comparisons(population)
    m, _, words = seen.above.shape
    return int(comb(m, size) * m * words * (size + 2 * len(seen.planes)))


def all_sets(m: int, size: int) -> Any:
    """Every set of ``size`` of m indices, C × ``size``, in lexicographic order."""
    flat = np.fromiter((y for chosen in combinations(range(m), size) for y in chosen), dtype=np.intp)
    return flat.reshape(comb(m, size), size)


def batches(m: int, size: int, count: int) -> Iterator[Any]:
    """`all_sets` in parts of at most ``count``."""
    waiting: list[tuple[int, ...]] = []
    for chosen in combinations(range(m), size):
        waiting.append(chosen)
        if len(waiting) == count:
            yield np.array(waiting, dtype=np.intp)
            waiting = []
    if waiting:
        yield np.array(waiting, dtype=np.intp)


def _words(flags: Any) -> Any:
    """The rows of boolean ``flags`` as words of 64 bits."""
    packed = np.packbits(flags, axis=1)
    padded = np.zeros((len(packed), -(-packed.shape[1] // 8) * 8), dtype=np.uint8)
    padded[:, : packed.shape[1]] = packed
    return padded.view(np.uint64)
