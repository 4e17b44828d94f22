"""Symmetric zero-sum games over the integers: an exact optimal strategy.

``margins`` is a skew-symmetric m x m integer matrix M (int64, object array or nested lists); M[y, z] is what response
y gains over z. A strategy p >= 0 with Σ p = 1 is optimal where (p^T M)_z >= 0 for every z: the value is 0.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import gcd
from typing import TYPE_CHECKING

import numpy as np

from verifier.errors import InputError, SolverError
from verifier.exact.rational import clear_denominators
from verifier.lp.highs import scaled
from verifier.lp.integers import IntegerArray, column_bits, integer_array, kernel, product, solve_square
from verifier.lp.interior import interior_strategy
from verifier.lp.program import LinearProgram
from verifier.lp.solve import solve

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import ArrayLike

    from verifier.lp.highs import Floats

_BITS = (6, 12, 24, 40)
"""Where the support leaves freedom, points next to the float one are found from coefficients of that many bits."""


@dataclass(frozen=True, slots=True)
class Strategy:
    """Probabilities ``numerators[y] / denominator`` in lowest terms; ``route`` says which search found them."""

    numerators: tuple[int, ...]
    denominator: int
    route: str

    @property
    def support(self) -> tuple[int, ...]:
        """The responses of positive probability, in order."""
        return tuple(y for y, numerator in enumerate(self.numerators) if numerator)


def optimal_strategy(
    margins: ArrayLike, propose: Callable[[IntegerArray], Floats | None] = interior_strategy
) -> Strategy:
    """An optimal strategy of the game ``margins``.

    An interior path proposes a support, on which a linear system is solved exactly; where that is not optimal the
    game goes to :func:`verifier.lp.solve.solve`. ``propose`` is for tests: it cannot make the answer wrong.

    Raises:
        InputError: ``margins`` is not a square skew-symmetric integer matrix with a row.

    Example:
        >>> optimal_strategy([[0, 3, -1], [-3, 0, 2], [1, -2, 0]])
        Strategy(numerators=(2, 1, 3), denominator=6, route='support')
    """
    matrix = skew(margins)
    size = matrix.shape[0]
    winners = np.flatnonzero(((matrix > 0).sum(axis=1)) == size - 1)
    if winners.size:
        return Strategy(tuple(int(y == winners[0]) for y in range(size)), 1, "support")
    guess = propose(matrix)
    if guess is not None:
        for weights in supported_points(matrix, guess):
            found = optimal(matrix, weights, "support")
            if found is not None:
                return found
    return _grown_strategy(matrix)


def _grown_strategy(matrix: IntegerArray) -> Strategy:
    """An optimal strategy from exact linear programs of growing subgames, until no response outside gains.

    Where magnitudes differ so much that exact pivoting is needed, supports are small and so are these programs.
    """
    size = len(matrix)
    working = [0]
    while True:
        solution = solve(_program(matrix[np.ix_(working, working)]))
        inner, _ = clear_denominators(solution.primal)
        weights = [0] * size
        for place, entry in zip(working, inner, strict=True):
            weights[place] = entry
        gains = product(matrix.T, weights)
        losing = sorted((z for z in range(size) if gains[z] < 0), key=gains.__getitem__)
        found = None if losing else optimal(matrix, weights, solution.route)
        if found is not None:
            return found
        if not losing or not set(losing).isdisjoint(working):
            raise SolverError("the strategy of the game's linear program is not optimal")
        working = sorted([*working, *losing[: 1 + len(working) // 4]])


def skew(margins: ArrayLike) -> IntegerArray:
    """``margins`` as an integer array.

    Raises:
        InputError: it is not square, not skew-symmetric, or has no row.
    """
    matrix = integer_array(margins)
    if matrix.ndim != 2 or matrix.shape[0] != matrix.shape[1] or not matrix.size:  # noqa: PLR2004  # rows, columns
        raise InputError(f"margins of shape {matrix.shape} are no game; they need as many columns as rows, at least 1")
    unequal = np.argwhere(matrix != -matrix.T)
    if unequal.size:
        y, z = (int(place) for place in unequal[0])
        raise InputError(
            f"margins[{y}][{z}] is {matrix[y, z]} but margins[{z}][{y}] is {matrix[z, y]}, not its opposite"
        )
    return matrix


def optimal(matrix: IntegerArray, weights: Sequence[int], route: str) -> Strategy | None:
    """The strategy in proportion to ``weights`` where it is optimal exactly; else None."""
    if min(weights) < 0 or not any(weights) or min(product(matrix.T, weights)) < 0:
        return None
    return in_lowest_terms(weights, route)


def in_lowest_terms(weights: Sequence[int], route: str) -> Strategy:
    """The strategy in proportion to the non-negative ``weights``."""
    divisor = gcd(*weights)
    numerators = tuple(int(weight) // divisor for weight in weights)
    return Strategy(numerators, sum(numerators), route)


def supported_points(matrix: IntegerArray, guess: Floats) -> list[list[int]]:
    """Exact weights p on the support S of ``guess`` with M_SS p = 0: a few candidates for an optimal strategy.

    Where the kernel of M_SS is a line there is one. Otherwise the first candidate is the point of least norm of the
    affine hull, which does not depend on the floats beyond S; the others are next to ``guess``, on a coarse grid first,
    so that the last bits of a float do not show.
    """
    size = matrix.shape[0]
    support = np.flatnonzero((guess > 0) & np.isfinite(guess))
    if not support.size:
        return []
    inner = matrix[np.ix_(support, support)]
    candidates: list[Sequence[int]] = []
    line = _kernel_line(inner)
    if line is not None:
        candidates = [line]
    else:
        basis = kernel(inner)
        if basis.shape[1]:
            near = [_near(basis, guess[support], bits) for bits in _BITS]
            candidates = [point for point in (hull_center(basis), *near) if point is not None]
    spread = []
    for candidate in candidates:
        whole = [0] * size
        for place, entry in zip(support.tolist(), candidate, strict=True):
            whole[place] = entry
        spread.append(whole)
    return spread


def hull_center(basis: IntegerArray) -> list[int] | None:
    """In proportion, the point of least norm among the combinations of the columns of ``basis`` with sum 1.

    It is the projection of the vector 1 to their span; None where every combination sums to 0.
    """
    sums = basis.sum(axis=0)
    answer = solve_square(basis.T @ basis, sums.tolist())
    if answer is None or not sums.any():
        return None
    return [int(entry) for entry in basis @ np.array(answer.numerators, dtype=object)]


def _kernel_line(inner: IntegerArray) -> Sequence[int] | None:
    """The kernel vector of sum 1 of a skew matrix whose kernel is a line, in proportion; None otherwise.

    With one row replaced by ones the system is regular exactly where the kernel is a line, spanned by a vector
    whose entry there and whose sum are not 0.
    """
    system = inner.T.copy()
    system[0, :] = 1
    answer = solve_square(system, [1] + [0] * (len(system) - 1))
    return None if answer is None else answer.numerators


def _near(basis: IntegerArray, guess: Floats, bits: int) -> list[int]:
    """The combination of the columns of ``basis`` next to ``guess``, in proportion, with coefficients of few bits."""
    lengths = column_bits(basis)
    coefficients = np.linalg.lstsq(scaled(basis, lengths[None, :]), guess, rcond=None)[0]
    largest = float(np.abs(coefficients).max())
    if not 0 < largest < np.inf:
        return [0] * len(basis)
    rounded = [round(float(entry) / largest * (1 << bits)) for entry in coefficients]
    common = int(lengths.max())
    shifted = [entry << (common - int(length)) for entry, length in zip(rounded, lengths, strict=True)]
    return [int(entry) for entry in basis @ np.array(shifted, dtype=object)]


def _program(matrix: IntegerArray) -> LinearProgram:
    """Feasibility of M^T p >= 0, Σ p = 1, p >= 0."""
    size = matrix.shape[0]
    rows = np.vstack([matrix.T, np.ones((1, size), dtype=matrix.dtype)])
    return LinearProgram((0,) * size, rows, (0,) * size + (1,), frozenset({size}))
