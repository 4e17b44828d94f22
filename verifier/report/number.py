"""Rationals for people: the fraction, shortened when long, and a decimal beside it."""

from __future__ import annotations

from fractions import Fraction
from math import ceil

from verifier.exact.rational import DECIMALS, decimal, format_rational, round_up

__all__ = [
    "DECIMALS",
    "LONGEST",
    "LONG_DECIMALS",
    "at_most",
    "decimal",
    "decimal_up",
    "magnitude",
    "readable",
    "scientific_up",
    "short_decimal",
    "short_fraction",
]

LONGEST = 24
LONG_DECIMALS = 15


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


def decimal_up(value: Fraction, places: int = DECIMALS) -> str:
    """``value`` rounded up: a bound from above stays one.

    >>> decimal_up(Fraction(6, 7), 4)
    '0.8572'
    """
    return decimal(round_up(value, places), places)


def at_most(value: Fraction) -> str:
    """A bound from above: the exact fraction where it is short, beside a decimal that is not below it.

    >>> at_most(Fraction(6, 7)), at_most(Fraction(1, 2))
    ('0.857143 = 6/7', '0.500000 = 1/2')
    """
    exact = format_rational(value)
    if len(exact) <= LONGEST:
        return f"{decimal(value)} = {exact}"
    return decimal_up(value, LONG_DECIMALS)


def _short(digits: str) -> str:
    return digits if len(digits) <= 9 else f"{digits[:4]}…({len(digits)} digits)"  # noqa: PLR2004


def magnitude(value: Fraction) -> str:
    """A bound ``value`` ≥ 0 from above: a power of ten where it is small, else three digits, rounded up; 0 as ``0``.

    >>> magnitude(Fraction(3, 10**7)), magnitude(Fraction(1, 7))
    ('10^-6', '0.143')
    """
    if value == 0:
        return "0"
    if value * 10**SMALL >= 1:
        return decimal_up(value, SMALL)
    power = SMALL
    while value * 10 ** (power + 1) <= 1:
        power += 1
    return f"10^-{power}"


SMALL = 3
"""Numbers below 10^-3 are shown as powers of ten."""


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


def scientific_up(value: Fraction, digits: int = 17) -> str:
    """``value`` ≥ 0 with so many significant digits, rounded up, for programs that plot: ``1.5e-3``; 0 as ``0``.

    >>> scientific_up(Fraction(1, 3), 3), scientific_up(Fraction(999, 1000), 2), scientific_up(Fraction(12), 2)
    ('3.34e-1', '1.0e+0', '1.2e+1')
    """
    if value == 0:
        return "0"
    power = len(str(value.numerator)) - len(str(value.denominator))
    power -= value < Fraction(10) ** power
    mantissa = ceil(value / Fraction(10) ** (power - digits + 1))
    if mantissa == 10**digits:
        mantissa, power = mantissa // 10, power + 1
    shown = str(mantissa)
    return f"{shown[0]}.{shown[1:]}e{power:+d}"
