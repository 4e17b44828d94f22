"""The exact account of a run: sums of payoffs over iterates on the dyadic grid, in integers.

Masses are integers a < 2^53 in two limbs of 26 bits; powers are made by schoolbook multiplication, vectorised over
iterates and views, and weighted sums of limbs stay below 2^62. No `Fraction`, and no Python integer per cell.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias

import numpy as np

from verifier.game.masses import INT64_BOUND, Integers
from verifier.rules.self_play.game import Game
from verifier.rules.self_play.grid import BITS, ONE, Ticks, ticks

Limbs: TypeAlias = "list[Ticks]"
"""The integers Σ_i limbs[i] 2^(26 i), all limbs but the last below 2^26, and the last at most (k + 1) 2^26."""

LIMB = 26
_MASK = (1 << LIMB) - 1
_CELLS = 1 << 14
_ROWS = 1 << 9


@dataclass(frozen=True)
class Ledger:
    """Exact sums over the first ``steps`` iterates π_t = ticks/2^52 of a run.

    Attributes:
        steps: T.
        last: the ticks of π_T.
        sums: Σ_t π_t(y) · 2^52.
        payoffs: Σ_t u_y(π_t) · total · scale · 2^(52 k).
        losses: Σ_t L_k(π_t; y) · total · 2^(52 k); for strict payoffs the same.
        earned: Σ_t ⟨π_t, u(π_t)⟩ · total · scale · 2^(52 (k+1)).
    """

    steps: int
    last: tuple[int, ...]
    sums: tuple[int, ...]
    payoffs: tuple[int, ...]
    losses: tuple[int, ...]
    earned: int


def empty(m: int) -> Ledger:
    """The account of no iterate."""
    return Ledger(0, (0,) * m, (0,) * m, (0,) * m, (0,) * m, 0)


def is_checkpoint(steps: int) -> bool:
    """True for 1, 2, 5, 10, 20, 50, 100, ..."""
    return steps > 0 and steps == next_checkpoint(steps - 1)


def next_checkpoint(steps: int) -> int:
    """The first of 1, 2, 5, 10, 20, 50, 100, ... after ``steps``."""
    ten = int("1".ljust(len(str(steps)), "0"))
    return next(each * ten for each in (1, 2, 5, 10) if each * ten > steps)


def after(ledger: Ledger, game: Game, rows: Ticks) -> Ledger:
    """``ledger`` with the iterates ``rows`` (at least one, in ticks) added."""
    for part in _parts(rows, game):
        payoffs, losses = _values(game, part)
        ledger = Ledger(
            ledger.steps + len(part),
            tuple(part[-1].tolist()),
            _added(ledger.sums, part),
            _added(ledger.payoffs, payoffs),
            _added(ledger.losses, losses),
            ledger.earned + int((part.astype(object) * payoffs).sum()),
        )
    return ledger


def _parts(rows: Ticks, game: Game) -> Iterator[Ticks]:
    """The rows in parts small enough for the cache, and for sums of ticks in int64."""
    size = min(_ROWS, max(1, _CELLS // game.cells))
    return (rows[i : i + size] for i in range(0, len(rows), size))


def _added(numbers: tuple[int, ...], rows: Integers) -> tuple[int, ...]:
    return tuple(old + int(new) for old, new in zip(numbers, rows.sum(axis=0).tolist(), strict=True))


def _values(game: Game, rows: Ticks) -> tuple[Integers, Integers]:
    """For each row and response, as Python integers: u_y · total · scale · 2^(52 k), and L_k · total · 2^(52 k)."""
    masses = game.masses(rows / ONE)
    below = ticks(masses[0])
    power = _split(below)
    if game.payoff == "strict":
        for _ in range(game.k - 1):
            power = _times(power, below)
        losses = _weighted(game, power)
        return losses, losses
    upto = ticks(masses[1])
    value = _plus(power, _split(upto))
    for _ in range(game.k - 1):
        power = _times(power, below)
        value = _plus(_times(value, upto), power)
    return _weighted(game, value), _weighted(game, power)


def _split(numbers: Ticks) -> Limbs:
    return [numbers & _MASK, numbers >> LIMB]


def _times(limbs: Limbs, numbers: Ticks) -> Limbs:
    """``limbs`` times integers of at most 2^52: with the carry every sum of products is below (k + 2) 2^53."""
    low, high = _split(numbers)
    products = [limbs[0] * low]
    products += [here * low + before * high for before, here in pairwise(limbs)]
    return _carried([*products, limbs[-1] * high, np.zeros_like(low)])


def _plus(one: Limbs, other: Limbs) -> Limbs:
    """The sum of two numbers of equally many limbs."""
    return _carried([first + second for first, second in zip(one, other, strict=True)])


def _carried(sums: Limbs) -> Limbs:
    """The same numbers with every limb but the last below 2^26."""
    for i in range(len(sums) - 1):
        sums[i + 1] += sums[i] >> LIMB
        sums[i] &= _MASK
    return sums


def _weighted(game: Game, limbs: Limbs) -> Integers:
    """For each row and response the weighted sum over its views."""
    small = game.total * (game.k + 1) << LIMB < INT64_BOUND
    weights = game.weights if small else game.weights.astype(object)
    total: Integers = np.zeros((len(limbs[0]), game.m), dtype=object)
    for limb in reversed(limbs):
        sums = np.add.reduceat(limb[:, game.views] * weights, game.starts, axis=1)
        total = (total << LIMB) + sums.astype(object)
    return total


def bottom(game: Game) -> int:
    """The denominator of the payoffs of one iterate: total · scale · 2^(52 k)."""
    return game.total * game.scale << (BITS * game.k)
