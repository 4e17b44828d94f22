"""Formulas as trees: rationals, names, ``+ - * / ^``, maxima and finite sums, and their values."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

from verifier.errors import InputError
from verifier.exact.rational import told

MAX_TERMS = 10_000


@dataclass(frozen=True)
class Limits:
    """How far powers and sums may go.

    Attributes:
        exponent: the greatest absolute value of an exponent.
        bits: how long the numerator and the denominator of a power may be.
        steps: how many steps an evaluation may take: one for each operation on short numbers, which is about 5 μs, and
            as many more as long ones take longer.
    """

    exponent: int = 100_000
    bits: int = 2_000_000
    steps: int = 200_000


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
        InputError: it divides by zero there, an exponent is not whole, or a power or the work goes beyond ``limits``.
    """
    return _Evaluation(limits).value(expression, values)


class _Evaluation:
    """One evaluation, whose work is charged before it is done."""

    def __init__(self, limits: Limits) -> None:
        self.limits, self.left = limits, limits.steps

    def value(self, expression: Expression, values: Mapping[str, Fraction]) -> Fraction:
        """The value of a part."""
        match expression:
            case Number(value):
                return value
            case Name(name):
                return values[name]
            case Operation(symbol, left, right):
                return self._apply(symbol, self.value(left, values), self.value(right, values))
            case Sum(body, index, first, last):
                start, stop = (self.value(bound, values) for bound in (first, last))
                if start.denominator != 1 or stop.denominator != 1 or stop - start >= MAX_TERMS or stop < start - 1:
                    shown = f"from {told(start)} to {told(stop)}"
                    raise InputError(f"a sum runs {shown}; its bounds are whole, at most {MAX_TERMS} terms apart")
                total, within = Fraction(0), dict(values)
                for i in range(int(start), int(stop) + 1):
                    within[index] = Fraction(i)
                    total = self._apply("+", total, self.value(body, within))
                return total

    def _apply(self, symbol: str, x: Fraction, y: Fraction) -> Fraction:
        if symbol == "/" and y == 0:
            raise InputError("it divides by zero")
        if symbol == "^":
            self._refuse_power(x, y)
        # Adding and multiplying fractions takes their common divisors, by schoolbook arithmetic.
        self._charge(1 if symbol == "^" else 1 + _words(x) * _words(y) // WORDS_OF_A_STEP)
        return _OPERATIONS[symbol](x, y)

    def _refuse_power(self, x: Fraction, y: Fraction) -> None:
        limits = self.limits
        if y.denominator != 1 or abs(y) > limits.exponent or (x == 0 and y < 0):
            shown = f"{told(x)}^({told(y)})"
            raise InputError(f"the power {shown} is not allowed: exponents are whole, at most {limits.exponent}")
        size = max(x.numerator.bit_length(), x.denominator.bit_length())
        if abs(int(y)) * size > limits.bits:
            raise InputError(f"the power {told(y)} of a long number grows beyond {limits.bits} bits")

    def _charge(self, steps: int) -> None:
        self.left -= steps
        if self.left < 0:
            raise InputError(f"it takes more than {self.limits.steps} steps to evaluate; write it with fewer terms")


WORDS_OF_A_STEP = 500
"""So many products of words of 64 bits take as long as one operation on short fractions."""


def _words(x: Fraction) -> int:
    return max(x.numerator.bit_length(), x.denominator.bit_length()) // 64 + 1


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


_OPERATIONS: dict[str, Callable[[Fraction, Fraction], Fraction]] = {
    "+": lambda x, y: x + y,
    "-": lambda x, y: x - y,
    "*": lambda x, y: x * y,
    "/": lambda x, y: x / y,
    "^": lambda x, y: x ** int(y),
    "max": max,
}
