"""The search: sizes in order, in each every profile up to relabelling; beyond the budget random ones, shrunk."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import factorial
from typing import TYPE_CHECKING

from verifier.errors import BudgetError
from verifier.lab.counterexample.failing import State, Test
from verifier.lab.counterexample.shape import Shape
from verifier.preferences.population import Population
from verifier.preferences.ranking import Ranking

if TYPE_CHECKING:
    import random

    from verifier.audits.effort import Effort
    from verifier.lab.counterexample.bulk import Bulk
    from verifier.lab.counterexample.profiles import Orders, Profiles

UNITS_OF_A_GAME = 10_000
"""Solving one margin game takes about as long as so many relabelled profiles."""

_BATCH, _DRAWN = 5000, 500
"""So many profiles are looked at together: of those that are listed, and of those that are drawn."""


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
        stopped: why sizes were left out, one sentence for each number of responses.
    """

    population: Population | None
    sizes: tuple[Size, ...]
    exhaustive: bool
    tried: int = 0
    stopped: tuple[str, ...] = ()


def smallest(shape: Shape, test: Test, effort: Effort, *, seed: int = 0, tries: int = 2000) -> Search:
    """The first profile that fails ``test``: of the fewest responses, then voters, then in lexicographic order.

    Each number of responses goes through its numbers of voters up to ``shape.voters``, as far as the budget allows.
    Where that leaves sizes out, ``tries`` random profiles of each of them are looked at, as far as another budget of
    the same size allows; one that fails is shrunk, and not called minimal.
    """
    sizes: list[Size] = []
    left: list[tuple[int, int]] = []
    stopped: list[str] = []
    budget = [effort.budget]
    for m in range(shape.responses[0], shape.responses[1] + 1):
        n = 0
        for size, found in _exhaustive(m, shape, test, effort, budget, stopped):
            sizes.append(size)
            n = size.voters
            if found is not None:
                whole = not left and not any(each.open for each in sizes)
                return Search(found, tuple(sizes), exhaustive=whole, stopped=tuple(stopped))
        left += [(m, voters) for voters in range(n + 1, shape.voters + 1)]
    tried = 0
    budget = [effort.budget]
    for m, n in left:
        found, looked = _random(m, n, shape, test, effort, budget, seed, tries)
        tried += looked
        if found is not None:
            return Search(found, tuple(sizes), exhaustive=False, tried=tried, stopped=tuple(stopped))
    exhaustive = not left and not any(each.open for each in sizes)
    return Search(None, tuple(sizes), exhaustive=exhaustive, tried=tried, stopped=tuple(stopped))


def _exhaustive(
    m: int, shape: Shape, test: Test, effort: Effort, budget: list[int], stopped: list[str]
) -> Iterator[tuple[Size, Population | None]]:
    """Every size of ``m`` responses that the budget allows; why it allows no more is added to ``stopped``."""
    from verifier.lab.counterexample.profiles import orders, profiles

    try:
        for each in profiles(orders(m, strict=shape.strict), shape.voters, budget[0]):
            effort.progress(f"{len(each.chosen)} profiles of {each.n} voters on {m} responses")
            _spend(budget, min(budget[0], len(each.chosen) * factorial(m)), each.n, m)
            yield _looked_at(each, shape, test, budget)
    except BudgetError as error:
        effort.progress(str(error))
        stopped.append(str(error))


def _looked_at(each: Profiles, shape: Shape, test: Test, budget: list[int]) -> tuple[Size, Population | None]:
    """One size: all its profiles, in parts that fit into memory, up to the first that fails."""
    from verifier.lab.counterexample.bulk import Bulk

    tested = unsettled = 0
    found = None
    for at in range(0, len(each.chosen), _BATCH):
        part = _shaped(Bulk(each.orders, each.chosen[at : at + _BATCH]), shape, test, budget)
        place, unknown = _first(part, test, budget)
        tested, unsettled = tested + len(part), unsettled + unknown
        if place is not None:
            found = part.population(place)
            break
    size = Size(each.orders.m, each.n, len(each.chosen), int(each.sizes.sum()), tested, unsettled)
    return size, found


def _shaped(bulk: Bulk, shape: Shape, test: Test, budget: list[int]) -> Bulk:
    """The profiles of ``bulk`` that have the shape; margin games that have to be solved are paid for before."""
    kept = bulk.where(shape.kept(bulk))
    if shape.unique or test.games:
        _spend(budget, kept.games * UNITS_OF_A_GAME, bulk.n, bulk.orders.m)
    return kept.where(shape.only(kept))


def _spend(budget: list[int], units: int, n: int, m: int) -> None:
    if units > budget[0]:
        raise BudgetError(
            f"looking at the profiles of {n} voters on {m} responses takes {units} work units at least, over the "
            f"{budget[0]} left of the budget; raise --budget, or ask for fewer"
        )
    budget[0] -= units


def _first(bulk: Bulk, test: Test, budget: list[int]) -> tuple[int | None, int]:
    """The place of the first profile that fails, and how many before it stayed open."""
    import numpy as np

    unsettled = 0
    states = test.look(bulk) if len(bulk) else np.zeros(0, dtype=np.int8)
    for place in np.flatnonzero(states != State.HOLDS).tolist():
        state = State(states[place])
        if state is State.SUSPECT:
            _spend(budget, test.units, bulk.n, bulk.orders.m)
            state = test.settle(bulk, place)
        if state is State.FAILS:
            return place, unsettled
        unsettled += state is State.OPEN
    return None, unsettled


def _random(
    m: int, n: int, shape: Shape, test: Test, effort: Effort, budget: list[int], seed: int, tries: int
) -> tuple[Population | None, int]:
    """A random profile that fails, shrunk; and how many were looked at."""
    import random

    import numpy as np

    from verifier.lab.counterexample.bulk import Bulk
    from verifier.lab.counterexample.profiles import orders

    if shape.odd and n % 2 == 0:
        return None, 0
    try:
        given = orders(m, strict=shape.strict)
    except BudgetError:
        return None, 0
    effort.progress(f"{tries} random profiles of {n} voters on {m} responses")
    source = random.Random(f"{seed} {m} {n}")  # noqa: S311  # a search, no secret
    for at in range(0, tries, _DRAWN):
        drawn = [_drawn(given, n, source) for _ in range(min(_DRAWN, tries - at))]
        bulk = Bulk(given, np.array(drawn, dtype=np.int64))
        kept = bulk.where(shape.kept(bulk))
        kept = kept.where(shape.only(kept))
        try:
            place, _ = _first(kept, test, budget)
        except BudgetError as error:
            effort.progress(str(error))
            return None, at
        if place is not None:
            return _shrunk(kept[[place]], shape, test), at + len(bulk)
    return None, tries


def _drawn(given: Orders, n: int, source: random.Random) -> list[int]:
    return sorted(source.randrange(len(given.rankings)) for _ in range(n))


def _fails(bulk: Bulk, shape: Shape, test: Test) -> bool:
    """Whether the one profile of ``bulk`` has the shape and fails."""
    if not len(shape.kept(bulk)) or not len(shape.only(bulk)):
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

    from verifier.lab.counterexample.bulk import Bulk
    from verifier.lab.counterexample.profiles import orders

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
