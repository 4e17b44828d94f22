"""Formulas in a whole number R: what holds for every R from some number on, and the limit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

from verifier.claims.verdict import Certified, Refuted, Undecided, Verdict
from verifier.errors import InputError, UnsupportedError
from verifier.exact.expression import Expression, evaluate
from verifier.exact.formula_text import parse_expression
from verifier.exact.rational import format_rational
from verifier.lab.symbolic.algebra import functions
from verifier.lab.symbolic.algebra.cells import Cell, cells
from verifier.lab.symbolic.algebra.faulhaber import conditions, summed
from verifier.lab.symbolic.algebra.functions import Function
from verifier.lab.symbolic.algebra.interval import Interval
from verifier.lab.symbolic.algebra.polynomial import Polynomial, sign_at
from verifier.lab.symbolic.statements.relation import COMPARES, HOLDS, IN_WORDS


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
        return summed(self.expression, self._names)

    @property
    def _names(self) -> dict[str, Function]:
        _, x, _ = functions.field()
        return {self.index: x, "k": functions.constant(self.k), "l": functions.constant(self.l)}

    def check(self) -> None:
        """Refuse a formula that is not defined at some whole number from ``first`` on: only there is it `function`.

        Raises:
            InputError: it divides by zero there, or the bounds of a sum are not whole or in the wrong order.
            UnsupportedError: a bound of a sum is no polynomial in the index.
        """
        needed = conditions(self.expression, self._names)
        for f in needed.not_zero:
            self._refuse([functions.numerator_of(f), functions.denominator_of(f)], (0,), "divides by zero")
        for f in needed.whole:
            if not f.denom.is_ground:
                raise UnsupportedError(f"a sum runs to {functions.shown(f, self.index)}; write a polynomial")
            degree = max((i for i, _ in f.numer.monoms()), default=0)
            # A polynomial is whole at all whole numbers if it is at degree + 1 in a row [Newton's differences].
            for number in range(self.first, self.first + degree + 1):
                if functions.value_at(f, Fraction(number)).denominator != 1:
                    raise InputError(f"the formula {self.text} sums to a bound that is not whole at {self._at(number)}")
        for f in needed.at_least_zero:
            self._refuse([functions.sign_of(f)], (-1,), "sums from a bound to one that is more than 1 below it")

    def _refuse(self, polynomials: Sequence[Polynomial], signs: tuple[int, ...], what: str) -> None:
        for number in _wholes(polynomials, self.first):
            if any(sign_at(p, Fraction(number)) in signs for p in polynomials):
                raise InputError(f"the formula {self.text} {what} at {self._at(number)}")

    def _at(self, number: int) -> str:
        return f"{self.index} = {number}"


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
            InputError: the formula is not defined at some number.
        """
        self.formula.check()
        f = self.formula.function - functions.constant(self.value)
        sign = functions.sign_of(f)
        for number in _wholes([sign], self.formula.first):
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
        """By the leading coefficients of a rational function.

        Raises:
            InputError: the formula is not defined at some number.
        """
        self.formula.check()
        limit = functions.limit(self.formula.function, None)
        found = None if limit is None else functions.rational(limit)
        return Certified(self, None) if found == self.value else Refuted(self, found)


def _wholes(polynomials: Sequence[Polynomial], first: int) -> list[int]:
    """Whole numbers from ``first`` on that show all signs which the polynomials have at any of them."""
    everything = Interval(Fraction(first), None, with_lower=True)
    return sorted({each for cell in cells(polynomials, everything) for each in wholes_of(cell)})


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
