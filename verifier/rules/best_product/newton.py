"""Newton's method on the optimality conditions of the best product policy, from floats to any precision.

With S the responses of positive weight and A the opponents of positive multiplier, the unknowns are π_S, τ_A, λ, t:

    Σ_T τ_T ∂_z L_k(π; T) = λ  (z in S),    L_k(π; T) = t  (T in A),    Σ π = 1,    Σ τ = 1.

The equations are evaluated in balls, the Jacobian in floats; each step gains about ten digits.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from verifier.rules.best_product.numbers import Balls, Floats

if TYPE_CHECKING:
    from verifier.rules.best_product.losses import LossFamily
    from verifier.rules.best_product.path import PathPoint

_STEPS = 100
_FRESH = 4
"""So many steps get their own Jacobian; later ones are too short to change it."""
_STALLED = 4
_RANK = 1e-11
"""Singular values below this part of the largest are read as zero: the optimum is then not unique."""
_START_BITS = 24
"""The start is rounded: where many points solve the equations, the one found shows no float's last bits."""


def newton(
    families: tuple[LossFamily, LossFamily],
    point: PathPoint,
    active: Any,
    accuracy: float,
    balls: Balls,
    *,
    singular: bool = False,
) -> tuple[Any, Any] | None:
    """The policy (m balls) and the mixture (over ``active``) that solve the equations to ``accuracy``; or None.

    Args:
        families: the losses to the active opponents, in floats and in balls.
        point: where to start; its larger half decides S.
        active: the positions of A among the opponents of ``point``.
        accuracy: the largest residual left, relative to the loss.
        balls: the arithmetic.
        singular: go on where the Jacobian is singular, so that the solution depends on where the floats start.
    """
    support = np.flatnonzero(point.policy > point.excess)
    m, level = len(point.policy), float(point.level)
    if not support.size or not len(active) or level <= 0:
        return None
    start = np.concatenate([_short(point.policy[support]), _short(point.mixture[active]), [0.0, level]])
    solution = balls.array(start.tolist())
    rough, fine = families
    best, stalled, inverse = float("inf"), 0, None
    for step in range(_STEPS):
        policy, mixture = _split(solution, support, m)
        masses = fine.masses(policy)
        slopes = fine.mixed_slopes(masses, mixture)[support]
        if step == 0:
            solution[-2] = balls.array([slopes.sum() / len(support)])[0]
        residual = np.concatenate(
            [slopes - solution[-2], fine.values(masses) - solution[-1], [policy.sum() - 1, mixture.sum() - 1]]
        )
        relative = [float(entry) for entry in residual / level]
        error = max(map(abs, relative))
        if error <= accuracy:
            return policy, mixture
        stalled = 0 if error < best / 2 else stalled + 1
        best = min(best, error)
        if stalled > _STALLED or not np.isfinite(error):
            return None
        if inverse is None or step < _FRESH:
            matrix = _jacobian(rough, Floats().array(policy), Floats().array(mixture), support, level)
            if not np.isfinite(matrix).all() or not (singular or _regular(matrix)):
                return None
            inverse = np.linalg.pinv(matrix, rcond=_RANK)
        # Normalised, so that a step of 10^-300 keeps its digits; `error` brings it back.
        change = inverse @ (np.array(relative) / error)
        solution = balls.array(solution - balls.array(change.tolist()) * balls.array([error])[0])
    return None


def _split(solution: Any, support: Any, m: int) -> tuple[Any, Any]:
    policy = np.zeros(m, dtype=object)
    policy[support] = solution[: len(support)]
    return policy, solution[len(support) : -2]


def _jacobian(family: LossFamily, policy: Any, mixture: Any, support: Any, level: float) -> Any:
    """The derivative of the residuals divided by ``level``."""
    size, count = len(support), len(mixture)
    masses = family.masses(policy)
    slopes = family.slopes(masses)[:, support] / level
    matrix = np.zeros((size + count + 2, size + count + 2))
    matrix[:size, :size] = family.curvature(masses, mixture)[np.ix_(support, support)] / level
    matrix[:size, size : size + count] = slopes.T
    matrix[size : size + count, :size] = slopes
    matrix[:size, -2] = matrix[size : size + count, -1] = -1 / level
    matrix[-2, :size] = matrix[-1, size : size + count] = 1 / level
    return matrix


def _regular(matrix: Any) -> bool:
    values = np.linalg.svd(matrix, compute_uv=False)
    return bool(values[-1] > _RANK * values[0])


def _short(values: Any) -> Any:
    mantissas, exponents = np.frexp(values)
    return np.ldexp(np.rint(np.ldexp(mantissas, _START_BITS)), exponents - _START_BITS)
