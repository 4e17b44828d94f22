"""Rationals as text and as integers over one common denominator.

`fractions.Fraction` reads far more than people write (`1_000`, full-width digits, `1e9999999`); everything that enters
the project as text enters here instead, and everything that enters as a value of Python enters through
`verifier.exact.numbers`.
"""

from __future__ import annotations

import re
from fractions import Fraction
from math import gcd, lcm
from typing import TYPE_CHECKING

from verifier.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

MAX_DIGITS = 4096
"""The longest numeral read or written, in decimal digits (a certificate's limit, below CPython's 4300)."""

MAX_EXPONENT = 400
"""The greatest power of ten that a decimal is written with: doubles print theirs from -324 to 308."""

DECIMALS = 6
"""How many decimals people are shown."""

_NUMERAL = re.compile(r"(-?)([0-9]+)(?:/([0-9]+)|(?:\.([0-9]+))?(?:[eE]([-+]?)([0-9]+))?)", re.ASCII)


def parse_rational(text: str) -> Fraction:
    """The number that ``text`` writes: ``3``, ``-2``, ``3/5``, ``0.6`` or ``6e-1``, read exactly (0.6 is 3/5).

    Raises:
        InputError: anything else (``nan``, ``inf``, underscores, spaces, other digits than 0-9), a zero denominator, an
            exponent that is not a whole number from -400 to 400, or more than 4096 digits in the numerator, the
            denominator, or a decimal number written out.

    >>> parse_rational("8e-06"), parse_rational("-1.5E3")
    (Fraction(1, 125000), Fraction(-1500, 1))
    """
    match = _NUMERAL.fullmatch(text)
    if match is None:
        wanted = "write it as 3/5, 0.6 or 2, or 8e-06 (exponents are whole; no nan or inf)"
        raise InputError(f"{_shown(text)} is not a number; {wanted}")
    sign, whole, below, decimals, down, digits = match.groups(default="")
    exponent = _exponent(digits, text)
    if max(len(whole) + len(decimals) + exponent, len(below)) > MAX_DIGITS:
        raise InputError(f"a number of {len(text)} characters is too long; integers of at most {MAX_DIGITS} are read")
    if below:
        if int(below) == 0:
            raise InputError(f"{text!r} divides by zero; write a rational with a positive denominator")
        value = Fraction(int(whole), int(below))
    else:
        places = len(decimals) + (exponent if down == "-" else -exponent)
        value = Fraction(int(whole + decimals) * 10 ** max(-places, 0), 10 ** max(places, 0))
    return -value if sign else value


def _exponent(digits: str, text: str) -> int:
    """The power of ten without its sign."""
    significant = digits.lstrip("0")
    if len(significant) > len(str(MAX_EXPONENT)) or int(significant or "0") > MAX_EXPONENT:
        wanted = f"exponents are whole, from -{MAX_EXPONENT} to {MAX_EXPONENT}"
        raise InputError(f"the exponent of {_shown(text)} is out of range; {wanted}")
    return int(significant or "0")


def _shown(text: str) -> str:
    return repr(text if len(text) <= 40 else text[:37] + "...")  # noqa: PLR2004  # a line of a terminal


def format_rational(value: Fraction | int) -> str:
    """``value`` in lowest terms, as ``"p/q"`` or ``"p"``: the form used in every JSON file and certificate."""
    numerator, denominator = value.numerator, value.denominator
    return str(numerator) if denominator == 1 else f"{numerator}/{denominator}"


def told(value: Fraction | int) -> str:
    """``value`` for a sentence: in full, or where it has more than 4096 digits that it has."""
    return format_rational(value) if is_short(Fraction(value)) else f"a number of more than {MAX_DIGITS} digits"


def decimal(value: Fraction, places: int = DECIMALS) -> str:
    """``value`` rounded half to even to ``places`` decimals, computed exactly; trailing zeros are kept.

    >>> decimal(Fraction(2, 3))
    '0.666667'
    """
    scaled = round(value * 10**places)
    sign, digits = "-" if scaled < 0 else "", str(abs(scaled)).rjust(places + 1, "0")
    return f"{sign}{digits[:-places]}.{digits[-places:]}"


def clear_denominators(values: Iterable[Fraction | int]) -> tuple[tuple[int, ...], int]:
    """Integers and the least positive ``q`` with ``values[i] == integers[i] / q``."""
    listed: Sequence[Fraction | int] = tuple(values)
    q = lcm(*(value.denominator for value in listed))
    return tuple(value.numerator * (q // value.denominator) for value in listed), q


def primitive(integers: Sequence[int]) -> tuple[int, ...]:
    """``integers`` divided by their greatest common divisor; all zeros stay as they are."""
    divisor = gcd(*integers)
    return tuple(integers) if divisor in {0, 1} else tuple(value // divisor for value in integers)


def is_short(value: Fraction) -> bool:
    """True if ``value`` can be written in full: at most `MAX_DIGITS` digits above and below the line."""
    return bool(max(abs(value.numerator), value.denominator) < _TOO_LONG)


def round_down(value: Fraction, places: int) -> Fraction:
    """The greatest decimal of ``places`` places that is at most ``value``."""
    return Fraction(value.numerator * 10**places // value.denominator, 10**places)


def round_up(value: Fraction, places: int) -> Fraction:
    """The least decimal of ``places`` places that is at least ``value``."""
    return -round_down(-value, places)


_TOO_LONG = 10**MAX_DIGITS
