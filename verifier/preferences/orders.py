"""All complete rankings of m responses, and how many there are."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, permutations
from math import comb, factorial

from verifier.preferences.ranking import Ranking


def count_rankings(m: int, *, strict: bool) -> int:
    """The number of complete rankings of ``m`` responses: m! strict ones, or with ties the ordered Bell number.

    >>> [count_rankings(m, strict=False) for m in range(1, 6)]
    [1, 3, 13, 75, 541]
    """
    if strict:
        return factorial(m)
    counts = [1]
    for n in range(1, m + 1):
        counts.append(sum(comb(n, best) * counts[n - best] for best in range(1, n + 1)))
    return counts[m]


def every_ranking(m: int, *, strict: bool) -> Iterator[Ranking]:
    """Every complete ranking of ``m`` responses, each once, in a fixed order; with ties unless ``strict``.

    >>> list(every_ranking(2, strict=False))
    [((0,), (1,)), ((1,), (0,)), ((0, 1),)]
    """
    everyone = tuple(range(m))
    if strict:
        yield from (tuple((response,) for response in order) for order in permutations(everyone))
    else:
        yield from _weak(everyone)


def _weak(rest: tuple[int, ...]) -> Iterator[Ranking]:
    if not rest:
        yield ()
    for size in range(1, len(rest) + 1):
        for best in combinations(rest, size):
            below = tuple(response for response in rest if response not in best)
            for worse in _weak(below):
                yield (best, *worse)
