"""Axes of a plot: where a value stands, and which values are labelled; the same on every machine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Context, Decimal
from fractions import Fraction

from verifier.errors import InputError
from verifier.report.number import decimal

_EXACT = Context(prec=40)
"""Logarithms are rounded correctly by rule, to 40 digits: coordinates have the same two decimals everywhere."""

MOST_TICKS = 7
MOST_WHOLE = 12
"""So many whole numbers in a row are all labelled."""

FEW_DECADES = 2
_LONGEST_POWER = 4
_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


@dataclass(frozen=True)
class Tick:
    """A labelled value of an axis."""

    value: Fraction
    label: str


@dataclass(frozen=True)
class Scale:
    """An axis from ``low`` to ``high``, linear or logarithmic; its ticks lie within."""

    low: Fraction
    high: Fraction
    logarithmic: bool
    ticks: tuple[Tick, ...]

    def place(self, value: Fraction) -> Fraction:
        """Where ``value`` stands between low, 0, and high, 1."""
        if self.logarithmic:
            low, high, here = (_logarithm(each) for each in (self.low, self.high, value))
            return (here - low) / (high - low)
        return (value - self.low) / (self.high - self.low)


def scale_of(values: Sequence[Fraction], *, logarithmic: bool = False, whole: bool = False) -> Scale:
    """An axis that holds all ``values``; ``whole``: they are whole numbers, and so are the labelled ones.

    Raises:
        InputError: there is no value, or one is not positive on a logarithmic axis.

    >>> [tick.label for tick in scale_of([Fraction(1, 2), Fraction(9, 10)]).ticks]
    ['0.5', '0.6', '0.7', '0.8', '0.9']
    """
    if not values:
        raise InputError("there is no value to plot; give at least one point")
    low, high = min(values), max(values)
    if logarithmic:
        if low <= 0:
            raise InputError("a logarithmic axis shows positive values only; leave the others out")
        return _logarithmic(low, high)
    return _linear(low, high, whole=whole)


def _linear(low: Fraction, high: Fraction, *, whole: bool) -> Scale:
    if low == high:
        low, high = low - 1, high + 1
    step = _step((high - low) / MOST_TICKS)
    if whole:
        step = max(step, Fraction(1)) if high - low > MOST_WHOLE else Fraction(1)
    first, last = low // step, -(-high // step)
    places = _places(step)
    ticks = tuple(
        Tick(i * step, decimal(i * step, places) if places else str(i * step)) for i in range(first, last + 1)
    )
    return Scale(first * step, last * step, logarithmic=False, ticks=ticks)


def _step(least: Fraction) -> Fraction:
    """The least of 1, 2, 5 times a power of ten that is not below ``least``."""
    ten = _power_below(least)
    return next(each * ten for each in (1, 2, 5, 10) if each * ten >= least)


def _places(step: Fraction) -> int:
    places = 0
    while (step * 10**places).denominator > 1:
        places += 1
    return places


def _power_below(value: Fraction) -> Fraction:
    """The greatest power of ten that is at most ``value``."""
    power = Fraction(10) ** (len(str(value.numerator)) - len(str(value.denominator)))
    while power > value:
        power /= 10
    while power * 10 <= value:
        power *= 10
    return power


def _logarithmic(low: Fraction, high: Fraction) -> Scale:
    """From 1, 2 or 5 times a power of ten to another; labelled are these, or powers of ten where that is too many."""
    last = _step(high)
    first = max(each * _power_below(low) for each in (1, 2, 5) if each * _power_below(low) <= low)
    if first == last:
        last = _step(last * Fraction(11, 10))
    decades = range(_exponent(_power_below(first)), _exponent(_power_below(last)) + 1)
    if len(decades) <= FEW_DECADES + 1:
        every = [each * Fraction(10) ** exponent for exponent in decades for each in (1, 2, 5)]
        ticks = tuple(Tick(value, _plain(value)) for value in every if first <= value <= last)
        return Scale(first, last, logarithmic=True, ticks=ticks)
    each = -(-len(decades) // MOST_TICKS)
    shown = [exponent for exponent in decades if exponent % each == 0 and first <= Fraction(10) ** exponent <= last]
    ticks = tuple(Tick(Fraction(10) ** exponent, _power(exponent)) for exponent in shown)
    return Scale(first, last, logarithmic=True, ticks=ticks)


def _exponent(power: Fraction) -> int:
    """The exponent of a power of ten."""
    return len(str(power.numerator)) - len(str(power.denominator))


def _plain(value: Fraction) -> str:
    places = _places(value)
    return decimal(value, places) if places else str(value)


def _power(exponent: int) -> str:
    if 0 <= exponent < _LONGEST_POWER:
        return str(10**exponent)
    return f"10{str(exponent).translate(_RAISED)}"


def _logarithm(value: Fraction) -> Fraction:
    quotient = _EXACT.divide(Decimal(value.numerator), Decimal(value.denominator))
    return Fraction(_EXACT.log10(quotient))
