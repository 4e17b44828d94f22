"""Of several equally good answers the first is named, in the order of the population's responses."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations

import pytest

from verifier.claims.sets import beats
from verifier.game.masses import masses
from verifier.game.worst_case import worst_case
from verifier.preferences.policy import Policy
from verifier.rules.best_lottery.winning import best_fixed_set

BATCHES = range(3)


@pytest.mark.parametrize("batch", BATCHES)
def test_the_first_of_the_best_sets_is_named(batch, seeded, random_case):
    rng, several = seeded(7000 + batch), 0
    for _ in range(40):
        people = random_case(rng, m=(2, 6), rankings=(1, 8)).population
        everyone = range(len(people.responses))
        for k in range(1, len(people.responses) + 1):
            losses = {chosen: max(beats(people, y, chosen) for y in everyone) for chosen in combinations(everyone, k)}
            best = [chosen for chosen, loss in losses.items() if loss == min(losses.values())]
            several += len(best) > 1
            assert best_fixed_set(people, k).responses == best[0]
    assert several > 10


@pytest.mark.parametrize("batch", BATCHES)
def test_the_first_of_the_strongest_opponents_is_named(batch, seeded, random_case):
    rng, several = seeded(7100 + batch), 0
    for _ in range(40):
        people = random_case(rng, m=(2, 5), rankings=(1, 4)).population
        m = len(people.responses)
        seen = masses(people, Policy.uniform(range(m), m))
        for k, l in ((1, 1), (2, 1), (1, 2), (3, 2)):
            losses = {shown: loss(people, shown, k) for shown in combinations(range(m), l)}
            best = [shown for shown, lost in losses.items() if lost == max(losses.values())]
            several += len(best) > 1
            assert worst_case(seen, k, l).opponent == best[0]
    assert several > 10


def loss(people, shown, k):
    """How often one of ``shown`` is strictly above k uniform samples, from the rankings."""
    total, m = Fraction(0), len(people.responses)
    for ranking, weight in zip(*people.read, strict=True):
        place = {y: i for i, group in enumerate(ranking) for y in group}
        below = [sum(place[y] < place[z] for z in place) for y in shown if y in place]
        total += weight * Fraction(max(below, default=0), m) ** k
    return total / people.total
