"""Best policies over random voters: what floating point alone finds and claims, and the k-output program exactly."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from itertools import islice
from math import comb
from pathlib import Path
from statistics import median

from games import voters
from kernel import population_of
from optimum_peers import LOTTERIES, PRODUCTS
from worker import Clock, solved

from verifier.game.masses import masses
from verifier.game.worst_case import worst_case
from verifier.preferences.policy import Policy

WORKER = Path(__file__).with_name("optimum_peers.py")


@dataclass
class Products(Clock):
    """Best product policies of k samples over 101 random strict voters.

    Attributes:
        short: solver → for each answer, by how much its exact win rate may be below the best: below what ours proves
            that no product policy exceeds.
        beyond: solver → for each answer, by how much the win rate it claims is above that; at most 0 where it is not.
    """

    k: int
    m: int
    short: dict[str, list[Fraction]] = field(default_factory=dict)
    beyond: dict[str, list[Fraction]] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"k = {self.k}, m = {self.m}"


@dataclass
class Lotteries(Clock):
    """Best k-output policies over 101 random strict voters; ``off``: solver → its largest error in the rate."""

    k: int
    m: int
    off: dict[str, Fraction] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"k = {self.k}, m = {self.m}: {comb(self.m, self.k)} sets"


def measure_products(k: int, m: int, instances: int, limit: int) -> Products:
    """Every solver of the best product policy on ``instances`` populations."""
    column = Products(k, m)
    for game in islice(voters(m), instances):
        population = population_of(game["orders"])
        base, most = 0.0, Fraction(1)
        for name in PRODUCTS:
            if column.hopeless(name, instances):
                continue
            outcome = solved(WORKER, f"product {name}", {"orders": game["orders"], "k": k, "payoff": "strict"}, limit)
            base = base or median(outcome["seconds"])
            answer = column.answer(name, outcome, base, limit)
            if answer is None:
                continue
            claimed, *policy = answer
            if name == "ours":
                most = claimed
            rate = worst_case(masses(population, Policy.from_fractions(policy)), k).value
            column.short.setdefault(name, []).append(most - rate)
            column.beyond.setdefault(name, []).append(claimed - most)
    return column


def measure_lotteries(k: int, m: int, instances: int, limit: int) -> Lotteries:
    """Every solver of the best k-output policy on ``instances`` populations.

    Raises:
        ArithmeticError: ours is not solved, or an exact rate differs from ours.
    """
    column = Lotteries(k, m)
    for game in islice(voters(m), instances):
        base, best = 0.0, Fraction(0)
        for name, peer in LOTTERIES.items():
            if column.hopeless(name, instances):
                continue
            outcome = solved(WORKER, f"lottery {name}", {"orders": game["orders"], "k": k, "payoff": "strict"}, limit)
            base = base or median(outcome["seconds"])
            answer = column.answer(name, outcome, base, limit)
            if answer is None:
                continue
            if not answer:
                raise ArithmeticError(f"{column}: {peer.label} found no rate")
            best = best or answer[0]
            error = abs(answer[0] - best)
            if peer.arithmetic == "exact" and error:
                raise ArithmeticError(f"{column}: {peer.label} and we are both exact, and differ")
            column.off[name] = max(error, column.off.get(name, Fraction(0)))
    return column
