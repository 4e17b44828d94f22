"""What a formula divides by: where that is 0 the formula says nothing, even if a rational function cancels it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING

from verifier.errors import InputError
from verifier.exact.expression import Expression, Number, Operation, Sum
from verifier.exact.rational import format_rational
from verifier.lab.symbolic.algebra import functions
from verifier.lab.symbolic.algebra.cells import cells
from verifier.lab.symbolic.algebra.exponentials import exponentials, linear
from verifier.lab.symbolic.algebra.quantifier import Failure, Open, Signs, for_every, for_listed
from verifier.lab.symbolic.algebra.region import Region

if TYPE_CHECKING:
    from verifier.lab.symbolic.algebra.functions import Function
    from verifier.lab.symbolic.algebra.interval import Interval


def divisors(expression: Expression, is_negative: Callable[[Expression], bool]) -> Iterator[Expression]:
    """Every part that is divided by or has a negative exponent, but numbers other than 0; sums are not looked into."""
    match expression:
        case Operation(symbol, left, right):
            yield from divisors(left, is_negative)
            yield from divisors(right, is_negative)
            if symbol == "/" and not (isinstance(right, Number) and right.value):
                yield right
            elif symbol == "^" and is_negative(right):
                yield left
        case Sum() | _:
            return


def check_function(expression: Expression, parameter: str, interval: Interval, text: str) -> None:
    """Refuse a rational function of ``parameter``, written ``text``, that divides by zero somewhere in ``interval``.

    Raises:
        InputError: it does.
    """
    _, x, _ = functions.field()
    names = {parameter: x}
    for divisor in divisors(expression, lambda part: functions.rational(functions.function(part, names)) < 0):
        value = functions.function(divisor, names)
        found = cells([functions.numerator_of(value), functions.denominator_of(value)], interval)
        bad = next((cell for cell in found if 0 in cell.signs), None)
        if bad is not None:
            where = f"near {bad.low}" if bad.sample is None else f"at {parameter} = {format_rational(bad.sample)}"
            raise InputError(f"the formula {text} divides by zero {where}; leave that value out of {interval}")


def unproved_divisor(
    expression: Expression, names: Mapping[str, Function], interval: Interval, ks: tuple[int, ...] | None, text: str
) -> str | None:
    """Why it is not shown that a formula in x and k divides by zero nowhere, for every k or these; None if it is shown.

    Raises:
        InputError: it divides by zero at some rational x and some k.
    """
    for divisor in divisors(expression, lambda part: becomes_negative(part, names, ks)):
        problem = unproved_as_not_zero(divisor, names, interval, ks, text)
        if problem is not None:
            return problem
    return None


def unproved_as_not_zero(
    divisor: Expression, names: Mapping[str, Function], interval: Interval, ks: tuple[int, ...] | None, text: str
) -> str | None:
    """Why it is not shown that ``divisor``, a part of the formula ``text``, is 0 nowhere; as in `unproved_divisor`.

    Raises:
        InputError: it is 0 at some rational x and some k.
    """
    sums, region = [exponentials(divisor, names)], Region(interval)
    found = for_every(sums, region, _not_zero) if ks is None else for_listed(sums, region, ks, _not_zero)
    if isinstance(found, Failure):
        where = f"k = {found.k}, at {format_rational(found.x)} in {interval}"
        raise InputError(f"the formula {text} divides by zero at {where}; leave that value out")
    return f"it is not shown that {text} divides by zero nowhere: {found.reason}" if isinstance(found, Open) else None


def becomes_negative(
    exponent: Expression,
    names: Mapping[str, Function],
    ks: tuple[int, ...] | None,
    number: Callable[[Fraction], Function] = functions.constant,
) -> bool:
    """Whether an exponent a·k + b is negative for some of these k, or for some k ≥ 1."""
    slope, shift = linear(exponentials(exponent, names, number))
    return slope < 0 or slope + shift < 0 if ks is None else any(slope * k + shift < 0 for k in ks)


def _not_zero(signs: Signs) -> bool:
    return all(each in ({1}, {-1}) for each in signs)
