"""Symmetric equilibria of games that credit ties: they exist where they lose the guarantee (THEORY 1)."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from verifier.claims import wording
from verifier.claims.robust import Opponent
from verifier.claims.verdict import Certified, Refuted, Verdict
from verifier.exact.rational import format_rational
from verifier.lab.set_preferences.tie_credit import CREDITS, credited_payoffs
from verifier.preferences.policy import Policy
from verifier.preferences.population import Population


@dataclass(frozen=True)
class CreditedEquilibrium:
    """``policy`` is a symmetric equilibrium of the game of k+1 players in which ties are paid by ``credit``."""

    population: Population
    policy: Policy
    k: int
    credit: str

    def __str__(self) -> str:
        values = credited_payoffs(self.population, self.policy, self.k, self.credit)
        return (
            f"{self._game()} no player gains by leaving the policy {self._shown()} that all play: it earns "
            f"{format_rational(self._earned(values))}, and every response at most that"
        )

    def refutation(self, witness: Opponent) -> str:
        """The sentence that evaluation proves: the response of ``witness`` pays more."""
        values = credited_payoffs(self.population, self.policy, self.k, self.credit)
        (better,) = witness.responses
        return (
            f"{self._game()} a player gains by leaving the policy {self._shown()} that all play: it earns "
            f"{format_rational(self._earned(values))}, and {wording.quote(self.population.responses[better])} "
            f"{format_rational(values[better])}"
        )

    def decide(self) -> Verdict:
        """Certified or refuted by evaluating every response's payoff."""
        values = credited_payoffs(self.population, self.policy, self.k, self.credit)
        best = max(values)
        if best == self._earned(values):
            return Certified(self, None)
        return Refuted(self, Opponent((values.index(best),)))

    def _earned(self, values: tuple[Fraction, ...]) -> Fraction:
        rows = zip(self.policy.numerators, values, strict=True)
        return sum((n * value for n, value in rows), Fraction(0)) / self.policy.denominator

    def _game(self) -> str:
        return f"{wording.people(self.population)}, in the game of {self.k + 1} players with {CREDITS[self.credit].who}"

    def _shown(self) -> str:
        return wording.distribution(self.population, self.policy)
