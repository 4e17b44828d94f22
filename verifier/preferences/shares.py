"""Parts of a whole: numbers that are not negative and sum to 1, or are divided by their sum where that is asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction

from verifier.errors import InputError
from verifier.exact.rational import format_rational


def sum_of_parts(
    parts: Iterable[Fraction],
    whole: str,
    part: Callable[[int], str],
    *,
    normalize: bool,
    option: str = "normalize=True",
) -> Fraction:
    """The sum of ``parts``: 1, or with ``normalize`` what they are to be divided by, which is positive.

    Args:
        parts: the numbers.
        whole: what sums, and the verb, such as ``the shares sum``.
        part: the place of a number → what it is, such as ``the weight of 'a'``.
        normalize: whether any positive sum is good.
        option: how ``normalize`` is asked for where the numbers come from.

    Raises:
        InputError: one is negative, the sum is 0, or it is not 1 and need be.

    >>> sum_of_parts([Fraction(1, 2), Fraction(1, 3)], "the shares sum", "share {}".format, normalize=True)
    Fraction(5, 6)
    """
    listed = list(parts)
    negative = next((i for i, number in enumerate(listed) if number < 0), None)
    if negative is not None:
        found = f"{part(negative)} is {format_rational(listed[negative])}"
        if max(listed) <= 0:
            raise InputError(f"{found}, and none is above 0; these look like log-probabilities: write exp of them")
        raise InputError(f"{found}; weights are not negative")
    total = sum(listed, Fraction(0))
    if not total:
        raise InputError(f"{whole} to 0, not 1; at least one weight is positive")
    if total != 1 and not normalize:
        off = format_rational(abs(total - 1))
        raise InputError(f"{whole} to {format_rational(total)}, not 1 (off by {off}); {option} divides by the sum")
    return total
