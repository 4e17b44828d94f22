"""Who prefers an opponent to all samples: of each ranking the probability, exactly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from verifier.game.masses import masses
from verifier.game.ties import CONVENTIONS, Ties
from verifier.preferences.policy import Lottery, Policy
from verifier.preferences.population import Population
from verifier.preferences.ranking import Ranking


@dataclass(frozen=True)
class Preferring:
    """The users with one ranking; ``weight`` of the population's total.

    Attributes:
        probability: that the opponent wins with such a user; the loss is the weighted sum of these.
    """

    ranking: Ranking
    weight: int
    probability: Fraction


def preferring(
    population: Population, policy: Policy | Lottery, k: int, opponent: Sequence[int], ties: Ties = "model"
) -> list[Preferring]:
    """The rankings with which the set ``opponent`` of response indices wins at all, the largest contribution first.

    >>> people = Population.from_rankings({"a > b": 2, "b > a": 1})
    >>> [(each.weight, each.probability) for each in preferring(people, Policy.point(0, 2), 2, [1])]
    [(1, Fraction(1, 1))]
    """
    seen = masses(population, policy)
    convention, exponent = CONVENTIONS[ties], 1 if seen.lottery else k
    bottom = convention.scale(exponent) * seen.denominator**exponent
    below, tied = (array[:, list(opponent)].max(axis=1).tolist() for array in (seen.below, seen.tied))
    rankings, _ = population.read
    found = [
        Preferring(ranking, weight, Fraction(convention.numerator(a, t, exponent), bottom))
        for ranking, weight, a, t in zip(rankings, seen.weights, below, tied, strict=True)
        if convention.positive(a, t)
    ]
    return sorted(found, key=lambda each: (-each.weight * each.probability, each.ranking))
