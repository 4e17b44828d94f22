"""Optima with small denominators, as symmetric populations have them: found exactly, with a bracket of width 0."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np

from verifier.errors import SolverError
from verifier.exact.rational import clear_denominators
from verifier.game.loss import losses
from verifier.game.masses import Masses, masses
from verifier.game.worst_case import set_numerators
from verifier.lp.program import LinearProgram
from verifier.lp.solve import solve
from verifier.preferences.policy import Policy
from verifier.rules.best_product.losses import LossFamily
from verifier.rules.best_product.numbers import simple_ratios

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from verifier.preferences.population import Population

_LARGEST = 1000
_NEAR = 1e-9
_MOST_OPPONENTS = 500


def simple_policy(values: Any) -> list[Fraction] | None:
    """The fractions of denominator up to 1000 that the float policy is next to; None without."""
    return simple_ratios(values, _LARGEST, _NEAR)


def proving_mixture(
    population: Population, policy: Sequence[Fraction], size: int, k: int
) -> list[tuple[tuple[int, ...], Fraction]] | None:
    """Opponents of ``size`` responses and weights τ that prove ``policy`` optimal against all of them; None without.

    A policy is optimal iff, among the opponents of greatest loss t, some τ makes no slope of the mixed loss smaller
    than its mean under π, which is k t: Σ_T τ_T ∂_z L_k(π; T) ≥ k t for every z. That is a linear system for τ. Equal
    weights are tried first: where the opponents are alike they prove it, and they go along with every relabelling.
    The floats of the search are not asked, so that their last bits decide nothing here.
    """
    chosen = Policy.from_fractions(policy)
    active = _worst(masses(population, chosen), k, size)
    if len(active) > _MOST_OPPONENTS:
        return None
    numerators, bottom = clear_denominators(policy)
    exact = np.array(numerators, dtype=object)
    family = LossFamily(population, active, k, np.array(population.read[1], dtype=object))
    at = family.masses(exact)
    gains = bottom * family.slopes(at) - k * max(family.values(at).tolist())
    equal = [Fraction(1, len(active))] * len(active)
    weights = equal if min(gains.sum(axis=0)) >= 0 else _solution(gains)
    return None if weights is None else list(zip(family.sets, weights, strict=True))


def _worst(seen: Masses, k: int, size: int) -> list[tuple[int, ...]]:
    """The opponents of ``size`` responses to whom most is lost, in order; of too many only the first ones."""
    if size == 1:
        numerators, _ = losses(seen, k)
        pairs: Iterable[tuple[int, tuple[int, ...]]] = ((loss, (y,)) for y, loss in enumerate(numerators))
    else:
        pairs = set_numerators(seen, k, size)
    most, found = -1, []
    for loss, shown in pairs:
        if loss > most:
            most, found = loss, [shown]
        elif loss == most and len(found) <= _MOST_OPPONENTS:
            found.append(shown)
    return found


def _solution(gains: Any) -> list[Fraction] | None:
    """Weights τ ≥ 0 of sum 1 with τ @ ``gains`` ≥ 0, exactly; None where there are none."""
    count, m = gains.shape
    rows = np.vstack([gains.T, np.ones((1, count), dtype=object)])
    try:
        solution = solve(LinearProgram((0,) * count, rows, (0,) * m + (1,), frozenset({m})))
    except SolverError:
        return None
    return list(solution.primal)
