"""NLHF's games: random instances, each solver in a process of its own, and every answer compared with ours.

A process of its own can be stopped; and ortools, which pref_voting imports, cannot be loaded beside highspy.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import count
from math import inf
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

import numpy as np
from kernel import population_of, strict_orders
from peers import PEERS

from verifier.game.margins import condorcet_winner, margins

if TYPE_CHECKING:
    from collections.abc import Iterator

VOTERS = 101
LARGEST_MARGIN = 99
SEEN = Fraction(1, 10**9)
"""What a floating-point answer gives at least this much counts as its support."""

WORKER = Path(__file__).with_name("peers.py")


@dataclass
class Column:
    """One kind of game at one size, and each solver's outcome on its instances.

    Attributes:
        kind: ``A``, margins of 101 random strict voters, or ``T``, random odd margins between −99 and 99.
        supports: for each instance, how many responses have positive probability.
        times: solver → median CPU seconds per instance; infinite where it was stopped.
        ratios: the same, divided by ours on that instance.
        worst: solver → its largest error in one probability.
        wrong: solver → on how many instances its answer (if exact) or its support is not the exact one.
        missing: the solvers that are not installed.
    """

    kind: str
    m: int
    supports: list[int] = field(default_factory=list)
    times: dict[str, list[float]] = field(default_factory=dict)
    ratios: dict[str, list[float]] = field(default_factory=dict)
    worst: dict[str, Fraction] = field(default_factory=dict)
    wrong: dict[str, int] = field(default_factory=dict)
    missing: set[str] = field(default_factory=set)

    def middle(self, name: str) -> tuple[float, float]:
        """The median CPU seconds and the median ratio of the solver ``name``."""
        return median(self.times[name]), median(self.ratios[name])

    def hopeless(self, name: str, instances: int) -> bool:
        """Whether enough instances were stopped to know that the median is."""
        return name in self.missing or 2 * self.times.get(name, []).count(inf) > instances


def measure_games(kind: str, m: int, instances: int, limit: int) -> Column:
    """Every solver on ``instances`` games, each stopped after ``limit`` CPU seconds.

    Raises:
        ArithmeticError: our answer is not optimal, or an exact solver's is and differs from it. (Margins are odd off
            the diagonal, so there is exactly one optimal strategy.)
    """
    column = Column(kind, m)
    games = voters(m) if kind == "A" else tournaments(m)
    for game, _ in zip(games, range(instances), strict=False):
        ours = solved("ours", game, limit)
        exact = [Fraction(p) for p in ours["answer"]]
        if not optimal(game["margins"], exact):
            raise ArithmeticError(f"our strategy for {kind}, m = {m} is not optimal")
        column.supports.append(sum(p > 0 for p in exact))
        base = median(ours["seconds"])
        for name, peer in PEERS.items():
            if column.hopeless(name, instances):
                continue
            outcome = ours if name == "ours" else solved(name, game, limit)
            if "missing" in outcome:
                column.missing.add(name)
                continue
            late = "late" in outcome or median(outcome["seconds"]) > limit
            seconds = inf if late else median(outcome["seconds"])
            column.times.setdefault(name, []).append(seconds)
            column.ratios.setdefault(name, []).append(seconds / base)
            if not late:
                _compare(column, name, [Fraction(p) for p in outcome["answer"]], exact, game["margins"])
            print(f"{kind} m = {m}: {peer.label} {'stopped' if late else f'{seconds:.4f} s'}", file=sys.stderr)
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


def solved(name: str, game: dict[str, Any], limit: int) -> dict[str, Any]:
    """What the process that runs the solver ``name`` reports: ``seconds`` and ``answer``, ``late`` or ``missing``.

    Raises:
        RuntimeError: the solver failed.
    """
    command = [sys.executable, str(WORKER), name, str(limit)]
    # One thread: CPU time would count the waiting of the others.
    environment = os.environ | {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    try:
        done = subprocess.run(
            command,
            input=json.dumps(game),
            capture_output=True,
            text=True,
            check=False,
            timeout=5 * limit + 60,
            env=environment,
        )
    except subprocess.TimeoutExpired:
        return {"late": True}
    if done.returncode == -signal.SIGXCPU:
        return {"late": True}
    if done.returncode:
        raise RuntimeError(f"{name} failed:\n{done.stderr}")
    return json.loads(done.stdout)


def _compare(column: Column, name: str, answer: list[Fraction], exact: list[Fraction], margin: list[list[int]]) -> None:
    peer = PEERS[name]
    error = max(abs(a - b) for a, b in zip(answer, exact, strict=True))
    if peer.arithmetic == "exact" and error and optimal(margin, answer):
        raise ArithmeticError(f"{column.kind}, m = {column.m}: {peer.label} and we are both optimal, and differ")
    column.worst[name] = max(error, column.worst.get(name, Fraction(0)))
    # An exact answer is right or wrong; of the others only the support is judged, and the error shown.
    wrong = bool(error) if peer.arithmetic == "exact" else [a > SEEN for a in answer] != [b > 0 for b in exact]
    column.wrong[name] = column.wrong.get(name, 0) + wrong
