"""Whether unnamed values may be places, of which the low ones are best, or must be scores."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_TELLING = 3
"""Rows of fewer values number their responses by chance."""

_MANY = 8
"""Among so many ballots somebody has a first place."""


def may_be_places(rows: Sequence[Sequence[Fraction]], m: int) -> bool:
    """Whether ``rows``, one of the values that each user gave to some of ``m`` responses, may be rows of places.

    They may where no value is above ``m``, whole, be there ties, gaps, zeros or negatives (which then stand for no
    answer), unless there are many rows and few with a first place; where halves are the means of tied places; and where
    half of the rows number their responses 1..r, but for ties, whatever the others hold. Zeros and ones alone say yes
    and no, and rows of equal values say nothing.
    """
    values = set().union(*map(set, rows))
    if values <= {0, 1} or all(len(set(row)) <= 1 for row in rows):
        return False
    above = {value for value in values if value > m}
    if not above and all(value.denominator == 1 for value in values):
        ordering = [row for row in rows if len(set(row)) > 1]
        return len(ordering) < _MANY or 4 * sum(min(row) <= 1 for row in ordering) >= len(ordering)
    if not above and all(value.denominator in {1, 2} for value in values) and all(map(_numbers_on_average, rows)):
        return True
    sentinel = above if len(above) == 1 else set()
    telling = [row for row in rows if len(row) >= _TELLING]
    return bool(telling) and 2 * sum(_numbers(row, sentinel) for row in telling) >= len(telling)


def _numbers(row: Sequence[Fraction], sentinel: set[Fraction]) -> bool:
    """Whether the values are the places 1..r, ties standing at their first, next or mean place."""
    places = sorted(value for value in row if value > 0 and value not in sentinel)
    if len(places) < len(row) - 1 or len(set(places)) <= 1:
        return False
    skipping = all(value == places.index(value) + 1 for value in places)
    dense = set(places) == set(range(1, len(set(places)) + 1))
    return skipping or dense or _numbers_on_average(places)


def _numbers_on_average(row: Sequence[Fraction]) -> bool:
    """Whether each value is the mean of the places that its ties share."""
    places = sorted(row)
    return all(2 * value == 2 * places.index(value) + 1 + places.count(value) for value in set(places))
