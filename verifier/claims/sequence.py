"""Formulas in a whole number R: what holds for every R from some number on, and the limit."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

from verifier.claims.relation import COMPARES, HOLDS, IN_WORDS
from verifier.claims.verdict import Certified, Refuted, Undecided, Verdict
from verifier.errors import InputError
from verifier.exact import functions
from verifier.exact.cells import Cell, cells
from verifier.exact.expression import Expression, evaluate, parse_expression
from verifier.exact.faulhaber import summed
from verifier.exact.functions import Function
from verifier.exact.interval import Interval
from verifier.exact.polynomial import sign_at
from verifier.exact.rational import format_rational


@dataclass(frozen=True)
class Formula:
    """A rate as a formula in ``index``, with k and l given.

    Attributes:
        subject: what the formula is said to be, in words.
        text: the formula as it was written.
        first: the least whole number for which it is meant.
    """

    subject: str
    index: str
    text: str
    expression: Expression
    k: int
    l: int
    first: int

    @classmethod
    def parse(cls, subject: str, index: str, text: str, k: int, l: int, first: int) -> Formula:
        """The formula ``text`` in the index, k and l.

        Raises:
            InputError: it cannot be read.
        """
        return cls(subject, index, text, parse_expression(text, frozenset({index, "k", "l"})), k, l, first)

    def at(self, number: int) -> Fraction:
        """The value at one number, term by term."""
        return evaluate(self.expression, {self.index: Fraction(number), "k": Fraction(self.k), "l": Fraction(self.l)})

    @property
    def function(self) -> Function:
        """The formula as a rational function of the index, its sums carried out."""
        _, x, _ = functions.field()
        return summed(
            self.expression, {self.index: x, "k": functions.constant(self.k), "l": functions.constant(self.l)}
        )


@dataclass(frozen=True)
class At:
    """A witness: the number at which a statement about every number fails, and the formula's value there."""

    number: int
    value: Fraction


@dataclass(frozen=True)
class EveryNumber:
    """For every whole number from ``formula.first`` on the formula stands in ``relation`` to ``value``."""

    formula: Formula
    relation: str
    value: Fraction

    def __str__(self) -> str:
        formula = self.formula
        return (
            f"for every whole {formula.index} >= {formula.first}, {formula.text} with k = {formula.k}, l = {formula.l} "
            f"is {IN_WORDS[self.relation]} {format_rational(self.value)}"
        )

    def refutation(self, witness: At) -> str:
        """The sentence that ``witness`` proves."""
        return (
            f"at {self.formula.index} = {witness.number} the formula is {format_rational(witness.value)}, not "
            f"{IN_WORDS[self.relation]} {format_rational(self.value)}"
        )

    def decide(self) -> Verdict:
        """By the sign of a rational function on [first, ∞): each of its parts is tried at a whole number in it.

        Raises:
            InputError: the formula divides by zero at some number.
        """
        f = self.formula.function - functions.constant(self.value)
        sign, pole = functions.sign_of(f), functions.denominator_of(f)
        everything = Interval(Fraction(self.formula.first), None, with_lower=True)
        for number in sorted({each for cell in cells([sign, pole], everything) for each in wholes_of(cell)}):
            if sign_at(pole, Fraction(number)) == 0:
                raise InputError(f"the formula {self.formula.text} divides by zero at {self.formula.index} = {number}")
            if not HOLDS[self.relation]([frozenset({sign_at(sign, Fraction(number))})]):
                value = self.formula.at(number)
                if COMPARES[self.relation](value, self.value):
                    return Undecided(self, f"the formula and its closed form differ at {self.formula.index} = {number}")
                return Refuted(self, At(number, value))
        return Certified(self, None)


@dataclass(frozen=True)
class Tends:
    """As the index grows the formula tends to ``value``."""

    formula: Formula
    value: Fraction

    def __str__(self) -> str:
        formula = self.formula
        return (
            f"{formula.text} with k = {formula.k}, l = {formula.l} tends to {format_rational(self.value)} as "
            f"{formula.index} -> ∞"
        )

    def refutation(self, witness: Fraction | None) -> str:
        """The sentence that is shown in place of the statement."""
        limit = "infinity" if witness is None else format_rational(witness)
        return f"the formula tends to {limit}, not to {format_rational(self.value)}"

    def decide(self) -> Verdict:
        """By the leading coefficients of a rational function."""
        limit = functions.limit(self.formula.function, None)
        found = None if limit is None else functions.rational(limit)
        return Certified(self, None) if found == self.value else Refuted(self, found)


def wholes_of(cell: Cell) -> range:
    """Whole numbers whose signs are those of all whole numbers in ``cell``, which is bounded below.

    The one of a rational point; the first within an open interval; all near an irrational point, which holds none
    itself: they lie in the open intervals beside it, whose own bounds may leave them out.
    """
    if cell.low is None:
        raise InputError("whole numbers are looked at from some first one on")
    first = ceil(cell.low)
    if cell.is_point:
        return range(first, floor(cell.low if cell.high is None else cell.high) + 1)
    first += first == cell.low
    return range(first, first + (cell.high is None or first < cell.high))
