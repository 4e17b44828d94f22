"""What mixtures over sets look like to every user, as integer matrices for `verifier.search`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from verifier.game.loss import denominator
from verifier.game.masses import INT64_BOUND, Integers, Masses

if TYPE_CHECKING:
    from verifier.preferences.population import Population

Sets = Sequence[tuple[int, ...]]


def against_opponents(population: Population, opponents: Sets, weights: Sequence[int]) -> Integers:
    """g_v(s) = D(v) τ{T : v ranks some member of T strictly above s}, n × m, over total · Σ weights.

    The loss of a set S to the mixture τ is Σ_v min_{s in S} g_v(s).
    """
    levels = population.levels
    height = levels.shape[1]
    # What is not ranked beats nothing: it comes last.
    best = [np.where(levels[:, list(shown)] < 0, height, levels[:, list(shown)]).min(axis=1) for shown in opponents]
    tally = _tally(population, best, weights)
    before = np.cumsum(tally, axis=1) - tally
    return _looked_up(population, before)


def of_lottery(population: Population, sets: Sets, weights: Sequence[int]) -> Integers:
    """w_v(y) = D(v) λ{S : v ranks y strictly above all of S}, n × m, over total · Σ weights.

    The loss of the lottery λ to an opponent T is Σ_v max_{y in T} w_v(y).
    """
    levels = population.levels
    height = levels.shape[1]
    # Nothing is above a member that is not ranked.
    shown = [levels[:, list(chosen)].min(axis=1) for chosen in sets]
    best = [np.where(level < 0, height, level) for level in shown]
    tally = _tally(population, best, weights)[:, :height]
    after = np.cumsum(tally[:, ::-1], axis=1)[:, ::-1] - tally
    return _looked_up(population, after)


def _tally(population: Population, best: Sequence[Integers], weights: Sequence[int]) -> Integers:
    """For every user and level, D(v) times the weight of the sets whose best member stands there."""
    users = population.read[1]
    n, m = population.levels.shape
    dtype = np.int64 if population.total * sum(weights) < INT64_BOUND else object
    tally = np.zeros((n, m + 1), dtype=dtype)
    everyone = np.arange(n)
    for level, weight in zip(best, weights, strict=True):
        tally[everyone, level] += weight
    product: Integers = tally * np.array(users, dtype=dtype)[:, None]
    return product


def _looked_up(population: Population, by_level: Integers) -> Integers:
    """``by_level`` at the level of every response; 0 where a response is not ranked."""
    levels = population.levels
    found: Integers = np.where(levels < 0, 0, np.take_along_axis(by_level, np.maximum(levels, 0), axis=1))
    return found


def loss_matrix(seen: Masses, k: int) -> Integers:
    """w_v(y) = D(v) π(B_v(y))^k as integers over total · P^k (P once for a lottery), n × m."""
    exponent = 1 if seen.lottery else k
    dtype = np.int64 if denominator(seen, k, "model") < INT64_BOUND else object
    weights = np.array(seen.weights, dtype=dtype)[:, None]
    return np.asarray(seen.below.astype(dtype) ** exponent * weights)
