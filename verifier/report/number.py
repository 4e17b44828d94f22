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


def magnitude(value: Fraction) -> str:
    """A small ``value`` ≥ 0 as a power of ten above it: ``10^-39``; 0 as ``0``.

    >>> magnitude(Fraction(3, 10**7))
    '10^-6'
    """
    if value == 0:
        return "0"
    power = len(str(value.denominator)) - len(str(value.numerator)) - 1
    while value <= Fraction(1, 10 ** max(0, power + 1)):
        power += 1
    return "1" if power <= 0 else f"10^-{power}"


def readable(value: Fraction, longest: int = 15) -> str:
    """``value`` as a fraction where that is short, else as a decimal that says it is rounded (whole in the JSON).

    >>> readable(Fraction(1, 3)), readable(Fraction(10**20, 3 * 10**20 + 1))
    ('1/3', '≈0.333333')
    """
    text = format_rational(value)
    return text if len(text) <= longest else f"≈{decimal(value)}"


def short_decimal(value: Fraction) -> str:
    """A small ``value`` ≥ 0 with three digits, rounded up: ``1.23e-9``; 0 as ``0``.

    >>> short_decimal(Fraction(1, 3 * 10**9)), short_decimal(Fraction(0))
    ('3.34e-10', '0')
    """
    if value == 0:
        return "0"
    power = 0
    while value * 10**power < 1:
        power += 1
    digits = -(-value.numerator * 10 ** (power + 2) // value.denominator)
    return f"{digits // 100}.{digits % 100:02d}e-{power}" if power else decimal(value, 2)
