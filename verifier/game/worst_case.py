"""The opponent's best response: the worst case over all opponents that show up to ℓ responses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import combinations
from math import comb, isqrt
from operator import mul

import numpy as np

from verifier.errors import BudgetError
from verifier.game.loss import denominator, losses
from verifier.game.masses import Integers, Masses
from verifier.game.ties import Ties

DEFAULT_BUDGET = 200_000_000
"""Work units: one is the look of one ranking at one opponent."""


@dataclass(frozen=True)
class WorstCase:
    """The largest loss over all opponents, and the first opponent (in the population's order) that reaches it."""

    loss: Fraction
    opponent: tuple[int, ...]

    @property
    def value(self) -> Fraction:
        """The worst-case win rate, 1 − loss."""
        return 1 - self.loss


WORDS_OF_A_UNIT = 64
"""Arithmetic on this many 64-bit words takes about as long as one look."""


def work(seen: Masses, k: int, l: int) -> int:
    """The work units of `worst_case`: rankings × opponents, times ℓ for the sets, and the powers' long numbers."""
    n, m = seen.below.shape
    size = min(l, m)
    words = 0 if seen.lottery else k * seen.denominator.bit_length() // 64
    powers = n * m * (words + words * isqrt(words)) // WORDS_OF_A_UNIT
    return int(n * comb(m, size) * size + powers + words * words)  # the last: lowest terms, once


@lru_cache(maxsize=64)
def worst_case(seen: Masses, k: int, l: int = 1, ties: Ties = "model", budget: int = DEFAULT_BUDGET) -> WorstCase:
    """The worst case over all single responses (ℓ = 1) or over all sets of at most ℓ, by enumeration; remembered.

    The loss is linear in the opponent's mixed policy, so a linear program's vertex, one response or one set, is worst;
    and it rises with the set, so sets of exactly min(ℓ, m) responses suffice.

    Raises:
        BudgetError: there are more (ranking, opponent) pairs than ``budget``.
    """
    n, m = seen.below.shape
    size = min(l, m)
    units = work(seen, k, l)
    if units > budget:
        what = f"{comb(m, size)} opponents of {size} responses" if size > 1 else f"k = {k}"
        raise BudgetError(
            f"{what} over {n} rankings: {units} work units, over the budget of {budget}; raise --budget to "
            f"{units}, or lower {'-l' if size > 1 else '-k'}"
        )
    if size == 1:
        numerators, bottom = losses(seen, k, ties)
        worst = max(numerators)
        return WorstCase(Fraction(worst, bottom), (numerators.index(worst),))
    best_numerator, best_set = max(set_numerators(seen, k, size), key=lambda pair: pair[0])
    return WorstCase(Fraction(best_numerator, denominator(seen, k, "model")), best_set)


def set_numerators(seen: Masses, k: int, size: int) -> Iterator[tuple[int, tuple[int, ...]]]:
    """For every set T of ``size`` responses, in order: (the numerator of L_k(π; T), T)."""
    values, places = np.unique(seen.below, return_inverse=True)
    rank: Integers = places.reshape(seen.below.shape)
    exponent = 1 if seen.lottery else k
    powers = [value**exponent for value in values.tolist()]
    exact_in_float = seen.total < 2**53  # then sums of weights are whole numbers that float64 holds exactly
    float_weights = np.array(seen.weights, dtype=np.float64) if exact_in_float else None
    for chosen in combinations(range(rank.shape[1]), size):
        top = rank[:, chosen[0]]
        for y in chosen[1:]:
            top = np.maximum(top, rank[:, y])
        if float_weights is not None:
            counts = np.bincount(top, weights=float_weights, minlength=len(powers))
            hit = np.flatnonzero(counts)
            yield sum(int(counts[i]) * powers[i] for i in hit.tolist()), chosen
        else:
            yield sum(map(mul, seen.weights, (powers[i] for i in top.tolist()))), chosen
