"""What may stand for no answer: numbers beyond a scale of scores, such as -1 and 99, and words for no choice."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from verifier.exact.rational import format_rational
from verifier.preferences.formats.source import malformed, option_name
from verifier.preferences.tables.columns import AFFIRMED, listed
from verifier.preferences.tables.vocabulary import key

if TYPE_CHECKING:
    from collections.abc import Collection
    from fractions import Fraction

    from verifier.preferences.formats.options import ReadOptions
    from verifier.preferences.tables.ballots import Ballots

_NO_CHOICE = frozenset(
    "skipped skip under undervote undervoted under_vote over overvote overvoted over_vote exhausted blank blank_vote "
    "void no_vote no_choice no_answer no_response no_preference nobody no_one abstain abstained abstention spoiled "
    "spoilt invalid not_ranked unranked missing empty".split()
)
_IN_BRACKETS = re.compile(r"\s*[(\[].*[)\]]\s*\Z|\s*#?\d+\s*\Z", re.DOTALL)

_NEGATIVE = frozenset(
    {-1, -2, -3, -7, -8, -9, *(-number for number in (66, 77, 88, 98, 99, 666, 777, 888, 998, 999, 9999))}
)
_LARGE = frozenset({66, 77, 88, 97, 98, 99, 666, 777, 888, 997, 998, 999, 7777, 8888, 9998, 9999, 99999})
_NEXT = frozenset({8, 9})
"""Numbers that surveys write for no answer: below all scores, far above them, and above a short scale."""

_CODES = 2
"""So many numbers stand for no answer at most: does not know, and refused."""

_FAR = 4
_SCALE = 3
"""A scale of scores has so many values, and its largest is no vote up or down."""

_SHORT = range(3, 8)
"""The largest scores of scales that are too short for 8 and 9; all of their scores are used."""

_CELLS = 40
"""In fewer cells scores are left out by chance."""


def reads_like_no_choice(name: str) -> bool:
    """Whether a cell that should name a response may say that there is none.

    >>> [name for name in ("overvote", "Over (2)", "-", "No vote", "Overton", "C++") if reads_like_no_choice(name)]
    ['overvote', 'Over (2)', '-', 'No vote']
    """
    return not any(map(str.isalnum, name)) or key(_IN_BRACKETS.sub("", name)) in _NO_CHOICE


def silent_scores(values: Collection[Fraction], cells: int) -> list[Fraction]:
    """Those of the distinct ``values`` of scores in so many ``cells`` that may stand for no answer, in order.

    Negative codes do where all others are from 0 to 3 or more; large ones where they are four times the largest other;
    8 and 9 where the others are all numbers of a scale that ends at least two below, such as 1..5.
    """
    for codes in (_NEGATIVE, _LARGE, _NEXT):
        found = sorted(value for value in values if value in codes)
        others = [value for value in values if value not in codes]
        if not 0 < len(found) <= _CODES or len(others) < _SCALE or min(others) < 0 or max(others) < _SCALE:
            continue
        top = max(others)
        if (
            codes is _NEGATIVE
            or (codes is _LARGE and found[0] >= _FAR * top)
            or (cells >= _CELLS and top in _SHORT and found[0] > top + 1 and {*range(1, int(top) + 1)} <= {*others})
        ):
            return found
    return []


def refuse_silent_scores(found: Ballots, options: ReadOptions) -> None:
    """Return unless some of the scores that were ``found`` may stand for no answer, and the options do not say so.

    Raises:
        InputError: some may.
    """
    if found.low or AFFIRMED in options.missing:
        return
    silent = silent_scores(set(found.numbers.values()), sum(len(ballot.values) for ballot in found.ballots))
    if not silent:
        return
    texts = tuple(text for text, value in found.numbers.items() if value in silent)
    top = max(value for value in found.numbers.values() if value not in silent)
    line = next(ballot.line for ballot in found.ballots if set(texts) & set(ballot.values.values()))
    missing = option_name(found.table.source, "missing")
    raise malformed(
        found.table.source,
        line,
        f"{listed(texts)}, beside scores up to {format_rational(top)}, may stand for no answer: say {missing} for each "
        f"that does, or {missing} {AFFIRMED} if all are scores",
        {"missing": texts},
        {"missing": (AFFIRMED,)},
    )
