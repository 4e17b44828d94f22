"""The search: sizes in order, in each every profile up to relabelling; beyond the budget random ones, shrunk."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import factorial
from typing import TYPE_CHECKING

from verifier.errors import BudgetError
from verifier.preferences.population import Population
from verifier.preferences.ranking import Ranking
from verifier.studies.counterexample.failing import State, Test
from verifier.studies.counterexample.shape import Shape

if TYPE_CHECKING:
    import random

    from verifier.methods.bulk import Bulk
    from verifier.search.profiles import Orders
    from verifier.studies.effort import Effort

UNITS_OF_A_GAME = 2000
"""Solving one profile's margin game takes about as long as so many relabelled profiles."""

_BATCH = 5000


@dataclass(frozen=True)
class Size:
    """What was looked at of one size.

    Attributes:
        responses: the number of responses; ``voters`` of voters.
        classes: how many profiles up to relabelling were looked at, of any shape.
        profiles: how many profiles these stand for.
        tested: how many of the classes had the shape that was asked for.
        open: how many of these could not be settled.
    """

    responses: int
    voters: int
    classes: int
    profiles: int
    tested: int
    open: int


@dataclass(frozen=True)
class Search:
    """What a search found.

    Attributes:
        population: the counterexample, None if none was found.
        sizes: what was looked at completely, the size of the counterexample last.
        exhaustive: true if that is every size that comes before it (or that was asked for), and nothing stayed open:
            then the counterexample is minimal (or there is none).
        tried: how many random profiles were looked at beside.
    """

    population: Population | None
    sizes: tuple[Size, ...]
    exhaustive: bool
    tried: int = 0


def smallest(shape: Shape, test: Test, effort: Effort, *, seed: int = 0, tries: int = 2000) -> Search:
    """The first profile that fails ``test``: of the fewest responses, then voters, then in lexicographic order.

    Each number of responses goes through its numbers of voters up to ``shape.voters``, as far as the budget allows.
    Where that leaves sizes out, ``tries`` random profiles of each of them are looked at; one that fails is shrunk, and
    not called minimal.
    """
    sizes: list[Size] = []
    left: list[tuple[int, int]] = []
    budget = [effort.budget]
    for m in range(shape.responses[0], shape.responses[1] + 1):
        n = 0
        for size, found in _exhaustive(m, shape, test, effort, budget):
            sizes.append(size)
            n = size.voters
            if found is not None:
                return Search(found, tuple(sizes), exhaustive=not left and not any(each.open for each in sizes))
        left += [(m, voters) for voters in range(n + 1, shape.voters + 1)]
    tried = 0
    for m, n in left:
        found, looked = _random(m, n, shape, test, effort, seed, tries)
        tried += looked
        if found is not None:
            return Search(found, tuple(sizes), exhaustive=False, tried=tried)
    exhaustive = not left and not any(each.open for each in sizes)
    return Search(None, tuple(sizes), exhaustive=exhaustive, tried=tried)


def _exhaustive(
    m: int, shape: Shape, test: Test, effort: Effort, budget: list[int]
) -> Iterator[tuple[Size, Population | None]]:
    from verifier.methods.bulk import Bulk
    from verifier.search.profiles import orders, profiles

    try:
        for each in profiles(orders(m, strict=shape.strict), shape.voters, budget[0]):
            effort.progress(f"{len(each.chosen)} profiles of {each.n} voters on {m} responses")
            whole = Bulk(each.orders, each.chosen)
            _spend(budget, min(budget[0], len(whole) * factorial(m)))
            kept = shape.kept(whole)
            _spend(budget, int((whole.winners[kept] < 0).sum()) * UNITS_OF_A_GAME)
            shaped = whole[kept]
            place, unsettled = _first(shaped, test)
            size = Size(m, each.n, len(whole), int(each.sizes.sum()), len(kept), unsettled)
            yield size, None if place is None else shaped.population(place)
    except BudgetError as error:
        effort.progress(str(error))


def _spend(budget: list[int], units: int) -> None:
    if units > budget[0]:
        raise BudgetError(f"the margin games take {units} work units, over the {budget[0]} left of the budget")
    budget[0] -= units


def _first(bulk: Bulk, test: Test) -> tuple[int | None, int]:
    """The place of the first profile that fails, and how many before it stayed open."""
    import numpy as np

    unsettled = 0
    for at in range(0, len(bulk), _BATCH):
        part = bulk[at : at + _BATCH]
        states = test.look(part)
        for place in np.flatnonzero(states != State.HOLDS).tolist():
            state = State(states[place])
            if state is State.SUSPECT:
                state = test.settle(part, place)
            if state is State.FAILS:
                return at + place, unsettled
            unsettled += state is State.OPEN
    return None, unsettled


def _random(
    m: int, n: int, shape: Shape, test: Test, effort: Effort, seed: int, tries: int
) -> tuple[Population | None, int]:
    """A random profile that fails, shrunk; and how many were looked at."""
    import random

    import numpy as np

    from verifier.methods.bulk import Bulk
    from verifier.search.profiles import orders

    if shape.odd and n % 2 == 0:
        return None, 0
    try:
        given = orders(m, strict=shape.strict)
    except BudgetError:
        return None, 0
    effort.progress(f"{tries} random profiles of {n} voters on {m} responses")
    source = random.Random(f"{seed} {m} {n}")  # noqa: S311  # a search, no secret
    chosen = np.array([_drawn(given, n, source) for _ in range(tries)], dtype=np.int64).reshape(tries, n)
    bulk = Bulk(given, chosen)
    kept = bulk[shape.kept(bulk)]
    place, _ = _first(kept, test)
    return None if place is None else _shrunk(kept[[place]], shape, test), tries


def _drawn(given: Orders, n: int, source: random.Random) -> list[int]:
    return sorted(source.randrange(len(given.rankings)) for _ in range(n))


def _fails(bulk: Bulk, shape: Shape, test: Test) -> bool:
    """Whether the one profile of ``bulk`` has the shape and fails."""
    if not len(shape.kept(bulk)):
        return False
    state = State(test.look(bulk)[0])
    return (test.settle(bulk, 0) if state is State.SUSPECT else state) is State.FAILS


def _shrunk(bulk: Bulk, shape: Shape, test: Test) -> Population:
    """The one profile of ``bulk`` with responses and voters left out, one or two at a time, while it still fails."""
    while True:
        smaller = next((one for one in _smaller(bulk, shape) if _fails(one, shape, test)), None)
        if smaller is None:
            return bulk.population(0)
        bulk = smaller


def _smaller(bulk: Bulk, shape: Shape) -> Iterator[Bulk]:
    """Every profile that one response less, one voter less or two voters less leave."""
    import numpy as np

    from verifier.methods.bulk import Bulk
    from verifier.search.profiles import orders

    m, chosen = bulk.orders.m, bulk.chosen[0].tolist()
    if m > max(2, shape.responses[0]):
        less = orders(m - 1, strict=shape.strict)
        place = {ranking: i for i, ranking in enumerate(less.rankings)}
        for gone in range(m):
            left = [y for y in range(m) if y != gone]
            rename = {y: i for i, y in enumerate(left)}
            rows = [_without(bulk.orders.rankings[i], gone, rename) for i in chosen]
            yield Bulk(less, np.array([sorted(place[row] for row in rows)], dtype=np.int64))
    for fewer in (1, 2):
        for at in range(len(chosen) - fewer + 1):
            rest = chosen[:at] + chosen[at + fewer :]
            if rest:
                yield Bulk(bulk.orders, np.array([rest], dtype=np.int64))


def _without(ranking: Ranking, gone: int, rename: dict[int, int]) -> Ranking:
    """``ranking`` without the response ``gone``."""
    kept = (tuple(rename[y] for y in group if y != gone) for group in ranking)
    return tuple(group for group in kept if group)
