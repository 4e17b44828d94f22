"""Where the exact symmetric equilibria are, for strict payoffs and weak orders (THEORY 2.6).

Let π be an ε-equilibrium, π* an exact one, d = π − π*, and s_y = ⟨π, u(π)⟩ + ε − u_y(π) ≥ 0. Monotonicity gives
½ Q_π(d) ≤ ⟨u(π), π* − π⟩, that is Q_π(d)/2 + Σ_y π*_y s_y ≤ ε. So Q_π(d) ≤ 2ε, and π*_y ≤ ε/s_y: responses of clear
shortfall have nearly no weight. On the others, R, a lower bound λ on the least eigenvalue of Q_π over sum 0 bounds d.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import isqrt
from typing import TYPE_CHECKING

from verifier.game.payoffs import looks, numerator, payoffs, quadratic_form
from verifier.methods.equilibrium_eigenvalue import least_eigenvalue
from verifier.preferences.policy import Policy

if TYPE_CHECKING:
    from verifier.preferences.population import Population

CLEAR = Fraction(1, 1 << 40)
"""Responses that fall short by more than this are treated as off the support."""

RADIUS_BITS = 240


@dataclass(frozen=True)
class Location:
    """A box that holds every exact symmetric equilibrium π* of the strict game; at least one exists (Nash).

    Attributes:
        epsilon: the exact gap ε of the policy π; every π* has Q_π(π − π*) ≤ 2ε.
        near: R, the responses that do not fall clearly short.
        eigenvalue: λ > 0 with Q_π(d) ≥ λ |d|² for all d on R that sum to 0; None where none was proved.
        radii: |π_y − π*_y| ≤ radii[y], or None where nothing is known.
        positive: the responses that certainly have positive weight in every π*.
        zero: the responses that certainly have weight 0 in every π*.
        unique: true if exactly one π* was proved to exist.
    """

    epsilon: Fraction
    near: tuple[int, ...]
    eigenvalue: Fraction | None
    radii: tuple[Fraction | None, ...]
    positive: tuple[int, ...]
    zero: tuple[int, ...]
    unique: bool

    @property
    def support(self) -> tuple[int, ...] | None:
        """The support of every exact equilibrium, where it is certain."""
        return self.positive if len(self.positive) + len(self.zero) == len(self.radii) else None


def locate(population: Population, policy: Policy, k: int) -> Location:
    """Where the exact symmetric equilibria of the strict game are, as seen from ``policy``; rational arithmetic only.

    Raises:
        UnsupportedError: responses left out are read as incomparable; then monotonicity fails.

    >>> from verifier.preferences.population import Population
    >>> cycle = Population.from_rankings(["a > b > c", "b > c > a", "c > a > b"])
    >>> found = locate(cycle, Policy.uniform(range(3), 3), 2)
    >>> found.radii, found.unique
    ((Fraction(0, 1), Fraction(0, 1), Fraction(0, 1)), True)
    """
    form, bottom = quadratic_form(population, policy.numerators, policy.denominator, k)
    m = len(form)
    weights = [Fraction(n, policy.denominator) for n in policy.numerators]
    values = payoffs(population, policy, k)
    mean = sum((w * u for w, u in zip(weights, values, strict=True) if w), Fraction(0))
    epsilon = max(values) - mean
    shortfall = [mean + epsilon - u for u in values]
    near = tuple(y for y in range(m) if weights[y] or shortfall[y] <= CLEAR)
    far = {y: _up(epsilon / shortfall[y]) for y in range(m) if y not in near}
    eigenvalue = least_eigenvalue([[form[y][z] for z in near] for y in near], bottom)
    radius = _near_radius(form, bottom, near, far, epsilon, eigenvalue)
    radii = tuple(far.get(y, radius) for y in range(m))
    positive = tuple(y for y in range(m) if (r := radii[y]) is not None and weights[y] > r)
    zero = _certainly_zero(population, policy, k, radii)
    unique = (population.strict and population.complete) or _is_unique(population, policy, k, radii, zero)
    return Location(epsilon, near, eigenvalue, radii, positive, zero, unique)


def _near_radius(
    form: Sequence[Sequence[int]],
    bottom: int,
    near: Sequence[int],
    far: dict[int, Fraction],
    epsilon: Fraction,
    eigenvalue: Fraction | None,
) -> Fraction | None:
    """A bound on |d_y| for y in R: d is e + (what is missing to sum 0, spread evenly over R) + (its part off R)."""
    spread = sum(far.values(), Fraction(0)) / len(near)
    if len(near) == 1:
        return spread
    if eigenvalue is None:
        return None
    outside = sum((form[y][z] * far[y] * far[z] for y in far for z in far), Fraction(0)) / bottom
    inside = spread**2 * sum(form[y][z] for y in near for z in near) / bottom
    # √Q is a seminorm, and √Q(d) ≤ √(2ε).
    length = root_above(2 * epsilon) + root_above(outside) + root_above(inside)
    return _up(root_above(length**2 / eigenvalue) + spread)


def _certainly_zero(
    population: Population, policy: Policy, k: int, radii: Sequence[Fraction | None]
) -> tuple[int, ...]:
    """Where u_y(π*) is below the best payoff all over the box, so that π*_y = 0: payoffs grow with every weight."""
    low, high, common = _box(policy, radii)
    views = looks(population, range(len(radii)), range(len(radii)))
    least = max(numerator(view, low, k, "strict") for view in views) if common else 0
    return tuple(y for y, view in enumerate(views) if numerator(view, high, k, "strict") < least)


def _box(policy: Policy, radii: Sequence[Fraction | None]) -> tuple[list[int], list[int], int]:
    """The ends of the box [π − radii, π + radii] ∩ [0, 1], rounded outwards, as integers over the third number."""
    common = policy.denominator << RADIUS_BITS
    low, high = [], []
    for n, radius in zip(policy.numerators, radii, strict=True):
        reach = common if radius is None else -int(-radius * common // 1)
        weight = n << RADIUS_BITS
        low.append(max(0, weight - reach))
        high.append(min(common, weight + reach))
    return low, high, common


def _is_unique(
    population: Population, policy: Policy, k: int, radii: Sequence[Fraction | None], zero: Sequence[int]
) -> bool:
    """Two equilibria π*, π' have Q_π*(π* − π') = 0, and Q_π* is at least Q at the lower end of the box."""
    open_ones = [y for y in range(len(radii)) if y not in zero]
    if len(open_ones) <= 1:
        return True
    low, _, common = _box(policy, radii)
    form, bottom = quadratic_form(population, low, common, k)
    return least_eigenvalue([[form[y][z] for z in open_ones] for y in open_ones], bottom) is not None


def root_above(number: Fraction) -> Fraction:
    """A rational at least √number ≥ 0, within about 2^-RADIUS_BITS."""
    scaled = -(-(number.numerator << (2 * RADIUS_BITS)) // number.denominator)
    root = isqrt(scaled)
    return Fraction(root + (root * root < scaled), 1 << RADIUS_BITS)


def _up(number: Fraction) -> Fraction:
    return Fraction(-(-(number.numerator << RADIUS_BITS) // number.denominator), 1 << RADIUS_BITS)
