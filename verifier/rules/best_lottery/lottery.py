"""The best k-output policy: the lottery over sets of k responses that loses least to its worst opponent.

Against an opponent mixture it is a zero-sum game, so its value is exact on both sides: the lottery proves what can be
reached, the opponents' mixture what cannot be passed (THEORY 1, 2.9, 2.11; Cheng, Jiang, Munagala, Wang 2020).
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from math import comb, gcd
from typing import TYPE_CHECKING

import numpy as np

from verifier.exact.tree import Tree
from verifier.game.ties import check_combination
from verifier.preferences.policy import Lottery, Policy
from verifier.rules.best_lottery.game import Mixtures, chosen_by_rule, solved
from verifier.rules.best_lottery.generation import generated
from verifier.rules.best_lottery.sets import all_sets, comparisons, work

if TYPE_CHECKING:
    from verifier.game.set_masses import Sets
    from verifier.preferences.population import Population

DEFAULT_BUDGET = 4_000_000_000
"""Work units of about a nanosecond: one is the look of one ranking at one response, or at 64 sets of a table."""

_ENTRIES = 1 << 24
_ROWS = 256
"""Tables of losses have at most so many entries, and so many opponents."""


@dataclass(frozen=True, slots=True)
class BestLottery:
    """A k-output policy, and a bracket of the best rate that any k-output policy reaches.

    Attributes:
        lottery: the policy.
        k: how many responses it shows.
        l: how many the opponent shows.
        lower: a win rate that ``lottery`` reaches against every opponent; its exact worst case where
            ``opponent_tree`` is None.
        upper: no k-output policy wins with a higher rate against ``opponent``; ``lower == upper`` where solved.
        opponent: the opponents' mixture τ; a `Policy` for ℓ = 1, else a `Lottery` over ℓ-sets.
        set_tree: proves ``upper``: min_S Σ_v min_{s in S} g_v(s), g_v(s) = D(v) τ{T : some member above s};
            None where looking at every set S proves it.
        opponent_tree: proves ``lower``: max_T Σ_v max_{y in T} w_v(y), w_v(y) = D(v) λ{S : y above all of S};
            None where looking at every opponent proves it.
    """

    lottery: Lottery
    k: int
    l: int
    lower: Fraction
    upper: Fraction
    opponent: Policy | Lottery
    set_tree: Tree | None
    opponent_tree: Tree | None

    @property
    def solved(self) -> bool:
        """True if no k-output policy does better."""
        return self.lower == self.upper


def best_lottery(population: Population, k: int, l: int = 1, budget: int = DEFAULT_BUDGET) -> BestLottery:
    """The best k-output policy of ``population`` against opponents that show at most ``l`` responses.

    Ties count for the model. Where several lotteries are best and the table of losses fits, one is chosen by a rule
    that does not depend on the solver; beyond, by HiGHS's simplex method with one thread and a fixed seed.

    Args:
        population: any population.
        k: the responses shown; from m on everything is shown, and wins with rate 1.
        l: the responses an opponent shows.
        budget: work units; where they end first, ``lower < upper``.

    Raises:
        InputError: k or l is no whole number from 1 on.

    >>> from verifier.preferences.population import Population
    >>> people = Population.from_rankings(["a > b > c", "b > c > a", "c > a > b"])
    >>> best_lottery(people, 2).lower
    Fraction(8, 9)
    """
    check_combination("model", k, l, weak_orders=population.weak_orders, lottery=True)
    m = len(population.responses)
    shown = min(l, m)
    if k >= m:
        everything = Lottery((tuple(range(m)),), (1,), 1, k)
        one = Fraction(1)
        against = _mixture(list(combinations(range(m), shown))[:1], [1], m, l)
        return BestLottery(everything, k, l, one, one, against, None, None)
    rows = comb(m, shown)
    if rows <= _ROWS and comb(m, k) * max(rows, m) <= _ENTRIES and work(population, k) <= budget:
        return _from_table(population, k, l, list(combinations(range(m), shown)))
    found = generated(population, k, shown, budget)
    mixtures, total = found.mixtures, population.total
    lower = 1 - mixtures.value
    if found.best_opponent is not None:
        lower = 1 - Fraction(found.best_opponent.bound, total * mixtures.column_denominator)
    upper = 1 - Fraction(found.best_set.bound, total * mixtures.row_denominator)
    return BestLottery(
        _lottery(found.sets, mixtures, k),
        k,
        l,
        lower,
        min(upper, Fraction(1)),
        _mixture([found.opponents[row] for row, _ in mixtures.rows], [weight for _, weight in mixtures.rows], m, l),
        found.best_set.tree,
        None if found.best_opponent is None else found.best_opponent.tree,
    )


def _from_table(population: Population, k: int, l: int, opponents: Sets) -> BestLottery:
    m = len(population.responses)
    sets = all_sets(m, k)
    seen = comparisons(population)
    losses = seen.losses(sets) if l == 1 else seen.losses_to(opponents, sets)
    mixtures = chosen_by_rule(losses, population.total, solved(losses, population.total))
    rate = 1 - mixtures.value
    shown = [tuple(int(y) for y in sets[column]) for column, _ in mixtures.columns]
    renumbered = tuple((place, weight) for place, (_, weight) in enumerate(mixtures.columns))
    lottery = _lottery(shown, Mixtures(renumbered, mixtures.column_denominator, (), 1, mixtures.value), k)
    against = _mixture([opponents[row] for row, _ in mixtures.rows], [weight for _, weight in mixtures.rows], m, l)
    return BestLottery(lottery, k, l, rate, rate, against, None, None)


def _lottery(sets: Sets, mixtures: Mixtures, k: int) -> Lottery:
    rows = sorted((sets[column], weight) for column, weight in mixtures.columns)
    return Lottery(tuple(chosen for chosen, _ in rows), tuple(w for _, w in rows), mixtures.column_denominator, k)


def _mixture(opponents: Sets, weights: list[int], m: int, l: int) -> Policy | Lottery:
    divisor = gcd(*weights)
    rows = sorted(zip(opponents, (weight // divisor for weight in weights), strict=True))
    denominator = sum(weight for _, weight in rows)
    if l > 1:
        return Lottery(tuple(shown for shown, _ in rows), tuple(weight for _, weight in rows), denominator, l)
    numerators = np.zeros(m, dtype=object)
    for (y,), weight in rows:
        numerators[y] = weight
    return Policy(tuple(numerators.tolist()), denominator)
