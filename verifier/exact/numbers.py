"""Numbers of Python, numpy and the decimal module as rationals: a float is the decimal that it prints."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from numbers import Rational, Real
from operator import index
from typing import Any

from verifier.errors import InputError
from verifier.exact.rational import MAX_DIGITS, format_rational, is_short, parse_rational

_SHOWN = 40
_NOT_FINITE = frozenset(("nan", "snan", "inf", "infinity"))
_TRUTH_VALUES = frozenset(
    ("bool", "bool_")
)  # those of numpy have no base in common with Python's, and once had an index


def exact(value: object) -> Fraction:
    """The number that ``value`` is: an integer or a rational of any type, a `Decimal`, a float, or text.

    Text is read by `parse_rational`. A float of any precision is read as the shortest decimal that it prints, which is
    what its author wrote: 0.1 is 1/10 as a double and as a single.

    Raises:
        InputError: it is anything else (a truth value, a date, a list), nan, infinite, or beyond what text may write.

    >>> from decimal import Decimal
    >>> exact(0.1), exact(Decimal("1E-7")), exact("2/6"), exact(3)
    (Fraction(1, 10), Fraction(1, 10000000), Fraction(1, 3), Fraction(3, 1))
    """
    if type(value) is Fraction:  # most are
        return value
    if isinstance(value, str):
        return parse_rational(value)
    rational = _as_rational(value)
    return parse_rational(_printed(value)) if rational is None else rational


def written(value: object) -> str:
    """The number that ``value`` is, no text, as text that `parse_rational` reads.

    Raises:
        InputError: as in `exact`, or it has more than 4096 digits.

    >>> written(8e-06), written(Fraction(2, 6)), written(7)
    ('8e-06', '1/3', '7')
    """
    rational = _as_rational(value)
    if rational is None:
        return _printed(value)
    if not is_short(rational):
        raise InputError(f"a number of more than {MAX_DIGITS} digits is too long; round it")
    return format_rational(rational)


def as_whole(value: object) -> int | None:
    """``value`` as an int, if it is an integer of any type; None for all else, truth values and text too.

    >>> as_whole(7), as_whole(7.0), as_whole(True)
    (7, None, None)
    """
    if type(value).__name__ in _TRUTH_VALUES:
        return None
    thing: Any = value
    try:
        return index(thing)
    except TypeError:
        return None


def described(value: object) -> str:
    """``value`` and its type, for a message.

    >>> described(True)
    'True (bool)'
    """
    shown = str(value)
    if len(shown) > _SHOWN:
        shown = shown[: _SHOWN - 3] + "..."
    return f"{shown} ({type(value).__name__})"


def _as_rational(value: object) -> Fraction | None:
    whole = as_whole(value)
    if whole is not None:
        return Fraction(whole)
    if isinstance(value, Rational) and type(value).__name__ not in _TRUTH_VALUES:
        return Fraction(int(value.numerator), int(value.denominator))
    return None


def _printed(value: object) -> str:
    """The decimal that a float or a `Decimal` prints."""
    number = isinstance(value, (Decimal, Real)) and type(value).__name__ not in _TRUTH_VALUES
    # repr() of a numpy scalar tells its type too, and str() of a subclass of float whatever it likes.
    text = float.__repr__(value) if isinstance(value, float) else str(value)
    if not number or text.lstrip("-+").lower() in _NOT_FINITE:
        raise InputError(f"{described(value)} is no number; write 3, '0.6' or Fraction(3, 5)")
    return text
