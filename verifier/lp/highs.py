"""Floating-point proposals from HiGHS: a basis and approximate points, never an answer.

Every row, column, right-hand side and cost is scaled by a power of two, which is exact, so that integers of any size
reach HiGHS near 1. Entries that are still below 10^-12 of their row are lost to it; exact pivoting does not need them.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import frexp, ldexp, log2
from typing import TYPE_CHECKING, Any, cast

import numpy as np
from numpy.typing import NDArray

from verifier.errors import SolverError
from verifier.lp.diversion import cleared

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from verifier.lp.integers import IntegerArray
    from verifier.lp.program import LinearProgram

Floats = NDArray[np.float64]
Exponents = NDArray[np.int64]
Flags = NDArray[np.bool_]

_WIDE = 20.0
"""Columns are scaled too where entries range over more than 2^20."""

_PATIENCE = 50

_OPTIONS: tuple[tuple[str, object], ...] = (
    ("output_flag", False),
    ("threads", 1),
    ("random_seed", 0),
    ("solver", "simplex"),
    # The basis after postsolve can be another one's.
    ("presolve", "off"),
    ("small_matrix_value", 1e-12),
)


_HOPELESS = ("kInfeasible", "kUnbounded", "kUnboundedOrInfeasible")
"""Where refinement has nothing to refine: exact pivoting then looks for the proof."""


@dataclass(frozen=True, slots=True, eq=False)
class Proposal:
    """What floating point believes: if there is an optimum, which columns and rows are basic, and scaled values.

    Only signs and sizes relative to 1 of ``primal`` (per column), ``slack`` and ``dual`` (per row) mean anything.
    """

    feasible: bool
    basic_columns: Flags
    basic_rows: Flags
    primal: Floats
    slack: Floats
    dual: Floats


def _library() -> Any:
    """HiGHS, loaded when it is first needed: most answers do without it.

    Raises:
        SolverError: it cannot be loaded, say beside another library that carries its own copy (ortools does).
    """
    try:
        import highspy
    except ImportError as error:
        raise SolverError(f"HiGHS cannot be loaded ({error}); without ortools in the same process it can") from None
    return highspy


class Model:
    """One matrix inside HiGHS, solved for changing costs, bounds and lower limits."""

    def __init__(self, program: LinearProgram) -> None:
        """Scale the matrix of ``program`` and pass it to HiGHS whole."""
        self.row_exponents, self.column_exponents = _scaling(program.matrix)
        rows, columns = program.matrix.shape
        self._equation = np.zeros(rows, dtype=bool)
        self._equation[sorted(program.equations)] = True
        shift = self.row_exponents[:, None] + self.column_exponents[None, :]
        values = scaled(program.matrix, shift)
        present = values != 0
        highspy = _library()
        linear = highspy.HighsLp()
        linear.num_col_, linear.num_row_ = columns, rows
        linear.col_upper_ = np.full(columns, highspy.kHighsInf)
        linear.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        linear.a_matrix_.num_col_, linear.a_matrix_.num_row_ = columns, rows
        linear.a_matrix_.start_ = np.concatenate(([0], np.cumsum(present.sum(axis=1)))).astype(np.int32)
        linear.a_matrix_.index_ = np.nonzero(present)[1].astype(np.int32)
        linear.a_matrix_.value_ = values[present]
        self._linear = linear
        self._infinity = highspy.kHighsInf
        self._basic = highspy.HighsBasisStatus.kBasic
        self._basis: Any = None
        # `Highs()` prints a banner (1.16) before an option can forbid it; the class that it wraps prints nothing.
        with cleared():
            self._solver: Any = highspy._core._Highs()  # noqa: SLF001
        for name, value in _OPTIONS:
            self._solver.setOptionValue(name, value)
        # HiGHS can cycle on ill-scaled data; the basis it is stopped at is a proposal like any other.
        self._solver.setOptionValue("simplex_iteration_limit", _PATIENCE * (rows + columns + 10))

    def propose(self, costs: Floats, bounds: Floats, lower: Floats | None = None) -> Proposal | None:
        """The basis HiGHS ends with for these scaled ``costs``, ``bounds`` and ``lower`` limits; None without one.

        A second call starts from the basis of the first.
        """
        solver, linear = self._solver, self._linear
        if not (np.isfinite(costs).all() and np.isfinite(bounds).all()):
            return None
        rows, columns = len(bounds), len(costs)
        linear.col_cost_ = costs
        linear.col_lower_ = np.zeros(columns) if lower is None else lower
        linear.row_lower_ = bounds
        linear.row_upper_ = np.where(self._equation, bounds, self._infinity)
        solver.passModel(linear)
        if self._basis is not None:
            solver.setBasis(self._basis)
        with cleared():
            solver.run()
        basis, point = solver.getBasis(), solver.getSolution()
        if not basis.valid:
            return None
        self._basis = basis
        basic = self._basic
        return Proposal(
            solver.getModelStatus().name not in _HOPELESS,
            np.array([status == basic for status in basis.col_status], dtype=bool),
            np.array([status == basic for status in basis.row_status], dtype=bool),
            _sized(point.col_value, columns),
            _sized(point.row_value, rows) - bounds,
            _sized(point.row_dual, rows),
        )


def propose(program: LinearProgram) -> Proposal | None:
    """What HiGHS proposes for ``program``; None where it ends without a basis."""
    model = Model(program)
    return model.propose(unit(program.costs, model.column_exponents), unit(program.bounds, model.row_exponents))


def unit(entries: Sequence[int], exponents: Iterable[int]) -> Floats:
    """``entries[i]`` 2^-``exponents[i]``, over the power of two that brings the largest to [1/2, 1)."""
    listed = [int(exponent) for exponent in exponents]
    common = max((abs(v).bit_length() - e for v, e in zip(entries, listed, strict=True) if v), default=0)
    return np.array([to_float(v, e + common) for v, e in zip(entries, listed, strict=True)], dtype=np.float64)


def to_float(value: int, exponent: int) -> float:
    """``value`` 2^-``exponent`` in floating point, zero or infinite where that is out of range."""
    excess = max(0, abs(value).bit_length() - 64)
    mantissa, own = frexp(float(value >> excess))
    try:
        return ldexp(mantissa, own + excess - int(exponent))
    except OverflowError:
        return mantissa * float("inf")


def scaled(matrix: IntegerArray, exponents: Exponents) -> Floats:
    """``matrix`` 2^-``exponents`` entry by entry in floating point."""
    if matrix.dtype == np.int64:
        # int32: the exponent type that np.ldexp takes on every platform.
        return cast("Floats", np.ldexp(matrix.astype(np.float64), (-exponents).astype(np.int32)))
    return np.asarray(np.frompyfunc(to_float, 2, 1)(matrix, exponents), dtype=np.float64)


def logarithms(matrix: IntegerArray) -> Floats:
    """log2 of the magnitudes of the entries; NaN for zeros."""
    present = matrix != 0
    logs = np.full(matrix.shape, np.nan)
    logs[present] = (
        [log2(abs(entry)) for entry in matrix[present]] if matrix.dtype == object else np.log2(np.abs(matrix[present]))
    )
    return logs


def _scaling(matrix: IntegerArray) -> tuple[Exponents, Exponents]:
    """Exponents for rows and columns: geometric means where the range is wide, then every row's largest entry to 1."""
    rows, columns = np.zeros(matrix.shape[0]), np.zeros(matrix.shape[1])
    if not matrix.size:
        return rows.astype(np.int64), columns.astype(np.int64)
    logs = logarithms(matrix)
    absent = np.isnan(logs)
    high, low = np.where(absent, -np.inf, logs), np.where(absent, np.inf, logs)
    if high.max() - low.min() > _WIDE:
        for _ in range(6):
            rows = _middle(high - columns, low - columns, 1)
            columns = _middle(high - rows[:, None], low - rows[:, None], 0)
    columns = np.rint(columns)
    top = (high - columns).max(axis=1)
    rows = np.ceil(np.where(np.isfinite(top), top, 0.0))
    return rows.astype(np.int64), columns.astype(np.int64)


def _middle(high: Floats, low: Floats, axis: int) -> Floats:
    top, bottom = high.max(axis=axis), low.min(axis=axis)
    present = np.isfinite(top)
    return np.where(present, (np.where(present, top, 0.0) + np.where(present, bottom, 0.0)) / 2, 0.0)


def _sized(values: Any, size: int) -> Floats:
    """``values`` as an array, NaN throughout where HiGHS gives none."""
    array = np.array(values, dtype=np.float64)
    return array if array.shape == (size,) else np.full(size, np.nan)
