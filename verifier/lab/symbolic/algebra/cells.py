"""An interval cut at the roots of polynomials, so that on every part each polynomial has one sign."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from verifier.lab.symbolic.algebra.interval import Interval, simplest_between
from verifier.lab.symbolic.algebra.polynomial import Polynomial, factors, isolate, refine, sign_at


@dataclass(frozen=True)
class Cell:
    """A point, or an open interval, on which every polynomial has one sign.

    Attributes:
        low: of an open cell, (low, high) is a part in which no root lies, None is infinity; an irrational point is the
            only root in [low, high]; for a rational one both are the point.
        sample: a rational number in it; None for an irrational point.
        is_point: whether it is a single point.
        signs: of the polynomials, in the order in which they were given.
    """

    low: Fraction | None
    high: Fraction | None
    sample: Fraction | None
    is_point: bool
    signs: tuple[int, ...]


@dataclass
class _Root:
    """A root: rational where ``low == high``, else the only root of the irreducible ``factor`` in [low, high]."""

    factor: Polynomial
    low: Fraction
    high: Fraction


def cells(polynomials: Sequence[Polynomial], interval: Interval) -> tuple[Cell, ...]:
    """The parts of ``interval``, from left to right; together they are all of it.

    Between neighbouring roots of their product every polynomial keeps its sign; at a root it is 0 exactly for those
    that its irreducible factor divides, and all others keep the sign they have beside it.

    >>> from verifier.lab.symbolic.algebra.interval import parse_interval
    >>> [cell.signs for cell in cells([(1, 0, -2)], parse_interval("[0, oo)"))]
    [(-1,), (-1,), (0,), (1,)]
    """
    roots = _roots(polynomials, interval)
    ends: list[tuple[Fraction | None, Fraction | None]] = [(interval.lower, interval.lower)]
    ends += [(root.low, root.high) for root in roots]
    ends += [(interval.upper, interval.upper)]
    found: list[Cell] = []
    if interval.with_lower and interval.lower is not None:
        found.append(_rational_point(interval.lower, polynomials))
    if interval.lower is not None and interval.lower == interval.upper:
        return tuple(found)
    for i, ((_, low), (high, _)) in enumerate(pairwise(ends)):
        sample = low if low is not None and low == high else simplest_between(low, high)
        signs = tuple(sign_at(p, sample) if p else 0 for p in polynomials)
        if i > 0:
            found.append(_root_cell(roots[i - 1], polynomials, signs))
        found.append(Cell(low, high, sample, is_point=False, signs=signs))
    if interval.with_upper and interval.upper is not None:
        found.append(_rational_point(interval.upper, polynomials))
    return tuple(found)


def _rational_point(value: Fraction, polynomials: Sequence[Polynomial]) -> Cell:
    return Cell(value, value, value, is_point=True, signs=tuple(sign_at(p, value) for p in polynomials))


def _root_cell(root: _Root, polynomials: Sequence[Polynomial], beside: tuple[int, ...]) -> Cell:
    if root.low == root.high:
        return _rational_point(root.low, polynomials)
    signs = tuple(0 if root.factor in factors(p) else sign for p, sign in zip(polynomials, beside, strict=True))
    return Cell(root.low, root.high, None, is_point=True, signs=signs)


def _roots(polynomials: Sequence[Polynomial], interval: Interval) -> list[_Root]:
    """The distinct roots strictly inside ``interval``, in order, their isolating intervals disjoint."""
    irreducible = sorted({factor for p in polynomials for factor in factors(p)})
    points = {Fraction(-f[1], f[0]): f for f in irreducible if len(f) == 2}  # noqa: PLR2004  # a·x + b
    marks = {*points, *(end for end, _ in interval.ends if end is not None)}
    roots = [_Root(f, low, high) for f in irreducible if len(f) > 2 for low, high in isolate(f)]  # noqa: PLR2004
    for root in roots:
        while root.high - root.low > 1 or any(root.low <= mark <= root.high for mark in marks):
            root.low, root.high = refine(root.factor, root.low, root.high)
    roots.sort(key=lambda root: (root.low, root.high))
    while overlapping := [(one, other) for one, other in pairwise(roots) if other.low < one.high]:
        for pair in overlapping:
            for root in pair:
                root.low, root.high = refine(root.factor, root.low, root.high)
        roots.sort(key=lambda root: (root.low, root.high))
    roots += [_Root(f, value, value) for value, f in points.items()]
    lower, upper = interval.lower, interval.upper
    inside = [root for root in roots if (lower is None or root.low > lower) and (upper is None or root.high < upper)]
    return sorted(inside, key=lambda root: (root.low, root.high))
