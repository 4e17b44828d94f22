"""Names of right-to-left scripts among other text: isolated, so that what stands around them keeps its place."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from html import escape

START, END = "\u2068", "\u2069"
"""Isolates: between them the first strong character tells the direction, and nothing outside is moved."""

_RIGHT = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefe\U00010800-\U00010fff\U0001e800-\U0001efff"
"""The blocks of Unicode whose characters run from right to left."""

_FOUND = re.compile(f"[{_RIGHT}]")

_RUN = rf"[{_RIGHT}](?:[{_RIGHT} \u00a0'\u2019_.-]*[{_RIGHT}])?"
"""Words from right to left, with what joins words; a comma, a sign or a letter from left to right ends them."""


def isolated(text: str, names: Iterable[str] = ()) -> str:
    r"""``text`` with isolates around each of ``names`` that has characters from right to left, and around other words.

    Texts without such characters stay as they are. ``text`` and ``names`` are as `printable` shows them, so they have
    no isolates or other marks of direction of their own.

    >>> isolated("\u05d0\u05d1: 1/2").encode("unicode_escape").decode()
    '\\u2068\\u05d0\\u05d1\\u2069: 1/2'
    """
    if not _FOUND.search(text):
        return text
    return _pattern(tuple(names)).sub(rf"{START}\g<0>{END}", text)


@lru_cache(maxsize=8)
def _pattern(names: tuple[str, ...]) -> re.Pattern[str]:
    known = sorted({name for name in names if _FOUND.search(name)}, key=lambda name: (-len(name), name))
    return re.compile("|".join([*map(re.escape, known), _RUN]))


def isolated_html(text: str, names: Iterable[str] = ()) -> str:
    """``text`` as HTML, its names isolated by elements: for the content of elements, not for attributes.

    >>> isolated_html("a < \u05d0")
    'a &lt; <bdi>\u05d0</bdi>'
    """
    return as_elements(escape(isolated(text, names)))


def as_elements(html: str) -> str:
    """``html`` with elements in place of the isolates of `isolated`."""
    return html.replace(START, "<bdi>").replace(END, "</bdi>")


def isolated_svg(text: str, names: Iterable[str] = ()) -> str:
    """``text`` as the content of an element of SVG, or as an attribute: where characters alone can isolate."""
    return escape(isolated(text, names))
