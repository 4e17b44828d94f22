"""The game of k+1 players as self-play sees it: float payoffs, vectorised over the users, and a Lipschitz constant."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from math import isqrt
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import numpy.typing as npt

from verifier.game.masses import INT64_BOUND, Integers
from verifier.game.payoffs import Payoff, scale
from verifier.game.tangent import below_sets
from verifier.rules.self_play.grid import Floats

if TYPE_CHECKING:
    from verifier.preferences.population import Population

Places: TypeAlias = "npt.NDArray[np.intp]"

_WIDE = 62
_STEP_BITS = 20


class Game:
    """Who sees what, equal views merged.

    A view is the pair (B_v(y), the same with y's own class); for strict payoffs B_v(y) alone. There are S views;
    each response y is seen by some of them, with weights that sum to ``total``.

    Attributes:
        views: for every (response, view) that occurs the view's number; the pairs are sorted by response.
        weights: how many users have the pair, integers.
        starts: where each response's pairs begin.
    """

    def __init__(self, population: Population, k: int, payoff: Payoff) -> None:
        sets = below_sets(population)
        n, self.m = sets.size.shape
        self.k, self.payoff, self.total = k, payoff, population.total
        first, view = _views(sets.order, sets.size, sets.above, shared=payoff == "shared")
        users, row = np.unique(first // self.m, return_inverse=True)
        self._order = sets.order[users]
        self._below = row * (self.m + 1) + sets.size.ravel()[first]
        self._upto = row * (self.m + 1) + sets.above.ravel()[first]
        responses = np.broadcast_to(np.arange(self.m), (n, self.m)).ravel()
        pairs, place = np.unique(responses * len(first) + view, return_inverse=True)
        self.weights: Integers = np.zeros(len(pairs), dtype=np.int64 if self.total < INT64_BOUND else object)
        np.add.at(self.weights, place, np.repeat(np.array(population.read[1], dtype=self.weights.dtype), self.m))
        self.views: Places = pairs % len(first)
        self.starts: Places = np.searchsorted(pairs, np.arange(self.m) * len(first))
        self._shares = np.array([weight / self.total for weight in self.weights.tolist()])

    @property
    def scale(self) -> int:
        """Payoffs have the denominator total · scale · P^k."""
        return scale(self.k, self.payoff)

    @property
    def cells(self) -> int:
        """How many numbers one evaluation looks at."""
        return int(self._order.size) + len(self.views)

    def masses(self, policies: Floats) -> tuple[Floats, Floats]:
        """For policies on the grid (rows) the exact mass below each view's response, and below it or tied with it."""
        cumulated = _cumulated(policies, self._order).reshape(len(policies), -1)
        below = cumulated[:, self._below]
        return below, cumulated[:, self._upto] if self.payoff == "shared" else below

    def payoffs(self, policy: Floats) -> Floats:
        """u_y(π) for every y, in floats."""
        below, upto = self.masses(policy[np.newaxis])
        power, value = below[0], below[0]
        if self.payoff == "shared":
            value = below[0] + upto[0]
        for _ in range(self.k - 1):
            power = power * below[0]
            value = value * upto[0] + power if self.payoff == "shared" else power
        return np.asarray(np.add.reduceat(value[self.views] * self._shares, self.starts) / self.scale)


@lru_cache(maxsize=8)
def game_of(population: Population, k: int, payoff: Payoff) -> Game:
    """The game of ``population``; remembered."""
    return Game(population, k, payoff)


def lipschitz_square(population: Population, k: int, payoff: Payoff) -> Fraction:
    """L² such that |u(π) − u(π')| ≤ L |π − π'| for all policies, in Euclidean norms: proved, and often far too large.

    Strict: |a^k − a'^k| ≤ k |a − a'|, and a set B has |d(B)|² ≤ |B|(m − |B|)/m · |d|² where Σd = 0 (Cauchy–Schwarz
    with 1_B − |B|/m). Averaging over users is convex, so L² = k² Σ_y Σ_v D(v) |B_v(y)|(m − |B_v(y)|)/m; for strict
    rankings k²(m² − 1)/6. Shared: both partial derivatives of Σ_i b^i a^(k−i)/(k+1) are at most k/2, which gives the
    mean of that sum over B_v(y) and over the same with y's class.
    """
    sets, m = below_sets(population), len(population.responses)
    sizes = [sets.size] if payoff == "strict" else [sets.size, sets.above]
    spread = sum(
        weight * inner
        for size in sizes
        for weight, inner in zip(population.read[1], (size * (m - size)).sum(axis=1).tolist(), strict=True)
    )
    return Fraction(k * k * spread, m * population.total * len(sizes))


def safe_step(square: Fraction, part: Fraction) -> Fraction:
    """A dyadic step s with s²L² ≤ ``part``, L² = ``square``; 1 where every policy has the same payoffs."""
    if square == 0:
        return Fraction(1)
    bits, step = _STEP_BITS, 0
    while not step >> (_STEP_BITS // 2):
        bits += _STEP_BITS // 2
        step = isqrt(int(part * 4**bits / square))
    return Fraction(step, 1 << bits)


def _cumulated(rows: Integers, order: Places) -> Integers:
    """For each of the ``rows`` and each ranking the sums over the worst 0, 1, ..., m responses."""
    n, m = order.shape
    sums = np.zeros((len(rows), n, m + 1), dtype=rows.dtype)
    np.cumsum(rows[:, order], axis=2, out=sums[:, :, 1:])
    return sums


def _views(order: Places, size: Places, above: Places, *, shared: bool) -> tuple[Places, Places]:
    """Where each distinct view occurs first, and the view at each of the n · m places (row by row)."""
    n, m = size.shape
    if m > _WIDE:  # then sets hardly ever repeat
        return np.arange(n * m), np.arange(n * m)
    members = _cumulated(np.left_shift(np.int64(1), np.arange(m))[np.newaxis], order)[0]
    keys = np.take_along_axis(members, size, axis=1).ravel()
    if shared:
        _, low = np.unique(keys, return_inverse=True)
        _, high = np.unique(np.take_along_axis(members, above, axis=1).ravel(), return_inverse=True)
        keys = low * (n * m) + high
    _, first, view = np.unique(keys, return_index=True, return_inverse=True)
    return first, view
