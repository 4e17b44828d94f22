"""The alignment game of k+1 players: its symmetric equilibria, ours beside pygambit's and floating point's.

A strategy profile that is no symmetric one is no policy. Each player's strategy is then judged as a policy for
everybody, and the best one counts.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from itertools import islice
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from equilibrium_peers import PYGAMBIT, as_policy, asymmetry
from games import voters
from kernel import population_of
from worker import Clock, solved

from verifier.game.payoffs import gap
from verifier.preferences.policy import Policy

if TYPE_CHECKING:
    from collections.abc import Iterable

    from verifier.game.payoffs import Payoff

SYMMETRIC = Fraction(1, 10**5)
"""Strategies that differ by no more in any probability count as the same."""

LARGEST_TABLE = 10**6
TWO_PLAYERS = ("lp", "lcp", "enummixed")

WORKER = Path(__file__).with_name("equilibrium_peers.py")


@dataclass(frozen=True)
class Judged:
    """A player's strategy as a policy for everybody, its exact gap, and how far the players' strategies differ."""

    policy: tuple[Fraction, ...]
    gap: Fraction
    asymmetry: Fraction


@dataclass
class Equilibria(Clock):
    """One kind of alignment game over 101 random strict voters, and each solver's outcome on its instances.

    Attributes:
        gaps: solver → for each answer, max_y u_y(π) − Σ_z π_z u_z(π), exactly.
        asymmetries: solver → for each answer, the largest difference of two players' probabilities of a response.
        off: solver → for each answer, how far its policy is from ours in one probability.
        nothing: solver → on how many instances it found nothing.
    """

    payoff: Payoff
    k: int
    m: int
    gaps: dict[str, list[Fraction]] = field(default_factory=dict)
    asymmetries: dict[str, list[Fraction]] = field(default_factory=dict)
    off: dict[str, list[Fraction]] = field(default_factory=dict)
    nothing: dict[str, int] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.payoff}, k = {self.k}, m = {self.m}"

    @property
    def table(self) -> int:
        """How many numbers pygambit needs to be told the game."""
        return int((self.k + 1) * self.m ** (self.k + 1))

    def excluded(self, name: str) -> str:
        """Why the solver ``name`` is not tried on these games; empty where it is."""
        if name in TWO_PLAYERS and self.k > 1:
            return "two players only"
        if name == "lp" and self.payoff == "strict":
            return "zero-sum only"
        if name in PYGAMBIT and self.table > LARGEST_TABLE:
            return "table too big"
        return ""


def measure_equilibria(payoff: Payoff, k: int, m: int, names: Iterable[str], instances: int, limit: int) -> Equilibria:
    """The solvers ``names``, ours first, on ``instances`` games, each stopped after ``limit`` CPU seconds.

    Raises:
        ArithmeticError: two symmetric equilibria of gap 0 differ. (These games have exactly one.)
    """
    column = Equilibria(payoff, k, m)
    asked = [name for name in names if not column.excluded(name)]
    for game in islice(voters(m), instances):
        problem = {"orders": game["orders"], "k": k, "payoff": payoff}
        base, ours = 0.0, Judged((), Fraction(1), Fraction(1))
        for name in asked:
            if column.hopeless(name, instances):
                continue
            outcome = solved(WORKER, name, problem, limit)
            base = base or median(outcome["seconds"])
            answer = column.answer(name, outcome, base, limit)
            if not answer:
                column.nothing[name] = column.nothing.get(name, 0) + (answer is not None)
                continue
            judged = _judge(column, answer, game["orders"])
            if name == "ours":
                ours = judged
            off = max(abs(p - q) for p, q in zip(judged.policy, ours.policy, strict=True))
            if off and judged.gap == ours.gap == judged.asymmetry == 0:
                raise ArithmeticError(f"{column}: {name} and we have exact equilibria, and differ")
            column.gaps.setdefault(name, []).append(judged.gap)
            column.asymmetries.setdefault(name, []).append(judged.asymmetry)
            column.off.setdefault(name, []).append(off)
    return column


def _judge(column: Equilibria, answer: list[Fraction], orders: list[list[int]]) -> Judged:
    m, population = column.m, population_of(orders)
    strategies = [as_policy(answer[start : start + m]) for start in range(0, len(answer), m)]
    gaps = [gap(population, Policy.from_fractions(p), column.k, column.payoff) for p in strategies]
    return Judged(tuple(strategies[gaps.index(min(gaps))]), min(gaps), asymmetry(strategies))
