"""Claims about NLHF: its policies, how many there are, its collapse, and the majority relation behind it."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from verifier.claims import wording
from verifier.claims.verdict import Certified, Undecided, Verdict
from verifier.exact.matrix import rank_modulo
from verifier.exact.rational import format_rational
from verifier.game.margins import margins, supports
from verifier.preferences.policy import Policy
from verifier.preferences.population import Population


def advantages(population: Population, policy: Policy) -> list[int]:
    """Σ_y p_y M(y, z) for every z, as integers over population.total · policy.denominator."""
    margin = margins(population).astype(object)
    weights = np.array(policy.numerators, dtype=object)
    support = list(policy.support)
    return [int(value) for value in weights[support] @ margin[support]]


def is_optimal(population: Population, policy: Policy) -> bool:
    """True if ``policy`` is an optimal strategy of the margin game: Σ_y p_y M(y, z) ≥ 0 for every z."""
    return min(advantages(population, policy)) >= 0


@dataclass(frozen=True)
class NLHF:
    """``policy`` is an NLHF policy: an optimal strategy of the symmetric game of margins, a maximal lottery."""

    population: Population
    policy: Policy

    def __str__(self) -> str:
        shown = wording.distribution(self.population, self.policy)
        return f"{wording.people(self.population)}, the policy {shown} is an NLHF policy"

    def decide(self) -> Verdict:
        """Certified by evaluating every column of the margin matrix."""
        if is_optimal(self.population, self.policy):
            return Certified(self, None)
        return Undecided(self, "some response has a positive margin over the policy")


@dataclass(frozen=True)
class Face:
    """A witness: d + 1 optima, affinely independent, a strictly complementary one, and a prime for the ranks."""

    optima: tuple[Policy, ...]
    interior: Policy
    prime: int


@dataclass(frozen=True)
class NLHFFace:
    """The NLHF policies form a polytope of dimension ``dimension``; 0 means that there is exactly one."""

    population: Population
    dimension: int
    policy: Policy

    def __str__(self) -> str:
        who = wording.people(self.population)
        shown = wording.distribution(self.population, self.policy)
        if self.dimension == 0:
            return f"{who}, the policy {shown} is the only NLHF policy"
        return (
            f"{who}, the NLHF policies form a polytope of dimension {self.dimension} that contains the policy {shown}"
        )

    def decide(self, witness: Face) -> Verdict:
        """Certified if the optima span dimension d and the interior one shows that there is no more (THEORY 2.4)."""
        unknown = Undecided(self, "the witness does not prove the claim")
        population, interior, prime = self.population, witness.interior, witness.prime
        everything = (self.policy, interior, *witness.optima)
        if not all(is_optimal(population, policy) for policy in everything):
            return unknown
        slack = advantages(population, interior)
        if any(weight == 0 and gain == 0 for weight, gain in zip(interior.numerators, slack, strict=True)):
            return unknown
        support = list(interior.support)
        restricted = [[int(entry) for entry in row] for row in margins(population)[np.ix_(support, support)].tolist()]
        independent = rank_modulo([list(policy.numerators) for policy in witness.optima], prime)
        upper = len(support) - 1 - rank_modulo(restricted, prime)
        if independent == len(witness.optima) == self.dimension + 1 and upper <= self.dimension:
            return Certified(self, witness)
        return unknown


@dataclass(frozen=True)
class CondorcetWinner:
    """``winner`` beats every other response by a strict majority; None: no response does."""

    population: Population
    winner: int | None

    def __str__(self) -> str:
        who = wording.people(self.population)
        if self.winner is None:
            return f"{who}, there is no Condorcet winner"
        return f"{who}, {wording.quote(self.population.responses[self.winner])} is the Condorcet winner"

    def decide(self, witness: tuple[int, ...] | None = None) -> Verdict:
        """Certified by the winner's row; or, for None, by a ``witness`` z ≠ y with M(y, z) ≤ 0 for every y."""
        margin = margins(self.population)
        everyone = range(len(margin))

        def margin_at_most_zero(y: int, z: int) -> bool:
            return y != z and bool(margin[y, z] <= 0)

        if self.winner is not None:
            if all(margin[self.winner, z] > 0 for z in everyone if z != self.winner):
                return Certified(self, None)
        elif witness is not None and len(witness) == len(margin) and all(map(margin_at_most_zero, everyone, witness)):
            return Certified(self, witness)
        return Undecided(self, "the witness does not prove the claim")


@dataclass(frozen=True)
class Collapse:
    """NLHF collapses to the Condorcet winner: for every k its win rate is ``value`` (Propositions 3 and 4)."""

    population: Population
    winner: int
    value: Fraction

    def __str__(self) -> str:
        return (
            f"{wording.people(self.population)}, the only NLHF policy is the point mass on "
            f"{wording.quote(self.population.responses[self.winner])}, and for every k its k samples win with rate "
            f"exactly {format_rational(self.value)} against the best opponent that shows 1 response "
            f"{wording.ties('model')}"
        )

    def decide(self) -> Verdict:
        """Certified by the winner's row of margins and the largest support against it."""
        verdict = CondorcetWinner(self.population, self.winner).decide()
        value = 1 - Fraction(int(max(supports(self.population)[:, self.winner])), self.population.total)
        if isinstance(verdict, Certified) and value == self.value:
            return Certified(self, None)
        return Undecided(self, "the response is no Condorcet winner, or its rate is another", value, value)


@dataclass(frozen=True)
class MarginGameValue:
    """The linear program of the margin game (maximise the least Σ_y p_y M(y, z)) has the optimum ``value``."""

    population: Population
    value: Fraction

    def __str__(self) -> str:
        shown = format_rational(self.value)
        return f"{wording.people(self.population)}, the linear program of the margin game has the optimum {shown}"

    def decide(self, witness: tuple[Policy, Policy]) -> Verdict:
        """Certified if the primal policy guarantees the value and the dual policy concedes no more."""
        primal, dual = witness
        population = self.population
        guaranteed = Fraction(min(advantages(population, primal)), population.total * primal.denominator)
        conceded = Fraction(-min(advantages(population, dual)), population.total * dual.denominator)  # M is skew
        if guaranteed == self.value == conceded:
            return Certified(self, witness)
        return Undecided(self, "primal and dual do not meet at the value claimed", guaranteed, conceded)
