"""The set game where its columns, or its rows, are too many to write down: they are generated as they are needed.

Both players' best answers to a mixture are searches of `verifier.search`: for the sets' player a k-median problem, for
the opponent a covering one. Reference: H. McMahan, G. Gordon, A. Blum, "Planning in the presence of cost functions
controlled by an adversary" (ICML 2003), the double oracle method.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from math import comb
from typing import TYPE_CHECKING

import numpy as np

from verifier.exact.matrix import exact_matrix
from verifier.game.set_masses import Sets, against_opponents, of_lottery
from verifier.rules.best_lottery.game import Mixtures, solved
from verifier.rules.best_lottery.sets import comparisons
from verifier.search.enumeration import total
from verifier.search.extremes import Extreme, largest, least
from verifier.search.incumbent import greedy, local_optima
from verifier.search.matrix import coarsened

if TYPE_CHECKING:
    from verifier.game.masses import Integers
    from verifier.preferences.population import Population

_FEW_ROWS = 256
"""So many opponents are written down; more are generated."""

_ADDED = 40
"""The most sets that join in one round."""


@dataclass(frozen=True, slots=True)
class Generated:
    """Mixtures over some of the sets and opponents, and what each can still do to the other.

    Attributes:
        sets: the columns of ``mixtures``.
        opponents: the rows of ``mixtures``.
        best_set: the set with the least loss to the opponents' mixture, over total · ``mixtures.row_denominator``.
        best_opponent: the opponent of the largest loss of the lottery, over total · ``mixtures.column_denominator``;
            None where every opponent is a row.
    """

    sets: Sets
    opponents: Sets
    mixtures: Mixtures
    best_set: Extreme
    best_opponent: Extreme | None


def generated(population: Population, k: int, l: int, budget: int) -> Generated:
    """The mixtures when neither player gains from a set outside, or when ``budget`` work units are spent."""
    n, m = population.levels.shape
    whole = comb(m, l) <= _FEW_ROWS
    opponents = list(combinations(range(m), l)) if whole else [tuple(range(y, y + l)) for y in range(0, m - l + 1, l)]
    sets = _first_sets(population, k)
    seen, spent = comparisons(population), 0
    while True:
        losses = seen.losses_to(opponents, np.array(sets, dtype=np.intp))
        mixtures = solved(losses, population.total)
        shown = [opponents[row] for row, _ in mixtures.rows]
        costs = exact_matrix(against_opponents(population, shown, [weight for _, weight in mixtures.rows]))
        used = [sets[column] for column, _ in mixtures.columns]
        gains = exact_matrix(of_lottery(population, used, [weight for _, weight in mixtures.columns]))
        cost_level = int(mixtures.value * population.total * mixtures.row_denominator)
        gain_level = int(mixtures.value * population.total * mixtures.column_denominator)
        better = _local(-costs, k, -cost_level)
        worse = [] if whole else _local(gains, l, gain_level)
        spent += 4 * n * m * (k + (0 if whole else l)) * m
        if (better or worse) and spent < budget:
            sets, opponents = sets + better, opponents + worse
            continue
        share = max(budget - spent, budget // 4) // (1 if whole else 2)
        best_set = least(costs, k, threshold=cost_level, budget=share)
        best_opponent = None if whole else largest(gains, l, threshold=gain_level, budget=share)
        spent += best_set.spent + (best_opponent.spent if best_opponent else 0)
        more_sets = [best_set.chosen] if best_set.value < cost_level else []
        more_opponents = [best_opponent.chosen] if best_opponent and best_opponent.value > gain_level else []
        if not (more_sets or more_opponents) or spent >= budget:
            return Generated(sets, opponents, mixtures, best_set, best_opponent)
        sets, opponents = sets + more_sets, opponents + more_opponents


def _first_sets(population: Population, k: int) -> list[tuple[int, ...]]:
    """For every response a set with it, and local optima against the uniform opponent.

    With every response in some set, every opponent fails to win some user from some set: the first game has a value
    below 1.
    """
    m = population.levels.shape[1]
    costs = exact_matrix(against_opponents(population, [(y,) for y in range(m)], [1] * m))
    columns = coarsened(-costs).columns
    covering = [tuple(sorted(greedy(columns, k, (y,)))) for y in range(m)]
    return list(dict.fromkeys(covering + local_optima(columns, k, range(m))))


def _local(matrix: Integers, size: int, level: int) -> list[tuple[int, ...]]:
    """Local optima whose total in ``matrix`` is above ``level``, the largest first."""
    found = local_optima(coarsened(matrix).columns, size, range(matrix.shape[1]))
    valued = sorted((-total(matrix, chosen), chosen) for chosen in found)
    return [chosen for value, chosen in valued if -value > level][:_ADDED]
