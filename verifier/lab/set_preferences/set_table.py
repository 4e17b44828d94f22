"""A judge's table: how often it prefers one multiset of responses to another, whatever rule it follows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import TypeAlias

from verifier.errors import InputError
from verifier.exact.rational import format_rational, parse_rational
from verifier.lab.set_preferences.multiset import Multiset, format_multiset, parse_multiset
from verifier.preferences.names import check_names

Pair: TypeAlias = tuple[Multiset, Multiset]


@dataclass(frozen=True)
class SetTable:
    """P[S > T], and where the judge was asked that too P[S >= T], for given multisets S and T.

    Attributes:
        responses: the m response names.
        strict: rows ``((S, T), P[S > T])``, sorted, no pair twice.
        weak: rows ``((S, T), P[S >= T])``; where a pair is not among them, P[S >= T] is read as 1 − P[T > S].

    Build one with `from_statements`; the constructor itself checks nothing.
    """

    responses: tuple[str, ...]
    strict: tuple[tuple[Pair, Fraction], ...]
    weak: tuple[tuple[Pair, Fraction], ...] = ()

    @classmethod
    def from_statements(cls, responses: Iterable[str], statements: Mapping[str, str | int | Fraction]) -> SetTable:
        """The table that says ``{"a > a, b": "1/2", "a, b >= a": "1/2"}``; members are separated by commas.

        Raises:
            InputError: a statement is not of this form, stands twice in other words, or its value is outside [0, 1].
            UnknownResponseError: it names no response.

        >>> SetTable.from_statements("ab", {"b, a > a": "2/5"}).above((0, 1), (0,))
        Fraction(2, 5)
        """
        names = check_names(tuple(responses))
        index = {name: y for y, name in enumerate(names)}
        rows: dict[str, dict[Pair, Fraction]] = {">": {}, ">=": {}}
        for text, given in statements.items():
            relation = ">=" if ">=" in text else ">"
            sides = text.split(relation)
            if len(sides) != 2:  # noqa: PLR2004  # one on each side
                raise InputError(f"{text!r} is no comparison of two multisets; write 'a > a, b' or 'a, b >= a'")
            pair = parse_multiset(sides[0], index), parse_multiset(sides[1], index)
            if pair in rows[relation]:
                raise InputError(f"P[{text}] is stated twice; say it once")
            rows[relation][pair] = _chance(text, given)
        if not rows[">"]:
            raise InputError("the table of set preferences is empty; state at least one, such as 'a > a, b' = '1/2'")
        return cls(names, tuple(sorted(rows[">"].items())), tuple(sorted(rows[">="].items())))

    @cached_property
    def _strict(self) -> dict[Pair, Fraction]:
        return dict(self.strict)

    @cached_property
    def _weak(self) -> dict[Pair, Fraction]:
        return dict(self.weak)

    def above(self, one: Multiset, other: Multiset) -> Fraction:
        """P[S > T], S = ``one``, T = ``other``.

        Raises:
            InputError: the table does not say.
        """
        if (one, other) not in self._strict:
            what = f"{format_multiset(one, self.responses)} > {format_multiset(other, self.responses)}"
            raise InputError(f"the table does not say P[{what}]; add '{what}' = its value")
        return self._strict[one, other]

    def at_least(self, one: Multiset, other: Multiset) -> Fraction:
        """P[S >= T], S = ``one``, T = ``other``: as stated, else 1 − P[T > S].

        Raises:
            InputError: the table says neither.
        """
        stated = self._weak.get((one, other))
        return 1 - self.above(other, one) if stated is None else stated


def _chance(text: str, given: str | int | Fraction) -> Fraction:
    if isinstance(given, bool) or not isinstance(given, (str, int, Fraction)):
        raise InputError(f"P[{text}] is {given!r}; write it as text, such as '1/2'")
    value = parse_rational(given) if isinstance(given, str) else Fraction(given)
    if not 0 <= value <= 1:
        raise InputError(f"P[{text}] is {format_rational(value)}; a probability lies in [0, 1]")
    return value
