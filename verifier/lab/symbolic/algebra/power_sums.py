"""Sums Σ p(x)·k^i·a^k with polynomials p and constants a ≥ 0: their sign for every k from some number on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from verifier.errors import UnsupportedError
from verifier.exact.rational import format_rational
from verifier.lab.symbolic.algebra import functions
from verifier.lab.symbolic.algebra.exponentials import Exponentials
from verifier.lab.symbolic.algebra.polynomial import Polynomial, polynomial


@dataclass(frozen=True)
class PowerSum:
    """Σ p(x)·k^i·a^k over ``terms``: ((a, i), coefficients of p, the leading one first), the largest (a, i) first."""

    terms: tuple[tuple[tuple[Fraction, int], tuple[Fraction, ...]], ...]

    @property
    def polynomials(self) -> tuple[Polynomial, ...]:
        """The coefficients p, each up to a positive constant."""
        return tuple(polynomial(coefficients) for _, coefficients in self.terms)

    def tail(self, signs: Sequence[int], start: int) -> Tail | None:
        """What bounds the sum for every k ≥ ``start`` where its `polynomials` have these signs.

        Divide by k^i·a^k of the leading term, the largest (a, i) whose p is not 0. Every other term is then p times
        k^(j−i)·(b/a)^k with b < a, or b = a and j < i, which does not increase with k from ``start`` on if
        (b/a)·((start+1)/start)^(j−i) ≤ 1. Leave out the terms with the leading one's sign and put k = start in the
        others: what remains lies between the sum and 0, if it has the leading sign, for every k ≥ start.

        Returns:
            None if some term still grows at ``start``.
        """
        rows = [(*row, sign) for row, sign in zip(self.terms, signs, strict=True) if sign]
        if not rows:
            return Tail(0, ())
        (base, degree), leading, lead = rows[0]
        total = list(leading)
        for (other, power), coefficients, sign in rows[1:]:
            if sign == lead:
                continue
            growth = (other / base) * Fraction(start + 1, start) ** (power - degree)
            if other < base and growth > 1:
                return None
            factor = (other / base) ** start * Fraction(start) ** (power - degree)
            total = _added(total, [factor * coefficient for coefficient in coefficients])
        return Tail(lead, polynomial(total))


@dataclass(frozen=True)
class Tail:
    """The leading sign (0: the sum is 0 throughout), and the polynomial whose sign decides for every further k."""

    lead: int
    bound: Polynomial

    def signs(self, bound_sign: int) -> frozenset[int]:
        """The signs that the sum can have for every further k, where ``bound`` has ``bound_sign``."""
        if self.lead == 0:
            return frozenset({0})
        if bound_sign == self.lead:
            return frozenset({self.lead})
        return frozenset({0, self.lead}) if bound_sign == 0 else frozenset({-1, 0, 1})


def power_sums(sums: Sequence[Exponentials]) -> tuple[tuple[PowerSum, ...], PowerSum]:
    """Each sum times the least common denominator of all, and that denominator.

    Raises:
        UnsupportedError: a base depends on x or is negative.
    """
    below = functions.constant(1).numer
    for each in sums:
        for _, coefficient in each.terms:
            below = below.lcm(coefficient.denom)
    return tuple(_power_sum(each, below) for each in sums), _collected([(Fraction(1), below)])


def _power_sum(given: Exponentials, below: Any) -> PowerSum:
    rows = []
    for base, coefficient in given.terms:
        value = functions.rational(base)
        if value < 0:
            raise UnsupportedError(f"the base {format_rational(value)} of an exponential is negative")
        rows.append((value, coefficient.numer * below.quo(coefficient.denom)))
    return _collected(rows)


def _collected(rows: Iterable[tuple[Fraction, Any]]) -> PowerSum:
    terms = {
        (base, degree): coefficients
        for base, numerator in rows
        for degree, coefficients in functions.by_degree(numerator).items()
    }
    return PowerSum(tuple(sorted(terms.items(), reverse=True)))


def _added(one: Sequence[Fraction], other: Sequence[Fraction]) -> list[Fraction]:
    size = max(len(one), len(other))
    padded = [[Fraction(0)] * (size - len(each)) + list(each) for each in (one, other)]
    return [a + b for a, b in zip(*padded, strict=True)]
