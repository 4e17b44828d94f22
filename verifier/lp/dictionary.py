"""Integer-preserving dictionaries: exact pivots whose entries stay minors of the input (Edmonds, Bareiss).

A dictionary states its basic variables as affine functions of the nonbasic ones: row r, column 0 holds the constant,
column 1 + s the coefficient of nonbasic s, all over one positive integer ``scale``, the determinant of the basis.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from flint import fmpz_mat

from verifier.lp.integers import IntegerArray, flint_matrix, integers

if TYPE_CHECKING:
    from collections.abc import Sequence


class Dictionary:
    """The rows basic = (constant + coefficients · nonbasic) / ``scale``, changed in place by :meth:`pivot`."""

    def __init__(self, table: IntegerArray, scale: int) -> None:
        """Take ``table`` (object entries) over; ``scale`` is its common denominator."""
        self.table = table
        self.scale = scale

    def pivot(self, row: int, column: int) -> None:
        """Exchange the basic variable of ``row`` with the nonbasic one of table column ``column``.

        Every quotient below is exact: the entries are minors of the first dictionary (Sylvester's identity).
        """
        table, old = self.table, self.scale
        pivot = table[row, column]
        pivot_row, pivot_column = table[row].copy(), table[:, column].copy()
        table *= pivot
        touched = np.flatnonzero(pivot_column)
        table[touched] -= pivot_column[touched, None] * pivot_row[None, :]
        table //= old
        table[row] = -pivot_row
        table[:, column] = pivot_column
        table[row, column] = old
        if pivot < 0:
            table *= -1
        self.scale = abs(pivot)


def linear_dictionary(
    costs: Sequence[int], matrix: IntegerArray, bounds: Sequence[int], basic: list[int], tight: list[int]
) -> Dictionary | None:
    """The dictionary of the slacks s = A x - b with ``basic`` columns and slacks outside ``tight`` basic.

    Its rows are the basic columns, the basic slacks and last the cost; its columns the constant, the tight slacks and
    the other columns of A, all in increasing order. None where these columns are not a basis.
    """
    rows, columns = matrix.shape
    others = [j for j in range(columns) if j not in set(basic)]
    loose = [i for i in range(rows) if i not in set(tight)]
    size, width = len(tight), 1 + len(tight) + len(others)
    if len(basic) != size:
        return None
    # Solved for the basic columns: x_C = D^-1 (b_R + s_R - A_RN x_N).
    right = np.zeros((size, width), dtype=object)
    right[:, 0] = [bounds[i] for i in tight]
    right[range(size), range(1, 1 + size)] = 1
    right[:, 1 + size :] = -matrix[np.ix_(tight, others)]
    solved, scale = np.zeros((0, width), dtype=object), 1
    if size:
        square = flint_matrix(matrix[np.ix_(tight, basic)])
        scale = abs(int(square.det()))
        if not scale:
            return None
        numerators, denominator = square.solve(flint_matrix(right)).numer_denom()
        lift = scale // int(denominator)
        solved = lift * np.array(integers(numerators.entries()), dtype=object).reshape(size, width)
    # Substituted into the other slacks and the cost.
    below = np.zeros((len(loose) + 1, width), dtype=object)
    below[:-1, 0] = [-bounds[i] * scale for i in loose]
    below[:-1, 1 + size :] = matrix[np.ix_(loose, others)].astype(object) * scale
    below[-1, 1 + size :] = [costs[j] * scale for j in others]
    if size:
        head = np.vstack([matrix[np.ix_(loose, basic)].astype(object), np.array([[costs[j] for j in basic]], object)])
        added = flint_matrix(head) * fmpz_mat(size, width, solved.ravel().tolist())
        below += np.array(integers(added.entries()), dtype=object).reshape(below.shape)
    return Dictionary(np.vstack([solved, below]), scale)
