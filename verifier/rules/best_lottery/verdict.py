"""The worst case over opponents that show up to ℓ responses: the cheapest evidence that decides a promise."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import comb
from typing import TYPE_CHECKING

from verifier.exact.tree import Tree
from verifier.game.loss import denominator
from verifier.game.masses import masses
from verifier.game.set_masses import loss_matrix
from verifier.game.ties import check_combination
from verifier.preferences.policy import Lottery, Policy
from verifier.search.extremes import largest

if TYPE_CHECKING:
    from verifier.preferences.population import Population

DEFAULT_BUDGET = 4_000_000_000
"""Work units of about a nanosecond: one is the look of one ranking at one response or one set."""

_LOOKS = 2_000_000
"""Where so many looks (of one ranking at one set) are enough, every opponent is looked at."""


@dataclass(frozen=True, slots=True)
class SetBounds:
    """A bracket of the worst-case win rate against opponents that show at most ℓ responses.

    Attributes:
        lower: no such opponent holds the policy below this win rate.
        upper: ``opponent`` holds it to this one, exactly.
        opponent: the worst opponent found, increasing indices.
        tree: proves ``lower``: max_T Σ_v max_{y in T} w_v(y) for the matrix w of :func:`loss_matrix`; its one leaf is
            the root bound of THEORY 3. None where looking at every opponent proves it, and then ``lower == upper``.
    """

    lower: Fraction
    upper: Fraction
    opponent: tuple[int, ...]
    tree: Tree | None

    def certifies(self, rate: Fraction) -> bool:
        """Whether the bracket proves that the policy wins with at least ``rate``."""
        return self.lower >= rate

    def refutes(self, rate: Fraction) -> bool:
        """Whether ``opponent`` holds the policy below ``rate``."""
        return self.upper < rate


def verdict_for_sets(
    population: Population,
    policy: Policy | Lottery,
    k: int,
    l: int,
    rate: Fraction | None = None,
    budget: int = DEFAULT_BUDGET,
) -> SetBounds:
    """What the worst opponent of at most ``l`` responses leaves ``policy``, as far as ``rate`` needs to know it.

    In this order: every opponent where they are few; an opponent that refutes; the root bound; every opponent where the
    budget allows; a tree. The bracket is exact for ``rate=None`` within the budget; else it stops as soon as it
    certifies or refutes ``rate``.

    Raises:
        InputError: k or l is no whole number from 1 on, or the policy is not over the population's responses.

    >>> from verifier.preferences.population import Population
    >>> people = Population.from_rankings(["a > b > c", "b > c > a", "c > a > b"])
    >>> verdict_for_sets(people, Policy.uniform(range(3), 3), 2, 2).lower
    Fraction(2, 3)
    """
    check_combination("model", k, l, weak_orders=population.weak_orders, lottery=isinstance(policy, Lottery))
    seen = masses(population, policy)
    matrix, bottom = loss_matrix(seen, k), denominator(seen, k, "model")
    n, m = matrix.shape
    size = min(l, m)
    if rate is None or n * comb(m, size) <= _LOOKS:
        found = largest(matrix, size, budget=budget)
    else:
        allowed = (1 - rate) * bottom
        threshold = allowed.numerator // allowed.denominator
        # A budget of nothing is spent at the root: a set above the threshold, or the root bound.
        found = largest(matrix, size, threshold=threshold, budget=0)
        if found.value <= threshold < found.bound:
            found = largest(matrix, size, threshold=threshold, budget=budget)
    lower, upper = 1 - Fraction(found.bound, bottom), 1 - Fraction(found.value, bottom)
    return SetBounds(max(lower, Fraction(0)), upper, found.chosen, found.tree)
