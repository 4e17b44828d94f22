"""Pfaffians of skew-symmetric matrices: where one NLHF policy with a given support lives, as a formula."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


def pfaffian(matrix: Sequence[Sequence[Any]], one: Any) -> Any:
    """The Pfaffian of a skew-symmetric matrix of even order, by expansion along the first row; its square is det.

    >>> pfaffian([[0, 2, 3, 4], [-2, 0, 5, 6], [-3, -5, 0, 7], [-4, -6, -7, 0]], 1)
    16
    """
    if not matrix:
        return one
    total = one * 0
    for j in range(1, len(matrix)):
        rest = [i for i in range(1, len(matrix)) if i != j]
        minor = [[matrix[a][b] for b in rest] for a in rest]
        term = matrix[0][j] * pfaffian(minor, one)
        total = total + term if j % 2 else total - term
    return total


def kernel(matrix: Sequence[Sequence[Any]], one: Any) -> list[Any]:
    """A vector v with M v = 0, for a skew-symmetric M of odd order: v_i = (−1)^i · Pf(M without row and column i).

    Each v_i² is a principal minor of order n − 1: where one is not 0 the rank is n − 1, and v spans the kernel.
    """
    n = len(matrix)
    found = []
    for i in range(n):
        rest = [j for j in range(n) if j != i]
        value = pfaffian([[matrix[a][b] for b in rest] for a in rest], one)
        found.append(value if i % 2 == 0 else -value)
    return found
