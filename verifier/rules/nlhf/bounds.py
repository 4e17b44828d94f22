"""What every NLHF policy is held to, and what some NLHF policy does no better than, where there are several."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

from verifier.claims.nlhf import is_optimal
from verifier.errors import InputError
from verifier.exact.rational import format_rational
from verifier.game.masses import masses
from verifier.game.tangent import face_bound, mixed_slopes
from verifier.game.ties import check_combination
from verifier.game.worst_case import worst_case
from verifier.preferences.policy import Policy
from verifier.rules.best_product.numbers import Floats, on_grid, precision, simple_ratios
from verifier.rules.nlhf.face import Face, nlhf_face
from verifier.rules.nlhf.hull import best_mixture, mixture
from verifier.rules.nlhf.search import climbed

if TYPE_CHECKING:
    from verifier.preferences.population import Population
    from verifier.rules.best_product.numbers import Arithmetic

__all__ = ["DEFAULT_GAP", "FaceBound", "best_over_face", "face_bound", "worst_over_face"]

DEFAULT_GAP = Fraction(1, 10**9)
LEAST_GAP = Fraction(1, 10**200)

_ACCURACY = 1e-14
_ROUNDS = 500
_MOST_POINTS = 40
"""So many vertices at most enter the first convex program together; later ones come one by one."""
_LARGEST, _NEAR = 1000, (1e-9, 1e-6)
"""Denominators that are looked for, and how near: a degenerate optimum is known to half of a float's digits only."""


@dataclass(frozen=True)
class FaceBound:
    """An NLHF policy, and exact numbers that bracket what the best NLHF policy wins with.

    Attributes:
        policy: an NLHF policy, exactly.
        k: the number of samples.
        lower: the exact worst-case win rate of ``policy`` against opponents of one response.
        upper: no NLHF policy wins with more; ``face_bound(population, opponent, point, multipliers, k)``, at most 1.
        opponent: τ, a mixture of single responses.
        point: π0, any policy.
        multipliers: μ ≥ 0, one for each response.
        level: λ, the greatest with ∂_z g(π0) ≥ λ + Σ_x M(z, x) μ_x for all z, M(y, z) = P[y > z] − P[z > y].
        route: how ``policy`` was found: ``unique`` (the only NLHF policy) and ``simple`` (small denominators) with
            ``lower == upper``; ``hull`` (a mixture of points of the polytope).
    """

    policy: Policy
    k: int
    lower: Fraction
    upper: Fraction
    opponent: Policy
    point: Policy
    multipliers: tuple[Fraction, ...]
    level: Fraction
    route: str

    @property
    def width(self) -> Fraction:
        """``upper − lower``."""
        return self.upper - self.lower


def best_over_face(population: Population, k: int, gap: Fraction = DEFAULT_GAP) -> FaceBound:
    """The NLHF policy whose ``k`` independent samples do best in the worst case, and a bound for all NLHF policies.

    Minimises max_y L_k(p; y), ties counting for the model, over the polytope F of all NLHF policies. A convex program
    over the mixtures of some points of F proposes a policy and a mixture of opponents; an exact linear program over F
    then gives the bound that they prove, and where it is not good enough a vertex that belongs into the mixture too
    (simplicial decomposition [von Hohenbalken 1977]).

    Returns:
        A bracket of width at most ``gap``; a wider one, which is as true, where no proposal reached that.

    Raises:
        InputError: ``gap`` does not lie between 10^-200 and 1, or k is no whole number from 1 on.
        BudgetError: one worst case takes more than the usual budget.

    >>> from verifier.preferences.population import Population
    >>> best = best_over_face(Population.from_rankings(["a > b", "b > a"]), 2)
    >>> print(best.lower, best.upper, best.policy)
    7/8 7/8 Policy(numerators=(1, 1), denominator=2)
    """
    check_combination("model", k, 1, weak_orders=population.weak_orders)
    if not LEAST_GAP <= gap < 1:
        raise InputError(f"the gap {format_rational(gap)} does not lie between 10^-200 and 1; 1/10^9 is usual")
    face, m = nlhf_face(population), len(population.responses)
    if face.dimension == 0:
        worst = worst_case(masses(population, face.policy), k).opponent[0]
        return _bracket(population, face, k, "unique", face.policy, Policy.point(worst, m), None)[0]
    bits = int(16 * m * k * k / gap).bit_length()
    worst = worst_case(masses(population, face.policy), k).opponent[0]
    best, vertex = _bracket(population, face, k, "hull", face.policy, Policy.point(worst, m), bits)
    known = face.vertices or ()
    hull = list(dict.fromkeys([face.policy, vertex, *(known if len(known) <= _MOST_POINTS else ())]))
    best = _decomposed(population, face, best, hull, (Floats(), _ACCURACY), gap, bits)
    if best.width > gap:
        with precision(4 * bits + 64) as balls:
            best = _decomposed(population, face, best, hull, (balls, 2.0 ** -(bits + 8)), gap, bits)
    return _simplified(population, face, best)


def worst_over_face(population: Population, k: int) -> tuple[Policy, Fraction]:
    """``(policy, rate)``: an NLHF policy of a low worst-case win rate with ``k`` samples, and that rate, exactly.

    Losses are convex in the policy, so that the lowest rate is at a vertex of F. Where F has few vertices all are
    looked at, and no NLHF policy wins with less. Elsewhere a local search goes from vertex to vertex by exact linear
    programs, and all that is claimed is that this NLHF policy does not win with more.

    Raises:
        InputError: k is no whole number from 1 on.
        BudgetError: one worst case takes more than the usual budget.

    >>> from verifier.preferences.population import Population
    >>> worst_over_face(Population.from_rankings(["a > b", "b > a"]), 2)
    (Policy(numerators=(0, 1), denominator=1), Fraction(1, 2))
    """
    check_combination("model", k, 1, weak_orders=population.weak_orders)
    face = nlhf_face(population)
    vertices = face.vertices or tuple(dict.fromkeys(climbed(population, face, k)))
    rates = [worst_case(masses(population, vertex), k).value for vertex in vertices]
    lowest = min(rates)
    return vertices[rates.index(lowest)], lowest


def _decomposed(
    population: Population,
    face: Face,
    best: FaceBound,
    hull: list[Policy],
    arithmetic: tuple[Arithmetic, float],
    gap: Fraction,
    bits: int,
) -> FaceBound:
    """``best``, improved by mixtures of ``hull``, to which vertices are added until they change nothing."""
    for _ in range(_ROUNDS):
        weights, shares = best_mixture(population, hull, best.k, *arithmetic)
        opponent = Policy(tuple(on_grid(shares, bits)), 1 << bits)
        found, vertex = _bracket(population, face, best.k, "hull", mixture(hull, weights, bits), opponent, bits)
        best = _joined(best, found)
        if best.width <= gap or vertex in hull:
            break
        hull.append(vertex)
    return best


def _bracket(
    population: Population, face: Face, k: int, route: str, policy: Policy, opponent: Policy, bits: int | None
) -> tuple[FaceBound, Policy]:
    """What ``policy`` wins with, what ``opponent`` proves at it, and the vertex of F that the proof is tight at."""
    point = policy
    if bits is not None:
        weights = [Fraction(numerator, policy.denominator) for numerator in policy.numerators]
        point = Policy(tuple(on_grid(weights, bits)), 1 << bits)
    slopes, value = mixed_slopes(population, opponent, point, k)
    least = face.least(slopes, bits)
    bound = face_bound(population, opponent, point, least.multipliers, k)
    level = 1 - bound + (k - 1) * value
    lower = worst_case(masses(population, policy), k).value
    found = FaceBound(policy, k, lower, min(bound, Fraction(1)), opponent, point, least.multipliers, level, route)
    return found, least.policy


def _joined(one: FaceBound, other: FaceBound) -> FaceBound:
    """The policy of the higher lower end, with the proof of the lower upper end."""
    policy = other if other.lower >= one.lower else one
    proof = other if other.upper <= one.upper else one
    return replace(proof, policy=policy.policy, lower=policy.lower, route=policy.route)


def _simplified(population: Population, face: Face, best: FaceBound) -> FaceBound:
    """``best``, or a bracket of width 0 where a policy and a mixture with small denominators next to it give one."""
    for near in _NEAR:
        policy, opponent = _simple(best.policy, near), _simple(best.opponent, near)
        if policy is not None and opponent is not None and is_optimal(population, policy):
            found, _ = _bracket(population, face, best.k, "simple", policy, opponent, None)
            if found.width == 0:
                return found
    return best


def _simple(policy: Policy, near: float) -> Policy | None:
    values = [numerator / policy.denominator for numerator in policy.numerators]
    ratios = simple_ratios(values, _LARGEST, near)
    return None if ratios is None else Policy.from_fractions(ratios)
