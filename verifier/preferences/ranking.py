"""One user's ranking: indifference classes from best to worst."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Literal, TypeAlias, get_args

from verifier.errors import InputError
from verifier.preferences.names import unknown_response

Ranking: TypeAlias = tuple[tuple[int, ...], ...]
"""Indifference classes from best to worst, each an increasing tuple of response indices; no index stands twice.
Responses may be left out: what that means is the population's `Unranked`."""

Unranked: TypeAlias = Literal["bottom", "incomparable", "refuse"]
"""How left-out responses are read: tied below everything ranked, neither above nor below anything, or not at all."""

UNRANKED: tuple[str, ...] = get_args(Unranked)

UNRANKED_ONES = {
    "none": "all ranked",
    "bottom": "unranked ones tied at the bottom",
    "incomparable": "unranked ones incomparable",
}
"""In words how left-out responses are read, and ``none`` where nothing is left out."""


_COUNTED = re.compile(r"[0-9]+[ \t]*[*:].*|.*\*[ \t]*[0-9]+", re.ASCII | re.DOTALL)
_TIE = re.compile(r"[^ \t]=|=[^ \t]")
_FOREIGN = re.compile(
    r"[,;|<~()\[\]{}\n\r\u2190-\u21ff\u2227\u2228\u223c-\u224d\u2264-\u227f\u22b3-\u22d7\u25b6-\u25b9\u27e8-\u27ff"
    r"\u2a7d-\u2abc\u00ab\u00bb\u2039\u203a\uff0c\uff1b\uff1c-\uff1e\uff5e\u3001]"
    r"|&[a-z]+\b|(?<![^ \t])[&/]|[&/](?![^ \t])|(?<=[ \t])#|//"
)
"""Signs with which people order, tie, group, list or comment names in other grammars, arrows and Unicode's included."""

_COUNTS = re.compile(r"[0-9][0-9./]*[ \t]*[x\u00d7%]?[ \t]+[^\W\d_].*|.*[ \t][x\u00d7][ \t]?[0-9]+", re.DOTALL)
_NUMBERED = re.compile(r"[0-9]{1,3}[.)\u00ba][ \t]*[^\W\d_].*|[.\u2026_\-?*]+", re.DOTALL)
_QUOTED = re.compile(r"([\"'`\u2018-\u201f]).*[\"'`\u2018-\u201f]", re.DOTALL)
_WORDS = re.compile(r"[ \t](beats?|over|then|vs\.?|versus|preferred to|better than|tied with)[ \t]", re.IGNORECASE)
_DECLARE = 'declare the responses (responses=[...], or "responses": [...] in JSON)'
_MARKS = re.compile("[>=]")


def parse_ranking(text: str, responses: Collection[str] | None = None) -> list[list[str]]:
    """The names in ``a > b = c``, class by class: ``[["a"], ["b", "c"]]``.

    With ``responses``, names that hold ``>`` or ``=`` themselves are found where they are declared. Without, a tie is
    written with blanks around its ``=``, and nothing that other grammars write is part of a name: numbers of users,
    arrows and other signs of order or ties, brackets, commas, quotes around names, comments.

    Raises:
        InputError: a name is missing (``a > > b``) or stands twice; without ``responses``, it is unclear what is a name
            (``temp=0 > top_p=1``, ``3 * a > b``, ``a->b``, ``{a, b} > c``); with them, the text can be read in several
            ways.

    >>> parse_ranking("temp=0 > top_p=1", ["temp=0", "top_p=1"])
    [['temp=0'], ['top_p=1']]
    """
    if responses is not None and any(_MARKS.search(name) for name in responses):
        classes = _declared(text, responses)
    else:
        classes = [[name.strip(" \t") for name in group.split("=")] for group in text.split(">")]
        if responses is None:
            _refuse_unclear(text)
    flat = [name for group in classes for name in group]
    if "" in flat:
        raise InputError(f"a response is missing in {text!r}; write a ranking as a > b = c")
    seen: set[str] = set()
    for name in flat:
        if name in seen:
            raise InputError(f"{name!r} appears twice in {text}")
        seen.add(name)
    return classes


def _refuse_unclear(text: str) -> None:
    """Refuse what people write who mean something else than our grammar says."""
    names = [each.strip(" \t") for each in _MARKS.split(text)]
    for name in names:
        if _COUNTED.fullmatch(name) or (name in {names[0], names[-1]} and _COUNTS.fullmatch(name)):
            raise InputError(
                f"{name!r} in {text!r} may be a name or a number of users; give users as {{'a > b': 3}}, or {_DECLARE}"
            )
    if "->" in text:
        raise InputError(
            f"'->' in {text!r} may be a step of the ranking or part of a name; write a > b with blanks, or {_DECLARE}"
        )
    if _TIE.search(text):
        raise InputError(
            f"'=' in {text!r} may be a tie or part of a name; write a tie with blanks on both sides, as a = b, "
            f"or {_DECLARE}"
        )
    sign = _FOREIGN.search(text) or (_WORDS.search(text) if len(names) == 1 else None)
    if sign is not None:
        raise InputError(
            f"{sign[0]!r} in {text!r} may be part of a name, or order, tie, list or explain names; "
            f"write a > b = c, or {_DECLARE}"
        )
    for name in names:
        if _QUOTED.fullmatch(name) or _NUMBERED.fullmatch(name):
            raise InputError(
                f"{name!r} in {text!r} may be a name, or a name in quotes, a number in front of one, or none; "
                f"write a > b = c, or {_DECLARE}"
            )


def _declared(text: str, responses: Collection[str]) -> list[list[str]]:
    """The only reading of ``text`` in which every name is declared; else that in which no name holds a mark."""
    known, longest = frozenset(responses), max(len(_MARKS.findall(name)) for name in responses)
    marks = [match.start() for match in _MARKS.finditer(text)]
    ends = [-1, *marks, len(text)]
    # ways[i]: how many readings the text after mark i has (two stand for more), and the last mark of its first name.
    ways: list[tuple[int, int]] = [(0, 0)] * len(ends)
    ways[-1] = (1, 0)
    for i in range(len(ends) - 2, -1, -1):
        for j in range(i + 1, min(i + 2 + longest, len(ends))):
            if ways[j][0] and text[ends[i] + 1 : ends[j]].strip(" \t") in known:
                ways[i] = (min(ways[i][0] + ways[j][0], 2), j)
    if ways[0][0] > 1:
        raise InputError(
            f"{text!r} can be read in several ways, as declared names hold > or = themselves; "
            'write lists of classes, such as [["a"], ["b", "c"]] in JSON, or rename a response'
        )
    classes: list[list[str]] = [[]]
    at = 0
    while at < len(ends) - 1:
        to = ways[at][1] if ways[0][0] else at + 1
        classes[-1].append(text[ends[at] + 1 : ends[to]].strip(" \t"))
        if to < len(ends) - 1 and text[ends[to]] == ">":
            classes.append([])
        at = to
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
