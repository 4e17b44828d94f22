"""Formulas as trees: rationals, names, ``+ - * / ^``, maxima and finite sums, and their values."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

from verifier.errors import InputError
from verifier.exact.rational import format_rational

MAX_TERMS = 10_000


@dataclass(frozen=True)
class Limits:
    """How far powers may go.

    Attributes:
        exponent: the greatest absolute value of an exponent.
        bits: how long the numerator and the denominator of a power may be.
    """

    exponent: int = 100_000
    bits: int = 2_000_000


LIMITS = Limits()


@dataclass(frozen=True)
class Number:
    """A rational."""

    value: Fraction


@dataclass(frozen=True)
class Name:
    """A parameter, k, l, an index."""

    name: str


@dataclass(frozen=True)
class Operation:
    """``left symbol right``, the symbol one of ``+ - * / ^``; ``max``: the greater of the two."""

    symbol: str
    left: Expression
    right: Expression


@dataclass(frozen=True)
class Sum:
    """Σ ``body`` over ``index`` from ``first`` to ``last``; 0 where ``last`` is ``first`` − 1."""

    body: Expression
    index: str
    first: Expression
    last: Expression


Expression: TypeAlias = Number | Name | Operation | Sum


def evaluate(expression: Expression, values: Mapping[str, Fraction], limits: Limits = LIMITS) -> Fraction:
    """The value where every name has its value in ``values``.

    Raises:
        InputError: it divides by zero there, an exponent is not whole, or a power goes beyond ``limits``.
    """
    match expression:
        case Number(value):
            return value
        case Name(name):
            return values[name]
        case Operation(symbol, left, right):
            return _apply(symbol, evaluate(left, values, limits), evaluate(right, values, limits), limits)
        case Sum(body, index, first, last):
            start, stop = (evaluate(bound, values, limits) for bound in (first, last))
            if start.denominator != 1 or stop.denominator != 1 or stop - start >= MAX_TERMS or stop < start - 1:
                shown = f"from {format_rational(start)} to {format_rational(stop)}"
                raise InputError(f"a sum runs {shown}; its bounds are whole, at most {MAX_TERMS} terms apart")
            whole = range(int(start), int(stop) + 1)
            return sum((evaluate(body, {**values, index: Fraction(i)}, limits) for i in whole), Fraction(0))


def names_in(expression: Expression) -> frozenset[str]:
    """The names that occur freely."""
    match expression:
        case Number():
            return frozenset()
        case Name(name):
            return frozenset({name})
        case Operation(_, left, right):
            return names_in(left) | names_in(right)
        case Sum(body, index, first, last):
            return (names_in(body) - {index}) | names_in(first) | names_in(last)


def _apply(symbol: str, x: Fraction, y: Fraction, limits: Limits) -> Fraction:
    if symbol == "/" and y == 0:
        raise InputError("it divides by zero")
    if symbol == "^":
        if y.denominator != 1 or abs(y) > limits.exponent or (x == 0 and y < 0):
            shown = f"{format_rational(x)}^({format_rational(y)})"
            raise InputError(f"the power {shown} is not allowed: exponents are whole, at most {limits.exponent}")
        size = max(x.numerator.bit_length(), x.denominator.bit_length())
        if abs(int(y)) * size > limits.bits:
            raise InputError(f"the power {format_rational(y)} of a long number grows beyond {limits.bits} bits")
    return _OPERATIONS[symbol](x, y)


_OPERATIONS: dict[str, Callable[[Fraction, Fraction], Fraction]] = {
    "+": lambda x, y: x + y,
    "-": lambda x, y: x - y,
    "*": lambda x, y: x * y,
    "/": lambda x, y: x / y,
    "^": lambda x, y: x ** int(y),
    "max": max,
}
