"""Pairwise comparisons, recognised and refused: margins alone do not determine win rates for k of two or more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from verifier.errors import UnsupportedError
from verifier.preferences.formats.source import located

if TYPE_CHECKING:
    from collections.abc import Iterable

REASON = "pairwise comparisons do not determine the win rate of k >= 2 samples: joint rankings are needed"
_ALONE = (("chosen", "rejected"),)
_WITH_OUTCOME = (
    ("model_a", "model_b"),
    ("model_x", "model_y"),
    ("response_a", "response_b"),
    ("response_1", "response_2"),
    ("response_0", "response_1"),
    ("answer_a", "answer_b"),
    ("completion_a", "completion_b"),
    ("output_1", "output_2"),
    ("left", "right"),
)
_OUTCOMES = ("winner", "preference", "label", "choice", "vote", "outcome", "preferred")


def refuse_pairs(columns: Iterable[str], source: str, line: int | None) -> None:
    """Returns if ``columns`` are not those of a table of pairwise comparisons.

    Raises:
        UnsupportedError: two of them name the sides of a comparison, and one its outcome.
    """
    found = {name.strip().lower(): name for name in columns}
    outcome = [name for name in _OUTCOMES if name in found]
    for pair in (*_ALONE, *(_WITH_OUTCOME if outcome else ())):
        if all(name in found for name in pair):
            named = [*pair, *(outcome[:1] if pair not in _ALONE else ())]
            with located(source, line):
                raise UnsupportedError(
                    f"the columns {', '.join(repr(found[name]) for name in named)} are those of pairwise comparisons; "
                    + REASON
                )
