"""From a float proposal to a rational policy: Newton on the support in long fixed-point integers, then rounding.

Payoffs are evaluated exactly and only the preconditioner is a float, so every step gains the float's relative accuracy
(iterative refinement [Wilkinson 1963]). What is returned is a grid point or a recognised rational, never last bits.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import lcm

import numpy as np

from verifier.game.payoffs import Payoff, looks, numerator, scale, slopes
from verifier.preferences.policy import Policy
from verifier.preferences.population import Population
from verifier.rules.equilibrium.newton import Floats

GRID_BITS = 160
"""Refined policies are rounded to multiples of 2^-160."""

COARSE_BITS = 48
"""Policies that could not be refined are rounded to multiples of 2^-48, so that a float's last bits do not show."""

WORK_BITS = GRID_BITS + 64
SETTLED = 1 << (WORK_BITS - GRID_BITS - 32)
"""A step of at most this many units of 2^-WORK_BITS ends the refinement: far below half a step of the grid."""

START_BITS = 40
GAINED_BITS = 80
STEPS = 60
IDLE_STEPS = 4
RANK = 1e-10
RECOGNISED = 2**40


def coarse(proposal: Floats) -> Policy:
    """The proposal on the coarse grid."""
    return _on_grid([int(weight) for weight in coarse_weights(proposal)], COARSE_BITS)


def coarse_weights(proposal: Floats) -> Floats:
    """The weights as multiples of 2^-COARSE_BITS: ties among them do not hang on a float's last bits."""
    return np.asarray(np.rint(proposal * 2.0**COARSE_BITS))


def refine(
    population: Population, k: int, payoff: Payoff, proposal: Floats, support: Sequence[int]
) -> list[int] | None:
    """Weights π_y · 2^WORK_BITS for y in ``support`` with u_y(π) = v there and Σπ = 1, or None."""
    s, unit = len(support), 1 << WORK_BITS
    if s == 1:
        return [unit]
    views = looks(population, support, support)
    start = [round(float(proposal[y]) * 2**START_BITS) for y in support]
    preconditioner, bits = _preconditioner(population, [slopes(view, start, k, payoff) for view in views], k, payoff)
    point = [weight << (WORK_BITS - START_BITS) for weight in start]
    value: int | None = None
    largest, best, idle = unit >> START_BITS, unit, 0
    for _ in range(STEPS):
        # Bits far below what the next step can gain are not looked at.
        cut = max(0, largest.bit_length() - GAINED_BITS)
        bottom = population.total * scale(k, payoff) << ((WORK_BITS - cut) * k)
        looked_at = [weight >> cut for weight in point]
        payoffs = [(numerator(view, looked_at, k, payoff) << WORK_BITS) // bottom for view in views]
        value = sum(payoffs) // s if value is None else value
        residual = np.array([*(u - value for u in payoffs), sum(point) - unit], dtype=object)
        step = [int(entry) >> bits for entry in preconditioner @ residual]
        point = [x - dx for x, dx in zip(point, step, strict=False)]
        value -= step[-1]
        if min(point) < 0:
            return None
        largest = max(map(abs, step))
        if largest <= SETTLED:
            return point
        best, idle = (largest, 0) if 2 * largest <= best else (best, idle + 1)
        if idle > IDLE_STEPS:  # steps no longer halve: the Jacobian is singular at the solution
            return None
    return None


def _preconditioner(
    population: Population, rows: Sequence[Sequence[int]], k: int, payoff: Payoff
) -> tuple[np.ndarray[tuple[int, int], np.dtype[np.object_]], int]:
    """A float pseudo-inverse of [[∂u/∂π, −1], [1ᵀ, 0]] as integers over 2^bits, cut to 30 bits below its largest."""
    bottom = population.total * scale(k, payoff) << (START_BITS * (k - 1))
    s = len(rows)
    matrix = np.zeros((s + 1, s + 1))
    matrix[:s, :s] = [[entry / bottom for entry in row] for row in rows]
    matrix[:s, s], matrix[s, :s] = -1.0, 1.0
    inverse = np.linalg.pinv(matrix, rcond=RANK)
    bits = 30 - int(np.frexp(np.abs(inverse).max())[1])
    bits = max(bits, 0)
    return np.array([[round(float(entry) * 2**bits) for entry in row] for row in inverse], dtype=object), bits


def recognised(weights: Sequence[int]) -> Policy | None:
    """The policy of small denominator within 2^-WORK_BITS · SETTLED of ``weights``, if there is one."""
    unit = 1 << WORK_BITS
    exact = [Fraction(weight, unit).limit_denominator(RECOGNISED) for weight in weights]
    common = lcm(*(weight.denominator for weight in exact))
    near = all(abs(p * unit - x) <= 2 * SETTLED for p, x in zip(exact, weights, strict=True))
    if not near or sum(exact) != 1 or common > RECOGNISED**2:
        return None
    return Policy(tuple(p.numerator * (common // p.denominator) for p in exact), common)


def rounded(weights: Sequence[int]) -> Policy:
    """The weights on the grid of 2^-GRID_BITS, summing to exactly 1."""
    cut = WORK_BITS - GRID_BITS
    return _on_grid([(weight + (1 << (cut - 1))) >> cut for weight in weights], GRID_BITS)


def _on_grid(numerators: list[int], bits: int) -> Policy:
    """What is missing to 1 goes to the largest weight; among equals to all of them if it divides, else to the first.

    A class of equal weights that what is missing divides is preferred, so that relabelling responses relabels.
    """
    missing = (1 << bits) - sum(numerators)
    sizes: dict[int, int] = {}
    for n in numerators:
        sizes[n] = sizes.get(n, 0) + 1
    able = [n for n, size in sizes.items() if missing % size == 0 and n > abs(missing)]
    if able:
        chosen = max(able)
        share = missing // sizes[chosen]
        numerators = [n + share if n == chosen else n for n in numerators]
    else:
        numerators[numerators.index(max(numerators))] += missing
    return Policy.from_fractions([Fraction(n, 1 << bits) for n in numerators])


def embedded(policy: Policy, support: Sequence[int], m: int) -> Policy:
    """A policy over ``support`` as one over all m responses."""
    numerators = [0] * m
    for y, n in zip(support, policy.numerators, strict=True):
        numerators[y] = n
    return Policy(tuple(numerators), policy.denominator)
