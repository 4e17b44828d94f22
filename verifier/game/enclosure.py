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
from verifier.preferences.population import Population

BOX_BITS = 96
"""The ends of the box are rounded outwards to multiples of 2^-96 where the contraction is computed."""


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
        return f"the least weight, {bound_text(min(enclosure.weights))}, is not above the radius {bound_text(r)}"
    contraction = _contraction(population, enclosure, k, payoff)
    if contraction >= 1:
        return f"max row sum |I - C J| = {float(contraction):.6g} is not below 1"
    offset = residual(population, enclosure, k, payoff)
    if offset + contraction * r > r:
        return f"|C G| + alpha r = {float(offset / r + contraction):.6g} r is above r"
    others = [y for y in range(len(population.responses)) if y not in support]
    high = [weight + r for weight in enclosure.weights]
    worst = max(payoff_values(population, others, support, high, k, payoff), default=None)
    if worst is not None and worst >= enclosure.value - r:
        return f"a response off the support may have a payoff of {float(worst):.6g}, not below that of the support"
    return None


def residual(population: Population, enclosure: Krawczyk, k: int, payoff: Payoff) -> Fraction:
    """‖C·G(x0)‖, exactly."""
    payoffs = payoff_values(population, enclosure.support, enclosure.support, enclosure.weights, k, payoff)
    total = sum(enclosure.weights, Fraction(0))
    common = lcm(total.denominator, enclosure.value.denominator, *(u.denominator for u in payoffs))
    g = [int((u - enclosure.value) * common) for u in payoffs]
    g.append(int((total - 1) * common))
    images = [abs(sum(map(mul, row, g))) for row in enclosure.preconditioner]
    return Fraction(max(images), common * enclosure.denominator)


def payoff_values(
    population: Population,
    rows: Sequence[int],
    columns: Sequence[int],
    weights: Sequence[Fraction],
    k: int,
    payoff: Payoff,
) -> list[Fraction]:
    """The payoffs of the responses ``rows`` at π with ``weights`` on ``columns`` and nothing elsewhere."""
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
    lowest = bordered([slopes(view, low, k, payoff) for view in views], one)
    highest = bordered([slopes(view, high, k, payoff) for view in views], one)
    c = np.array(enclosure.preconditioner, dtype=object)
    positive, negative = np.maximum(c, 0), np.minimum(c, 0)
    identity = np.array([[int(i == j) for j in range(len(c))] for i in range(len(c))], dtype=object)
    identity *= enclosure.denominator * one
    from_above = identity - (positive @ lowest + negative @ highest)
    from_below = identity - (positive @ highest + negative @ lowest)
    sums = np.maximum(abs(from_above), abs(from_below)).sum(axis=1)
    return Fraction(max(sums.tolist()), enclosure.denominator * one)


def bordered(rows: Sequence[Sequence[int]], one: int) -> np.ndarray[Any, np.dtype[np.object_]]:
    """[[∂u/∂π, −1], [1ᵀ, 0]], all times ``one``."""
    return np.array([[*row, -one] for row in rows] + [[one] * len(rows) + [0]], dtype=object)


def bound_text(number: Fraction) -> str:
    """``number`` ≥ 0, or the least power of two above it where it is below 2^-20."""
    if number == 0:
        return "0"
    bits = number.denominator.bit_length() - number.numerator.bit_length() - 1
    return f"at most 2^-{bits}" if bits > 20 else f"{float(number):.6g}"  # noqa: PLR2004  # below, decimals mislead
