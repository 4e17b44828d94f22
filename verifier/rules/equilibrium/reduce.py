"""The game without dominated responses and with copies merged: what makes equilibria of games with ties degenerate.

If B_v(y) ⊂ B_v(z) for every user v then u_y ≤ u_z whatever the policy, under both payoffs: a symmetric equilibrium of
the game without y is one of the whole game. Responses that every user ties are copies: payoffs depend on their joint
weight only, and they share it evenly.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from math import lcm

import numpy as np

from verifier.preferences.policy import Policy
from verifier.preferences.population import Population


@dataclass(frozen=True)
class Reduced:
    """A smaller population with the same game, and the way back.

    Attributes:
        whole: the population that was reduced.
        groups: the copies that each response of the smaller one stands for, as indices of the whole.
    """

    whole: Population
    groups: tuple[tuple[int, ...], ...]

    @cached_property
    def population(self) -> Population:
        """The users' rankings of one response of each group."""
        if len(self.groups) == len(self.whole.responses):
            return self.whole
        place = {group[0]: i for i, group in enumerate(self.groups)}
        names = tuple(self.whole.responses[group[0]] for group in self.groups)
        rankings, weights = self.whole.read
        rows = []
        for ranking, weight in zip(rankings, weights, strict=True):
            classes = (tuple(sorted(place[y] for y in tied if y in place)) for tied in ranking)
            # A user who has nothing to say is kept for the shares; under `incomparable` one response says nothing.
            rows.append((tuple(tied for tied in classes if tied) or ((0,),), weight))
        return Population.from_counts(names, rows, self.whole.unranked)

    def lifted(self, policy: Policy) -> Policy:
        """The policy of the whole game: every group's weight, evenly split."""
        common = lcm(*(len(group) for i, group in enumerate(self.groups) if policy.numerators[i]))
        numerators = [0] * len(self.whole.responses)
        for weight, group in zip(policy.numerators, self.groups, strict=True):
            for y in group:
                numerators[y] = weight * common // len(group)
        return Policy(tuple(numerators), policy.denominator * common)


def reduced(population: Population) -> Reduced:
    """``population`` without the responses that another one dominates; copies merged, but not among incomparable ones.

    >>> people = Population.from_rankings(["a = b > c = d", "d > a = b = c"])
    >>> reduced(people).groups
    ((0, 1), (3,))
    """
    m = len(population.responses)
    levels = population.levels
    nothing_below = (levels < 0) | (levels == levels.max(axis=1, keepdims=True))
    seen = levels >= 0
    at_least = np.array([(nothing_below | seen[:, [z]] & (levels[:, [z]] <= levels)).all(axis=0) for z in range(m)])
    dominated = (at_least & ~at_least.T).any(axis=0)
    copies = at_least & at_least.T if population.weak_orders else np.eye(m, dtype=bool)
    groups = dict.fromkeys(tuple(np.flatnonzero(copies[y]).tolist()) for y in range(m) if not dominated[y])
    return Reduced(population, tuple(groups))
