"""Exact linear algebra on lists of integers."""

from __future__ import annotations

from collections.abc import Sequence

from verifier.errors import SolverError

WORD = 2**63


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
