"""Numbers that can be written: decimals just above or below the exact ones."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from verifier.exact.rational import is_short, round_down, round_up
from verifier.report.finding import Finding

LONG_PLACES = 60
"""Decimals of a bound on a number that is too long to be written in full."""


def places_of(value: Fraction, more: int) -> int:
    """How many decimal places show ``value`` > 0 with about ``more`` digits."""
    return max(0, len(str(value.denominator // value.numerator)) if value < 1 else 0) + more


def shown_below(value: Fraction) -> Fraction:
    """``value``, or a decimal just below it where it is too long to be written."""
    return value if is_short(value) else round_down(value, LONG_PLACES)


def with_value(finding: Finding, value: Fraction) -> Finding:
    """``finding`` with its value; where that is too long to be written, with decimals below and above it."""
    if is_short(value):
        return replace(finding, value=value)
    return replace(finding, lower=round_down(value, LONG_PLACES), upper=round_up(value, LONG_PLACES))
