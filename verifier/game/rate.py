"""Promised rates: formulas in k and l, and the best rates that can be guaranteed."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

from verifier.errors import InputError
from verifier.exact.rational import format_rational, parse_rational

Evaluate: TypeAlias = Callable[[int, int], Fraction]

MAX_LENGTH = 200
MAX_NESTING = 20
MAX_EXPONENT = 64
MAX_BITS = 20_000

_TOKEN = re.compile(r"[0-9]+(?:\.[0-9]+)?|[a-zA-Z]+|\*\*|[-+*/^(),]", re.ASCII)


def best_guaranteed(k: int, l: int) -> Fraction:
    """V(k, ℓ): the greatest rate that k-output policies guarantee on all populations against ℓ outputs (THEORY 2.9).

    >>> best_guaranteed(3, 2), best_guaranteed(4, 1)
    (Fraction(7, 12), Fraction(4, 5))
    """
    q, r = divmod(k, l)
    return 1 - (Fraction(l - r, l * (q + 1)) + Fraction(r, l * (q + 2)))


def best_guaranteed_product(k: int, l: int) -> Fraction:
    """W(k, ℓ): the greatest rate that product policies guarantee on all populations against ℓ outputs (THEORY 2.9).

    >>> best_guaranteed_product(3, 2), best_guaranteed_product(4, 1)
    (Fraction(17, 32), Fraction(4, 5))
    """
    return 1 - Fraction(l, k + 1) * (1 - (1 - Fraction(1, l)) ** (k + 1))


_FUNCTIONS = {"V": best_guaranteed, "W": best_guaranteed_product}


@dataclass(frozen=True)
class Rate:
    """A promised win rate as a formula in k and l, such as ``k/(k+1)``.

    Attributes:
        text: the formula, as it is shown in every report.
    """

    text: str
    evaluate: Evaluate

    def __call__(self, k: int, l: int) -> Fraction:
        """The rate promised for ``k`` samples against ``l`` responses.

        Raises:
            InputError: it lies outside [0, 1], or the formula divides by zero or grows too large there.
        """
        value = self.evaluate(k, l)
        if not 0 <= value <= 1:
            short = max(abs(value.numerator), value.denominator) < 10**12
            shown = format_rational(value) if short else "a long number that"
            side = "above 1" if value > 1 else "below 0"
            raise InputError(f"rate {self._at(k, l)}{shown} is {side}; a win rate lies in [0, 1]")
        return value

    def _at(self, k: int, l: int) -> str:
        used = [f"{name} = {number}" for name, number in (("k", k), ("l", l)) if re.search(rf"\b{name}\b", self.text)]
        return f"{self.text} at {', '.join(used)} is " if used else ""


def parse_rate(text: str) -> Rate:
    """The formula ``text``: rationals and decimals, k, l, ``+ - * / ^ ( )``, ``V(k,l)`` and ``W(k,l)``.

    Raises:
        InputError: anything else is in it, or it is too long or too deeply nested.

    >>> parse_rate("k/(k+1)")(3, 1)
    Fraction(3, 4)
    """
    if len(text) > MAX_LENGTH:
        raise InputError(f"the rate has {len(text)} characters; at most {MAX_LENGTH} are read")
    tokens, at = [], 0
    for match in _TOKEN.finditer(text):
        if text[at : match.start()].strip(" "):
            break
        tokens.append("^" if match.group() == "**" else match.group())
        at = match.end()
    if text[at:].strip(" "):
        raise InputError(f"rate {text!r}: cannot read {text[at:].strip()[:20]!r}; {_ACCEPTED}")
    parser = _Parser(text, tokens)
    evaluate = parser.sum(0)
    if parser.at < len(tokens):
        raise InputError(f"rate {text!r}: {tokens[parser.at]!r} was not expected there; {_ACCEPTED}")
    return Rate(" ".join(text.split()), evaluate)


_ACCEPTED = "a rate is made of numbers, k, l, + - * / ^ ( ), V(k,l) and W(k,l), such as k/(k+1) or 9/10"


class _Parser:
    """Recursive descent, to a bounded depth; every method returns a function of (k, l)."""

    def __init__(self, text: str, tokens: list[str]) -> None:
        self.text, self.tokens, self.at = text, tokens, 0

    def fail(self, found: str) -> InputError:
        return InputError(f"rate {self.text!r}: {found}; {_ACCEPTED}")

    def peek(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def take(self, wanted: str = "") -> str:
        token = self.peek()
        if not token or (wanted and token != wanted):
            raise self.fail(f"{'ends' if not token else f'has {token!r}'} where {wanted or 'a number'} was expected")
        self.at += 1
        return token

    def sum(self, depth: int) -> Evaluate:
        if depth > MAX_NESTING:
            raise self.fail(f"is nested more than {MAX_NESTING} deep")
        value = self.product(depth)
        while self.peek() in {"+", "-"}:
            value = self._operation(self.take(), value, self.product(depth))
        return value

    def product(self, depth: int) -> Evaluate:
        value = self.signed(depth)
        while self.peek() in {"*", "/"}:
            value = self._operation(self.take(), value, self.signed(depth))
        return value

    def signed(self, depth: int) -> Evaluate:
        if self.peek() == "-":
            self.take()
            inner = self.signed(depth + 1) if depth < MAX_NESTING else self.sum(depth + 1)
            return lambda k, l: -inner(k, l)
        base = self.atom(depth)
        if self.peek() == "^":
            self.take()
            base = self._operation("^", base, self.atom(depth))
            if self.peek() == "^":
                raise self.fail("has a tower of powers")
        return base

    def atom(self, depth: int) -> Evaluate:
        token = self.take()
        if token == "(":
            value = self.sum(depth + 1)
            self.take(")")
            return value
        if token == "k":
            return lambda k, _l: Fraction(k)
        if token == "l":
            return lambda _k, l: Fraction(l)
        if token in _FUNCTIONS:
            for part in "(k,l)":
                self.take(part)
            return _FUNCTIONS[token]
        if token[0].isdigit():
            number = parse_rational(token)
            return lambda _k, _l: number
        raise self.fail(f"cannot read {token!r}")

    def _operation(self, symbol: str, left: Evaluate, right: Evaluate) -> Evaluate:
        def evaluate(k: int, l: int) -> Fraction:
            x, y = left(k, l), right(k, l)
            if symbol == "/" and y == 0:
                raise InputError(f"rate {self.text!r} divides by zero at k = {k}, l = {l}")
            if symbol == "^" and (y.denominator != 1 or abs(y) > MAX_EXPONENT or (x == 0 and y < 0)):
                raise InputError(
                    f"rate {self.text!r}: the exponent {format_rational(y)} at k = {k}, l = {l} is not allowed; "
                    f"exponents are whole, between -{MAX_EXPONENT} and {MAX_EXPONENT}"
                )
            value = _OPERATIONS[symbol](x, y)
            if max(value.numerator.bit_length(), value.denominator.bit_length()) > MAX_BITS:
                raise InputError(f"rate {self.text!r} grows beyond {MAX_BITS} bits at k = {k}, l = {l}")
            return value

        return evaluate


_OPERATIONS: dict[str, Callable[[Fraction, Fraction], Fraction]] = {
    "+": lambda x, y: x + y,
    "-": lambda x, y: x - y,
    "*": lambda x, y: x * y,
    "/": lambda x, y: x / y,
    "^": lambda x, y: x ** int(y),
}
