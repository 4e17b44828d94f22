"""Symmetric equilibria, and win rates, where preferences between sets are given by any model."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from verifier.claims import wording
from verifier.claims.robust import Opponent
from verifier.claims.verdict import Certified, Refuted, Verdict
from verifier.errors import InputError
from verifier.exact.rational import format_rational
from verifier.lab.set_preferences import wording as set_wording
from verifier.lab.set_preferences.preferences import SetPreferences, single_payoffs, single_wins
from verifier.preferences.policy import Policy


@dataclass(frozen=True)
class SetEquilibrium:
    """``policy`` is a symmetric equilibrium of the game of k+1 players with payoffs P[y > π^k]."""

    preferences: SetPreferences
    policy: Policy
    k: int

    def __str__(self) -> str:
        return f"{self._game()} no player gains by leaving the policy {self._shown()} that all play"

    def refutation(self, witness: Opponent) -> str:
        """The sentence that evaluation proves: the response of ``witness`` pays more."""
        name = wording.quote(self.preferences.responses[witness.responses[0]])
        return f"{self._game()} a player gains by leaving the policy {self._shown()} that all play, and playing {name}"

    def decide(self) -> Verdict:
        """Certified or refuted by evaluating every response's payoff."""
        values = single_payoffs(self.preferences, self.policy, self.k)
        best = max(values)
        if best == single_wins(self.preferences, self.policy, self.k):
            return Certified(self, None)
        return Refuted(self, Opponent((values.index(best),)))

    def _game(self) -> str:
        return f"{set_wording.who(self.preferences)}, in the game of {self.k + 1} players with strict payoffs"

    def _shown(self) -> str:
        return wording.distribution(self.preferences, self.policy)


@dataclass(frozen=True)
class SetRobust:
    """1 − P[y > π^k] is at least ``rate`` for every response y."""

    preferences: SetPreferences
    policy: Policy
    k: int
    rate: Fraction

    def __post_init__(self) -> None:
        """Refuse claims that have no meaning."""
        if not 0 <= self.rate <= 1:
            raise InputError(f"the rate {format_rational(self.rate)} is outside [0, 1]; a win rate lies in [0, 1]")

    def __str__(self) -> str:
        return f"{self._samples()} with rate at least {format_rational(self.rate)} against every single response"

    def refutation(self, witness: Opponent) -> str:
        """The sentence that evaluation proves."""
        loss = single_payoffs(self.preferences, self.policy, self.k)[witness.responses[0]]
        name = wording.quote(self.preferences.responses[witness.responses[0]])
        rate, promised = format_rational(1 - loss), format_rational(self.rate)
        return f"{self._samples()} with rate {rate}, below {promised}, against {name}"

    def decide(self) -> Verdict:
        """Certified or refuted by evaluating the loss to every response."""
        values = single_payoffs(self.preferences, self.policy, self.k)
        worst = max(values)
        return Certified(self, None) if 1 - worst >= self.rate else Refuted(self, Opponent((values.index(worst),)))

    def _samples(self) -> str:
        shown = wording.samples(self.preferences, self.policy, self.k)
        return f"{set_wording.who(self.preferences)}, {shown} {wording.wins(self.k)}"
