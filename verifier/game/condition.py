"""Linear conditions on a population: sums of probabilities that a random user ranks a response above others."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import gcd
from typing import TYPE_CHECKING

from verifier.errors import InputError
from verifier.exact.rational import clear_denominators

if TYPE_CHECKING:
    from verifier.preferences.population import Population


@dataclass(frozen=True, order=True)
class Event:
    """A user ranks ``response`` strictly above every member of the set ``below`` (increasing, not empty)."""

    response: int
    below: tuple[int, ...]

    def __post_init__(self) -> None:
        """Check the set.

        Raises:
            InputError: ``below`` is empty, not increasing, or holds the response itself.
        """
        if not self.below or tuple(sorted(set(self.below))) != self.below or self.response in self.below:
            raise InputError("an event has a response above a set of others, written once each, in increasing order")

    def happens(self, places: Sequence[int]) -> bool:
        """Whether a user with these ``places`` (the class of each response, 0 the best) ranks so."""
        return all(places[self.response] < places[other] for other in self.below)


@dataclass(frozen=True)
class Condition:
    """``constant`` + Σ_j c_j P[event_j] ≥ 0, in integers without a common divisor; one term for each event, sorted.

    Build one with `from_terms`.

    Raises:
        InputError: there is no event, or the integers are not in lowest terms.
    """

    constant: int
    terms: tuple[tuple[Event, int], ...]

    def __post_init__(self) -> None:
        """Check that there is one way to write it."""
        events = [event for event, _ in self.terms]
        numbers = [number for _, number in self.terms]
        if not events or sorted(set(events)) != events or 0 in numbers or gcd(self.constant, *numbers) != 1:
            raise InputError("a condition has distinct events with integers that share no divisor; use from_terms")

    @classmethod
    def from_terms(cls, constant: Fraction | int, terms: Iterable[tuple[Event, Fraction | int]]) -> Condition:
        """The condition ``constant`` + Σ c P[event] ≥ 0 in lowest terms; events may repeat, zeros are left out.

        Raises:
            InputError: nothing is asked of the population, since no event has a coefficient other than 0.

        >>> Condition.from_terms(Fraction(-3, 5), [(Event(0, (1,)), 1)])
        Condition(constant=-3, terms=((Event(response=0, below=(1,)), 5),))
        """
        merged: dict[Event, Fraction] = {}
        for event, coefficient in terms:
            merged[event] = merged.get(event, Fraction(0)) + coefficient
        events = sorted(event for event, coefficient in merged.items() if coefficient)
        if not events:
            raise InputError("the condition says nothing of the population; it needs a P[...] that does not cancel")
        numbers, _ = clear_denominators([Fraction(constant), *(merged[event] for event in events)])
        divisor = gcd(*numbers)
        first, *others = (number // divisor for number in numbers)
        return cls(first, tuple(zip(events, others, strict=True)))

    def value(self, places: Sequence[int]) -> int:
        """Its left-hand side for the population of one user with these ``places``."""
        return self.constant + sum(number for event, number in self.terms if event.happens(places))


def total_value(population: Population, condition: Condition) -> int:
    """The left-hand side of ``condition`` on a population of complete rankings, times ``population.total``."""
    levels = population.levels.tolist()
    return sum(weight * condition.value(places) for places, weight in zip(levels, population.read[1], strict=True))
