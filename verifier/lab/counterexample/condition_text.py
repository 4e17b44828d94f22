"""Conditions on a population as people write them: ``P[a > b] - P[b > a] >= 1/10``."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from fractions import Fraction

from verifier.errors import InputError
from verifier.exact.rational import parse_rational
from verifier.game.condition import Condition, Event
from verifier.preferences.names import unknown_response

MAX_LENGTH = 10_000

_TOKEN = re.compile(
    r'[0-9]+(?:/[0-9]+|(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?)|P *\[(?:"[^"]*"|[^"\]])*\]|>=|<=|[-+*=]',
    re.ASCII,
)
_NAME = re.compile(r'[ \t]*(?:"((?:[^"]|"")+)"|([^">,]*?))[ \t]*([>,]|$)')
_ACCEPTED = (
    "a condition compares sums of numbers and multiples of P[a > b, c] by >=, <= or =, such as P[a > b] >= 3/5; names "
    'with quotes, commas, brackets or > stand in double quotes, their own quotes twice: P["5"" x" > b]'
)

_Sum = dict[Event | None, Fraction]
"""Event → its coefficient; None → the constant."""


def parse_condition(text: str, responses: Sequence[str]) -> tuple[Condition, ...]:
    """The conditions that ``text`` writes: one for ``>=`` and ``<=``, two for ``=``.

    ``P[a > b, c]`` is the share of users who rank a strictly above b and above c. A name with ``>``, a comma or a
    bracket in it is written in double quotes, any other one as in a ranking; a double quote of the name itself is
    written twice, and such a name in double quotes too.

    Args:
        text: two sums of numbers and multiples of ``P[...]``, with a relation between them.
        responses: the response names, in the population's order.

    Raises:
        UnknownResponseError: a name is not in ``responses``.
        InputError: the text is no condition, or says nothing of the population.

    >>> parse_condition("P[a > b, c] <= 0.5", ["a", "b", "c"])
    (Condition(constant=1, terms=((Event(response=0, below=(1, 2)), -2),)),)
    """
    if len(text) > MAX_LENGTH:
        raise InputError(f"the condition has {len(text)} characters; at most {MAX_LENGTH} are read")
    tokens, at = [], 0
    for match in _TOKEN.finditer(text):
        if text[at : match.start()].strip(" \t"):
            break
        tokens.append(match.group())
        at = match.end()
    if text[at:].strip(" \t"):
        raise InputError(f"condition {text!r}: cannot read {text[at:].strip()[:20]!r}; {_ACCEPTED}")
    parser = _Parser(text, tokens, {name: y for y, name in enumerate(responses)})
    left, relation, right = parser.sum(), parser.take(">=", "<=", "="), parser.sum()
    if parser.at < len(tokens):
        raise parser.fail(f"has {parser.peek()!r} where it should end")
    over = _minus(left, right)
    ways = {">=": [1], "<=": [-1], "=": [1, -1]}[relation]
    return tuple(
        Condition.from_terms(
            way * over.get(None, Fraction(0)),
            [(event, way * share) for event, share in over.items() if event is not None],
        )
        for way in ways
    )


def _minus(left: _Sum, right: _Sum) -> _Sum:
    return {key: left.get(key, Fraction(0)) - right.get(key, Fraction(0)) for key in [*left, *right]}


class _Parser:
    """Recursive descent over the tokens of a condition."""

    def __init__(self, text: str, tokens: list[str], index: Mapping[str, int]) -> None:
        self.text, self.tokens, self.index, self.at = text, tokens, index, 0

    def fail(self, found: str) -> InputError:
        return InputError(f"condition {self.text!r}: {found}; {_ACCEPTED}")

    def peek(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def take(self, *wanted: str) -> str:
        token = self.peek()
        if not token or (wanted and token not in wanted):
            expected = " or ".join(wanted) or "a number or P[...]"
            raise self.fail(f"{'ends' if not token else f'has {token!r}'} where {expected} was expected")
        self.at += 1
        return token

    def sum(self) -> _Sum:
        total: _Sum = {}
        sign = self.sign("-")
        while True:
            key, share = self.term()
            total[key] = total.get(key, Fraction(0)) + sign * share
            if self.peek() not in {"+", "-"}:
                return total
            sign = self.sign("+", "-")

    def sign(self, *allowed: str) -> int:
        return -1 if self.peek() in allowed and self.take() == "-" else 1

    def term(self) -> tuple[Event | None, Fraction]:
        token = self.take()
        if token[0] == "P":
            return self.event(token), Fraction(1)
        if not token[0].isdigit():
            raise self.fail(f"has {token!r} where a number or P[...] was expected")
        share = parse_rational(token)
        if self.peek() == "*":
            self.take()
            if not self.peek().startswith("P"):
                raise self.fail("multiplies a number with something else than P[...]")
        if self.peek().startswith("P"):
            return self.event(self.take()), share
        return None, share

    def event(self, token: str) -> Event:
        """The event of ``P[first > other, other]``."""
        names: list[int] = []
        inside, at = token.partition("[")[2][:-1], 0
        while match := _NAME.match(inside, at):
            name, after = match[1].replace('""', '"') if match[1] else match[2], match[3]
            if not name or (after == ">") != (not names):
                break
            names.append(self.response(name))
            at = match.end()
            if not after:
                first, *others = names
                if not others or first in others or len(set(others)) != len(others):
                    break
                return Event(first, tuple(sorted(others)))
        raise self.fail(f"cannot read {token!r}: one response stands above one or more others, each once")

    def response(self, name: str) -> int:
        if name not in self.index:
            raise unknown_response(name, self.index)
        return self.index[name]
