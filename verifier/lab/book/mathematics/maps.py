"""Proposition 5: the fixed points of projected gradient ascent are the symmetric equilibria, decided in rationals."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from verifier.errors import InputError
from verifier.exact.rational import format_rational
from verifier.game.payoffs import check_payoff, payoffs
from verifier.preferences.policy import Policy

if TYPE_CHECKING:
    from verifier.preferences.population import Population


def projection(point: Sequence[Fraction]) -> tuple[Fraction, ...]:
    """The point of the simplex next to ``point`` in Euclidean distance: max(0, p_y − θ), summing to 1.

    >>> projection([Fraction(1), Fraction(1, 2), Fraction(-1)])
    (Fraction(3, 4), Fraction(1, 4), Fraction(0, 1))
    """
    total, threshold = Fraction(-1), min(point) - 1
    for size, value in enumerate(sorted(point, reverse=True), start=1):
        total += value
        if value > total / size:
            threshold = total / size
    return tuple(max(value - threshold, Fraction(0)) for value in point)


def ascent(
    population: Population, policy: Policy, k: int, payoff: str = "strict", step: Fraction = Fraction(1)
) -> tuple[Fraction, ...]:
    """The weights after one step of projected gradient ascent, the projection of π + step · u(π) onto the simplex.

    Raises:
        UnsupportedError: half-credit or weak payoffs, or shared ones with incomparable responses.
        InputError: the step is not positive.

    >>> from verifier.preferences.population import Population
    >>> people = Population.from_rankings({"a > b": 3, "b > a": 2})
    >>> ascent(people, Policy((1, 1), 2), 1)
    (Fraction(11, 20), Fraction(9, 20))
    """
    checked = check_payoff(population, k, payoff)
    if step <= 0:
        raise InputError(f"the step {format_rational(step)} is not positive")
    point = [Fraction(numerator, policy.denominator) for numerator in policy.numerators]
    values = payoffs(population, policy, k, checked)
    return projection([weight + step * value for weight, value in zip(point, values, strict=True)])


def is_fixed_point(
    population: Population, policy: Policy, k: int, payoff: str = "strict", step: Fraction = Fraction(1)
) -> bool:
    """True if one step of `ascent` leaves π where it is: exactly if π is a symmetric equilibrium, whatever the step.

    π = P(π + s u) iff ⟨u, y − π⟩ ≤ 0 for every policy y. Raises as `ascent` does.

    >>> from verifier.preferences.population import Population
    >>> people = Population.from_rankings({"a > b": 3, "b > a": 2})
    >>> is_fixed_point(people, Policy((3, 2), 5), 1), is_fixed_point(people, Policy((1, 1), 2), 1)
    (True, False)
    """
    moved = ascent(population, policy, k, payoff, step)
    return moved == tuple(Fraction(numerator, policy.denominator) for numerator in policy.numerators)
