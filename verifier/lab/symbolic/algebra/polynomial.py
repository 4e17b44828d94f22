"""Polynomials in one variable with rational roots and signs, as tuples of integers; sympy factors and isolates."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from functools import lru_cache
from typing import Any, TypeAlias

from verifier.exact.rational import clear_denominators, primitive

Polynomial: TypeAlias = tuple[int, ...]
"""Coefficients, the leading one first and not 0, without a common factor: equal up to a positive constant. Zero: ()."""


def polynomial(coefficients: Iterable[Fraction | int]) -> Polynomial:
    """The polynomial with these coefficients, the leading one first, up to a positive constant.

    >>> polynomial([0, Fraction(1, 2), -1])
    (1, -2)
    """
    listed = list(coefficients)
    while listed and listed[0] == 0:
        listed.pop(0)
    return primitive(clear_denominators(listed)[0]) if listed else ()


def sign_at(p: Polynomial, x: Fraction) -> int:
    """The sign of p(x): −1, 0 or 1, in integers."""
    value, scale = 0, 1
    for coefficient in p:
        value = value * x.numerator + coefficient * scale
        scale *= x.denominator
    return (value > 0) - (value < 0)


def times(p: Polynomial, q: Polynomial) -> Polynomial:
    """The product, up to a positive constant."""
    if not p or not q:
        return ()
    product = [0] * (len(p) + len(q) - 1)
    for i, a in enumerate(p):
        for j, b in enumerate(q):
            product[i + j] += a * b
    return polynomial(product)


@lru_cache(maxsize=4096)
def factors(p: Polynomial) -> tuple[Polynomial, ...]:
    """The irreducible factors of positive degree over the rationals, each once, leading coefficients positive."""
    if len(p) <= 1:
        return ()
    _, listed = _sympy_poly(p).factor_list()
    found = (polynomial(Fraction(int(c.p), int(c.q)) for c in factor.all_coeffs()) for factor, _ in listed)
    return tuple(sorted(q if q[0] > 0 else tuple(-c for c in q) for q in found))


@lru_cache(maxsize=4096)
def isolate(p: Polynomial) -> tuple[tuple[Fraction, Fraction], ...]:
    """For every real root of ``p``, irreducible of degree at least 2, an interval that holds it and no other root.

    The ends are no roots: ``p`` has no rational ones.
    """
    listed = _sympy_poly(p).intervals()
    found = [tuple(Fraction(int(end.p), int(end.q)) for end in ends) for ends, _ in listed]
    return tuple((low, high) for low, high in found)


def refine(p: Polynomial, low: Fraction, high: Fraction) -> tuple[Fraction, Fraction]:
    """The half of [low, high] in which ``p``, with one simple irrational root there, changes sign."""
    middle = (low + high) / 2
    return (low, middle) if sign_at(p, middle) != sign_at(p, low) else (middle, high)


def _sympy_poly(p: Polynomial) -> Any:
    from sympy import QQ, Poly, Symbol

    return Poly(list(p), Symbol("x"), domain=QQ)
