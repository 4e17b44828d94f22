"""Good multipliers α by subgradient steps in integers: the same on any machine.

The bound φ(α) = Σ_v α_v + (the sum of the l largest c_y) is convex; with T the columns of the l largest c,
1 - #{y in T : w_v(y) > α_v} is a subgradient. Steps follow B. Polyak ("Minimization of unsmooth functionals", 1969)
along directions that remember half of the one before. Every α gives a valid bound, so nothing here has to be right.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from verifier.search.matrix import Coarse

_UNIT = 64
"""Step lengths are whole multiples of 1/64 of Polyak's."""

_PATIENCE = 6

_GREATEST = 1 << 60


@dataclass(frozen=True, slots=True, eq=False)
class Multipliers:
    """``bound`` = φ(``alpha``) over the columns given, whose c are ``excess``."""

    bound: int
    alpha: Coarse
    excess: Coarse


def evaluated(columns: Coarse, picks: int, alpha: Coarse) -> Multipliers:
    """The bound of ``alpha`` for at most ``picks`` of ``columns`` (m × n, entries non-negative)."""
    excess = np.maximum(columns - alpha, 0).sum(axis=1)
    return Multipliers(int(alpha.sum()) + int(excess[largest_few(excess, picks)].sum()), alpha, excess)


def largest_few(values: Coarse, count: int) -> Coarse:
    """The places of the ``count`` largest ``values``, the first ones among equals."""
    return np.argsort(-values, kind="stable")[:count]


def first_alpha(columns: Coarse, picks: int) -> Coarse:
    """In every row the entry that a random set of ``picks`` columns reaches about once."""
    place = max(0, len(columns) - max(1, len(columns) // picks))
    chosen: Coarse = np.sort(columns, axis=0)[place]
    return chosen


def improved(
    columns: Coarse, picks: int, start: Coarse, floor: Coarse, goal: int, aim: int, rounds: int
) -> Multipliers:
    """The best multipliers of ``rounds`` steps from ``start``, never below ``floor``.

    Args:
        columns: m × n non-negative integers.
        picks: how many columns a set may have.
        start: the first multipliers.
        floor: what the columns inside reach already; the multipliers stay above.
        goal: the search ends as soon as a bound is at most this.
        aim: a guess of the least bound, for the step length.
        rounds: the most evaluations.
    """
    ceiling = np.maximum(columns.max(axis=0, initial=0), floor)
    alpha = np.clip(start, floor, ceiling)
    best = evaluated(columns, picks, alpha)
    here, direction, factor, stalled = best, np.zeros(len(alpha), dtype=np.int64), _UNIT + _UNIT // 2, 0
    for _ in range(rounds):
        if best.bound <= goal or not factor:
            break
        top = largest_few(here.excess, picks)
        slope = _UNIT * (1 - (columns[top] > here.alpha).sum(axis=0))
        direction = slope + direction // 2
        length = int((direction * direction).sum())
        if not length:
            break
        # Python's integers: the product may leave int64. A longer step than the greatest one would be clipped anyway.
        step = factor * max(here.bound - aim, 1) * _UNIT // length
        step = min(step, _GREATEST // int(np.abs(direction).max()))
        alpha = np.clip(here.alpha - direction * step // _UNIT, floor, ceiling)
        here = evaluated(columns, picks, alpha)
        if here.bound < best.bound:
            best, stalled = here, 0
            continue
        stalled += 1
        if stalled >= _PATIENCE:
            here, direction, factor, stalled = best, np.zeros_like(direction), factor // 2, 0
    return best
