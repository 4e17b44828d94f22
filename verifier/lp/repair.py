"""From a floating-point proposal to exact candidates: the support, the basis, and refinement of both.

Reference: A. Gleixner, D. Steffy, K. Wolter, "Iterative refinement for linear programming", INFORMS Journal on
Computing 28 (2016). Nothing here is trusted: each candidate goes through :func:`verifier.lp.program.certified`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from verifier.lp.highs import Model, to_float
from verifier.lp.integers import IntegerArray, Quotient, independent_rows, product, solve_square
from verifier.lp.program import LinearProgram, Solution, certified

if TYPE_CHECKING:
    from collections.abc import Sequence

    from verifier.lp.highs import Flags, Proposal

_TOLERANCE = 1e-7
"""Scaled values above this are guessed to be positive; a wrong guess costs a route, never an answer."""

_ROUNDS = 8
_GAIN = 40
"""One round of refinement magnifies its residual by at most 2^40 and keeps 40 bits of its answer."""


def support_solution(program: LinearProgram, proposal: Proposal) -> Solution | None:
    """The point supported where ``proposal`` is positive, with the rows it finds tight, if that is a solution."""
    support = np.flatnonzero(proposal.primal > _TOLERANCE)
    tight = np.flatnonzero(np.abs(proposal.slack) <= _TOLERANCE)
    priced = np.flatnonzero(np.abs(proposal.dual) > _TOLERANCE)
    if not support.size and not priced.size:
        return None
    primal = _independent(program.matrix[np.ix_(tight, support)], [program.bounds[i] for i in tight])
    if primal is None:
        return None
    dual = _independent(program.matrix[np.ix_(priced, support)].T, [program.costs[j] for j in support])
    if dual is None:
        return None
    rows, columns = program.matrix.shape
    return certified(program, _spread(primal, support, columns), _spread(dual, priced, rows), "support")


def basis_solution(program: LinearProgram, columns: Flags, rows: Flags, route: str = "basis") -> Solution | None:
    """The primal and the dual point of the basis with these basic ``columns`` and ``rows``, if they are a solution."""
    basic, tight = np.flatnonzero(columns), np.flatnonzero(~rows)
    if len(basic) != len(tight):
        return None
    square = program.matrix[np.ix_(tight, basic)]
    primal = solve_square(square, [program.bounds[i] for i in tight])
    dual = solve_square(square.T, [program.costs[j] for j in basic]) if primal is not None else None
    if primal is None or dual is None:
        return None
    return certified(
        program,
        _spread(primal, basic, len(program.costs)),
        _spread(dual, tight, len(program.bounds)),
        route,
    )


@dataclass(frozen=True, slots=True)
class _Dyadic:
    """The vector ``numerators`` / 2^``exponent``."""

    numerators: list[int]
    exponent: int

    def plus(self, steps: Sequence[tuple[int, int]]) -> _Dyadic:
        """The sum with the numbers m 2^e for (m, e) in ``steps``."""
        exponent = max([self.exponent, *(-e for m, e in steps if m)])
        lift = exponent - self.exponent
        return _Dyadic(
            [
                (v << lift) + ((m << (e + exponent)) if m else 0)
                for v, (m, e) in zip(self.numerators, steps, strict=True)
            ],
            exponent,
        )


def refined_solution(program: LinearProgram) -> Solution | None:
    """The first basis among those of ever more accurate float solutions that is optimal exactly.

    Each round solves the residual problem of the exact point reached so far, magnified. Slacks are columns of their
    own there: a slack's reduced cost is its row's multiplier, which is refined with the rest.
    """
    width, height = len(program.costs), len(program.bounds)
    equational = _equational(program)
    model = Model(equational)
    total = len(equational.costs)
    point, price = _Dyadic([0] * total, 0), _Dyadic([0] * height, 0)
    basic = np.zeros(total, dtype=bool)
    magnify_point, magnify_price = 1 << 30, 1 << 30
    row_exponents = [int(e) for e in model.row_exponents]
    column_exponents = [int(e) for e in model.column_exponents]
    raised = [-e for e in column_exponents]
    for _ in range(_ROUNDS):
        missing = _residual(equational.matrix, equational.bounds, point)
        reduced = _residual(equational.matrix.T, equational.costs, price)
        below = [max(0, -v) for v in point.numerators]
        worst = max(_height(missing, row_exponents), _height(below, raised)) - point.exponent
        magnify_point = max(worst, magnify_point - _GAIN) if magnify_point < 1 << 30 else worst
        wrong = [v if basic[j] else min(v, 0) for j, v in enumerate(reduced)]
        worst = _height(wrong if basic.any() else reduced, column_exponents) - price.exponent
        magnify_price = max(worst, magnify_price - _GAIN) if magnify_price < 1 << 30 else worst
        bounds = _floats(missing, row_exponents, point.exponent + magnify_point)
        lower = _floats([-v for v in point.numerators], raised, point.exponent + magnify_point)
        costs = _floats(reduced, column_exponents, price.exponent + magnify_price)
        proposal = model.propose(costs, bounds, lower)
        if proposal is None or not (np.isfinite(proposal.primal).all() and np.isfinite(proposal.dual).all()):
            return None
        basic = proposal.basic_columns
        # A row of the equational form has a basic slack column where the program's own row is basic.
        own_rows = proposal.basic_rows.copy()
        for column, row in enumerate(_slack_rows(program)):
            own_rows[row] = proposal.basic_rows[row] or basic[width + column]
        found = basis_solution(program, basic[:width], own_rows, "refinement")
        if found is not None:
            return found
        steps = [
            (_bits(value), magnify_point - e - _GAIN) if inside else (-v, -point.exponent)
            for value, e, inside, v in zip(proposal.primal, column_exponents, basic, point.numerators, strict=True)
        ]
        point = point.plus(steps)
        price = price.plus(
            [(_bits(v), magnify_price - e - _GAIN) for v, e in zip(proposal.dual, row_exponents, strict=True)]
        )
    return None


def _equational(program: LinearProgram) -> LinearProgram:
    """The same program with a column -1 for the slack of every inequality row, and equations only."""
    rows = _slack_rows(program)
    slacks = np.zeros((len(program.bounds), len(rows)), dtype=program.matrix.dtype)
    slacks[rows, range(len(rows))] = -1
    return LinearProgram(
        program.costs + (0,) * len(rows),
        np.hstack([program.matrix, slacks]),
        program.bounds,
        frozenset(range(len(program.bounds))),
    )


def _slack_rows(program: LinearProgram) -> list[int]:
    return [row for row in range(len(program.bounds)) if row not in program.equations]


def _independent(matrix: IntegerArray, right: list[int]) -> Quotient | None:
    """The x with ``matrix`` x = ``right`` on a maximal set of independent rows; None unless it is unique."""
    if matrix.shape[0] < matrix.shape[1]:
        return None
    if matrix.shape[0] == matrix.shape[1]:
        answer = solve_square(matrix, right)
        if answer is not None:
            return answer
    chosen = independent_rows(matrix)
    return solve_square(matrix[chosen], [right[i] for i in chosen])


def _spread(part: Quotient, places: IntegerArray, size: int) -> Quotient:
    whole = [0] * size
    for place, entry in zip(places.tolist(), part.numerators, strict=True):
        whole[place] = entry
    return Quotient(tuple(whole), part.denominator)


def _residual(matrix: IntegerArray, right: Sequence[int], vector: _Dyadic) -> list[int]:
    """``right`` - ``matrix`` ``vector``, over the same power of two as ``vector``."""
    reached = product(matrix, vector.numerators)
    return [(b << vector.exponent) - have for b, have in zip(right, reached, strict=True)]


def _height(entries: Sequence[int], exponents: Sequence[int]) -> int:
    """The least e with all ``entries[i]`` 2^-``exponents[i]`` below 2^e in magnitude; 0 where all are zero."""
    return max((abs(v).bit_length() - e for v, e in zip(entries, exponents, strict=True) if v), default=0)


def _floats(entries: Sequence[int], exponents: Sequence[int], common: int) -> IntegerArray:
    return np.array([to_float(v, e + common) for v, e in zip(entries, exponents, strict=True)], dtype=np.float64)


def _bits(value: float) -> int:
    return round(value * (1 << _GAIN))
