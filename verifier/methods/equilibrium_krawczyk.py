"""An exact equilibrium near a rational one: Krawczyk's theorem, in integers (THEORY 3).

G(π, v) = (u_y(π) − v for y in S, Σπ − 1) with π = 0 off S. Let K = ‖C·G(x0)‖ and let α be the largest row sum of
|I − C·J| over the box of radius r around x0. If K + α r ≤ r and α < 1, then the box holds exactly one root of G
[Krawczyk 1969]. If also π > 0 on S and u_y < v off S all over the box, the root is a symmetric equilibrium. Slopes are
polynomials with coefficients ≥ 0, so over a box they lie between their values at its two ends.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from operator import mul
from typing import Any

import numpy as np

from verifier.game.payoffs import Payoff, looks, numerator, scale, slopes
from verifier.preferences.policy import Policy
from verifier.preferences.population import Population

LEAST_RADIUS_BITS = 150
VALUE_BITS = 160
SLOPE_BITS = 96
BOX_BITS = 96
INVERSE_BITS = 32
INVERSE_PRECISION = 512
MARGIN_BITS = 40
"""Regular means: strict complementarity above 2^-40, and an inverse Jacobian with entries up to 2^40."""


@dataclass(frozen=True)
class Krawczyk:
    """Exactly one symmetric equilibrium has support S and lies within ``radius`` of x0 = (π_S, v), entry by entry.

    Attributes:
        support: S, as increasing indices.
        weights: π_S, rationals that sum to 1.
        value: v, near the payoff of the equilibrium.
        radius: r > 0, in the maximum norm.
        preconditioner: the (|S|+1) × (|S|+1) matrix C, as integers over ``denominator``; the last row and column belong
            to v and to Σπ = 1.
    """

    support: tuple[int, ...]
    weights: tuple[Fraction, ...]
    value: Fraction
    radius: Fraction
    preconditioner: tuple[tuple[int, ...], ...]
    denominator: int


def failure(population: Population, enclosure: Krawczyk, k: int, payoff: Payoff) -> str | None:
    """The first condition that ``enclosure`` violates, with its numbers; None where it proves what it says."""
    r, support = enclosure.radius, enclosure.support
    if r <= 0 or min(enclosure.weights) <= r:
        return f"the least weight, {_bound(min(enclosure.weights))}, is not above the radius {_bound(r)}"
    contraction = _contraction(population, enclosure, k, payoff)
    if contraction >= 1:
        return f"max row sum |I - C J| = {float(contraction):.6g} is not below 1"
    offset = residual(population, enclosure, k, payoff)
    if offset + contraction * r > r:
        return f"|C G| + alpha r = {float(offset / r + contraction):.6g} r is above r"
    others = [y for y in range(len(population.responses)) if y not in support]
    high = [weight + r for weight in enclosure.weights]
    worst = max(_values(population, others, support, high, k, payoff), default=None)
    if worst is not None and worst >= enclosure.value - r:
        return f"a response off the support may have a payoff of {float(worst):.6g}, not below that of the support"
    return None


def residual(population: Population, enclosure: Krawczyk, k: int, payoff: Payoff) -> Fraction:
    """‖C·G(x0)‖, exactly."""
    payoffs = _values(population, enclosure.support, enclosure.support, enclosure.weights, k, payoff)
    total = sum(enclosure.weights, Fraction(0))
    common = lcm(total.denominator, enclosure.value.denominator, *(u.denominator for u in payoffs))
    g = [int((u - enclosure.value) * common) for u in payoffs]
    g.append(int((total - 1) * common))
    images = [abs(sum(map(mul, row, g))) for row in enclosure.preconditioner]
    return Fraction(max(images), common * enclosure.denominator)


def _values(
    population: Population,
    rows: Sequence[int],
    columns: Sequence[int],
    weights: Sequence[Fraction],
    k: int,
    payoff: Payoff,
) -> list[Fraction]:
    common = lcm(*(weight.denominator for weight in weights))
    point = [weight.numerator * (common // weight.denominator) for weight in weights]
    bottom = population.total * scale(k, payoff) * common**k
    return [Fraction(numerator(look, point, k, payoff), bottom) for look in looks(population, rows, columns)]


def _contraction(population: Population, enclosure: Krawczyk, k: int, payoff: Payoff) -> Fraction:
    """α: the largest row sum of |I − C·J| over the box, whose ends are rounded outwards to multiples of 2^-BOX_BITS."""
    r, common = enclosure.radius, 1 << BOX_BITS
    low = [(weight - r) * common // 1 for weight in enclosure.weights]
    high = [-(-(weight + r) * common // 1) for weight in enclosure.weights]
    one = population.total * scale(k, payoff) * common ** (k - 1)
    views = looks(population, enclosure.support, enclosure.support)
    lowest = _bordered([slopes(view, low, k, payoff) for view in views], one)
    highest = _bordered([slopes(view, high, k, payoff) for view in views], one)
    c = np.array(enclosure.preconditioner, dtype=object)
    positive, negative = np.maximum(c, 0), np.minimum(c, 0)
    identity = np.array([[int(i == j) for j in range(len(c))] for i in range(len(c))], dtype=object)
    identity *= enclosure.denominator * one
    from_above = identity - (positive @ lowest + negative @ highest)
    from_below = identity - (positive @ highest + negative @ lowest)
    sums = np.maximum(abs(from_above), abs(from_below)).sum(axis=1)
    return Fraction(max(sums.tolist()), enclosure.denominator * one)


def _bordered(rows: Sequence[Sequence[int]], one: int) -> np.ndarray[Any, np.dtype[np.object_]]:
    """[[∂u/∂π, −1], [1ᵀ, 0]], all times ``one``."""
    return np.array([[*row, -one] for row in rows] + [[one] * len(rows) + [0]], dtype=object)


def krawczyk(population: Population, policy: Policy, k: int, payoff: Payoff) -> Krawczyk | str:
    """An enclosure around ``policy`` that `failure` finds nothing wrong with; else the condition that failed.

    All of it is computed from the policy in exact arithmetic, so the same policy gives the same bytes.
    """
    weights = [Fraction(n, policy.denominator) for n in policy.numerators]
    everyone = range(len(weights))
    payoffs = _values(population, everyone, policy.support, [weights[y] for y in policy.support], k, payoff)
    value = sum((weights[y] * payoffs[y] for y in policy.support), Fraction(0))
    for y in everyone:
        margin = max(weights[y], value - payoffs[y])
        if margin <= Fraction(1, 1 << MARGIN_BITS):
            return (
                f"strict complementarity: response {population.responses[y]!r} has weight {_bound(weights[y])} and "
                f"falls short of the best payoff by {_bound(max(margin, Fraction(0)))}; one of them must be above 2^-40"
            )
    inverse = _inverse(population, policy, k, payoff)
    if isinstance(inverse, str):
        return inverse
    grid = 1 << VALUE_BITS
    start = value if value.denominator <= grid else Fraction(round(value * grid), grid)
    chosen = tuple(weights[y] for y in policy.support)
    draft = Krawczyk(policy.support, chosen, start, Fraction(1), inverse, 1 << INVERSE_BITS)
    offset = 2 * residual(population, draft, k, payoff)
    bits = LEAST_RADIUS_BITS
    while bits > 0 and offset * (1 << bits) > 1:
        bits -= 1
    enclosure = Krawczyk(policy.support, chosen, start, Fraction(1, 1 << bits), inverse, 1 << INVERSE_BITS)
    reason = failure(population, enclosure, k, payoff)
    return enclosure if reason is None else reason


def _inverse(population: Population, policy: Policy, k: int, payoff: Payoff) -> tuple[tuple[int, ...], ...] | str:
    """The inverse Jacobian on the support, as integers over 2^INVERSE_BITS, or how close to singular it is."""
    import flint

    one = 1 << SLOPE_BITS
    # Weights and slopes are cut to SLOPE_BITS; that moves no row of slopes by more than size² k² / one.
    point = [policy.numerators[y] * one // policy.denominator for y in policy.support]
    bottom = population.total * scale(k, payoff) << (SLOPE_BITS * (k - 1))
    views = looks(population, policy.support, policy.support)
    rows = [[(slope << SLOPE_BITS) // bottom for slope in slopes(view, point, k, payoff)] for view in views]
    matrix = flint.fmpz_mat(_bordered(rows, one).tolist())
    names = ", ".join(population.responses[y] for y in policy.support)
    size = len(point) + 1
    bits = SLOPE_BITS - 2 * size.bit_length() - 2 * k.bit_length()
    try:
        with flint.ctx.workprec(INVERSE_PRECISION):
            # matrix · inverse = 1; the inverse Jacobian is 2^SLOPE_BITS times that inverse.
            centres = [entry.mid() * one for entry in flint.arb_mat(matrix).inv().entries()]
            floors = [(entry * (1 << INVERSE_BITS)).floor().unique_fmpz() for entry in centres]
    except ZeroDivisionError:
        floors = []
    cut = [int(entry) for entry in floors if entry is not None]
    if len(cut) == size**2 and max(map(abs, cut)) <= 1 << (INVERSE_BITS + MARGIN_BITS):
        return tuple(tuple(cut[i * size : (i + 1) * size]) for i in range(size))
    if matrix.det() != 0:
        largest = max(abs(entry * one) for entry in flint.fmpq_mat(matrix).inv().entries())
        bits = min(int(largest.p // largest.q).bit_length() - 1, bits)
    return (
        f"non-singular Jacobian: on the support {names} it maps some direction whose largest entry is 1 to entries of "
        f"at most 2^-{bits - 1}; above 2^-{MARGIN_BITS} is wanted"
    )


def _bound(number: Fraction) -> str:
    """``number`` ≥ 0, or the least power of two above it where it is below 2^-20."""
    if number == 0:
        return "0"
    bits = number.denominator.bit_length() - number.numerator.bit_length() - 1
    return f"at most 2^-{bits}" if bits > 20 else f"{float(number):.6g}"  # noqa: PLR2004  # below, decimals mislead
