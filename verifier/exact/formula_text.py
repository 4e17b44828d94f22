"""Formulas as people write them: text → tree."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from verifier.errors import InputError
from verifier.exact.expression import Expression, Name, Number, Operation, Sum
from verifier.exact.rational import parse_rational

MAX_NESTING = 20

_TOKEN = re.compile(r"[0-9]+(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?|[^\W\d_][\w']*|\*\*|[-+*/^(),]")


@dataclass(frozen=True)
class Language:
    """What formulas of one kind are made of, beside rationals, decimals and ``+ - * / ^ ( )``.

    Attributes:
        noun: what such a formula is, for errors.
        accepted: what may stand in it, for errors.
        names: the names that may occur.
        calls: names that are followed by arguments that are always the same: name → these, with parentheses.
        sums: whether ``Sum(term, index, first, last)`` may occur.
        maxima: whether ``max(one, other)`` may occur.
        longest: so many characters are read at most.
    """

    noun: str
    accepted: str
    names: frozenset[str]
    calls: Mapping[str, str] = field(default_factory=dict)
    sums: bool = False
    maxima: bool = False
    longest: int = 400


def parse_expression(text: str, names: frozenset[str]) -> Expression:
    """The formula ``text``, in which the ``names`` and finite sums may occur.

    Raises:
        InputError: it holds another name, cannot be read, or is too long or too deeply nested.

    >>> from verifier.exact.expression import evaluate
    >>> evaluate(parse_expression("1/2 + ε^2", frozenset({"ε"})), {"ε": Fraction(1, 2)})
    Fraction(3, 4)
    """
    listed = ", ".join(sorted(names)) or "no names"
    accepted = f"a formula is made of numbers, {listed}, + - * / ^ ( ) and Sum(term, index, first, last)"
    return parse(text, Language("formula", accepted, names, sums=True))


def parse(text: str, language: Language) -> Expression:
    """The formula ``text`` of this ``language``.

    Raises:
        InputError: anything else is in it, or it is too long or too deeply nested.
    """
    if len(text) > language.longest:
        raise InputError(f"the {language.noun} has {len(text)} characters; at most {language.longest} are read")
    tokens, at = [], 0
    for match in _TOKEN.finditer(text):
        if text[at : match.start()].strip():
            break
        tokens.append("^" if match.group() == "**" else match.group())
        at = match.end()
    parser = _Parser(text, tokens, language)
    if text[at:].strip():
        raise parser.fail(f"cannot read {text[at:].strip()[:20]!r}")
    expression = parser.sum(0)
    if parser.at < len(tokens):
        raise parser.fail(f"{tokens[parser.at]!r} was not expected there")
    return expression


class _Parser:
    """Recursive descent, to a bounded depth."""

    def __init__(self, text: str, tokens: list[str], language: Language) -> None:
        self.text, self.tokens, self.language, self.at = text, tokens, language, 0
        self.names = language.names

    def fail(self, found: str) -> InputError:
        return InputError(f"{self.language.noun} {self.text!r}: {found}; {self.language.accepted}")

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
        if self.peek() == "-":
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
        if token == "Sum" and self.language.sums:
            return self.finite_sum(depth)
        if token == "max" and self.language.maxima:
            return self.maximum(depth)
        if token in self.language.calls:
            for part in self.language.calls[token]:
                self.take(part)
            return Name(token)
        if token in self.names:
            return Name(token)
        if token[0].isascii() and token[0].isdigit():
            return Number(parse_rational(token))
        raise self.fail(f"cannot read {token!r}")

    def maximum(self, depth: int) -> Operation:
        """``(one, other)``."""
        self.take("(")
        one = self.sum(depth + 1)
        self.take(",")
        other = self.sum(depth + 1)
        self.take(")")
        return Operation("max", one, other)

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
