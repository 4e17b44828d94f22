"""Formulas as people write them: rationals, names, ``+ - * / ^ ( )`` and finite sums, kept as a tree."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

from verifier.errors import InputError
from verifier.exact.rational import format_rational, parse_rational

MAX_LENGTH = 400
MAX_NESTING = 20
MAX_EXPONENT = 100_000
MAX_BITS = 2_000_000
MAX_TERMS = 10_000

_TOKEN = re.compile(r"[0-9]+(?:\.[0-9]+)?|[^\W\d_][\w']*|\*\*|[-+*/^(),]")


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
    """``left symbol right``, the symbol one of ``+ - * / ^``."""

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


def parse_expression(text: str, names: frozenset[str]) -> Expression:
    """The formula ``text``, in which the ``names`` may occur.

    Raises:
        InputError: it holds another name, cannot be read, or is too long or too deeply nested.

    >>> evaluate(parse_expression("1/2 + ε^2", frozenset({"ε"})), {"ε": Fraction(1, 2)})
    Fraction(3, 4)
    """
    if len(text) > MAX_LENGTH:
        raise InputError(f"the formula has {len(text)} characters; at most {MAX_LENGTH} are read")
    tokens, at = [], 0
    for match in _TOKEN.finditer(text):
        if text[at : match.start()].strip():
            break
        tokens.append("^" if match.group() == "**" else match.group())
        at = match.end()
    if text[at:].strip():
        raise InputError(f"formula {text!r}: cannot read {text[at:].strip()[:20]!r}; {_accepted(names)}")
    parser = _Parser(text, tokens, names)
    expression = parser.sum(0)
    if parser.at < len(tokens):
        raise InputError(f"formula {text!r}: {tokens[parser.at]!r} was not expected there; {_accepted(names)}")
    return expression


def evaluate(expression: Expression, values: Mapping[str, Fraction]) -> Fraction:
    """The value where every name has its value in ``values``.

    Raises:
        InputError: it divides by zero there, an exponent is not whole, or the value grows too large.
    """
    match expression:
        case Number(value):
            return value
        case Name(name):
            return values[name]
        case Operation(symbol, left, right):
            return _apply(symbol, evaluate(left, values), evaluate(right, values))
        case Sum(body, index, first, last):
            start, stop = evaluate(first, values), evaluate(last, values)
            if start.denominator != 1 or stop.denominator != 1 or stop - start >= MAX_TERMS or stop < start - 1:
                shown = f"from {format_rational(start)} to {format_rational(stop)}"
                raise InputError(f"a sum runs {shown}; its bounds are whole, at most {MAX_TERMS} terms apart")
            whole = range(int(start), int(stop) + 1)
            return sum((evaluate(body, {**values, index: Fraction(i)}) for i in whole), Fraction(0))


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


def _apply(symbol: str, x: Fraction, y: Fraction) -> Fraction:
    if symbol == "/" and y == 0:
        raise InputError("a formula divides by zero")
    if symbol == "^":
        if y.denominator != 1 or abs(y) > MAX_EXPONENT or (x == 0 and y < 0):
            shown = f"{format_rational(x)}^({format_rational(y)})"
            raise InputError(f"the power {shown} is not allowed: exponents are whole, at most {MAX_EXPONENT}")
        size = max(x.numerator.bit_length(), x.denominator.bit_length())
        if abs(int(y)) * size > MAX_BITS:
            raise InputError(f"the power {format_rational(y)} of a long number grows beyond {MAX_BITS} bits")
    return _OPERATIONS[symbol](x, y)


_OPERATIONS: dict[str, Callable[[Fraction, Fraction], Fraction]] = {
    "+": lambda x, y: x + y,
    "-": lambda x, y: x - y,
    "*": lambda x, y: x * y,
    "/": lambda x, y: x / y,
    "^": lambda x, y: x ** int(y),
}


def _accepted(names: frozenset[str]) -> str:
    listed = ", ".join(sorted(names)) or "no names"
    return f"a formula is made of numbers, {listed}, + - * / ^ ( ) and Sum(term, index, first, last)"


class _Parser:
    """Recursive descent, to a bounded depth."""

    def __init__(self, text: str, tokens: list[str], names: frozenset[str]) -> None:
        self.text, self.tokens, self.names, self.at = text, tokens, names, 0

    def fail(self, found: str) -> InputError:
        return InputError(f"formula {self.text!r}: {found}; {_accepted(self.names)}")

    def peek(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def take(self, wanted: str = "") -> str:
        token = self.peek()
        if not token or (wanted and token != wanted):
            raise self.fail(f"{'ends' if not token else f'has {token!r}'} where {wanted or 'a number'} was expected")
        self.at += 1
        return token

    def sum(self, depth: int) -> Expression:
        if depth > MAX_NESTING:
            raise self.fail(f"is nested more than {MAX_NESTING} deep")
        value = self.product(depth)
        while self.peek() in {"+", "-"}:
            value = Operation(self.take(), value, self.product(depth))
        return value

    def product(self, depth: int) -> Expression:
        value = self.signed(depth)
        while self.peek() in {"*", "/"}:
            value = Operation(self.take(), value, self.signed(depth))
        return value

    def signed(self, depth: int) -> Expression:
        if depth > MAX_NESTING:
            raise self.fail(f"is nested more than {MAX_NESTING} deep")
        if self.peek() in {"-", "−"}:
            self.take()
            return Operation("*", Number(Fraction(-1)), self.signed(depth + 1))
        base = self.atom(depth)
        if self.peek() == "^":
            self.take()
            base = Operation("^", base, self.atom(depth))
            if self.peek() == "^":
                raise self.fail("has a tower of powers")
        return base

    def atom(self, depth: int) -> Expression:
        token = self.take()
        if token == "(":
            value = self.sum(depth + 1)
            self.take(")")
            return value
        if token == "Sum":
            return self.finite_sum(depth)
        if token in self.names:
            return Name(token)
        if token[0].isascii() and token[0].isdigit():
            return Number(parse_rational(token))
        raise self.fail(f"cannot read {token!r}")

    def finite_sum(self, depth: int) -> Sum:
        """``(term, index, first, last)``; the index is a name within the term alone, so it is looked for first."""
        self.take("(")
        start, level = self.at, 0
        while self.peek() and not (level == 0 and self.peek() == ","):
            level += {"(": 1, ")": -1}.get(self.take(), 0)
        self.take(",")
        index = self.take()
        if not index[0].isalpha() or index in self.names or index == "Sum":
            raise self.fail(f"{index!r} cannot be the index of a sum")
        after, self.at = self.at, start
        outer, self.names = self.names, self.names | {index}
        body = self.sum(depth + 1)
        self.names = outer
        self.take(",")
        self.at = after
        self.take(",")
        first = self.sum(depth + 1)
        self.take(",")
        last = self.sum(depth + 1)
        self.take(")")
        return Sum(body, index, first, last)
