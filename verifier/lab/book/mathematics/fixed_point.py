"""Fixed points of projected gradient ascent: symmetric equilibria, and only these (Proposition 5; THEORY 2.6)."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from verifier.claims import wording
from verifier.claims.verdict import Certified, Refuted, Verdict
from verifier.exact.rational import format_rational
from verifier.game.payoffs import Payoff, gap
from verifier.lab.book.mathematics.maps import ascent
from verifier.preferences.policy import Policy
from verifier.preferences.population import Population


@dataclass(frozen=True)
class Moved:
    """A witness: where one step leads, and how much a player gains by leaving the policy alone."""

    policy: Policy
    gain: Fraction


@dataclass(frozen=True)
class FixedPoint:
    """One step of projected gradient ascent in the game of k+1 players leaves ``policy`` where it is."""

    population: Population
    policy: Policy
    k: int
    payoff: Payoff
    step: Fraction

    def __str__(self) -> str:
        return f"{self._game()} leaves the policy {self._shown(self.policy)} where it is"

    def refutation(self, witness: Moved) -> str:
        """The sentence that evaluation proves: where the step leads, and that the policy is no equilibrium."""
        return (
            f"{self._game()} leads from the policy {self._shown(self.policy)} to {self._shown(witness.policy)}, and a "
            f"player gains {format_rational(witness.gain)} by leaving it alone"
        )

    def decide(self) -> Verdict:
        """Certified or refuted by making the step in rationals.

        Raises:
            UnsupportedError, InputError: as `ascent` does.
        """
        moved = ascent(self.population, self.policy, self.k, self.payoff, self.step)
        if moved == tuple(Fraction(numerator, self.policy.denominator) for numerator in self.policy.numerators):
            return Certified(self, None)
        gain = gap(self.population, self.policy, self.k, self.payoff)
        return Refuted(self, Moved(Policy.from_fractions(moved), gain))

    def _game(self) -> str:
        return (
            f"{wording.people(self.population)}, one step {format_rational(self.step)} of projected gradient ascent in "
            f"the game of {self.k + 1} players with {self.payoff} payoffs"
        )

    def _shown(self, policy: Policy) -> str:
        return wording.distribution(self.population, policy)
