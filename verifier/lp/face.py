"""The set of all optimal strategies of a symmetric zero-sum game: its dimension, and whether it is a point.

Let p be an optimal strategy with p_y + (p^T M)_y > 0 for every y (strictly complementary), S its support and N the
rest. Every optimal q has q_N = 0 and M_SS q_S = 0; the other conditions hold with room at p. So the optimal
strategies form a polytope of dimension nullity(M_SS) - 1, with p in its relative interior.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from verifier.errors import InputError, SolverError
from verifier.exact.rational import clear_denominators
from verifier.lp.game import Strategy, in_lowest_terms, optimal, optimal_strategy, skew, supported_points
from verifier.lp.integers import PRIMES, IntegerArray, flint_matrix, integer_array, kernel, product, rank_modulo
from verifier.lp.interior import interior_strategy
from verifier.lp.program import LinearProgram
from verifier.lp.solve import solve

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import ArrayLike

    from verifier.lp.highs import Floats


def strictly_complementary(
    margins: ArrayLike, propose: Callable[[IntegerArray], Floats | None] = interior_strategy
) -> Strategy:
    """An optimal strategy p with p_y + (p^T M)_y > 0 for every response y; one always exists.

    The interior path tends to one. Where its support misleads, any point of x >= 0, M^T x >= 0, x + M^T x >= 1 is one
    after normalising. ``propose`` is for tests.

    Raises:
        InputError: ``margins`` is not a square skew-symmetric integer matrix with a row.
    """
    matrix = skew(margins)
    guess = propose(matrix)
    if guess is not None:
        for weights in supported_points(matrix, guess):
            if is_strictly_complementary(matrix, weights):
                return in_lowest_terms(weights, "support")
    # Where the optimal strategy is unique it is strictly complementary, and its linear program is the easier one.
    only = optimal_strategy(matrix, lambda _: None)
    if is_strictly_complementary(matrix, only.numerators):
        return only
    size = matrix.shape[0]
    identity = np.eye(size, dtype=matrix.dtype) if matrix.dtype == np.int64 else np.diag([1] * size).astype(object)
    rows = np.vstack([matrix.T, matrix.T + identity])
    solution = solve(LinearProgram((1,) * size, rows, (0,) * size + (1,) * size))
    point, _ = clear_denominators(solution.primal)
    if not is_strictly_complementary(matrix, point):
        raise SolverError("the linear program gave a strategy that is not strictly complementary")
    return in_lowest_terms(point, solution.route)


def is_strictly_complementary(matrix: IntegerArray, weights: Sequence[int]) -> bool:
    """Whether ``weights`` p are non-negative, p^T M is, and p + p^T M is positive everywhere."""
    gains = product(matrix.T, weights)
    return min(weights) >= 0 and min(gains) >= 0 and all(p + gain > 0 for p, gain in zip(weights, gains, strict=True))


def face_dimension(margins: ArrayLike, strategy: Strategy) -> int:
    """The dimension of the set of optimal strategies, 0 where there is only one.

    Raises:
        InputError: ``strategy`` is not a strictly complementary one of ``margins``.
    """
    inner = support_margins(margins, strategy)
    if nullity_is_one_mod(inner) is not None:
        return 0
    return len(inner) - int(flint_matrix(inner).rank()) - 1


def nullity_is_one_mod(margins: ArrayLike) -> int | None:
    """A prime modulo which the singular matrix ``margins`` has corank 1, if one of three fixed ones does.

    A rank modulo a prime is a lower bound of the rank, so this proves that the kernel is a line.
    """
    matrix = integer_array(margins)
    return next((prime for prime in PRIMES if rank_modulo(matrix, prime) == matrix.shape[0] - 1), None)


def affine_basis(margins: ArrayLike, strategy: Strategy) -> list[Strategy]:
    """Optimal strategies p = p_0, …, p_d, affinely independent, that span the set of all d-dimensional optimal ones.

    p_i steps from the strictly complementary ``strategy`` p along a kernel vector of M_SS of sum 0, half the way to
    the first constraint it would break.

    Raises:
        InputError: ``strategy`` is not a strictly complementary one of ``margins``.
    """
    inner = support_margins(margins, strategy)
    matrix, support = skew(margins), list(strategy.support)
    flat = kernel(np.vstack([inner, np.ones((1, len(support)), dtype=inner.dtype)]))
    found = [strategy]
    for k in range(flat.shape[1]):
        whole = [0] * len(strategy.numerators)
        for place, entry in zip(support, flat[:, k].tolist(), strict=True):
            whole[place] = entry
        # p + (t/2) d stays feasible for the largest t with room_i + t change_i >= 0 for all i.
        room = [*strategy.numerators, *product(matrix.T, strategy.numerators)]
        change = [*whole, *product(matrix.T, whole)]
        tight = [(have, -move) for have, move in zip(room, change, strict=True) if move < 0]
        have, move = tight[0]
        for other, other_move in tight[1:]:
            if other * move < have * other_move:
                have, move = other, other_move
        weights = [2 * move * p + have * d for p, d in zip(strategy.numerators, whole, strict=True)]
        step = optimal(matrix, weights, strategy.route)
        if step is None:
            raise SolverError("a step inside the optimal strategies left them")
        found.append(step)
    return found


def support_margins(margins: ArrayLike, strategy: Strategy) -> IntegerArray:
    """M_SS on the support S of ``strategy``.

    Raises:
        InputError: ``strategy`` is not a strictly complementary one of ``margins``.
    """
    matrix = skew(margins)
    if len(strategy.numerators) != len(matrix) or not is_strictly_complementary(matrix, strategy.numerators):
        raise InputError("the strategy is not strictly complementary for these margins; solve for one that is first")
    return matrix[np.ix_(strategy.support, strategy.support)]
