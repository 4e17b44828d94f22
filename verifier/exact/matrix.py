"""Integer matrices: int64 where a proven bound fits, else Python integers."""

from __future__ import annotations

from collections.abc import Sequence
from operator import index
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from verifier.errors import InputError, SolverError

IntegerArray: TypeAlias = npt.NDArray[Any]
"""An array of exact integers: dtype int64 where a proven bound fits, else object (Python integers)."""

WORD = 2**63


def fits(magnitude: int) -> bool:
    """Whether sums that stay below ``magnitude`` cannot wrap around in int64."""
    return magnitude < 1 << 62


def exact_matrix(entries: Any) -> IntegerArray:
    """``entries`` as a matrix of int64 where sums over any column fit, else of Python integers.

    Raises:
        InputError: it is no matrix with a row and a column, or an entry is not an integer.
    """
    array: IntegerArray = np.asarray(entries)
    if array.ndim != 2 or not array.size:  # noqa: PLR2004  # rows, columns
        raise InputError(f"a search needs a matrix with a row and a column, not the shape {array.shape}")
    if array.dtype != np.int64:
        try:
            exact = [index(entry) for entry in array.astype(object).ravel().tolist()]
        except TypeError:
            raise InputError("a matrix entry is not an integer; clear the denominators first") from None
        array = np.array(exact, dtype=object).reshape(array.shape)
    height = max(abs(int(array.max())), abs(int(array.min())))
    return array.astype(np.int64 if fits(4 * height * len(array)) else object)


def rank_modulo(matrix: Sequence[Sequence[int]], q: int) -> int:
    """The rank of the integer ``matrix`` modulo ``q``: never more than its rank over the rationals.

    Raises:
        SolverError: ``q`` is no prime below 2^63.

    >>> rank_modulo([[1, 2], [2, 4]], 7)
    1
    """
    import flint

    if not matrix or not matrix[0]:
        return 0
    if not (1 < q < WORD and flint.fmpz(q).is_probable_prime()):
        raise SolverError(f"{q} is no prime below 2^63; ranks are taken modulo such a prime")
    return int(flint.nmod_mat(flint.fmpz_mat([list(row) for row in matrix]), q).rank())
