"""Exact linear algebra on lists of integers."""

from __future__ import annotations

from collections.abc import Sequence
from math import gcd

from verifier.errors import SolverError


def rank_modulo(matrix: Sequence[Sequence[int]], q: int) -> int:
    """The rank of the integer ``matrix`` modulo ``q``: never more than its rank over the rationals.

    Raises:
        SolverError: a pivot is not a unit modulo ``q`` (then q is no prime).

    >>> rank_modulo([[1, 2], [2, 4]], 7)
    1
    """
    import flint

    if not matrix or not matrix[0]:
        return 0
    if q > 1 and flint.fmpz(q).is_probable_prime() and q < 2**63:
        return int(flint.nmod_mat(flint.fmpz_mat([list(row) for row in matrix]), q).rank())
    rows = [[entry % q for entry in row] for row in matrix]
    rank = 0
    for column in range(len(rows[0])):
        pivot = next((i for i in range(rank, len(rows)) if rows[i][column]), None)
        if pivot is None:
            continue
        rows[rank], rows[pivot] = rows[pivot], rows[rank]
        if gcd(rows[rank][column], q) != 1:
            raise SolverError(f"{rows[rank][column]} is no unit modulo {q}; a prime is needed")
        inverse = pow(rows[rank][column], -1, q)
        for i in range(rank + 1, len(rows)):
            factor = rows[i][column] * inverse % q
            if factor:
                rows[i] = [(x - factor * y) % q for x, y in zip(rows[i], rows[rank], strict=True)]
        rank += 1
    return rank
