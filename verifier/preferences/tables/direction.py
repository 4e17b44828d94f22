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

_FAR = 2
"""Values from so many times the number of responses on are no places, and may all stand for no answer: 98 and 99."""

_CODES = 2
"""So many numbers stand for no answer at most: does not know, and refused."""

_SENTINEL = 9
"""The least number that is written for no answer whatever the number of responses."""

_FIRST = 2
"""The first place, in halves."""


def may_be_places(rows: Iterable[Iterable[str]], numbers: Mapping[str, Fraction], m: int) -> bool:
    """Whether ``rows``, one of the values that each user gave to some of ``m`` responses, may be rows of places.

    They may where no value is above ``m`` (but one that stands for no answer, such as 99), whole, be there ties, gaps,
    zeros or negatives (which then stand for no answer), unless there are many rows and few with a first place; where
    halves are the means of tied places; where half of the rows number their responses 1..r, but for ties and for
    `sentinels`, which may stand for all that a user did not rank, whatever the other rows hold; and where all rows skip
    the same place. Zeros and ones alone say yes and no, and rows of equal values
    say nothing.

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
    found = sentinels(values, m)
    above = {value for value in values if value > m}
    whole = all(value.denominator == 1 for value in values)
    if whole and (not above or (above == found and len(above) == 1 and min(above) >= max(_SENTINEL, _FAR * m))):
        first = sum(times for row, times in ordering.items() if row[0] <= _FIRST)
        return sum(ordering.values()) < _MANY or 4 * first >= sum(ordering.values())
    if not above and all(map(_numbers_on_average, counted)):
        return True
    silent = {_halves(value) for value in found}
    telling = {row: times for row, times in ordering.items() if len(row) >= _TELLING}
    numbering = sum(times for row, times in telling.items() if _numbers_responses(row, silent))
    if not telling:
        return False
    return 2 * numbering >= sum(telling.values()) or _skip_a_place(telling, silent, m)


def sentinels(values: Iterable[Fraction], m: int) -> set[Fraction]:
    """Those of ``values`` that are too large for a place among ``m``, and may stand for no answer: m + 1, or 98 and 99.

    Several are at least twice ``m``, but for m + 1 beside one of them; more than two, or others, are rather scores.
    """
    above = {value for value in values if value > m}
    far = {value for value in above if value >= _FAR * m}
    if len(above) == 1 or (len(above) <= _CODES and above - far <= {m + 1}):
        return above
    return set()


def _halves(value: Fraction) -> int:
    """Twice ``value``; 1, which is no place, where that is not whole."""
    return int(2 * value) if value.denominator in {1, 2} else 1


def _numbers_responses(row: tuple[int, ...], silent: set[int]) -> bool:
    """Whether the sorted values are the places 1..r, ties standing at their first, next or mean place."""
    places = _places(row, silent)
    if not places or (len(places) > 1 and places[0] == places[-1]):
        return False
    skipping = all(value == 2 * places.index(value) + 2 for value in places)
    dense = sorted(set(places)) == list(range(2, 2 * len(set(places)) + 2, 2))
    return skipping or dense or _numbers_on_average(places)


def _skip_a_place(rows: Iterable[tuple[int, ...]], silent: set[int], m: int) -> bool:
    """Whether all rows skip the same place: they have a first one, none twice, and use 1..m + 1 but for one."""
    given = [tuple(value for value in row if value > 0 and not (value in silent and value > 2 * m + 2)) for row in rows]
    used = {value for places in given for value in places}
    distinct = all(places[:1] == (_FIRST,) and len(set(places)) == len(places) for places in given)
    return distinct and len(used) <= m and max(used) <= 2 * m + 2 and all(value % 2 == 0 for value in used)


def _places(row: tuple[int, ...], silent: set[int]) -> tuple[int, ...]:
    return tuple(value for value in row if value > 0 and value not in silent)


def _numbers_on_average(places: tuple[int, ...]) -> bool:
    """Whether each of the sorted values is the mean of the places that its ties share."""
    return all(value == 2 * places.index(value) + 1 + places.count(value) for value in set(places))
