"""The optimal strategy of least Euclidean norm: unique, rational, and the same however responses are numbered.

With p strictly complementary, S its support and N the rest, the optimal strategies are the q_S = V t with V a basis
of the kernel of M_SS, subject to Σ q = 1, q_S >= 0 and (q^T M)_N >= 0: the cone G t >= 0 with G = (V; (M_SN)^T V),
cut by σ · t = 1 with σ = V^T 1. Least norm over the cut is, up to scale, the projection of the vector 1 on the cone:
q minimises |q|² over σ · t = 1 exactly where a multiple of it minimises |q - 1|² over the cone, since on the rays of
the cone both rank by σ · t / |V t|. With Q = V^T V the conditions of that projection are

    Q t = σ + G^T λ,   w = G t >= 0,   λ >= 0,   λ · w = 0.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from verifier.errors import SolverError
from verifier.lp.complementarity import complementary_point
from verifier.lp.face import support_margins
from verifier.lp.game import Strategy, hull_center, optimal, skew
from verifier.lp.highs import scaled
from verifier.lp.integers import (
    IntegerArray,
    column_bits,
    flint_matrix,
    independent_rows,
    integers,
    kernel,
    solve_square,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import ArrayLike

    from verifier.lp.highs import Floats

_TOLERANCE = 1e-9


def least_norm(
    margins: ArrayLike, strategy: Strategy, propose: Callable[[Floats, Floats], list[int]] | None = None
) -> Strategy:
    """The optimal strategy q of ``margins`` with the least Σ q², given a strictly complementary ``strategy``.

    The point of least norm of the affine hull, where it is an optimal strategy; else that of the active set which
    ``propose`` finds in floating point (a list of rows of G), where its multipliers have the right signs exactly; else
    exact pivoting. ``Strategy.route`` is "support", "basis" or "pivoting". ``propose`` is for tests.

    Raises:
        InputError: ``strategy`` is not a strictly complementary one of ``margins``.

    Example:
        >>> least_norm([[0, 0, 1], [0, 0, 1], [-1, -1, 0]], Strategy((1, 2, 0), 3, "support")).numerators
        (1, 1, 0)
    """
    inner = support_margins(margins, strategy)
    matrix, support = skew(margins), list(strategy.support)
    others = [y for y in range(len(matrix)) if y not in set(support)]
    basis = kernel(inner)
    center = hull_center(basis)
    if center is None:
        raise SolverError("the kernel of a strictly complementary support holds no strategy")
    found = _spread(matrix, support, center, "support")
    if found is not None:
        return found
    cone = np.vstack([basis, matrix[np.ix_(support, others)].T.astype(object) @ basis])
    lengths = column_bits(basis)[None, :]
    heights = column_bits(cone.T)[:, None]
    active = (propose or _active_rows)(scaled(basis, lengths), scaled(cone, lengths + heights))
    point, route = _active_point(basis, cone, active), "basis"
    if point is None:
        point, route = _pivoted_point(basis, cone), "pivoting"
    found = _spread(matrix, support, [int(entry) for entry in basis @ np.array(point, dtype=object)], route)
    if found is None:
        raise SolverError("the strategy of least norm is not optimal")
    return found


def _spread(matrix: IntegerArray, support: list[int], entries: list[int], route: str) -> Strategy | None:
    whole = [0] * len(matrix)
    for place, entry in zip(support, entries, strict=True):
        whole[place] = entry
    return optimal(matrix, whole, route)


def _active_rows(basis: Floats, cone: Floats) -> list[int]:
    """The rows of ``cone`` that bind at the projection of 1 on it, by non-negative least squares on the multipliers.

    C. Lawson, R. Hanson, "Solving Least Squares Problems" (1974), chapter 23: in orthonormal coordinates u of the
    span, the projection is u = a + C^T λ with λ >= 0 of least |a + C^T λ|.
    """
    orthonormal, triangle = np.linalg.qr(basis)
    try:
        rows = np.linalg.solve(triangle.T, cone.T).T
    except np.linalg.LinAlgError:
        return []
    lengths = np.linalg.norm(rows, axis=1)
    rows /= np.where(lengths > 0, lengths, 1.0)[:, None]
    target = orthonormal.sum(axis=0)
    active: list[int] = []
    weights = np.zeros(len(rows))
    for _ in range(3 * len(rows)):
        slack = rows @ (target + weights @ rows)
        slack[active] = 0.0
        worst = int(np.argmin(slack))
        if slack[worst] > -_TOLERANCE:
            break
        active.append(worst)
        trial = np.zeros(0)
        while active:
            trial = np.linalg.lstsq(rows[active].T, -target, rcond=None)[0]
            if (trial > 0).all():
                break
            now = weights[active]
            step = min(float(a / (a - b)) for a, b in zip(now, trial, strict=True) if b <= 0 and a != b)
            moved = now + step * (trial - now)
            weights[:] = 0.0
            weights[active] = moved
            active = [row for row, weight in zip(active, moved.tolist(), strict=True) if weight > _TOLERANCE]
        weights[:] = 0.0
        weights[active] = trial[: len(active)]
    return sorted(active)


def _active_point(basis: IntegerArray, cone: IntegerArray, active: list[int]) -> list[int] | None:
    """The t, in proportion, with Q t = σ + A^T λ, A t = 0 for the ``active`` rows A of G, if λ >= 0 and G t >= 0."""
    chosen = [active[i] for i in independent_rows(cone[active])] if active else []
    size, count = basis.shape[1], len(chosen)
    system = np.zeros((size + count, size + count), dtype=object)
    system[:size, :size] = basis.T @ basis
    system[:size, size:] = -cone[chosen].T
    system[size:, :size] = cone[chosen]
    answer = solve_square(system, basis.sum(axis=0).tolist() + [0] * count)
    if answer is None or min(answer.numerators[size:], default=0) < 0:
        return None
    point = list(answer.numerators[:size])
    return point if ((cone @ np.array(point, dtype=object)) >= 0).all() else None


def _pivoted_point(basis: IntegerArray, cone: IntegerArray) -> list[int]:
    """The same t from the complementarity problem w = G Q^-1 G^T λ + G Q^-1 σ, by exact pivoting."""
    gram = flint_matrix(basis.T @ basis)
    right = np.hstack([cone.T, basis.sum(axis=0)[:, None]])
    numerators, _ = gram.solve(flint_matrix(right)).numer_denom()
    solved = np.array(integers(numerators.entries()), dtype=object).reshape(right.shape)
    # Both sides carry the common denominator of Q^-1, which leaves λ as it is.
    weights = complementary_point(cone @ solved[:, :-1], cone @ solved[:, -1])
    point = solved[:, :-1] @ np.array(weights.numerators, dtype=object) + solved[:, -1] * weights.denominator
    return [int(entry) for entry in point]
