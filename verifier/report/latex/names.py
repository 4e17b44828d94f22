"""Names of LaTeX macros: letters only, the same every time, and nothing else has them."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass

PREFIX = "verifier"

_DIGITS = ("Zero", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine")
_LETTERS_OF_A_MARK = 6


@dataclass(frozen=True)
class Place:
    """What a number is about.

    Attributes:
        policy: the policy's label, None where it is about the population alone.
        against: the label of a given opponent.
        k: the number of samples, where there is one; ``l`` and ``ties`` likewise, left out where 1 and ``model``.
    """

    policy: str | None = None
    against: str | None = None
    k: int | None = None
    l: int | None = None
    ties: str | None = None


def spelled(number: int) -> str:
    """The digits of ``number`` as words.

    >>> spelled(10)
    'OneZero'
    """
    return "".join(_DIGITS[int(digit)] for digit in str(number))


def letters(label: str) -> str:
    """``label`` as letters A-Z: accents are dropped, digits spelled, and every part begins with a capital.

    >>> letters("today.json"), letters("Müller 2"), letters("一")
    ('TodayJson', 'MullerTwo', 'Policy')
    """
    plain = unicodedata.normalize("NFD", label)
    parts = re.findall(r"[A-Za-z]+|[0-9]", re.sub(r"[\u0300-\u036f]", "", plain))
    return "".join(_DIGITS[int(part)] if part.isdigit() else part[0].upper() + part[1:] for part in parts) or "Policy"


def mark(text: str) -> str:
    """Six letters that depend on all of ``text``: they keep apart what would have the same name.

    >>> len(mark("nlhf"))
    6
    """
    number = int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")
    return "".join(chr(ord("a") + number // 26**i % 26) for i in range(_LETTERS_OF_A_MARK))


def macro_name(prefix: str, place: Place, says: str, *, marked: bool = False) -> str:
    """The name of the macro for what is said of ``place``; ``marked``: another one would have it too.

    >>> macro_name("verifier", Place("nlhf", k=3, l=1, ties="model"), "Rate")
    'verifierNlhfKThreeRate'
    """
    name = prefix
    if place.policy is not None:
        name += letters(place.policy)
    if place.against is not None:
        name += "Against" + letters(place.against)
    if marked:
        name += mark(repr((place.policy, place.against)))
    if place.k is not None:
        name += "K" + spelled(place.k)
    if place.l not in {None, 1}:
        name += "L" + spelled(place.l or 1)
    if place.ties not in {None, "model"}:
        name += "Ties" + (place.ties or "").capitalize()
    return name + says
