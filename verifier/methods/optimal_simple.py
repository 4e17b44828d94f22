"""Optima with small denominators, as symmetric populations have them: found exactly, with a bracket of width 0."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np

from verifier.errors import SolverError
from verifier.exact.rational import clear_denominators
from verifier.lp.program import LinearProgram
from verifier.lp.solve import solve
from verifier.methods.optimal_losses import LossFamily
from verifier.methods.optimal_numbers import simple_ratios

if TYPE_CHECKING:
    from collections.abc import Sequence

    from verifier.preferences.population import Population

_LARGEST = 1000
_NEAR = 1e-9
_MOST_OPPONENTS = 500


def simple_policy(values: Any) -> list[Fraction] | None:
    """The fractions of denominator up to 1000 that the float policy is next to; None without."""
    return simple_ratios(values, _LARGEST, _NEAR)


def proving_mixture(
    population: Population, policy: Sequence[Fraction], sets: Sequence[tuple[int, ...]], mixture: Any, k: int
) -> list[tuple[tuple[int, ...], Fraction]] | None:
    """Opponents among ``sets`` and weights τ that prove ``policy`` optimal against ``sets``; None where none do.

    A policy is optimal iff, among the opponents of greatest loss t, some τ makes no slope of the mixed loss smaller
    than its mean under π, which is k t: Σ_T τ_T ∂_z L_k(π; T) ≥ k t for every z. That is a linear system for τ. The
    float ``mixture`` is tried first, with small denominators.
    """
    numerators, bottom = clear_denominators(policy)
    shares = np.array(population.read[1], dtype=object)
    family = LossFamily(population, sets, k, shares)
    values = family.values(family.masses(np.array(numerators, dtype=object))).tolist()
    worst = max(values)
    active = [j for j, value in enumerate(values) if value == worst]
    if len(active) > _MOST_OPPONENTS:
        return None
    sets = [family.sets[j] for j in active]
    family = LossFamily(population, sets, k, shares)
    gains = bottom * family.slopes(family.masses(np.array(numerators, dtype=object))) - k * worst
    guess = simple_ratios(np.asarray(mixture)[active], _LARGEST, _NEAR)
    if guess is None or min(clear_denominators(guess)[0] @ gains) < 0:
        guess = _solution(gains)
    return None if guess is None else list(zip(sets, guess, strict=True))


def _solution(gains: Any) -> list[Fraction] | None:
    """Weights τ ≥ 0 of sum 1 with τ @ ``gains`` ≥ 0, exactly; None where there are none."""
    count, m = gains.shape
    rows = np.vstack([gains.T, np.ones((1, count), dtype=object)])
    try:
        solution = solve(LinearProgram((0,) * count, rows, (0,) * m + (1,), frozenset({m})))
    except SolverError:
        return None
    return list(solution.primal)
