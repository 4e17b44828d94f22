"""Limits and infima of the win rate over a family of populations."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from verifier.claims.verdict import Certified, Refuted, Undecided, Verdict
from verifier.errors import InputError, UnsupportedError
from verifier.exact.expression import names_in
from verifier.exact.rational import format_rational
from verifier.lab.symbolic.algebra import functions
from verifier.lab.symbolic.algebra.exponentials import Exponentials
from verifier.lab.symbolic.algebra.interval import Interval
from verifier.lab.symbolic.algebra.quantifier import Open, Outcome, Proved, for_every, for_listed
from verifier.lab.symbolic.algebra.region import Region
from verifier.lab.symbolic.family import Family
from verifier.lab.symbolic.pieces import Piece, RuleName, covers, is_proved
from verifier.lab.symbolic.statements.relation import HOLDS, IN_WORDS
from verifier.lab.symbolic.statements.statement import (
    TITLES,
    UNPROVED,
    Bound,
    FamilyStatement,
    Point,
    claimed_at,
    differences,
    policies,
    unproved,
)

POINT = Region(Interval(Fraction(0), Fraction(0), with_lower=True, with_upper=True))
"""Where sums that do not depend on the parameter are looked at."""


@dataclass(frozen=True)
class Instead:
    """A witness that is no point of the family: what was proved, in words, in place of a statement about a limit."""

    sentence: str


@dataclass(frozen=True)
class LimitStatement:
    """As the parameter tends to an end of its interval, the worst-case win rate tends to what ``bound`` says.

    Attributes:
        end: the lower or upper end of the interval; None: infinity.
        side: from which the end is approached: 1 from above (a lower end, or −∞), −1 from below.
    """

    family: Family
    rule: RuleName
    k: tuple[int, ...] | None
    bound: Bound
    end: Fraction | None
    side: int

    def __post_init__(self) -> None:
        """Refuse a number that depends on the parameter, and an end that the interval does not have."""
        _refuse_parameter(self.family, self.bound, "a limit")
        if (self.end, self.side) not in self.family.interval.ends:
            where = f"{self.family.parameter} -> {self._end}"
            raise InputError(f"limit {where}: no end of the interval {self.family.interval}")

    def __str__(self) -> str:
        return self.proved(())

    def proved(self, pieces: Sequence[Piece]) -> str:
        """The sentence that is shown, with the policy in words."""
        first = f"{policies(self.family, self.rule, pieces)}, and " if pieces else ""
        return (
            f"for {_samples(self.k)}: {first}the worst-case win rate of k independent samples of "
            f"{'it' if pieces else TITLES[self.rule]} tends to a limit that is {IN_WORDS[self.bound.relation]} "
            f"{self.bound.text} as {self.family.parameter} -> {self._end} (ties count for the model)"
        )

    def refutation(self, witness: Instead) -> str:
        """The sentence that is shown in place of the statement."""
        return witness.sentence

    @property
    def _end(self) -> str:
        infinity = "-∞" if self.side > 0 else "∞"
        return infinity if self.end is None else format_rational(self.end)

    def decide(self, pieces: Sequence[Piece]) -> Verdict:
        """The least of finitely many continuous functions tends to the least of their limits."""
        if not _proved(pieces, self.family, self.rule):
            return Undecided(self, UNPROVED[self.rule == "given"])
        undefined = unproved(self.bound, self.family, self.k)
        if undefined is not None:
            return Undecided(self, undefined)
        limits = _limits(self.family, pieces, self.bound, self.end, self.side)
        if limits is None:
            return Undecided(self, "no formula of the policy reaches this end, or it has no finite limit there")
        outcome = _decide(limits, self.k, self.bound.relation)
        if isinstance(outcome, Proved):
            return Certified(self, tuple(pieces))
        if isinstance(outcome, Open):
            return Undecided(self, outcome.reason)
        limit = format_rational(claimed_at(self.bound, self.family, Fraction(0), outcome.k) + _least(limits, outcome.k))
        said = f"{IN_WORDS[self.bound.relation]} {self.bound.text}"
        return Refuted(self, Instead(f"at k = {outcome.k} the win rate tends to {limit}, which is not {said}"))


@dataclass(frozen=True)
class InfimumStatement:
    """For every k the infimum of the worst-case win rate over the family is this number, and (not) attained."""

    family: Family
    rule: RuleName
    k: tuple[int, ...] | None
    bound: Bound
    attained: bool

    def __post_init__(self) -> None:
        """Refuse a number that depends on the parameter, and relations other than ``=``."""
        _refuse_parameter(self.family, self.bound, "an infimum")
        if self.bound.relation != "=":
            raise InputError(f"infimum {self.bound.relation} {self.bound.text}: an infimum is said to be '=' a number")

    def __str__(self) -> str:
        return self.proved(())

    def proved(self, pieces: Sequence[Piece]) -> str:
        """The sentence that is shown, with the policy in words."""
        first = f"{policies(self.family, self.rule, pieces)}, and " if pieces else ""
        return (
            f"for {_samples(self.k)}: {first}the infimum over {self.family.parameter} in {self.family.interval} of the "
            f"worst-case win rate of k independent samples of {'it' if pieces else TITLES[self.rule]} is exactly "
            f"{self.bound.text}, and is {'attained' if self.attained else 'approached but never attained'} "
            f"(ties count for the model)"
        )

    def refutation(self, witness: Point | Instead) -> str:
        """The sentence that is shown in place of the statement."""
        return witness.sentence if isinstance(witness, Instead) else self._below().refutation(witness)

    def _below(self, relation: str | None = None) -> FamilyStatement:
        wanted = relation or (">=" if self.attained else ">")
        return FamilyStatement(self.family, self.rule, self.k, replace(self.bound, relation=wanted))

    def decide(self, pieces: Sequence[Piece]) -> Verdict:
        """Every rate is at least the number, which some point reaches; or above it, and some end leads down to it."""
        below = self._below().decide(pieces)
        if isinstance(below, Refuted):
            return Refuted(self, below.witness)
        if isinstance(below, Undecided):
            return Undecided(self, below.reason)
        if self._reached(pieces) if self.attained else self._approached(pieces):
            return Certified(self, tuple(pieces))
        if self.attained and self._approached(pieces) and isinstance(self._below(">").decide(pieces), Certified):
            return Refuted(self, Instead(InfimumStatement.proved(replace(self, attained=False), pieces)))
        larger = next(self._larger(pieces), None)
        if larger is not None:
            return Refuted(self, Instead(larger))
        return Undecided(
            self,
            "the win rate is not found to tend to this number for every k, at an end of the interval or where the "
            "policy changes",
        )

    def _approached(self, pieces: Sequence[Piece]) -> bool:
        """Whether the least of the win rates tends to the number for every k: at an end, or where the policy changes.

        There the rate may jump, and tend to the number from one side only. An open cell whose neighbour is irrational
        names a rational point of its own as its end; the rate is above the number there, as everywhere.
        """
        for piece in pieces:
            sums = differences(self.family, piece, self.bound)
            ends = {end for cell in piece.region.cells([]) if not cell.is_point for end in (cell.low, cell.high)}
            for end in sorted(ends, key=lambda end: (end is None, end or 0)):
                limits = [each.limit(end) for each in sums]
                known = [each for each in limits if each is not None]
                if len(known) == len(limits) and isinstance(_decide(known, self.k, "="), Proved):
                    return True
        return False

    def _reached(self, pieces: Sequence[Piece]) -> bool:
        """Whether at some rational point (an end, or one where formulas change) the rate is the number for every k."""
        for piece in pieces:
            sums = differences(self.family, piece, self.bound)
            parts = piece.region.cells([])
            for cell in parts:
                if cell.is_point and cell.sample is not None:
                    there = [each.limit(cell.sample) for each in sums]
                    found = [each for each in there if each is not None]
                    if len(found) == len(there) and isinstance(_decide(found, self.k, "="), Proved):
                        return True
            if parts and any(not each.terms for each in sums):
                return True
        return False

    def _larger(self, pieces: Sequence[Piece]) -> Iterator[str]:
        """For one k every rate is at least what it tends to at some end, and that is above the number."""
        for k in (1, 2) if self.k is None else self.k:
            for end in self.family.interval.ends:
                limits = _limits(self.family, pieces, self.bound, *end)
                if limits is None or not isinstance(_decide(limits, (k,), ">"), Proved):
                    continue
                gap = _least(limits, k)
                level = Exponentials.constant(functions.constant(gap))
                if all(isinstance(_above(self.family, piece, self.bound, level, k), Proved) for piece in pieces):
                    yield f"at k = {k} all win rates are at least {format_rational(gap)} above {self.bound.text}"


def _above(family: Family, piece: Piece, bound: Bound, level: Exponentials, k: int) -> Outcome:
    sums = [each - level for each in differences(family, piece, bound)]
    return for_listed(sums, piece.region, (k,), HOLDS[">="])


def _refuse_parameter(family: Family, bound: Bound, what: str) -> None:
    if family.parameter in names_in(bound.side):
        raise InputError(f"{bound.text!r} depends on {family.parameter}; {what} is a formula in k alone")


def _samples(k: tuple[int, ...] | None) -> str:
    return "every k >= 1" if k is None else f"k = {', '.join(map(str, k))}"


def _proved(pieces: Sequence[Piece], family: Family, rule: RuleName) -> bool:
    return covers(pieces, family) and all(is_proved(piece, family, rule) for piece in pieces)


def _least(sums: Sequence[Exponentials], k: int) -> Fraction:
    """The least of sums that do not depend on the parameter."""
    return min(functions.rational(each.at(k)) for each in sums)


def _limits(
    family: Family, pieces: Sequence[Piece], bound: Bound, end: Fraction | None, side: int
) -> tuple[Exponentials, ...] | None:
    """For every opponent the limit of the win rate less the right side, by the formula that holds up to this end."""
    for piece in pieces:
        conditions = [condition for condition, _ in piece.region.conditions]
        wanted = tuple(sign for _, sign in piece.region.conditions)
        parts = [cell for cell in Region(family.interval).cells(conditions) if not cell.is_point]
        if parts and parts[0 if side > 0 else -1].signs == wanted:
            found = [each.limit(end) for each in differences(family, piece, bound)]
            return None if None in found else tuple(each for each in found if each is not None)
    return None


def _decide(sums: Sequence[Exponentials], k: tuple[int, ...] | None, relation: str) -> Outcome:
    try:
        holds = HOLDS[relation]
        return for_every(sums, POINT, holds) if k is None else for_listed(sums, POINT, k, holds)
    except UnsupportedError as error:
        return Open(str(error))
