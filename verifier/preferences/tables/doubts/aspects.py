"""Aspects of a response that data sets rate: their values are of nobody in particular."""

from __future__ import annotations

from typing import TYPE_CHECKING

from verifier.preferences.tables.vocabulary import key

if TYPE_CHECKING:
    from collections.abc import Sequence

_ASPECTS = frozenset(
    (
        "helpfulness correctness coherence complexity verbosity honesty truthfulness harmlessness fluency relevance "
        "consistency instruction_following creativity safety toxicity quality"
    ).split()
)


def are_aspects(names: Sequence[str]) -> bool:
    """Whether all ``names`` are aspects, such as ``helpfulness``."""
    return all(key(name) in _ASPECTS for name in names)
