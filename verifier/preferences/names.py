"""Response names: distinct, not empty, and found again when misspelt."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Sequence

from verifier.errors import InputError, UnknownResponseError


def check_names(names: Sequence[str]) -> tuple[str, ...]:
    """``names`` as a tuple.

    Raises:
        InputError: there is none, one is empty, one stands twice, or two look alike.
    """
    if not names:
        raise InputError("there are no responses; a population ranks at least one")
    seen: set[str] = set()
    for name in names:
        if not isinstance(name, str) or not name:
            raise InputError(f"{name!r} is not a response name; names are non-empty text")
        if name in seen:
            raise InputError(f"the response name {name!r} stands twice; names must differ")
        try:
            name.encode("utf-8")
        except UnicodeEncodeError:
            raise InputError(f"the response name {name!r} is not text that UTF-8 can write") from None
        seen.add(name)
    refuse_look_alikes(names)
    return tuple(names)


def refuse_look_alikes(names: Iterable[str]) -> None:
    r"""Return if no two of ``names`` are one name to the eye.

    Two are if they are equal in Unicode's normal form C, without invisible characters, and without white space around
    them; no break space is a blank.

    Raises:
        InputError: two are; the message shows both, with escapes for what tells them apart.

    >>> refuse_look_alikes(["caf\u00e9", "tea", "cafe\u0301"])
    Traceback (most recent call last):
        ...
    verifier.errors.InputError: 'caf\xe9' and 'cafe\u0301' look alike and are different names; write one of them
    """
    seen: dict[str, str] = {}
    for name in names:
        first = seen.setdefault(_visible(name), name)
        if first != name:
            raise InputError(f"{first!a} and {name!a} look alike and are different names; write one of them")


def _visible(name: str) -> str:
    """What the eye sees of ``name``."""
    if name.isascii():
        return name.strip(_SPACE)
    seen = "".join(" " if unicodedata.category(c) in _BLANK else c for c in name if not is_invisible(c))
    return unicodedata.normalize("NFC", seen).strip(_SPACE)


def is_invisible(char: str) -> bool:
    """Whether ``char`` leaves no mark: those that format, variation selectors, joiners and fillers."""
    return unicodedata.category(char) == "Cf" or "\ufe00" <= char <= "\ufe0f" or char in _FILLERS


_SPACE, _BLANK = " \t\n\r\v\f", frozenset({"Zs", "Zl", "Zp"})
_FILLERS = frozenset("\u034f\u115f\u1160\u3164\uffa0")


_SURROGATE = re.compile("[\ud800-\udfff]")
"""What stands in the text of a file name for what is no character: U+DC80 to U+DCFF for bytes that are not UTF-8."""


def encodable(text: str) -> str:
    r"""``text`` such as a file name, as every encoding of Unicode can write it: bytes that are no UTF-8 are ``\xff``.

    This is how reports and messages show such a name.

    >>> encodable("caf\udce9.json")
    'caf\\xe9.json'
    """
    return _SURROGATE.sub(_escape, text)


def _escape(found: re.Match[str]) -> str:
    code = ord(found[0])
    return rf"\x{code - 0xDC00:02x}" if 0xDC80 <= code <= 0xDCFF else rf"\u{code:04x}"  # noqa: PLR2004


def printable(text: str) -> str:
    r"""``text`` with control and other unprintable characters as escapes, so that a name cannot move the cursor.

    >>> printable("a\x1b[2J")
    'a\\x1b[2J'
    """
    return "".join(char if char.isprintable() else repr(char)[1:-1] for char in encodable(text))


def printable_json(text: str) -> str:
    r"""JSON ``text`` with what cannot be printed, line feeds apart, escaped as JSON escapes it: it says the same.

    >>> print(printable_json('["a\x9b"]'))
    ["a\u009b"]
    """
    return "".join(char if char.isprintable() or char == "\n" else _json_escape(char) for char in text)


def _json_escape(char: str) -> str:
    """The escape of ``char``; what stands for a byte of a file's name is no character, and its escape is text."""
    return json.dumps(encodable(char))[1:-1]


def unknown_response(name: str, known: Iterable[str]) -> UnknownResponseError:
    """The error to raise for ``name``, with the nearest known name."""
    from difflib import get_close_matches

    names = list(known)
    near = get_close_matches(name, names, n=1, cutoff=0.5) if isinstance(name, str) else []  # Python takes anything
    if near:
        return UnknownResponseError(f"{name!r} is not a response of this population; did you mean {near[0]!r}?")
    listed = ", ".join(repr(other) for other in names[:5]) + (", ..." if len(names) > 5 else "")  # noqa: PLR2004
    return UnknownResponseError(f"{name!r} is not a response of this population; its responses are {listed}")
