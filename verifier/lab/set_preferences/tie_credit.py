"""Payoffs for which the theorem is false: half credit for ties, and weak payoffs (THEORY 1). No audit uses them.

One response meets k samples of π; for one user a is the mass strictly below its class and t the mass of its class.
*Half*: 1 for a response above all samples, ½ for one that ties with the best of them: a^k + ½ ((a+t)^k − a^k). *Weak*:
1 for both: (a+t)^k. Where several players tie for best, the credits that they get from one user can sum to more than 1.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from verifier.errors import InputError, UnsupportedError
from verifier.game.masses import masses

if TYPE_CHECKING:
    from verifier.preferences.policy import Policy
    from verifier.preferences.population import Population


@dataclass(frozen=True)
class Credit:
    """How a tie for best is paid.

    Attributes:
        who: as said in sentences.
        numerator: a function of (a, t, k); the payoff from one user is half of it over P^k, a and t being over P.
    """

    who: str
    numerator: Callable[[int, int, int], int]


CREDITS: dict[str, Credit] = {
    "half": Credit("half credit for ties", lambda a, t, k: a**k + (a + t) ** k),
    "weak": Credit("full credit for ties", lambda a, t, k: 2 * (a + t) ** k),
}


def credited_payoffs(population: Population, policy: Policy, k: int, credit: str) -> tuple[Fraction, ...]:
    """What every response is paid against k samples of ``policy``: rationals in [0, 1].

    Raises:
        InputError: there is no such credit, or k is no whole number from 1 on.
        UnsupportedError: responses left out are incomparable, so that ties are not defined.

    >>> from verifier.preferences.policy import Policy
    >>> from verifier.preferences.population import Population
    >>> people = Population.from_rankings({"a > b": 3, "b > a": 2})
    >>> credited_payoffs(people, Policy.point(0, 2), 2, "half")
    (Fraction(1, 2), Fraction(2, 5))
    """
    if credit not in CREDITS:
        raise InputError(f"{credit!r} is no way to credit ties; choose one of {', '.join(CREDITS)}")
    if not isinstance(k, int) or isinstance(k, bool) or k < 1:
        raise InputError(f"k = {k!r}: write a whole number from 1 on")
    if not population.weak_orders:
        raise UnsupportedError("credit for ties needs weak orders; responses left out are read as incomparable")
    seen, numerator = masses(population, policy), CREDITS[credit].numerator
    bottom = 2 * seen.total * seen.denominator**k
    columns = zip(seen.below.T.tolist(), seen.tied.T.tolist(), strict=True)
    return tuple(
        Fraction(sum(w * numerator(a, t, k) for w, a, t in zip(seen.weights, below, tied, strict=True)), bottom)
        for below, tied in columns
    )
