"""The smallest number of samples that reaches a rate, or the opponent that keeps every number below it."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import comb

import numpy as np

from verifier.claims.robust import Opponent
from verifier.claims.samples import LeastSamples
from verifier.claims.verdict import Undecided, Verdict
from verifier.errors import BudgetError
from verifier.game.masses import Masses, masses
from verifier.game.samples import worst_limit
from verifier.game.ties import CONVENTIONS, Ties
from verifier.game.worst_case import worst_case
from verifier.preferences.policy import Policy
from verifier.preferences.population import Population

WORK_OF_A_POWER = 16


def least_samples(
    population: Population,
    policy: Policy,
    rate: Fraction,
    l: int = 1,
    ties: Ties = "model",
    *,
    budget: int,
) -> Verdict:
    """The verdict on "some number of samples of ``policy`` wins with rate ≥ ``rate``": the least number, or why none.

    Whether any number does is decided by the limit of the loss (THEORY 2.10); the least one is proposed in floating
    point and settled exactly at k and k − 1.
    """
    seen = masses(population, policy)
    size = min(l, len(population.responses))
    unknown = LeastSamples(population, policy, l, ties, rate, None)
    looks = comb(len(population.responses), size) * len(seen.weights) * size
    if looks > budget:
        reason = f"{looks} work units, over the budget of {budget}; raise --budget, or lower -l"
        return Undecided(unknown, reason)
    limit = worst_limit(seen, l, ties)
    if limit.stays_below(rate):
        return unknown.decide(Opponent(limit.opponent))

    def reaches(k: int) -> bool:
        words = 1 + k * seen.denominator.bit_length() // 64
        work = looks + len(np.unique(seen.below)) * words * words // WORK_OF_A_POWER
        if work > budget:
            raise BudgetError(
                f"more than {k // 2} samples are needed; to evaluate {k} takes {work} work units, over the budget of "
                f"{budget}; raise --budget, or ask for a lower rate"
            )
        return worst_case(seen, k, l, ties, budget).value >= rate

    try:
        k = _least(reaches, _guess(seen, rate, ties) if size == 1 else 1)
        witness = None if k == 1 else Opponent(worst_case(seen, k - 1, l, ties, budget).opponent)
        return LeastSamples(population, policy, l, ties, rate, k).decide(witness, budget)
    except BudgetError as error:
        return Undecided(unknown, str(error))


def _least(reaches: Callable[[int], bool], guess: int) -> int:
    """The least k with ``reaches(k)``, a monotone predicate that holds eventually, starting from ``guess``."""
    if reaches(guess):
        low, high, step = 0, guess, 1
        while high > 1:
            below = max(1, guess - step)
            if not reaches(below):
                low = below
                break
            high, step = below, 2 * step
    else:
        low, high = guess, 2 * guess
        while not reaches(high):
            low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if reaches(middle) else (middle, high)
    return high


def _guess(seen: Masses, rate: Fraction, ties: Ties) -> int:
    """About the least number of samples, in floating point: a proposal that exact evaluation checks."""
    base = seen.below if CONVENTIONS[ties].power == "a" else seen.below + seen.tied
    share = np.array(base / seen.denominator, dtype=float)
    weights = np.array([weight / seen.total for weight in seen.weights])
    allowed = float(1 - rate)

    def reaches(k: int) -> bool:
        divisor = k + 1 if ties == "shared" else 1
        return float((weights @ share**k).max()) / divisor <= allowed

    high = 1
    while high < 2**40 and not reaches(high):
        high *= 2
    low = high // 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if reaches(middle) else (middle, high)
    return high
