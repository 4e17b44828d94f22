"""Intervals of rationals or reals with rational or infinite ends, open or closed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from verifier.errors import InputError
from verifier.exact.rational import format_rational, parse_rational

_SHAPE = re.compile(r"\s*([\[(])\s*([^\s,]+)\s*,\s*([^\s,]+)\s*([\])])\s*")
_INFINITE = {"oo", "∞", "+oo", "+∞"}
_ACCEPTED = "write it as (0, 1/2], [0, 1) or (0, oo)"


@dataclass(frozen=True)
class Interval:
    """The reals between ``lower`` and ``upper``; None is infinity. Never empty.

    Attributes:
        with_lower: whether the lower end belongs to it; ``with_upper`` likewise. Infinite ends never do.
    """

    lower: Fraction | None
    upper: Fraction | None
    with_lower: bool = False
    with_upper: bool = False

    def __post_init__(self) -> None:
        """Refuse what is empty.

        Raises:
            InputError: there is no number in it, or an infinite end is closed.
        """
        if (self.lower is None and self.with_lower) or (self.upper is None and self.with_upper):
            raise InputError(f"the interval {self}: infinity belongs to no interval; {_ACCEPTED}")
        if self.lower is not None and self.upper is not None:
            closed = self.with_lower and self.with_upper
            if self.lower > self.upper or (self.lower == self.upper and not closed):
                raise InputError(f"the interval {self} is empty; {_ACCEPTED}")

    def __contains__(self, value: Fraction) -> bool:
        above = self.lower is None or value > self.lower or (self.with_lower and value == self.lower)
        below = self.upper is None or value < self.upper or (self.with_upper and value == self.upper)
        return above and below

    def __str__(self) -> str:
        lower = "-∞" if self.lower is None else format_rational(self.lower)
        upper = "∞" if self.upper is None else format_rational(self.upper)
        return f"{'[' if self.with_lower else '('}{lower}, {upper}{']' if self.with_upper else ')'}"

    @property
    def ends(self) -> tuple[tuple[Fraction | None, int], tuple[Fraction | None, int]]:
        """Both ends with the side from which they are approached: 1 from above, −1 from below."""
        return (self.lower, 1), (self.upper, -1)


def parse_interval(text: str) -> Interval:
    """The interval that ``text`` writes: ``(0, 1/2]``, ``[0, oo)``, ``(-∞, 1)``.

    Raises:
        InputError: it is none of these, or empty.

    >>> parse_interval("(0, 1/2]").with_upper
    True
    """
    match = _SHAPE.fullmatch(text.replace("−", "-"))
    if match is None:
        raise InputError(f"{text!r} is no interval; {_ACCEPTED}")
    left, lower, upper, right = match.groups()
    return Interval(
        None if lower in {"-oo", "-∞"} else parse_rational(lower),
        None if upper in _INFINITE else parse_rational(upper),
        left == "[",
        right == "]",
    )


def simplest_between(lower: Fraction | None, upper: Fraction | None) -> Fraction:
    """The rational of least denominator (then of least size) strictly between two numbers; None is infinity.

    >>> simplest_between(Fraction(1, 4), Fraction(1, 2)), simplest_between(None, Fraction(-3))
    (Fraction(1, 3), Fraction(-4, 1))
    """
    if (lower is None or lower < 0) and (upper is None or upper > 0):
        return Fraction(0)
    if upper is not None and upper <= 0:
        return -simplest_between(-upper, None if lower is None else -lower)
    low = lower if lower is not None else Fraction(0)
    whole = low.numerator // low.denominator
    if upper is None or whole + 1 < upper:
        return Fraction(whole + 1)
    # Between whole and whole + 1: the simplest reciprocal lies between the reciprocals [Stern-Brocot].
    above = None if low == whole else 1 / (low - whole)
    return whole + 1 / simplest_between(1 / (upper - whole), above)
