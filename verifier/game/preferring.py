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
    pairs = list(zip(below, tied, strict=True))
    numerators = {pair: convention.numerator(*pair, exponent) for pair in set(pairs)}
    chances = {pair: Fraction(numerator, bottom) for pair, numerator in numerators.items()}
    rankings, _ = population.read
    found = [
        (-weight * numerators[pair], Preferring(ranking, weight, chances[pair]))
        for ranking, weight, pair in zip(rankings, seen.weights, pairs, strict=True)
        if convention.positive(*pair)
    ]
    return [each for _, each in sorted(found, key=lambda one: (one[0], one[1].ranking))]
