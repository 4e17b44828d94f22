"""P[π > π^k] <= 1/(k+1) for every policy at once: a form whose coefficients can be looked at.

Draw k+1 responses from π, exchangeably: with E(A) = Σ over the k+1 members a of A of P[a > A without a],

    1 − (k+1) P[π > π^k] = Σ_A (orders of A) · (1 − E(A)) · Π_y π_y^{A(y)},      A over the multisets of k+1 responses.

Where no E(A) is above 1 the inequality holds for every π: so for rankings, where of any k+1 responses at most one is
above all others, and for Plackett-Luce users, where E(A) = 1. Else the form is multiplied by (Σ_y π_y)^r = 1, which
leaves its values alone: where it is above 0 on all of the simplex, some r makes all coefficients positive [Pólya 1928].
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import comb, prod
from typing import TypeAlias

from verifier.exact.rational import clear_denominators
from verifier.lab.set_preferences.multiset import of_size
from verifier.lab.set_preferences.preferences import SetPreferences, above, orders
from verifier.preferences.policy import Policy

Powers: TypeAlias = tuple[int, ...]
"""How often each of the m responses was drawn."""


@dataclass(frozen=True)
class Form:
    """A form of one degree in m variables: ``terms[powers] / denominator`` is the coefficient of Π_y π_y^powers[y]."""

    terms: Mapping[Powers, int]
    degree: int
    denominator: int

    def at(self, point: Powers) -> int:
        """The value at π = ``point``/|point|, times |point|^degree and the denominator."""
        return sum(
            coefficient * prod(x**power for x, power in zip(point, powers, strict=True))
            for powers, coefficient in self.terms.items()
            if coefficient
        )

    def elevated(self) -> Form:
        """The same function on policies, of one degree more: the form times Σ_y π_y."""
        terms: dict[Powers, int] = {}
        for powers, coefficient in self.terms.items():
            for y in range(len(powers)):
                more = (*powers[:y], powers[y] + 1, *powers[y + 1 :])
                terms[more] = terms.get(more, 0) + coefficient
        return Form(terms, self.degree + 1, self.denominator)


def exchange_form(preferences: SetPreferences, k: int) -> Form:
    """1 − (k+1) P[π > π^k], as a form of degree k+1.

    >>> from verifier.preferences.population import Population
    >>> two = Population.from_rankings({"a > b": 1, "b > a": 1})
    >>> exchange_form(two, 1).terms
    {(2, 0): 1, (1, 1): 0, (0, 2): 1}
    """
    m = len(preferences.responses)
    drawn = list(of_size(m, k + 1))
    sums = [
        sum(((each.count(y)) * above(preferences, (y,), _without(each, y)) for y in sorted(set(each))), Fraction(0))
        for each in drawn
    ]
    tops, bottom = clear_denominators(sums)
    terms = {}
    for each, top in zip(drawn, tops, strict=True):
        powers = tuple(each.count(y) for y in range(m))
        terms[powers] = orders(powers) * (bottom - top)
    return Form(terms, k + 1, bottom)


def _without(multiset: tuple[int, ...], y: int) -> tuple[int, ...]:
    place = multiset.index(y)
    return multiset[:place] + multiset[place + 1 :]


def elevated_by(form: Form, times: int) -> Form:
    """``form`` multiplied ``times`` times by Σ_y π_y."""
    for _ in range(times):
        form = form.elevated()
    return form


def never_negative(form: Form) -> bool:
    """True if no coefficient is below 0: then the form is nowhere below 0 on the simplex."""
    return bool(form.terms) and min(form.terms.values()) >= 0


def lowest_on_grid(form: Form, base: Form) -> Policy | None:
    """The policy with the least value of ``base`` among powers/degree of the negative coefficients of ``form``.

    None where ``base`` is not negative at any of them. By Pólya's theorem these are where to look.
    """
    found = [(base.at(powers), powers) for powers, coefficient in form.terms.items() if coefficient < 0]
    if not found:
        return None
    value, powers = min(found)
    return Policy(powers, sum(powers)) if value < 0 else None


def work(m: int, degree: int) -> int:
    """How many coefficients a form has."""
    return comb(m + degree - 1, degree)
