"""Sums over an index with a variable bound, as rational functions of that bound [Faulhaber 1631]."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import comb

from verifier.errors import UnsupportedError
from verifier.exact.expression import Expression, Name, Number, Operation, Sum
from verifier.lab.symbolic.algebra import functions
from verifier.lab.symbolic.algebra.functions import Function


@lru_cache(maxsize=128)
def power_sum(p: int) -> Function:
    """0^p + 1^p + … + (x−1)^p as a polynomial in x, with 0^0 = 1.

    From (i+1)^(p+1) − i^(p+1) = Σ_j C(p+1, j) i^j, summed over i.

    >>> str(power_sum(2))
    '(2*x**3 - 3*x**2 + x)/6'
    """
    _, x, _ = functions.field()
    total = x ** (p + 1)
    for j in range(p):
        total = total - power_sum(j) * comb(p + 1, j)
    return total / (p + 1)


def summed(expression: Expression, names: Mapping[str, Function]) -> Function:
    """``expression`` as a rational function of x, its sums carried out; ``names`` are functions of x.

    Raises:
        UnsupportedError: a sum stands within a sum, or the term is no polynomial in the index.
    """
    match expression:
        case Number() | Name():
            return functions.function(expression, names)
        case Operation(symbol, left, right):
            return functions.combined(symbol, summed(left, names), summed(right, names))
        case Sum(body, index, first, last):
            _, x, k = functions.field()
            term = functions.function(body, {**names, index: k})
            if any(j for (_, j) in term.denom.monoms()):
                raise UnsupportedError(f"the term of a sum divides by its index {index}; it must be a polynomial in it")
            start, stop = summed(first, names), summed(last, names) + 1
            total = functions.constant(0)
            below = functions.ground(term.denom)
            for (i, j), coefficient in term.numer.terms():
                scale = functions.ground(coefficient) * x**i / below
                total += scale * (composed(power_sum(j), stop) - composed(power_sum(j), start))
            return total


@dataclass(frozen=True)
class Conditions:
    """Where a formula in a whole number x says what its rational function says: what it needs there.

    Attributes:
        not_zero: what it divides by; ``whole`` the bounds of sums, ``at_least_zero`` how many terms they have.
    """

    not_zero: tuple[Function, ...] = ()
    whole: tuple[Function, ...] = ()
    at_least_zero: tuple[Function, ...] = ()

    def __add__(self, other: Conditions) -> Conditions:
        return Conditions(
            self.not_zero + other.not_zero, self.whole + other.whole, self.at_least_zero + other.at_least_zero
        )


def conditions(expression: Expression, names: Mapping[str, Function]) -> Conditions:
    """What ``expression`` needs to be the rational function `summed`.

    A sum without terms is 0 even if its term divides by zero; the rational function may be something else there, so
    that the divisor is looked at all the same.

    Raises:
        UnsupportedError: a sum stands within a sum, or the term of a sum divides by its index.
    """
    match expression:
        case Number() | Name():
            return Conditions()
        case Operation(symbol, left, right):
            found = conditions(left, names) + conditions(right, names)
            if symbol == "/":
                return found + Conditions((summed(right, names),))
            if symbol == "^" and functions.rational(summed(right, names)) < 0:
                return found + Conditions((summed(left, names),))
            return found
        case Sum(body, index, first, last):
            _, _, k = functions.field()
            within = conditions(body, {**names, index: k})
            if any(j for f in within.not_zero for side in (f.numer, f.denom) for (_, j) in side.monoms()):
                raise UnsupportedError(f"the term of a sum divides by its index {index}; it must be a polynomial in it")
            start, stop = summed(first, names), summed(last, names)
            bounds = Conditions((), (start, stop), (stop - start + 1,))
            return conditions(first, names) + conditions(last, names) + within + bounds


def composed(f: Function, inner: Function) -> Function:
    """f(inner(x)) for a polynomial f of x."""
    total = functions.constant(0)
    below = functions.ground(f.denom)
    for (i, _), coefficient in f.numer.terms():
        total += functions.ground(coefficient) * functions.power(inner, i)
    return total / below
