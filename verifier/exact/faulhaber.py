"""Sums over an index with a variable bound, as rational functions of that bound [Faulhaber 1631]."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from math import comb

from verifier.errors import UnsupportedError
from verifier.exact import functions
from verifier.exact.expression import Expression, Name, Number, Operation, Sum
from verifier.exact.functions import Function


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


def composed(f: Function, inner: Function) -> Function:
    """f(inner(x)) for a polynomial f of x."""
    total = functions.constant(0)
    below = functions.ground(f.denom)
    for (i, _), coefficient in f.numer.terms():
        total += functions.ground(coefficient) * functions.power(inner, i)
    return total / below
