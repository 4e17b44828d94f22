"""Policies that need no solver: the limit of RLHF (Borda), uniform, and the random dictator (plurality)."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from verifier.game.margins import margins
from verifier.preferences.policy import Policy

if TYPE_CHECKING:
    from verifier.preferences.population import Population


def borda_scores(population: Population) -> list[int]:
    """Σ_z M(y, z) for every y, over population.total: twice the Borda score, up to a constant."""
    return [int(score) for score in margins(population).sum(axis=1)]


def borda(population: Population) -> Policy:
    """Uniform over the responses of highest Borda score: what RLHF converges to (THEORY 2.5).

    >>> from verifier.preferences.population import Population
    >>> borda(Population.from_rankings({"a > b > c": 3, "b > c > a": 2})).support
    (1,)
    """
    scores = borda_scores(population)
    best = max(scores)
    return Policy.uniform((y for y, score in enumerate(scores) if score == best), len(scores))


def uniform(population: Population) -> Policy:
    """Every response alike."""
    m = len(population.responses)
    return Policy.uniform(range(m), m)


def plurality(population: Population) -> Policy:
    """The random dictator: every user's top class, split evenly within the class."""
    rankings, weights = population.read
    m = len(population.responses)
    sizes = {len(ranking[0]) for ranking in rankings}
    common = int(np.lcm.reduce(np.array(sorted(sizes), dtype=object)))
    numerators = [0] * m
    for ranking, weight in zip(rankings, weights, strict=True):
        for y in ranking[0]:
            numerators[y] += weight * (common // len(ranking[0]))
    return Policy.from_fractions([Fraction(numerator, common * population.total) for numerator in numerators])
