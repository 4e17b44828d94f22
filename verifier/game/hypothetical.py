"""What every ranking that a user could have does to a policy: its losses, and its values in conditions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from verifier.errors import BudgetError
from verifier.game.masses import Integers
from verifier.game.ties import check_combination
from verifier.preferences.orders import count_rankings, every_ranking
from verifier.preferences.ranking import Ranking

if TYPE_CHECKING:
    from verifier.game.condition import Condition
    from verifier.preferences.policy import Policy

MOST_RESPONSES = 12
"""Beyond, there are more rankings than any budget, and their number alone is long."""


@dataclass(frozen=True, eq=False)
class Hypothetical:
    """Every complete ranking of m responses, as a population of it alone sees one policy.

    Attributes:
        rankings: the N rankings.
        losses: N × m Python integers: ``losses[R, y] / whole`` = π(B_R(y))^k, what the policy loses to y.
        whole: the k-th power of the policy's denominator.
        values: N × c Python integers: the left-hand sides of the conditions. Where NLHF is asked for, first, for every
            response z, the policy's denominator times its gain on z: the mass above z less the mass below z.
    """

    rankings: tuple[Ranking, ...]
    losses: Integers
    whole: int
    values: Integers


def hypothetical(
    policy: Policy, k: int, conditions: Sequence[Condition], *, strict: bool, nlhf: bool, budget: int
) -> Hypothetical:
    """All complete rankings of as many responses as ``policy`` has, strict ones or those with ties too.

    Raises:
        BudgetError: there are too many of them.
        UnsupportedError: k is no whole number from 1 on.
    """
    check_combination("model", k, 1, weak_orders=True)
    m = len(policy.numerators)
    count = count_rankings(min(m, MOST_RESPONSES), strict=strict)
    work = count * m * (m + len(conditions) + 1)
    if m > MOST_RESPONSES or work > budget:
        raise BudgetError(
            f"{'strict' if strict else 'weak'} rankings of {m} responses are {'at least ' * (m > MOST_RESPONSES)}"
            f"{count}, {work} work units; the budget is {budget}"
        )
    rankings = tuple(every_ranking(m, strict=strict))
    losses = np.zeros((count, m), dtype=object)
    values = np.zeros((count, m * nlhf + len(conditions)), dtype=object)
    powers: dict[int, int] = {}
    for row, ranking in enumerate(rankings):
        places, below = [0] * m, policy.denominator
        for place, group in enumerate(ranking):
            tied = sum(policy.numerators[y] for y in group)
            above, below = policy.denominator - below, below - tied
            for y in group:
                places[y] = place
                losses[row, y] = powers.setdefault(below, below**k)
                if nlhf:
                    values[row, y] = above - below
        values[row, m * nlhf :] = [each.value(places) for each in conditions]
    return Hypothetical(rankings, losses, policy.denominator**k, values)
