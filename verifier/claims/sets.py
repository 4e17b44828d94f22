"""Claims about fixed sets of responses: how well the best one does, and the Condorcet dimension."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from math import comb

from verifier.claims import wording
from verifier.claims.verdict import Certified, Undecided, Verdict
from verifier.errors import InputError
from verifier.exact.rational import format_rational
from verifier.preferences.population import Population


@dataclass(frozen=True)
class Rivals:
    """A witness: for every set of a size, in lexicographic order of response indices, a response that beats it."""

    responses: tuple[int, ...]


@dataclass(frozen=True)
class Winning:
    """A witness: a winning set, and for every set with one response less a response that keeps it from winning."""

    winning: tuple[int, ...]
    rivals: Rivals


def beats(population: Population, rival: int, chosen: Sequence[int]) -> int:
    """How many users (over population.total) rank ``rival`` strictly above all of ``chosen``."""
    levels = population.levels
    best = levels[:, list(chosen)].min(axis=1)
    above = (levels[:, rival] >= 0) & (levels[:, rival] < best)
    return sum(weight for weight, yes in zip(population.read[1], above.tolist(), strict=True) if yes)


@dataclass(frozen=True)
class SetBound:
    """No fixed set of ``k`` responses has a win rate above ``rate`` against every response."""

    population: Population
    k: int
    rate: Fraction

    def __post_init__(self) -> None:
        """Refuse claims that have no meaning."""
        if not 1 <= self.k <= len(self.population.responses) or not 0 <= self.rate <= 1:
            raise InputError(f"sets of {self.k} responses with the rate {format_rational(self.rate)} make no claim")

    def __str__(self) -> str:
        shown = wording.counted(self.k, "response")
        return (
            f"{wording.people(self.population)}, no fixed set of {shown} has a win rate above "
            f"{format_rational(self.rate)} against {wording.every_opponent(1)} {wording.ties('model')}"
        )

    def decide(self, witness: Rivals) -> Verdict:
        """Certified if every set of k has a rival that beats it with probability 1 − rate at least."""
        least = (1 - self.rate) * self.population.total
        if _all_beaten(self.population, self.k, witness, least):
            return Certified(self, witness)
        return Undecided(self, "some set has no rival that wins so often")


@dataclass(frozen=True)
class DimensionIs:
    """The Condorcet dimension: the least size of a set S with P[y > S] < 1/2 for every response y."""

    population: Population
    dimension: int

    def __str__(self) -> str:
        return (
            f"{wording.people(self.population)}, the Condorcet dimension is {self.dimension}: the least size of a set "
            "that no response beats for half of the users or more"
        )

    def decide(self, witness: Winning) -> Verdict:
        """Certified if the set wins and every set of one response less has a rival that keeps it from winning."""
        population, d = self.population, self.dimension
        everyone = range(len(population.responses))
        wins = len(set(witness.winning)) == d and all(
            2 * beats(population, y, witness.winning) < population.total for y in everyone
        )
        least = d == 1 or _all_beaten(population, d - 1, witness.rivals, Fraction(population.total, 2))
        if wins and least:
            return Certified(self, witness)
        return Undecided(self, "the witness does not prove the dimension")


def _all_beaten(population: Population, k: int, witness: Rivals, least: Fraction) -> bool:
    m = len(population.responses)
    if len(witness.responses) != comb(m, k):
        return False
    sets = combinations(range(m), k)
    return all(beats(population, y, chosen) >= least for y, chosen in zip(witness.responses, sets, strict=True))
