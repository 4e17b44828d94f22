"""Whether the values of a column are of another kind than the other columns': on another scale, or made of them."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

_NEAR, _FAR, _FEW = 3, 10, 2
_TELLING = 3
"""Fewer different values make no scale."""

_MANY = 5
"""Columns of fewer values are alike or not by chance."""

_ROUNDED = Fraction(1, 100)
"""Means are written with two decimals or more."""


def off_scale(columns: Mapping[int, Collection[Fraction]]) -> list[int]:
    """The columns whose values lie apart from those of most others, and are larger.

    The columns are put into groups: a new one begins where values lie above all lower ones by more than these are
    large. Found are those of a group that is three times as large as the one with the most columns (the lower one, if
    two have as many), and beyond its power of ten; ten times, where both have fractions, as rewards do, or there are
    two columns only.
    """
    spans = sorted((min(values), max(values), i) for i, values in columns.items() if values)
    groups: list[list[int]] = []
    reach = least = Fraction(0)
    for low, high, i in spans:
        if not groups or low - reach > max(abs(least), abs(reach)):
            groups.append([])
            reach, least = high, low
        groups[-1].append(i)
        reach = max(reach, high)
    usual = max(groups, key=len, default=[])
    size = _size(columns, usual)
    rewards = _have_fractions(columns, usual)
    return sorted(
        i
        for group in groups
        if group is not usual
        for own in [_size(columns, group)]
        if _power(own) > _power(size)
        and own > (_FAR if len(spans) == _FEW or (rewards and _have_fractions(columns, group)) else _NEAR) * size
        for i in group
    )


def _size(columns: Mapping[int, Collection[Fraction]], group: Sequence[int]) -> Fraction:
    """The largest absolute value in the columns of ``group``."""
    return max((abs(value) for i in group for value in columns[i]), default=Fraction(0))


def _have_fractions(columns: Mapping[int, Collection[Fraction]], group: Sequence[int]) -> bool:
    return any(value.denominator != 1 for i in group for value in columns[i])


def _power(size: Fraction) -> int:
    """The least power of ten, from 10 on, that reaches ``size``: 10 for scores up to 5, 100 for percentages."""
    power = 10
    while power < size:
        power *= 10
    return power


def of_another_kind(columns: Mapping[int, Collection[Fraction]]) -> list[int]:
    """The columns of other numbers than all others have.

    These are zeros and ones among wider scales; fractions, for the better part, among whole numbers; whole numbers
    among fractions; and whole numbers a tenth as large as those of all others.
    """
    filled = {i: list(values) for i, values in columns.items() if len(values) >= _MANY and len(set(values)) > 1}
    return [
        i
        for i, values in filled.items()
        if len(others := [each for j, each in filled.items() if j != i]) >= _FEW
        and (_only_says_yes(values, others) or _is_as_whole_as_none(values, others) or _is_small(values, others))
    ]


def differs(values: Collection[Fraction], others: Sequence[Collection[Fraction]]) -> bool:
    """Whether some of ``values`` lie outside the range of all ``others``, or many of them use half of it at most."""
    given = [value for each in others for value in each]
    if not given or not values:
        return False
    low, high = min(given), max(given)
    narrow = len(values) >= _MANY and 2 * (max(values) - min(values)) <= high - low
    return narrow or min(values) < low or max(values) > high


def sum_up(rows: Sequence[Mapping[int, Fraction]], positions: Sequence[int]) -> list[int]:
    """The columns of ``positions`` that are, in every row, the sum or the mean of the others.

    Args:
        rows: the value that each row has in each column; where it lacks, none.
        positions: the columns; others are not looked at.
    """
    found: list[int] = []
    for i in reversed(positions):
        others = [j for j in positions if j != i and j not in found]
        told = [(row[i], given) for row in rows if i in row and (given := [row[j] for j in others if j in row])]
        if len(others) < _FEW or len(told) < _TELLING or len({value for value, _ in told}) == 1:
            continue
        summed = all(value == sum(given, Fraction(0)) for value, given in told)
        if summed or all(abs(value - sum(given, Fraction(0)) / len(given)) <= _ROUNDED / 2 for value, given in told):
            found.append(i)
    return sorted(found)


def _only_says_yes(values: Sequence[Fraction], others: Sequence[Sequence[Fraction]]) -> bool:
    enough = set(values) == {0, 1}
    return enough and all(max(each) > 1 and len(set(each)) >= _TELLING for each in others)


def _is_as_whole_as_none(values: Sequence[Fraction], others: Sequence[Sequence[Fraction]]) -> bool:
    mine, theirs = _broken(values), [_broken(each) for each in others]
    whole, half = Fraction(0), Fraction(1, 2)
    return (mine > half and max(theirs) == whole) or (mine == whole and min(theirs) > half)


def _broken(values: Sequence[Fraction]) -> Fraction:
    """Which part of ``values`` are no whole numbers."""
    return Fraction(sum(value.denominator != 1 for value in values), len(values))


def _is_small(values: Sequence[Fraction], others: Sequence[Sequence[Fraction]]) -> bool:
    size = max(map(abs, values))
    whole = all(value.denominator == 1 for value in values)
    return whole and size > 0 and all(_FAR * size < max(map(abs, each)) for each in others)
