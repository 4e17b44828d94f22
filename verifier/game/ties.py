"""The four tie conventions: who is credited when an opponent's response ties with the best sample."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, get_args

from verifier.errors import InputError, UnsupportedError

if TYPE_CHECKING:
    from collections.abc import Callable

Ties: TypeAlias = Literal["model", "opponent", "shared", "half"]

MAX_NUMBER = 10**9
"""The largest number of samples, or of responses shown, that is spoken of."""

TIES: tuple[str, ...] = get_args(Ties)


@dataclass(frozen=True)
class Convention:
    """How one user's loss follows from a = mass strictly below y, t = mass of y's class, both over P (THEORY 1).

    The loss is ``numerator(a, t, k) / (scale(k) * P**k)`` with integers a, t, P.

    Attributes:
        who: who gets a tie, as said in reports.
        numerator: a function of (a, t, k).
        scale: a function of k.
        power: which base's plain k-th power the numerator is (``"a"``, ``"a+t"``), None if it is no power.
        certain: whether the loss of that user is 1 for every k, a function of arrays (a, t) and P.
        positive: whether the loss of that user is above 0 for every k, a function of arrays (a, t).
    """

    who: str
    numerator: Callable[[int, int, int], int]
    scale: Callable[[int], int]
    power: Literal["a", "a+t"] | None
    certain: Callable[[Any, Any, int], Any]
    positive: Callable[[Any, Any], Any]


CONVENTIONS: dict[Ties, Convention] = {
    "model": Convention(
        who="ties count for the model",
        numerator=lambda a, _t, k: a**k,
        scale=lambda _k: 1,
        power="a",
        certain=lambda a, _t, p: a == p,
        positive=lambda a, _t: a > 0,
    ),
    "opponent": Convention(
        who="ties count for the opponent",
        numerator=lambda a, t, k: (a + t) ** k,
        scale=lambda _k: 1,
        power="a+t",
        certain=lambda a, t, p: a + t == p,
        positive=lambda a, t: a + t > 0,
    ),
    # [(a+t)^(k+1) - a^(k+1)] / t is this sum, which needs no division and is (k+1) a^k at t = 0.
    "shared": Convention(
        who="a tie goes to a uniformly drawn one of the tied copies",
        numerator=lambda a, t, k: sum((a + t) ** i * a ** (k - i) for i in range(k + 1)),
        scale=lambda k: k + 1,
        power=None,
        certain=lambda a, _t, p: a == p,
        positive=lambda a, t: a + t > 0,
    ),
    "half": Convention(
        who="a tie counts half",
        numerator=lambda a, t, _k: 2 * a + t,
        scale=lambda _k: 2,
        power=None,
        certain=lambda a, _t, p: a == p,
        positive=lambda a, t: a + t > 0,
    ),
}


def check_combination(ties: str, k: int, l: int, *, weak_orders: bool, lottery: bool = False) -> Ties:
    """``ties``, if the loss is defined for this combination (THEORY 1).

    Raises:
        InputError: ``ties`` is no convention, or k or l is no whole number from 1 on.
        UnsupportedError: the loss is not defined; the text says why.
    """
    for name, number in (("k", k), ("l", l)):
        if not isinstance(number, int) or isinstance(number, bool) or not 1 <= number <= MAX_NUMBER:
            raise InputError(f"{name} = {number!r}: write a whole number from 1 to {MAX_NUMBER}")
    if ties not in CONVENTIONS:
        raise InputError(f"--ties {ties}: this is no tie convention; choose one of {', '.join(TIES)}")
    if ties == "half" and k > 1:
        raise UnsupportedError(
            f"--ties half is defined for k = 1 only, not for k = {k}: with k >= 2 half credit makes a bare majority's "
            "point mass an equilibrium, and the guarantee false; use --ties shared, which equals half at k = 1"
        )
    if ties != "model" and l > 1:
        raise UnsupportedError(
            f"--ties {ties} is defined for opponents that show one response (-l 1), not {l}; use --ties model"
        )
    if ties != "model" and not weak_orders:
        raise UnsupportedError(
            f"--ties {ties} needs weak orders, but responses left out are read as incomparable; "
            "use --ties model, or --unranked bottom"
        )
    if lottery and ties in {"shared", "half"}:
        raise UnsupportedError(
            f"--ties {ties} counts tied copies, which a lottery over sets does not have; use --ties model or opponent"
        )
    return ties
