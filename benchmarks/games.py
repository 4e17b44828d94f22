"""NLHF's games: random instances, each solver in a process of its own, and every answer compared with ours.

A process of its own can be stopped; and ortools, which pref_voting imports, cannot be loaded beside highspy.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from itertools import count
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

import numpy as np
from kernel import population_of, strict_orders
from peers import PEERS
from worker import Clock, solved

from verifier.game.margins import condorcet_winner, margins

if TYPE_CHECKING:
    from collections.abc import Iterator

VOTERS = 101
LARGEST_MARGIN = 99
SEEN = Fraction(1, 10**9)
"""What a floating-point answer gives at least this much counts as its support."""

WORKER = Path(__file__).with_name("peers.py")


@dataclass
class Column(Clock):
    """One kind of game at one size, and each solver's outcome on its instances.

    Attributes:
        kind: ``A``, margins of 101 random strict voters, or ``T``, random odd margins between −99 and 99.
        supports: for each instance, how many responses have positive probability.
        worst: solver → its largest error in one probability.
        wrong: solver → on how many instances its answer (if exact) or its support is not the exact one.
    """

    kind: str
    m: int
    supports: list[int] = field(default_factory=list)
    worst: dict[str, Fraction] = field(default_factory=dict)
    wrong: dict[str, int] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.kind} m = {self.m}"


def measure_games(kind: str, m: int, instances: int, limit: int) -> Column:
    """Every solver on ``instances`` games, each stopped after ``limit`` CPU seconds.

    Raises:
        ArithmeticError: our answer is not optimal, or an exact solver's is and differs from it. (Margins are odd off
            the diagonal, so there is exactly one optimal strategy.)
    """
    column = Column(kind, m)
    games = voters(m) if kind == "A" else tournaments(m)
    for game, _ in zip(games, range(instances), strict=False):
        ours = solved(WORKER, "ours", game, limit)
        exact = [Fraction(p) for p in ours["answer"]]
        if not optimal(game["margins"], exact):
            raise ArithmeticError(f"our strategy for {kind}, m = {m} is not optimal")
        column.supports.append(sum(p > 0 for p in exact))
        base = median(ours["seconds"])
        for name in PEERS:
            if column.hopeless(name, instances):
                continue
            outcome = ours if name == "ours" else solved(WORKER, name, game, limit)
            answer = column.answer(name, outcome, base, limit)
            if answer is not None:
                _compare(column, name, answer, exact, game["margins"])
    return column


def voters(m: int) -> Iterator[dict[str, Any]]:
    """Games of 101 random strict voters without a Condorcet winner, which would be answered without a solver."""
    for seed in count():
        orders = strict_orders(VOTERS, m, seed)
        margin = margins(population_of(orders))
        if condorcet_winner(margin) is None:
            yield {"margins": margin.tolist(), "orders": orders}


def tournaments(m: int) -> Iterator[dict[str, Any]]:
    """Games with independent random odd margins, again without a Condorcet winner; about half of all responses play."""
    for seed in count():
        upper = np.triu(2 * np.random.default_rng(seed).integers(-50, 50, (m, m)) + 1, 1)
        margin = upper - upper.T
        if condorcet_winner(margin) is None:
            yield {"margins": margin.tolist(), "orders": None}


def optimal(margin: list[list[int]], strategy: list[Fraction]) -> bool:
    """Whether p ≥ 0, Σ p = 1 and p^T M ≥ 0, by definition."""
    support = [y for y, p in enumerate(strategy) if p]
    gains = [sum(strategy[y] * margin[y][z] for y in support) for z in range(len(margin))]
    return sum(strategy) == 1 and min(strategy) >= 0 and min(gains) >= 0


def _compare(column: Column, name: str, answer: list[Fraction], exact: list[Fraction], margin: list[list[int]]) -> None:
    peer = PEERS[name]
    error = max(abs(a - b) for a, b in zip(answer, exact, strict=True))
    if peer.arithmetic == "exact" and error and optimal(margin, answer):
        raise ArithmeticError(f"{column.kind}, m = {column.m}: {peer.label} and we are both optimal, and differ")
    column.worst[name] = max(error, column.worst.get(name, Fraction(0)))
    # An exact answer is right or wrong; of the others only the support is judged, and the error shown.
    wrong = bool(error) if peer.arithmetic == "exact" else [a > SEEN for a in answer] != [b > 0 for b in exact]
    column.wrong[name] = column.wrong.get(name, 0) + wrong
