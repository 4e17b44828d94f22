"""Linear complementarity problems with a positive semidefinite matrix, solved by exact pivoting.

    w = M z + q,  w >= 0,  z >= 0,  w · z = 0.

The least-index criss-cross method is finite for every sufficient M, and so for every positive semidefinite one, from
any start and whatever the ties: D. den Hertog, C. Roos, T. Terlaky, "The linear complementarity problem, sufficient
matrices, and the criss-cross method", Linear Algebra and its Applications 187 (1993).
"""

from __future__ import annotations

import numpy as np

from verifier.errors import SolverError
from verifier.lp.dictionary import Dictionary
from verifier.lp.integers import IntegerArray, Quotient


def complementary_point(matrix: IntegerArray, constants: IntegerArray) -> Quotient:
    """A z that solves the problem for the positive semidefinite integer ``matrix`` M and ``constants`` q.

    Raises:
        SolverError: there is none, or ``matrix`` is not positive semidefinite.
    """
    size = len(constants)
    table = np.hstack([constants.reshape(size, 1), matrix]).astype(object)
    dictionary = Dictionary(table, 1)
    # Row i and column 1 + i always hold w_i and z_i, in this order or exchanged.
    exchanged = np.zeros(size, dtype=bool)
    while True:
        rows = np.flatnonzero(dictionary.table[:, 0] < 0)
        if not rows.size:
            break
        row = int(rows[0])
        if dictionary.table[row, 1 + row] != 0:
            dictionary.pivot(row, 1 + row)
            exchanged[row] ^= True
            continue
        partners = np.flatnonzero((dictionary.table[row, 1:] > 0) | (dictionary.table[:, 1 + row] < 0))
        if not partners.size:
            raise SolverError("the complementarity problem has no solution")
        other = int(partners[0])
        if not (dictionary.table[row, 1 + other] and dictionary.table[other, 1 + row]):
            raise SolverError("the matrix of the complementarity problem is not positive semidefinite")
        dictionary.pivot(row, 1 + other)
        dictionary.pivot(other, 1 + row)
        dictionary.table[[row, other]] = dictionary.table[[other, row]]
        dictionary.table[:, [1 + row, 1 + other]] = dictionary.table[:, [1 + other, 1 + row]]
        exchanged[[row, other]] ^= True
    values = dictionary.table[:, 0].tolist()
    solution = [value if moved else 0 for value, moved in zip(values, exchanged.tolist(), strict=True)]
    if not _solves(matrix, constants, solution, dictionary.scale):
        raise SolverError("exact pivoting ended at a point that does not solve the complementarity problem")
    return Quotient(tuple(solution), dictionary.scale)


def _solves(matrix: IntegerArray, constants: IntegerArray, numerators: list[int], scale: int) -> bool:
    """Z >= 0, w = M z + q >= 0 and w · z = 0, each exactly."""
    z = np.array(numerators, dtype=object)
    w = matrix.astype(object) @ z + constants * scale
    return bool((z >= 0).all() and (w >= 0).all() and (z * w == 0).all())
