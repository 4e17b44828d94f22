"""Linear programs over the integers, and the exact checks that alone make a solution a solution.

    minimise    c · x
    subject to  (A x)_i >= b_i      for inequality rows i,
                (A x)_i  = b_i      for equation rows i,
                x >= 0.

The dual maximises b · y subject to A^T y <= c with y_i >= 0 on inequality rows.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from verifier.errors import InputError, SolverError
from verifier.exact.rational import clear_denominators
from verifier.lp.integers import IntegerArray, Quotient, integer_array, product

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True, eq=False)
class LinearProgram:
    """Minimise ``costs`` · x over x >= 0 with ``matrix`` x >= ``bounds`` (= on the rows in ``equations``).

    ``matrix`` has one row per entry of ``bounds`` and one column per entry of ``costs``; an int64 array, an object
    array or nested lists of integers of any size. It is kept by reference: do not write to it afterwards.

    Raises:
        InputError: the shapes disagree, an entry is not an integer, or an equation names no row.
    """

    costs: tuple[int, ...]
    matrix: IntegerArray
    bounds: tuple[int, ...]
    equations: frozenset[int] = frozenset()

    def __post_init__(self) -> None:
        """Bring matrix and vectors to their canonical types."""
        shape = (len(self.bounds), len(self.costs))
        matrix = integer_array(self.matrix)
        if matrix.size == 0 and 0 in shape:
            matrix = matrix.reshape(shape)
        if matrix.shape != shape:
            raise InputError(f"the matrix has shape {matrix.shape}, not (bounds, costs) = {shape}")
        if not all(0 <= row < shape[0] for row in self.equations):
            raise InputError(f"an equation row is outside 0..{shape[0] - 1}")
        object.__setattr__(self, "matrix", matrix)
        object.__setattr__(self, "costs", tuple(integer_array(list(self.costs)).tolist()))
        object.__setattr__(self, "bounds", tuple(integer_array(list(self.bounds)).tolist()))


@dataclass(frozen=True, slots=True)
class Solution:
    """An optimal ``primal`` point and ``dual`` point of equal ``value``; ``route`` says which search found them.

    Made by :func:`certified` alone.
    """

    primal: tuple[Fraction, ...]
    dual: tuple[Fraction, ...]
    value: Fraction
    route: str


class InfeasibleError(SolverError):
    """No x meets the constraints; ``multipliers`` y prove it: A^T y <= 0, b · y > 0, y >= 0 on inequality rows."""

    def __init__(self, multipliers: tuple[Fraction, ...]) -> None:
        """Keep the proof beside the message."""
        super().__init__("the linear program is infeasible")
        self.multipliers = multipliers


class UnboundedError(SolverError):
    """The cost falls forever from the feasible ``point`` along ``ray`` r >= 0: c · r < 0, A r >= 0 (= 0)."""

    def __init__(self, point: tuple[Fraction, ...], ray: tuple[Fraction, ...]) -> None:
        """Keep the proof beside the message."""
        super().__init__("the linear program is unbounded")
        self.point = point
        self.ray = ray


def verify(program: LinearProgram, primal: Sequence[Fraction | int], dual: Sequence[Fraction | int]) -> bool:
    """Whether ``primal`` and ``dual`` are feasible and of equal value, which makes both optimal (weak duality).

    Example:
        >>> cover = LinearProgram((1, 1), [[1, 2], [2, 1]], (3, 3))
        >>> verify(cover, (1, 1), (Fraction(1, 3), Fraction(1, 3))), verify(cover, (3, 0), (0, 0))
        (True, False)
    """
    if len(primal) != len(program.costs) or len(dual) != len(program.bounds):
        return False
    return _optimal(program, Quotient(*clear_denominators(primal)), Quotient(*clear_denominators(dual)))


def certified(program: LinearProgram, primal: Quotient, dual: Quotient, route: str) -> Solution | None:
    """The solution that ``primal`` and ``dual`` prove each other to be, None if they are not one."""
    if not _optimal(program, primal, dual):
        return None
    return Solution(
        fractions(primal), fractions(dual), Fraction(_dot(program.costs, primal.numerators), primal.denominator), route
    )


def verify_infeasible(program: LinearProgram, multipliers: Sequence[Fraction | int]) -> bool:
    """Whether ``multipliers`` prove infeasibility: y >= 0 on inequality rows, A^T y <= 0 and b · y > 0 (Farkas)."""
    if len(multipliers) != len(program.bounds):
        return False
    y, _ = clear_denominators(multipliers)
    signed = all(entry >= 0 for row, entry in enumerate(y) if row not in program.equations)
    return signed and _dot(program.bounds, y) > 0 and all(entry <= 0 for entry in product(program.matrix.T, y))


def verify_unbounded(program: LinearProgram, point: Sequence[Fraction | int], ray: Sequence[Fraction | int]) -> bool:
    """Whether ``point`` is feasible and ``ray`` keeps it so while the cost falls."""
    if len(point) != len(program.costs) or len(ray) != len(program.costs):
        return False
    direction, _ = clear_denominators(ray)
    return (
        _feasible(program, Quotient(*clear_denominators(point)), program.bounds)
        and _feasible(program, Quotient(direction, 1), (0,) * len(program.bounds))
        and _dot(program.costs, direction) < 0
    )


def fractions(vector: Quotient) -> tuple[Fraction, ...]:
    """The entries of ``vector`` in lowest terms."""
    return tuple(Fraction(entry, vector.denominator) for entry in vector.numerators)


def _optimal(program: LinearProgram, primal: Quotient, dual: Quotient) -> bool:
    """A x >= b, x >= 0; A^T y <= c, y >= 0 on inequality rows; c · x = b · y."""
    x, y = primal.numerators, dual.numerators
    if _dot(program.costs, x) * dual.denominator != _dot(program.bounds, y) * primal.denominator:
        return False
    if any(entry < 0 for row, entry in enumerate(y) if row not in program.equations):
        return False
    if not _feasible(program, primal, program.bounds):
        return False
    reached = product(program.matrix.T, y)
    return all(have <= cost * dual.denominator for have, cost in zip(reached, program.costs, strict=True))


def _feasible(program: LinearProgram, point: Quotient, bounds: Sequence[int]) -> bool:
    """X >= 0 and A x >= ``bounds``, with equality on the equation rows."""
    if any(entry < 0 for entry in point.numerators):
        return False
    excess = [
        have - bound * point.denominator
        for have, bound in zip(product(program.matrix, point.numerators), bounds, strict=True)
    ]
    return all(entry >= 0 for entry in excess) and not any(excess[row] for row in program.equations)


def _dot(left: Sequence[int], right: Sequence[int]) -> int:
    return sum(a * b for a, b in zip(left, right, strict=True) if a and b)
