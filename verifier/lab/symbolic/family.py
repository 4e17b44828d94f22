"""Families of populations: shares that are formulas in one parameter."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from verifier.errors import InputError, UnsupportedError
from verifier.exact.expression import Expression, Number, evaluate
from verifier.exact.formula_text import parse_expression
from verifier.exact.rational import format_rational
from verifier.lab.symbolic.algebra.interval import Interval, parse_interval
from verifier.preferences.names import check_names
from verifier.preferences.population import Population
from verifier.preferences.ranking import Ranking, completed, index_ranking, parse_ranking

RESERVED = frozenset({"k", "l", "Sum", "V", "W"})


@dataclass(frozen=True)
class Family:
    """For every value of ``parameter`` in ``interval`` a population: ``rankings[i]`` has the share ``shares[i]`` there.

    Responses that a ranking leaves out are tied below all others. That the shares are ≥ 0 and sum to 1 throughout is
    not checked here: whoever states something of every value proves it first (`verifier.lab.symbolic.losses.shares`).

    Attributes:
        parameter: its name; empty for a single population.
        texts: the shares as they were written.
    """

    parameter: str
    interval: Interval
    responses: tuple[str, ...]
    rankings: tuple[Ranking, ...]
    shares: tuple[Expression, ...]
    texts: tuple[str, ...]

    @classmethod
    def of(cls, population: Population) -> Family:
        """The family of one population: it has no parameter, and every formula is a number.

        Raises:
            UnsupportedError: responses are read as incomparable.
        """
        if not population.weak_orders:
            raise UnsupportedError(
                "statements for every k are about weak orders; incomparable responses are not covered"
            )
        rankings, weights = population.read
        shares = tuple(Number(Fraction(weight, population.total)) for weight in weights)
        texts = tuple(format_rational(share.value) for share in shares)
        nowhere = Interval(Fraction(0), Fraction(0), with_lower=True, with_upper=True)
        return cls("", nowhere, population.responses, rankings, shares, texts)

    @classmethod
    def from_rankings(
        cls, parameter: str, interval: str, rankings: Mapping[str, str], responses: Iterable[str] | None = None
    ) -> Family:
        """The family written as ``{"a > b": "1/2 + ε", ...}``; without ``responses`` in order of first appearance.

        Raises:
            InputError: a name, a ranking, the interval or a formula cannot be read, or two texts are the same ranking.

        >>> half = Family.from_rankings("ε", "(0, 1/2]", {"yes > no": "1/2 + ε", "no > yes": "1/2 - ε"})
        >>> half.at(Fraction(1, 10)).weights
        (3, 2)
        """
        if not parameter.isidentifier() or parameter in RESERVED:
            taken = ", ".join(sorted(RESERVED))
            raise InputError(f"{parameter!r} cannot be a parameter; choose a name other than {taken}")
        parsed = [parse_ranking(text) for text in rankings]
        if responses is None:
            responses = dict.fromkeys(name for classes in parsed for group in classes for name in group)
        names = check_names(tuple(responses))
        index = {name: i for i, name in enumerate(names)}
        read = tuple(completed(index_ranking(classes, index), len(names)) for classes in parsed)
        if not read or len(set(read)) != len(read):
            raise InputError("a family needs rankings, no two of them alike; add up the shares of equal ones")
        shares = tuple(parse_expression(str(text), frozenset({parameter})) for text in rankings.values())
        texts = tuple(map(str, rankings.values()))
        return cls(parameter, parse_interval(interval), names, read, shares, texts)

    def where(self, value: Fraction) -> str:
        """``at ε = 1/4, ``; nothing where there is no parameter."""
        return f"at {self.parameter} = {format_rational(value)}, " if self.parameter else ""

    def __str__(self) -> str:
        """The values meant: ``for every ε in (0, 1/2]``, or the size of the single population."""
        if self.parameter:
            return f"for every {self.parameter} in {self.interval}"
        population = self.at(Fraction(0))
        people = f"over these shares in 1/{population.total} and {len(self.responses)} responses"
        return f"{people} ({population.unranked_ones})"

    def at(self, value: Fraction) -> Population:
        """The population at this value of the parameter.

        Raises:
            InputError: it lies outside the interval, or the shares make no population there.
        """
        if value not in self.interval:
            raise InputError(f"{self.parameter} = {format_rational(value)} is not in {self.interval}")
        rows = [
            (ranking, evaluate(share, {self.parameter: value}))
            for ranking, share in zip(self.rankings, self.shares, strict=True)
        ]
        try:
            return Population.from_shares(self.responses, rows)
        except InputError as error:
            raise InputError(f"at {self.parameter} = {format_rational(value)}: {error}") from None
