"""Whether unnamed values may be places, of which the low ones are best, or must be scores."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from fractions import Fraction

_TELLING = 3
"""Rows of fewer values number their responses by chance."""

_MANY = 8
"""Among so many ballots somebody has a first place."""


def may_be_places(rows: Iterable[Iterable[str]], numbers: Mapping[str, Fraction], m: int) -> bool:
    """Whether ``rows``, one of the values that each user gave to some of ``m`` responses, may be rows of places.

    They may where no value is above ``m``, whole, be there ties, gaps, zeros or negatives (which then stand for no
    answer), unless there are many rows and few with a first place; where halves are the means of tied places; and where
    half of the rows number their responses 1..r, but for ties, whatever the others hold. Zeros and ones alone say yes
    and no, and rows of equal values say nothing.

    Args:
        rows: the texts of each user's values.
        numbers: the value of each text.
        m: the number of responses.
    """
    halves = {text: _halves(value) for text, value in numbers.items()}
    counted = Counter(tuple(sorted(halves[text] for text in row)) for row in rows)
    ordering = {row: times for row, times in counted.items() if row and row[0] != row[-1]}
    values = set(numbers.values())
    if values <= {0, 1} or not ordering:
        return False
    above = {value for value in values if value > m}
    if not above and all(value.denominator == 1 for value in values):
        first = sum(times for row, times in ordering.items() if row[0] <= _FIRST)
        return sum(ordering.values()) < _MANY or 4 * first >= sum(ordering.values())
    if not above and all(map(_numbers_on_average, counted)):
        return True
    stand_out = len(above) == 1 or (above and min(above) >= _FAR * m)
    sentinels = {_halves(value) for value in above} if stand_out else set()
    telling = {row: times for row, times in counted.items() if len(row) >= _TELLING}
    numbering = sum(times for row, times in telling.items() if _numbers_responses(row, sentinels))
    return bool(telling) and 2 * numbering >= sum(telling.values())


_FAR = 2
"""Values from so many times the number of responses on are no places, and may all stand for no answer: 98 and 99."""

_FIRST = 2
"""The first place, in halves."""


def _halves(value: Fraction) -> int:
    """Twice ``value``; 1, which is no place, where that is not whole."""
    return int(2 * value) if value.denominator in {1, 2} else 1


def _numbers_responses(row: tuple[int, ...], sentinels: set[int]) -> bool:
    """Whether the sorted values are the places 1..r, ties standing at their first, next or mean place."""
    places = tuple(value for value in row if value > 0 and value not in sentinels)
    if len(places) < len(row) - 1 or not places or places[0] == places[-1]:
        return False
    skipping = all(value == 2 * places.index(value) + 2 for value in places)
    dense = sorted(set(places)) == list(range(2, 2 * len(set(places)) + 2, 2))
    return skipping or dense or _numbers_on_average(places)


def _numbers_on_average(places: tuple[int, ...]) -> bool:
    """Whether each of the sorted values is the mean of the places that its ties share."""
    return all(value == 2 * places.index(value) + 1 + places.count(value) for value in set(places))
