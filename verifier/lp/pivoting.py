"""Exact pivoting: the least-index criss-cross method, finite from any basis, with a proof whatever it finds.

Before it, while all reduced costs are right, a bounded number of dual simplex pivots leave by the greatest violation:
they need far fewer steps but may cycle, so they may only choose where criss-cross starts.

References: T. Terlaky, "A convergent criss-cross method", Optimization 16 (1985); K. Fukuda, T. Terlaky, "Criss-cross
methods: a fresh view on pivot algorithms", Mathematical Programming 79 (1997).
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from verifier.errors import SolverError
from verifier.lp.dictionary import Dictionary, linear_dictionary
from verifier.lp.integers import IntegerArray, Quotient
from verifier.lp.program import (
    InfeasibleError,
    LinearProgram,
    Solution,
    UnboundedError,
    certified,
    fractions,
    verify_infeasible,
    verify_unbounded,
)

if TYPE_CHECKING:
    from verifier.lp.highs import Proposal

_EAGER = 4
"""The dual simplex pivots tried first, as a multiple of rows plus columns."""


def pivoted_solution(program: LinearProgram, proposal: Proposal | None = None) -> Solution:
    """The solution that criss-cross pivoting reaches from the basis of ``proposal``, or from the slack basis.

    Raises:
        InfeasibleError: there is no feasible point.
        UnboundedError: there is no least cost.
        SolverError: a result failed its own exact check, which would be a defect of this module.
    """
    search = _CrissCross(program, proposal)
    while True:
        step = search.choose()
        if step is None:
            break
        row, column = step
        if column is None:
            multipliers = fractions(search.dual(search.contradiction(row)))
            if verify_infeasible(program, multipliers):
                raise InfeasibleError(multipliers)
            raise SolverError("exact pivoting made a proof of infeasibility that does not hold")
        if row is None:
            ray = fractions(search.ray(column))
            # A feasible point completes the proof; without one the program is infeasible instead.
            anywhere = LinearProgram((0,) * len(program.costs), program.matrix, program.bounds, program.equations)
            point = pivoted_solution(anywhere, proposal).primal
            if verify_unbounded(program, point, ray):
                raise UnboundedError(point, ray)
            raise SolverError("exact pivoting made a proof of unboundedness that does not hold")
        search.exchange(row, column)
    found = certified(program, search.primal(), search.dual(search.prices()), "pivoting")
    if found is None:
        raise SolverError("exact pivoting ended at a basis that is not optimal")
    return found


class _CrissCross:
    """A dictionary of the program with inequalities only, and the names of its rows and columns.

    Equations e are replaced by A_e x >= b_e for each and one row -Σ_e A_e x >= -Σ_e b_e for all. Variable j < n is
    x_j, variable n + i the slack of row i.
    """

    def __init__(self, program: LinearProgram, proposal: Proposal | None) -> None:
        rows, self._columns = program.matrix.shape
        self._rows = rows
        self._equations = sorted(program.equations)
        matrix, bounds = program.matrix, list(program.bounds)
        if self._equations:
            opposite = -matrix[self._equations].astype(object).sum(axis=0, keepdims=True)
            matrix = np.vstack([matrix.astype(object), opposite])
            bounds.append(-sum(bounds[e] for e in self._equations))
        basic: list[int] = []
        tight: list[int] = []
        dictionary = None
        if proposal is not None:
            basic = [int(j) for j in np.flatnonzero(proposal.basic_columns)]
            tight = [int(i) for i in np.flatnonzero(~proposal.basic_rows)]
            dictionary = linear_dictionary(program.costs, matrix, bounds, basic, tight)
        if dictionary is None:
            basic, tight = [], []
            dictionary = linear_dictionary(program.costs, matrix, bounds, basic, tight)
        if dictionary is None:
            raise SolverError("the slack basis is missing")
        self._dictionary: Dictionary = dictionary
        self._eager = _EAGER * sum(dictionary.table.shape)
        first = self._columns
        self._basic = [*basic, *(first + i for i in range(len(bounds)) if i not in set(tight))]
        self._nonbasic = [*(first + i for i in tight), *(j for j in range(first) if j not in set(basic))]

    def choose(self) -> tuple[int | None, int | None] | None:
        """The next exchange (row, column); a None where no partner exists, and None when all signs are right."""
        table = self._dictionary.table
        wrong_rows = np.flatnonzero(table[:-1, 0] < 0).tolist()
        wrong_columns = np.flatnonzero(table[-1, 1:] < 0).tolist()
        if wrong_rows and not wrong_columns and self._eager:
            self._eager -= 1
            return self._steepest(wrong_rows)
        row = min(wrong_rows, key=self._basic.__getitem__, default=None)
        column = min(wrong_columns, key=self._nonbasic.__getitem__, default=None)
        if row is not None and (column is None or self._basic[row] < self._nonbasic[column]):
            partners = np.flatnonzero(table[row, 1:] > 0).tolist()
            return row, min(partners, key=self._nonbasic.__getitem__, default=None)
        if column is not None:
            partners = np.flatnonzero(table[:-1, 1 + column] < 0).tolist()
            return min(partners, key=self._basic.__getitem__, default=None), column
        return None

    def _steepest(self, wrong_rows: list[int]) -> tuple[int, int | None]:
        """The dual simplex exchange for the row most violated relative to its largest coefficient."""
        table = self._dictionary.table

        def violation(row: int) -> Fraction:
            entries: list[int] = table[row].tolist()
            return Fraction(entries[0], 1 + max(map(abs, entries[1:]), default=0))

        row = min(wrong_rows, key=violation)
        costs: list[int] = table[-1, 1:].tolist()
        entries: list[int] = table[row, 1:].tolist()
        partners = [s for s, entry in enumerate(entries) if entry > 0]
        return row, min(partners, key=lambda s: (Fraction(costs[s], entries[s]), -entries[s]), default=None)

    def exchange(self, row: int, column: int) -> None:
        self._dictionary.pivot(row, 1 + column)
        self._basic[row], self._nonbasic[column] = self._nonbasic[column], self._basic[row]

    def primal(self) -> Quotient:
        values = dict(zip(self._basic, self._dictionary.table[:-1, 0].tolist(), strict=True))
        return Quotient(tuple(values.get(j, 0) for j in range(self._columns)), self._dictionary.scale)

    def prices(self) -> dict[int, int]:
        """The reduced costs of the nonbasic variables."""
        return dict(zip(self._nonbasic, self._dictionary.table[-1, 1:].tolist(), strict=True))

    def contradiction(self, row: int | None) -> dict[int, int]:
        """The weights w >= 0 with Σ w_v v identically negative, read off a row that cannot rise to 0."""
        if row is None:
            raise SolverError("exact pivoting found no row where one is needed")
        weights = dict(zip(self._nonbasic, (-self._dictionary.table[row, 1:]).tolist(), strict=True))
        return weights | {self._basic[row]: self._dictionary.scale}

    def dual(self, weights: dict[int, int]) -> Quotient:
        """The multipliers of the program's own rows that these weights on slacks amount to."""
        y = [weights.get(self._columns + i, 0) for i in range(self._rows)]
        opposite = weights.get(self._columns + self._rows, 0)
        for row in self._equations:
            y[row] -= opposite
        return Quotient(tuple(y), self._dictionary.scale)

    def ray(self, column: int | None) -> Quotient:
        """The direction in which the nonbasic variable of ``column`` grows."""
        if column is None:
            raise SolverError("exact pivoting found no column where one is needed")
        table: IntegerArray = self._dictionary.table
        values = dict(zip(self._basic, table[:-1, 1 + column].tolist(), strict=True))
        values[self._nonbasic[column]] = self._dictionary.scale
        return Quotient(tuple(values.get(j, 0) for j in range(self._columns)), self._dictionary.scale)
