"""Rationals for people: the fraction, shortened when long, and a decimal beside it."""

from __future__ import annotations

from fractions import Fraction

from verifier.exact.rational import format_rational

DECIMALS = 6
LONGEST = 24


def short_fraction(value: Fraction, longest: int = LONGEST) -> str:
    """``value`` as ``p/q``; beyond ``longest`` characters its first digits and how many there are (whole in the JSON).

    >>> short_fraction(Fraction(3523, 5000))
    '3523/5000'
    """
    text = format_rational(value)
    if len(text) <= longest:
        return text
    top, _, bottom = text.partition("/")
    return f"{_short(top)}/{_short(bottom)}"


def decimal(value: Fraction, places: int = DECIMALS) -> str:
    """``value`` rounded half to even to ``places`` decimals, computed exactly; trailing zeros are kept.

    >>> decimal(Fraction(2, 3))
    '0.666667'
    """
    scaled = round(value * 10**places)
    sign, digits = "-" if scaled < 0 else "", str(abs(scaled)).rjust(places + 1, "0")
    return f"{sign}{digits[:-places]}.{digits[-places:]}"


def _short(digits: str) -> str:
    return digits if len(digits) <= 9 else f"{digits[:4]}…({len(digits)} digits)"  # noqa: PLR2004
