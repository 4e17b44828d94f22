"""The two arithmetics in which best product policies are proposed: double precision, and balls of any precision."""

from __future__ import annotations

from contextlib import contextmanager
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence


class Arithmetic(Protocol):
    """The numbers a proposal is computed in; arrays of them work like arrays of floats."""

    def array(self, numbers: Iterable[Any]) -> Any:
        """An array of these numbers, without the error bounds gathered so far."""

    def solve(self, matrix: Any, right: Any) -> Any:
        """The solution of a square linear system."""

    def exact(self, numbers: Iterable[Any]) -> list[Fraction]:
        """The numbers as rationals, exactly."""


class Floats:
    """Double precision."""

    def array(self, numbers: Iterable[Any]) -> Any:
        """An array of floats."""
        return np.array([float(number) for number in numbers], dtype=np.float64)

    def solve(self, matrix: Any, right: Any) -> Any:
        """The solution; where the matrix is singular, the shortest vector that fits best; nan where it overflowed."""
        if not (np.isfinite(matrix).all() and np.isfinite(right).all()):
            return np.full(len(right), np.nan)
        try:
            return np.linalg.solve(matrix, right)
        except np.linalg.LinAlgError:
            return np.linalg.lstsq(matrix, right, rcond=None)[0]

    def exact(self, numbers: Iterable[Any]) -> list[Fraction]:
        """The floats as dyadic rationals."""
        return [Fraction(float(number)) for number in numbers]


class Balls:
    """Balls around dyadic rationals, of the precision set by `precision`; the same on every processor."""

    def array(self, numbers: Iterable[Any]) -> Any:
        """An object array of the centres."""
        from flint import arb, fmpq

        listed = [fmpq(x.numerator, x.denominator) if isinstance(x, Fraction) else x for x in numbers]
        return np.array([arb(number).mid() for number in listed], dtype=object)

    def solve(self, matrix: Any, right: Any) -> Any:
        """The centres of the solution's balls; zeros where the matrix is singular to this precision."""
        from flint import arb, arb_mat

        size = len(right)
        rows = arb_mat(size, size, [arb(entry).mid() for entry in matrix.ravel().tolist()])
        try:
            solution = rows.solve(arb_mat(size, 1, [arb(entry).mid() for entry in right.tolist()]))
        except ZeroDivisionError:
            return self.array([0] * size)
        return self.array(solution.entries())

    def exact(self, numbers: Iterable[Any]) -> list[Fraction]:
        """The centres as dyadic rationals."""
        from flint import arb

        parts = [arb(number).mid().man_exp() for number in numbers]
        return [Fraction(int(mantissa)) * Fraction(2) ** int(exponent) for mantissa, exponent in parts]


@contextmanager
def precision(bits: int) -> Iterator[Balls]:
    """Balls that carry ``bits`` bits, while the context lasts."""
    from flint import ctx

    before = ctx.prec
    ctx.prec = bits
    try:
        yield Balls()
    finally:
        ctx.prec = before


def on_grid(values: Sequence[Fraction], bits: int) -> list[int]:
    """Non-negative integers of sum 2^``bits`` next to 2^``bits`` · ``values`` / Σ ``values``; negative values count 0.

    Remainders decide what is rounded up, the largest first, then the largest values, then the first.

    >>> on_grid([Fraction(1, 3), Fraction(2, 3)], 2)
    [1, 3]
    """
    positive = [max(value, Fraction(0)) for value in values]
    scale = Fraction(1 << bits) / sum(positive)
    shares = [value * scale for value in positive]
    floors = [int(share) for share in shares]
    order = sorted(range(len(shares)), key=lambda i: (floors[i] - shares[i], -shares[i], i))
    for i in order[: (1 << bits) - sum(floors)]:
        floors[i] += 1
    return floors


def simple_ratios(values: Any, largest: int, accuracy: float) -> list[Fraction] | None:
    """Fractions of the least common denominator up to ``largest`` within ``accuracy`` of the floats; None without.

    They are non-negative and sum to 1.

    >>> simple_ratios(np.array([0.3333333, 0.6666667]), 10, 1e-5)
    [Fraction(1, 3), Fraction(2, 3)]
    """
    scaled = np.asarray(values, dtype=np.float64) * np.arange(1, largest + 1)[:, None]
    whole = np.rint(scaled)
    near = (np.abs(scaled - whole).max(axis=1) < accuracy) & (whole.sum(axis=1) == np.arange(1, largest + 1))
    found = np.flatnonzero(near & (whole.min(axis=1) >= 0))
    if not found.size:
        return None
    return [Fraction(int(entry), int(found[0]) + 1) for entry in whole[found[0]]]
