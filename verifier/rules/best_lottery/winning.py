"""Fixed sets: the set of k responses that loses least, and the least size of a Condorcet winning set.

S is a Condorcet winning set where P[y > S] < 1/2 for every y, strictly; the least size of one is the Condorcet
dimension: E. Elkind, J. Lang, A. Saffidine, "Condorcet winning sets", Social Choice and Welfare 44 (2015).
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from verifier.errors import BudgetError
from verifier.game.ties import check_combination
from verifier.rules.best_lottery.lottery import DEFAULT_BUDGET, BestLottery, best_lottery
from verifier.rules.best_lottery.sets import Comparisons, batches, comparisons, work

if TYPE_CHECKING:
    from verifier.preferences.population import Population

_BATCH = 1 << 14


@dataclass(frozen=True, slots=True)
class FixedSet:
    """A set of k responses, and a bound of what any of that size loses.

    Attributes:
        responses: the best set found, increasing; the lexicographically first of the best where all were looked at.
        loss: max_y P[y > responses], exactly.
        opponent: the first y that reaches it.
        lower: every set of k responses loses at least this much to its worst opponent.
        mixture: the best lottery, whose opponent and tree prove ``lower``; None where all sets were looked at.
    """

    responses: tuple[int, ...]
    loss: Fraction
    opponent: int
    lower: Fraction
    mixture: BestLottery | None


@dataclass(frozen=True, slots=True)
class CondorcetDimension:
    """The least size of a Condorcet winning set.

    Attributes:
        dimension: that size, k.
        winning: the first set of k responses with max_y P[y > winning] < 1/2.
        loss: max_y P[y > winning].
        opponents: for every set of k - 1 responses, in lexicographic order, the first y with P[y > set] >= 1/2; as
            losses only fall as a set grows, no smaller set wins either. Empty for k = 1.
    """

    dimension: int
    winning: tuple[int, ...]
    loss: Fraction
    opponents: tuple[int, ...]


def best_fixed_set(population: Population, k: int, budget: int = DEFAULT_BUDGET) -> FixedSet:
    """The set of ``k`` responses with the least max_y P[y > S]; ties count for the model.

    Beyond the budget of looking at all of them: exchanges of one response from a good start, and the value of the game
    of lotteries as the lower bound (a set loses at least as much as the best lottery).

    Raises:
        InputError: k is no whole number from 1 on.

    >>> from verifier.preferences.population import Population
    >>> people = Population.from_rankings(["a > b > c", "b > c > a", "c > a > b"])
    >>> best_fixed_set(people, 2).loss
    Fraction(1, 3)
    """
    check_combination("model", k, 1, weak_orders=population.weak_orders)
    seen, m = comparisons(population), len(population.responses)
    size = min(k, m)
    if work(population, size) > budget:
        bound = best_lottery(population, k, 1, budget)
        chosen = min(
            (_exchanged(seen, start) for start in bound.lottery.sets), key=lambda each: (_worst(seen, each), each)
        )
        return _fixed(seen, chosen, 1 - bound.upper, bound)
    least, chosen = seen.total + 1, ()
    for sets in batches(m, size, _BATCH):
        worst = seen.losses(sets).max(axis=1)
        place = int(worst.argmin())
        if worst[place] < least:
            least, chosen = int(worst[place]), tuple(int(y) for y in sets[place])
    return _fixed(seen, chosen, Fraction(least, seen.total), None)


def rivals(population: Population, k: int, loss: Fraction) -> tuple[int, ...]:
    """For every set of ``k`` responses, in lexicographic order, the first y with P[y > set] at least ``loss``."""
    seen, m = comparisons(population), len(population.responses)
    least = -(-loss.numerator * seen.total // loss.denominator)
    found: list[int] = []
    for sets in batches(m, k, _BATCH):
        found += (seen.losses(sets) >= least).argmax(axis=1).tolist()
    return tuple(found)


def condorcet_dimension(population: Population, budget: int = DEFAULT_BUDGET) -> CondorcetDimension:
    """The least k with a set S of k responses such that max_y P[y > S] < 1/2, and why no smaller k has one.

    Raises:
        BudgetError: the sets to look at are more than ``budget`` allows.

    >>> from verifier.preferences.population import Population
    >>> condorcet_dimension(Population.from_rankings(["a > b > c", "b > c > a", "c > a > b"])).dimension
    2
    """
    seen, m = comparisons(population), len(population.responses)
    opponents: tuple[int, ...] = ()
    for k in range(1, m + 1):
        units = work(population, k)
        if units > budget:
            raise BudgetError(
                f"no set of {k - 1} of {m} responses is a Condorcet winning set; looking at the sets of {k} takes "
                f"{units} work units, over the budget of {budget}; raise --budget to {units}"
            )
        against: list[int] = []
        for sets in batches(m, k, _BATCH):
            losses = seen.losses(sets)
            winning = np.flatnonzero(2 * losses.max(axis=1) < seen.total)
            if winning.size:
                chosen = tuple(int(y) for y in sets[winning[0]])
                return CondorcetDimension(k, chosen, Fraction(_worst(seen, chosen), seen.total), opponents)
            against += (2 * losses >= seen.total).argmax(axis=1).tolist()
        opponents = tuple(against)
    raise BudgetError("no set of responses is a Condorcet winning set, though the set of all of them must be one")


def _fixed(seen: Comparisons, chosen: tuple[int, ...], lower: Fraction, mixture: BestLottery | None) -> FixedSet:
    losses = seen.losses(np.array([chosen], dtype=np.intp))[0]
    worst = int(losses.argmax())
    return FixedSet(chosen, Fraction(int(losses[worst]), seen.total), worst, lower, mixture)


def _worst(seen: Comparisons, chosen: tuple[int, ...]) -> int:
    return int(seen.losses(np.array([chosen], dtype=np.intp)).max())


def _exchanged(seen: Comparisons, start: tuple[int, ...]) -> tuple[int, ...]:
    """``start`` after the best exchanges of one response, until none lowers the worst loss."""
    m, chosen = len(seen.above), start
    while True:
        near = [sorted({*chosen, other} - {gone}) for gone in chosen for other in range(m) if other not in chosen]
        sets = np.array(near, dtype=np.intp)
        worst = seen.losses(sets).max(axis=1)
        place = int(worst.argmin())
        if worst[place] >= _worst(seen, chosen):
            return chosen
        chosen = tuple(int(y) for y in sets[place])
