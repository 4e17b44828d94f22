"""The best product policy: a convex program, solved to an exact bracket."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np

from verifier.errors import InputError
from verifier.exact.rational import format_rational
from verifier.game.masses import masses
from verifier.game.tangent import below_sets, tangent_bound
from verifier.game.ties import check_combination
from verifier.game.worst_case import DEFAULT_BUDGET, worst_case
from verifier.preferences.policy import Lottery, Policy
from verifier.rules.best_product.numbers import on_grid
from verifier.rules.best_product.propose import Proposal, Search

if TYPE_CHECKING:
    from verifier.preferences.population import Population

__all__ = ["DEFAULT_GAP", "BestProduct", "best_product", "best_product_model", "tangent_bound"]

DEFAULT_GAP = Fraction(1, 10**12)
LEAST_GAP = Fraction(1, 10**200)
"""Below this a residual is no float any more."""

_ROUNDS = 100


@dataclass(frozen=True)
class BestProduct:
    """A product policy, and exact numbers that bracket what the best one wins with.

    Attributes:
        policy: weights over a power of two, or with small denominators where the optimum has them.
        k: the number of samples.
        l: how many responses an opponent shows at most.
        lower: the exact worst-case win rate of ``policy``.
        upper: no product policy wins with more; 1 − ``tangent_bound(population, opponent, point, k)``.
        opponent: the mixture τ of sets of at most ``l`` responses that proves ``upper``.
        point: the policy π0 at which it does.
        route: how the policy was found: ``simple`` (exactly, ``lower == upper``), ``newton`` or ``path`` (in balls),
            ``float`` or ``uniform`` (nothing better was found).
    """

    policy: Policy
    k: int
    l: int
    lower: Fraction
    upper: Fraction
    opponent: Lottery
    point: Policy
    route: str

    @property
    def width(self) -> Fraction:
        """``upper − lower``."""
        return self.upper - self.lower


def best_product(
    population: Population, k: int, l: int = 1, gap: Fraction = DEFAULT_GAP, budget: int = DEFAULT_BUDGET
) -> BestProduct:
    """The policy whose ``k`` independent samples do best in the worst case over opponents of up to ``l`` responses.

    Minimises max_{|T| ≤ ℓ} L_k(π; T) over the simplex, ties counting for the model (THEORY 2.8). L_k is convex in π,
    as a sum of maxima of powers of masses, also where responses left out are incomparable. An interior path in floats
    finds which responses and opponents matter, then Newton's method in balls gains the digits asked for; where
    Newton's equations are degenerate the path itself is followed in balls. What they propose is bracketed exactly.

    Returns:
        A bracket of width at most ``gap``; a wider one, which is as true, where no proposal reached that. The same on
        every run; where several policies are best, the one returned is one of them.

    Raises:
        InputError: ``gap`` does not lie between 10^-200 and 1, or k or l is no whole number from 1 on.
        BudgetError: one worst case alone takes more than ``budget`` work units.

    >>> from verifier.preferences.population import Population
    >>> best = best_product(Population.from_rankings(["a > b > c", "b > c > a", "c > a > b"]), 2)
    >>> print(best.lower, best.upper, best.policy)
    22/27 22/27 Policy(numerators=(1, 1, 1), denominator=3)
    """
    check_combination("model", k, l, weak_orders=population.weak_orders)
    if not LEAST_GAP <= gap < 1:
        raise InputError(f"the gap {format_rational(gap)} does not lie between 10^-200 and 1; 1/10^12 is usual")
    m = len(population.responses)
    size, bits = min(l, m), _grid_bits(k, m, gap)
    uniform = Policy.from_fractions([Fraction(numerator, 1 << bits) for numerator in on_grid([Fraction(1)] * m, bits)])
    worst = worst_case(masses(population, uniform), k, size, budget=budget).opponent
    unbeaten = np.flatnonzero((below_sets(population).above == m).all(axis=0)).tolist()
    if unbeaten:  # Nobody ranks anything above these: they lose nothing, and nothing is less.
        sure = Proposal("simple", Policy.uniform(unbeaten, m), Lottery.from_fractions([(worst, Fraction(1))]))
        return _bracket(population, k, l, sure, budget)[0]
    best, _ = _bracket(
        population, k, l, Proposal("uniform", uniform, Lottery.from_fractions([(worst, Fraction(1))])), budget
    )
    sets = [(y,) for y in range(m)] if size == 1 else [worst]
    for _ in range(_ROUNDS):
        search = Search(population, k, list(sets), bits, budget)
        for proposal in search.proposals():
            found, worst = _bracket(population, k, l, proposal, budget)
            best = _joined(best, found)
            if best.width <= gap:
                return best
            if worst not in search.sets:
                search.sets.append(worst)
                break
        else:
            return best
        sets = search.sets
    return best


def best_product_model(population: Population, k: int) -> Any:
    """The best product policy as a cvxpy problem, to be read and changed; its float solution decides nothing.

    minimise t subject to Σ_v D(v) p(B_v(y))^k ≤ t for every response y, p ≥ 0, Σ p = 1. The optimum is a loss: the
    best win rate is 1 − it. The problem's variables are named ``p`` and ``t``.
    """
    import cvxpy as cp

    nested = below_sets(population)
    shares = np.array([weight / population.total for weight in population.read[1]])
    p, t = cp.Variable(len(population.responses), nonneg=True, name="p"), cp.Variable(name="t")
    constraints: list[Any] = [p @ np.ones(len(population.responses)) == 1]
    for y in range(len(population.responses)):
        below = (nested.place < nested.size[:, y, None]).astype(float)
        powers = cp.power(below @ p, k)  # type: ignore[attr-defined]  # cvxpy does not say what it exports
        constraints.append(shares @ powers <= t)
    return cp.Problem(cp.Minimize(t), constraints)


def _grid_bits(k: int, m: int, gap: Fraction) -> int:
    """Rounding π, τ and π0 to this grid moves an end of the bracket by about m k² 2^-bits at most: by gap / 16."""
    return int(16 * m * k * k / gap).bit_length()


def _bracket(
    population: Population, k: int, l: int, proposal: Proposal, budget: int
) -> tuple[BestProduct, tuple[int, ...]]:
    """The exact bracket that ``proposal`` proves, and the opponent to which its policy loses most."""
    policy, opponent = proposal.policy, proposal.opponent
    worst = worst_case(masses(population, policy), k, min(l, len(policy.numerators)), budget=budget)
    upper = 1 - max(Fraction(0), tangent_bound(population, opponent, policy, k))
    return BestProduct(policy, k, l, worst.value, upper, opponent, policy, proposal.route), worst.opponent


def _joined(one: BestProduct, other: BestProduct) -> BestProduct:
    """The policy of the higher lower end, with the proof of the lower upper end."""
    policy = other if other.lower >= one.lower else one
    proof = other if other.upper <= one.upper else one
    return replace(policy, upper=proof.upper, opponent=proof.opponent, point=proof.point)
