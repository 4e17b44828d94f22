"""Integer matrices of any magnitude: int64 where a proven bound fits, Python integers and flint beyond."""

from __future__ import annotations

from operator import index
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from flint import fmpz_mat, nmod_mat
from numpy.typing import NDArray

from verifier.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import ArrayLike

IntegerArray = NDArray[Any]
"""An array of dtype int64 with every entry below 2^62 in magnitude, else of dtype object holding Python integers."""

INT64_SAFE = 1 << 62
"""Sums proven to stay below this cannot wrap around in int64."""

PRIMES = (2305843009213693951, 2305843009213693921, 2305843009213693907)
"""The three largest primes below 2^61: a rank modulo any of them is a lower bound of the rank over the rationals."""


class Quotient(NamedTuple):
    """The rational vector ``numerators / denominator``, the denominator positive."""

    numerators: tuple[int, ...]
    denominator: int


def integer_array(entries: ArrayLike) -> IntegerArray:
    """``entries`` as int64 if all lie below 2^62 in magnitude, else as Python integers.

    Raises:
        InputError: an entry is not an integer.
    """
    array: IntegerArray = np.asarray(entries)
    if array.dtype != np.int64:
        try:
            exact = [index(entry) for entry in np.array(entries, dtype=object).ravel().tolist()]
        except TypeError:
            raise InputError("a matrix entry is not an integer; clear the denominators first") from None
        wide = any(abs(entry) >= INT64_SAFE for entry in exact)
        return np.array(exact, dtype=object if wide else np.int64).reshape(array.shape)
    if array.size and (array.max() >= INT64_SAFE or array.min() <= -INT64_SAFE):
        return array.astype(object)
    return array


def largest(array: IntegerArray) -> int:
    """The largest magnitude of an entry, 0 for an empty array."""
    return int(np.abs(array).max()) if array.size else 0


def flint_matrix(array: IntegerArray) -> Any:
    """The two-dimensional ``array`` as a flint matrix."""
    return fmpz_mat(array.shape[0], array.shape[1], array.ravel().tolist())


def product(matrix: IntegerArray, vector: Sequence[int]) -> list[int]:
    """``matrix`` times ``vector``, exactly."""
    used = [j for j, entry in enumerate(vector) if entry]
    if not used or not matrix.shape[0]:
        return [0] * matrix.shape[0]
    part, entries = matrix[:, used], [vector[j] for j in used]
    if part.dtype == np.int64 and largest(part) * max(map(abs, entries)) * len(used) < INT64_SAFE:
        return [int(entry) for entry in part @ np.array(entries, dtype=np.int64)]
    return integers((flint_matrix(part) * fmpz_mat(len(entries), 1, entries)).entries())


def integers(entries: Iterable[Any]) -> list[int]:
    """The integers of flint as those of Python."""
    return [int(entry) for entry in entries]


def solve_square(matrix: IntegerArray, right: Sequence[int]) -> Quotient | None:
    """The x with ``matrix`` x = ``right``, or None where ``matrix`` is singular or not square."""
    size = matrix.shape[0]
    if matrix.shape != (size, size):
        return None
    if not size:
        return Quotient((), 1)
    try:
        answer = flint_matrix(matrix).solve(fmpz_mat(size, 1, list(right)))
    except ZeroDivisionError:
        return None
    numerators, denominator = answer.numer_denom()
    return Quotient(tuple(integers(numerators.entries())), int(denominator))


def kernel(matrix: IntegerArray) -> IntegerArray:
    """A basis of {v : ``matrix`` v = 0}, one basis vector per column (object entries, each column primitive)."""
    basis, nullity = flint_matrix(matrix).nullspace()
    columns = np.array(integers(basis.entries()), dtype=object).reshape(matrix.shape[1], matrix.shape[1])[:, :nullity]
    divisors = np.array([np.gcd.reduce(columns[:, k]) for k in range(nullity)], dtype=object)
    return columns // divisors if nullity else columns


def column_bits(matrix: IntegerArray) -> NDArray[np.int64]:
    """For every column the bit length of its largest entry."""
    return np.array([largest(matrix[:, k]).bit_length() for k in range(matrix.shape[1])], dtype=np.int64)


def rank_modulo(matrix: IntegerArray, prime: int) -> int:
    """The rank of ``matrix`` modulo ``prime``: never above its rank over the rationals."""
    return int(nmod_mat(flint_matrix(matrix), prime).rank())


def independent_rows(matrix: IntegerArray) -> list[int]:
    """The first maximal set of rows of ``matrix`` that are independent modulo a 61-bit prime, hence independent."""
    if not matrix.size:
        return []
    reduced, rank = nmod_mat(flint_matrix(matrix.T), PRIMES[0]).rref()
    width = matrix.shape[0]
    entries = np.array(integers(reduced.entries()), dtype=np.int64).reshape(matrix.shape[1], width)
    return [int(np.flatnonzero(entries[row])[0]) for row in range(rank)]
