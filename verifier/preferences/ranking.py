"""One user's ranking: indifference classes from best to worst."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, TypeAlias, get_args

from verifier.errors import InputError
from verifier.preferences.names import unknown_response

Ranking: TypeAlias = tuple[tuple[int, ...], ...]
"""Indifference classes from best to worst, each an increasing tuple of response indices; no index stands twice.
Responses may be left out: what that means is the population's `Unranked`."""

Unranked: TypeAlias = Literal["bottom", "incomparable", "refuse"]
"""How left-out responses are read: tied below everything ranked, neither above nor below anything, or not at all."""

UNRANKED: tuple[str, ...] = get_args(Unranked)


def parse_ranking(text: str) -> list[list[str]]:
    """The names in ``a > b = c``, class by class: ``[["a"], ["b", "c"]]``.

    Raises:
        InputError: a name is missing (``a > > b``) or stands twice.
    """
    classes = [[name.strip(" \t") for name in group.split("=")] for group in text.split(">")]
    flat = [name for group in classes for name in group]
    if "" in flat:
        raise InputError(f"a response is missing in {text!r}; write a ranking as a > b = c")
    seen: set[str] = set()
    for name in flat:
        if name in seen:
            raise InputError(f"{name!r} appears twice in {text}")
        seen.add(name)
    return classes


def index_ranking(classes: Sequence[Sequence[str]], index: Mapping[str, int]) -> Ranking:
    """The classes of names as a `Ranking` of indices.

    Raises:
        UnknownResponseError: a name is not in ``index``.
        InputError: a name stands twice.
    """
    seen: set[str] = set()
    for group in classes:
        for name in group:
            if name not in index:
                raise unknown_response(name, index)
            if name in seen:
                raise InputError(f"{name!r} appears twice in {' > '.join(' = '.join(group) for group in classes)}")
            seen.add(name)
    return tuple(tuple(sorted(index[name] for name in group)) for group in classes if group)


def format_ranking(ranking: Ranking, responses: Sequence[str]) -> str:
    """``ranking`` as people write it: ``a > b = c``."""
    return " > ".join(" = ".join(responses[response] for response in group) for group in ranking)


def completed(ranking: Ranking, m: int) -> Ranking:
    """``ranking`` over all ``m`` responses, those left out tied in one class below everything ranked."""
    ranked = {response for group in ranking for response in group}
    if len(ranked) == m:
        return ranking
    return (*ranking, tuple(response for response in range(m) if response not in ranked))
