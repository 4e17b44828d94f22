"""Exponential sums Σ_j c_j(x, k)·b_j(x)^k, for k ≥ 1, with rational functions as coefficients and bases."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from verifier.errors import InputError, UnsupportedError
from verifier.exact.expression import Expression, Name, Number, Operation, Sum
from verifier.lab.symbolic.algebra import functions

if TYPE_CHECKING:
    from verifier.lab.symbolic.algebra.functions import Function


@dataclass(frozen=True)
class Exponentials:
    """Σ coefficient · base^k; bases differ, neither they nor the coefficients are the function 0 (0^k = 0 for k ≥ 1).

    Attributes:
        terms: pairs (base, coefficient), the base free of k.
    """

    terms: tuple[tuple[Function, Function], ...]

    @classmethod
    def of(cls, rows: Iterable[tuple[Function, Function]]) -> Exponentials:
        """The sum of ``coefficient · base^k`` over the rows, whose bases may repeat."""
        merged: dict[Function, Function] = {}
        for base, coefficient in rows:
            if base:
                merged[base] = merged[base] + coefficient if base in merged else coefficient
        return cls(tuple((base, coefficient) for base, coefficient in merged.items() if coefficient))

    @classmethod
    def constant(cls, coefficient: Function) -> Exponentials:
        """A function without exponentials: its base is 1."""
        return cls.of([(coefficient.field.one, coefficient)])

    def __add__(self, other: Exponentials) -> Exponentials:
        return Exponentials.of([*self.terms, *other.terms])

    def __sub__(self, other: Exponentials) -> Exponentials:
        return Exponentials.of([*self.terms, *((base, -coefficient) for base, coefficient in other.terms)])

    def __mul__(self, other: Exponentials) -> Exponentials:
        return Exponentials.of((a * b, c * d) for a, c in self.terms for b, d in other.terms)

    def inverse(self) -> Exponentials:
        """One over a sum of a single term.

        Raises:
            InputError: it is zero.
            UnsupportedError: it has several terms.
        """
        if not self.terms:
            raise InputError("a formula divides by zero")
        if len(self.terms) > 1:
            raise UnsupportedError("a formula divides by a sum of several exponentials; multiply it out")
        ((base, coefficient),) = self.terms
        return Exponentials(((1 / base, 1 / coefficient),))

    def plain(self) -> Function | None:
        """The function of x and k where there is no exponential, else None."""
        if any(base != base.field.one for base, _ in self.terms):
            return None
        return self.terms[0][1] if self.terms else functions.constant(0)

    def at(self, k: int) -> Function:
        """The function of x at this number k ≥ 1."""
        total = functions.constant(0)
        for base, coefficient in self.terms:
            total += functions.at_number(coefficient, k) * base**k
        return total

    def limit(self, end: Fraction | None) -> Exponentials | None:
        """The limit as x tends to ``end``, for every k at once; None if some part of it is infinite."""
        rows = []
        for base, coefficient in self.terms:
            row = functions.limit(base, end), functions.limit(coefficient, end)
            if row[0] is None or row[1] is None:
                return None
            rows.append(row)
        return Exponentials.of(rows)

    @property
    def constant_bases(self) -> bool:
        """Whether no base depends on x."""
        return all(functions.is_constant(base) for base, _ in self.terms)


def exponentials(
    expression: Expression, names: Mapping[str, Function], number: Callable[[Fraction], Function] = functions.constant
) -> Exponentials:
    """The exponential sum that ``expression`` writes; ``names`` gives x, k and others to its names.

    Args:
        expression: the formula.
        names: functions in one field, whose second generator is k.
        number: a rational as a function of that field.

    Raises:
        InputError: it divides by zero.
        UnsupportedError: it is no sum of exponentials: k^k, 1/(2^k + 1), 2^(k^2), a `Sum`.
    """
    match expression:
        case Number(value):
            return Exponentials.constant(number(value))
        case Name(name):
            return Exponentials.constant(names[name])
        case Sum():
            raise UnsupportedError("a Sum stands in a statement about every k; sums belong to [[sequence]]")
        case Operation(symbol, left, right):
            sides = exponentials(left, names, number), exponentials(right, names, number)
            if symbol == "^":
                return _power(*sides, Exponentials.constant(number(Fraction(1))))
            return _combine(symbol, *sides)


def _combine(symbol: str, left: Exponentials, right: Exponentials) -> Exponentials:
    if symbol == "+":
        return left + right
    if symbol == "-":
        return left - right
    return left * (right if symbol == "*" else right.inverse())


def _power(base: Exponentials, exponent: Exponentials, one: Exponentials) -> Exponentials:
    slope, shift = linear(exponent)
    if slope:
        plain = base.plain()
        if plain is None or any(monomial[1] for monomial in [*plain.numer.monoms(), *plain.denom.monoms()]):
            raise UnsupportedError("the base of a power with k in its exponent does not depend on k")
        return Exponentials.of([(functions.power(plain, slope), functions.power(plain, shift))])
    plain = base.plain()
    if plain is not None:
        return Exponentials.constant(functions.power(plain, shift))
    result = one
    for _ in range(abs(shift)):
        result *= base
    return result if shift >= 0 else result.inverse()


MAX_POWER = 64


def linear(exponent: Exponentials) -> tuple[int, int]:
    """(a, b) where the exponent is a·k + b with whole a and b.

    Raises:
        UnsupportedError: it is no such sum, or a or b is larger than `MAX_POWER`.
    """
    plain = exponent.plain()
    if plain is not None and plain.denom.is_ground:
        below = plain.denom.coeff(1)
        parts = {monomial: coefficient / below for monomial, coefficient in plain.numer.terms()}
        by_power = {monomial[1]: value for monomial, value in parts.items() if sum(monomial) == monomial[1]}
        slope, shift = by_power.get(1, 0), by_power.get(0, 0)
        whole = all(value.denominator == 1 and abs(value) <= MAX_POWER for value in (slope, shift))
        if len(by_power) == len(parts) and set(by_power) <= {0, 1} and whole:
            return int(slope), int(shift)
    raise UnsupportedError(f"an exponent is a·k + b with whole a and b, between -{MAX_POWER} and {MAX_POWER}")
