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
        step = max(step, Fraction(1))
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
    first, last = _power_below(low), _power_below(high)
    if last < high or first == last:
        last *= 10
    decades = _exponent(last) - _exponent(first)
    if decades <= FEW_DECADES:
        every = [each * first * 10**i for i in range(decades) for each in (1, 2, 5)] + [last]
        inside = [value for value in every if value <= low][-1:] + [value for value in every if low < value < high]
        inside += [value for value in every if value >= high][:1]
        ticks = tuple(Tick(value, _plain(value)) for value in dict.fromkeys(inside))
        return Scale(inside[0], inside[-1], logarithmic=True, ticks=ticks)
    each = -(-decades // MOST_TICKS)
    shown = range(_exponent(first), _exponent(last) + 1, each)
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
