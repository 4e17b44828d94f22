"""Rational functions of a parameter x and a number k, in lowest terms: sympy's fraction field, never simplified."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import lru_cache
from typing import Any, TypeAlias

from verifier.errors import InputError, UnsupportedError
from verifier.exact.expression import Expression, Name, Number, Operation, Sum
from verifier.lab.symbolic.algebra.polynomial import Polynomial, polynomial, times

MAX_DEGREE = 1000
MAX_CONSTANT_EXPONENT = 10_000

MAX_BITS = 200_000
"""How long the numbers in a power may be."""

Function: TypeAlias = Any
"""An element of ℚ(x, k): a quotient of polynomials, equal to another one exactly if they are identical."""


@lru_cache(maxsize=1)
def field() -> tuple[Any, Function, Function]:
    """ℚ(x, k), and the functions x and k."""
    from sympy import QQ

    rational_functions = QQ.frac_field("x", "k")
    x, k = rational_functions.gens
    return rational_functions, x, k


def constant(value: Fraction | int) -> Function:
    """The function that is ``value`` everywhere."""
    rational_functions, _, _ = field()
    return rational_functions(value.numerator) / rational_functions(value.denominator)


def ground(value: Any) -> Function:
    """A coefficient, or a polynomial in x and k, as a function."""
    return field()[0](value)


def is_constant(f: Function) -> bool:
    """Whether ``f`` depends on neither x nor k."""
    return bool(f.numer.is_ground and f.denom.is_ground)


def rational(f: Function) -> Fraction:
    """The value of a constant function."""
    top, bottom = f.numer.coeff(1), f.denom.coeff(1)
    value = top / bottom
    return Fraction(int(value.numerator), int(value.denominator))


def function(expression: Expression, names: Mapping[str, Function]) -> Function:
    """The rational function that ``expression`` writes, with the functions that its names stand for.

    Raises:
        InputError: it divides by the function 0.
        UnsupportedError: an exponent is no whole number, or there is a sum.
    """
    match expression:
        case Number(value):
            return constant(value)
        case Name(name):
            return names[name]
        case Sum():
            raise UnsupportedError("a sum stands where a rational function is wanted; sums belong to [[sequence]]")
        case Operation(symbol, left, right):
            return combined(symbol, function(left, names), function(right, names))


def combined(symbol: str, f: Function, g: Function) -> Function:
    """``f symbol g`` for one of ``+ - * / ^``; errors as in `function`."""
    match symbol:
        case "+":
            return f + g
        case "-":
            return f - g
        case "*":
            return f * g
        case "/":
            if not g:
                raise InputError("a formula divides by zero, for every value of the parameter")
            return f / g
        case _:
            if not is_constant(g) or rational(g).denominator != 1:
                raise UnsupportedError("an exponent is whole, or a·k + b with whole a and b")
            return power(f, int(rational(g)))


def power(f: Function, exponent: int) -> Function:
    """``f`` to a whole power, which may be negative.

    Raises:
        InputError: the function 0 has no negative powers.
        UnsupportedError: the power is too large to be written out.
    """
    if exponent < 0 and not f:
        raise InputError("a formula divides by zero, for every value of the parameter")
    degree = max((sum(monomial) for side in (f.numer, f.denom) for monomial in side.monoms()), default=0)
    if abs(exponent) * max(degree, 1) > (MAX_DEGREE if degree else MAX_CONSTANT_EXPONENT):
        raise UnsupportedError(f"the power {exponent} of a formula of degree {degree} is too large to be written out")
    longest = max(_bits(c) for side in (f.numer, f.denom) for _, c in side.terms()) if f else 1
    if abs(exponent) * longest > MAX_BITS:
        raise UnsupportedError(f"the power {exponent} of a formula with long numbers grows beyond {MAX_BITS} bits")
    if exponent == 0:
        return f.field.one
    # f**-2 would leave a denominator that may be negative: equal functions, written in two ways.
    return f**exponent if exponent > 0 else f.field.one / f**-exponent


def _bits(c: Any) -> int:
    return max(int(c.numerator).bit_length(), int(c.denominator).bit_length())


def at_number(f: Function, k: int) -> Function:
    """``f`` at this k, a function of x alone.

    Raises:
        InputError: it is not defined at this k, whatever x.
    """
    rational_functions, x, _ = field()
    sides = []
    for side in (f.numer, f.denom):
        value = rational_functions(0)
        for (i, j), coefficient in side.terms():
            value += rational_functions(coefficient) * x**i * rational_functions(k**j)
        sides.append(value)
    if not sides[1]:
        raise InputError(f"a formula divides by zero at k = {k}")
    return sides[0] / sides[1]


def by_degree(numerator: Any) -> dict[int, tuple[Fraction, ...]]:
    """A polynomial in x and k as Σ p_j(x)·k^j: j → the coefficients of p_j, the leading one first."""
    found: dict[int, dict[int, Fraction]] = {}
    for (i, j), coefficient in numerator.terms():
        found.setdefault(j, {})[i] = Fraction(int(coefficient.numerator), int(coefficient.denominator))
    return {j: tuple(p.get(i, Fraction(0)) for i in range(max(p), -1, -1)) for j, p in found.items()}


def numerator_of(f: Function) -> Polynomial:
    """The numerator of a function of x alone, up to a positive constant."""
    return _univariate(f.numer)


def denominator_of(f: Function) -> Polynomial:
    """The denominator of a function of x alone, up to a positive constant."""
    return _univariate(f.denom)


def sign_of(f: Function) -> Polynomial:
    """A polynomial that has the sign of ``f``, a function of x alone, wherever f is defined."""
    return times(numerator_of(f), denominator_of(f))


def value_at(f: Function, x: Fraction) -> Fraction:
    """The value of ``f``, a function of x alone, at a rational number.

    Raises:
        InputError: it has a pole there.
    """
    values = []
    for side in (f.numer, f.denom):
        terms = ((i, Fraction(int(c.numerator), int(c.denominator))) for (i, _), c in side.terms())
        values.append(sum((c * x**i for i, c in terms), Fraction(0)))
    if values[1] == 0:
        raise InputError(f"a formula divides by zero at {x}")
    return values[0] / values[1]


def limit(f: Function, end: Fraction | None) -> Function | None:
    """The limit of ``f`` as x tends to ``end`` (None: either infinity), a function of k; None if it is infinite.

    ``f`` is in lowest terms, so a pole is no removable one, and both infinities have the same finite limit.
    """
    rational_functions, _, k = field()
    sides, degrees = [], [max((i for (i, _) in side.monoms()), default=0) for side in (f.numer, f.denom)]
    for side in (f.numer, f.denom):
        value = rational_functions(0)
        for (i, j), coefficient in side.terms():
            scale = Fraction(int(i == max(degrees))) if end is None else end**i
            value += rational_functions(coefficient) * constant(scale) * k**j
        sides.append(value)
    if not f or sides[1]:
        return sides[0] / sides[1] if f else f
    return None


def shown(f: Function, parameter: str) -> str:
    """``f`` as people write it, with the parameter's name.

    >>> x = field()[1]
    >>> shown((x + 1) / (2 * x), "ε")
    '(ε + 1)/(2*ε)'
    """
    from sympy import Symbol

    return str(f.as_expr().subs(Symbol("x"), Symbol(parameter))).replace("**", "^")


def _univariate(side: Any) -> Polynomial:
    terms = {i: Fraction(int(c.numerator), int(c.denominator)) for (i, j), c in side.terms()}
    if any(j for (_, j) in side.monoms()):
        raise UnsupportedError("a function of the parameter alone is wanted, and this one depends on k")
    return polynomial(terms.get(i, Fraction(0)) for i in range(max(terms, default=0), -1, -1))
