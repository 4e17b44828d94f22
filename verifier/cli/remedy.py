"""Commands that read what was refused: the one that was given, and the options that settle it."""

from __future__ import annotations

import csv
import io
import os
import shlex
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from verifier.preferences.formats.source import option_name

if TYPE_CHECKING:
    from verifier.errors import Remedy

READING = frozenset({"audit", "solve", "show"})
"""The commands that take options of reading."""


def commands(given: Sequence[str], remedies: Sequence[Remedy]) -> list[str]:
    r"""The command ``given`` (its name and arguments) with each of the ``remedies``, as a shell reads it.

    >>> print(*commands(["show", "my votes.csv"], [{"best": "low"}, {"ignore_columns": ("age", "x y")}]), sep="\n")
    verifier show 'my votes.csv' --best low
    verifier show 'my votes.csv' --ignore-column age --ignore-column 'x y'
    """
    if not given or given[0] not in READING:
        return []
    given = [word for word in given if word != "--explain"]
    end = given.index("--") if "--" in given else len(given)
    return [
        " ".join(["verifier", *(quote(word) for word in (*given[:end], *_words(remedy), *given[end:]))])
        for remedy in remedies
    ]


def _words(remedy: Remedy) -> Iterator[str]:
    """The words of the options in ``remedy``."""
    for field, value in remedy.items():
        values = [_joined(value)] if field == "header" else value if isinstance(value, tuple) else [value]
        for each in values:
            flag = option_name("", field)
            if each is True:
                yield flag
            else:
                yield from [f"{flag}={each}"] if str(each).startswith("-") else [flag, str(each)]


def _joined(names: object) -> str:
    """Names of columns as one row of CSV."""
    text = io.StringIO()
    csv.writer(text, lineterminator="").writerow(names if isinstance(names, tuple) else [names])
    return text.getvalue()


def quote(word: str) -> str:
    r"""``word`` as a shell reads it, on one line whatever it holds.

    >>> print(quote("a b"), quote("a\nb"), quote("tea"))
    'a b' $'a\nb' tea
    """
    if word.isprintable():
        return shlex.quote(word)
    return "$'" + "".join(map(_escaped, word)) + "'"


def _escaped(char: str) -> str:
    if char in "\\'":
        return "\\" + char
    if char.isprintable():
        return char
    return {"\n": "\\n", "\t": "\\t"}.get(char) or "".join(f"\\x{byte:02x}" for byte in os.fsencode(char))
