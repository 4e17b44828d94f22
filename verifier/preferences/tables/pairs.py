"""Pairwise comparisons, recognised and refused: margins alone do not determine win rates for k of two or more."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NoReturn

from verifier.errors import UnsupportedError
from verifier.preferences.formats.source import located
from verifier.preferences.tables.vocabulary import key

if TYPE_CHECKING:
    from verifier.preferences.tables.cells import Cells

REASON = "pairwise comparisons do not determine the win rate of k >= 2 samples: joint rankings are needed"
_ALONE = tuple(
    (one + end, other + end)
    for one, other in (
        ("chosen", "rejected"),
        ("winner", "loser"),
        ("preferred", "rejected"),
        ("preferred", "dispreferred"),
    )
    for end in ("", "_id", "_name", "_model", "_response", "_idx")
)
"""What the two sides are called where that tells the outcome."""

_STEMS = "model response answer completion output generation candidate summary text conversation human_ref".split()
_PLAYERS = "player team system option item llm policy agent essay image candidate_model".split()
_LEFT_RIGHT = ("left", "right")
_PLAYED = (
    _LEFT_RIGHT,
    ("home", "away"),
    ("i", "j"),
    *(
        (stem + one, stem + other)
        for word in _PLAYERS
        for stem in (word + "_", word)
        for one, other in (("a", "b"), ("x", "y"), ("1", "2"), ("0", "1"))
    ),
)
"""Sides that may be something else, were there no column of the outcome."""

_SIDES = (
    *_PLAYED,
    *(
        (f"{stem}_{one}_{end}", f"{stem}_{other}_{end}")
        for stem in _STEMS
        for one, other in (("a", "b"), ("1", "2"), _LEFT_RIGHT)
        for end in ("id", "name", "idx")
    ),
    *(
        (stem + one, stem + other)
        for word in _STEMS
        for stem in (word + "_", word)
        for one, other in (("a", "b"), ("x", "y"), ("1", "2"), ("0", "1"), _LEFT_RIGHT)
    ),
)
"""What the two sides of a comparison are called."""

_OUTCOMES = "winner preference label choice vote outcome preferred better preference_strength result".split()
_OUTCOME = re.compile(
    r"(winner|preferred|better)(_.*)?|preference_?(label|score|strength)?|wins?_.*|.*_wins?|.*_goals", re.ASCII
)
_WON = re.compile(r"(winner|wins?)_(.*_)?(a|b|x|y|i|j|1|2|left|right|ties?|draws?)", re.ASCII)
"""Columns that say, each of its side, whether or how often it won."""

_FEWEST = 2


def refuse_pairs(
    columns: Iterable[str] | Mapping[str, int], source: str, line: int | None, cells: Cells | None = None
) -> None:
    """Returns if ``columns`` are not those of a table of pairwise comparisons.

    Args:
        columns: their names; with ``cells``, each with its position.
        source: the text's name.
        line: the line of the header.
        cells: what stands below: two sides that hold texts are compared, whatever their outcome is called.

    Raises:
        UnsupportedError: two of them name the sides of a comparison, and one its outcome.
    """
    positions: Mapping[str, int] = columns if isinstance(columns, Mapping) else dict.fromkeys(columns, 0)
    found = {key(name): name for name in positions}
    outcome = [name for name in found if name in _OUTCOMES or _OUTCOME.fullmatch(name)]
    for pair in (*_ALONE, *_SIDES):
        named = [found[name] for name in pair if name in found]
        if len(named) < len(pair):
            continue
        texts = cells is not None and all(cells.is_text(positions[name]) for name in named)
        if pair in _ALONE or outcome or (texts and pair not in _PLAYED):
            named += [] if pair in _ALONE else [found[name] for name in outcome[:1]]
            _refuse(named, source, line)
    won = [name for word, name in found.items() if _WON.fullmatch(word)]
    if len(won) >= _FEWEST:
        _refuse(won, source, line)


def _refuse(named: Sequence[str], source: str, line: int | None) -> NoReturn:
    with located(source, line):
        raise UnsupportedError(
            f"the columns {', '.join(map(repr, named))} are those of pairwise comparisons; " + REASON
        )
