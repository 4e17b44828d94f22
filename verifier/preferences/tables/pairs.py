"""Pairwise comparisons, recognised and refused: margins alone do not determine win rates for k of two or more."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from verifier.errors import UnsupportedError
from verifier.preferences.formats.source import located
from verifier.preferences.tables.vocabulary import key

if TYPE_CHECKING:
    from verifier.preferences.tables.cells import Cells

REASON = "pairwise comparisons do not determine the win rate of k >= 2 samples: joint rankings are needed"
_ALONE = (("chosen", "rejected"),)
_STEMS = "model response answer completion output generation candidate summary text conversation human_ref".split()
_LEFT_RIGHT = ("left", "right")
_SIDES = (
    _LEFT_RIGHT,
    *(
        (stem + one, stem + other)
        for word in _STEMS
        for stem in (word + "_", word)
        for one, other in (("a", "b"), ("x", "y"), ("1", "2"), ("0", "1"), _LEFT_RIGHT)
    ),
)
"""What the two sides of a comparison are called."""

_OUTCOMES = "winner preference label choice vote outcome preferred better preference_strength".split()
_OUTCOME = re.compile(r"(winner|preferred|better)(_.*)?|preference_?(label|score|strength)?", re.ASCII)


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
        if pair in _ALONE or outcome or (texts and pair != _LEFT_RIGHT):
            named += [] if pair in _ALONE else [found[name] for name in outcome[:1]]
            with located(source, line):
                raise UnsupportedError(
                    f"the columns {', '.join(map(repr, named))} are those of pairwise comparisons; " + REASON
                )
