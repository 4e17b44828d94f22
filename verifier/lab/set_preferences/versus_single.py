"""Multi-versus-single copy: one sample is above k others with probability at most 1/(k+1) (THEORY 2.2, 2.12)."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from verifier.claims import wording
from verifier.claims.verdict import Certified, Refuted, Undecided, Verdict
from verifier.exact.rational import format_rational
from verifier.game.ties import check_combination
from verifier.lab.set_preferences import wording as set_wording
from verifier.lab.set_preferences.exchange import elevated_by, exchange_form, never_negative
from verifier.lab.set_preferences.preferences import SetPreferences, single_wins, tie_chance
from verifier.preferences.policy import Policy


@dataclass(frozen=True)
class Elevation:
    """A witness: times so many Σ π_y, the `verifier.lab.set_preferences.exchange` form has no coefficient below 0."""

    times: int


@dataclass(frozen=True)
class MultiVersusSingle:
    """P[π^k >= π] >= k/(k+1), which is P[π > π^k] <= 1/(k+1), for every policy π."""

    preferences: SetPreferences
    k: int

    def __post_init__(self) -> None:
        """Refuse claims that have no meaning."""
        check_combination("model", self.k, 1, weak_orders=True)

    def __str__(self) -> str:
        most = format_rational(Fraction(1, self.k + 1))
        return (
            f"{set_wording.who(self.preferences)}, one sample of any policy is above {_others(self.k)} with "
            f"probability at most {most}"
        )

    def refutation(self, witness: Policy) -> str:
        """The sentence that evaluation at the witness proves."""
        return MultiVersusSingleAt(self.preferences, witness, self.k).refutation(None)

    def decide(self, witness: Elevation | Policy | None) -> Verdict:
        """Certified by a form without negative coefficients; refuted by evaluation at a policy."""
        if isinstance(witness, Policy):
            if single_wins(self.preferences, witness, self.k) > Fraction(1, self.k + 1):
                return Refuted(self, witness)
            return Undecided(self, "this policy does not violate it")
        if witness is None:
            return Undecided(self, "neither a policy that violates it nor a form that proves it was found")
        if never_negative(elevated_by(exchange_form(self.preferences, self.k), witness.times)):
            return Certified(self, witness)
        return Undecided(self, "the form has a negative coefficient")


@dataclass(frozen=True)
class MultiVersusSingleAt:
    """P[π^k >= π] >= k/(k+1), which is P[π > π^k] <= 1/(k+1), for this policy π."""

    preferences: SetPreferences
    policy: Policy
    k: int

    def __post_init__(self) -> None:
        """Refuse claims that have no meaning."""
        check_combination("model", self.k, 1, weak_orders=True)

    def __str__(self) -> str:
        return f"{self._head()}, at most {format_rational(Fraction(1, self.k + 1))}"

    def refutation(self, _witness: None) -> str:
        """The sentence that evaluation proves where the claim fails."""
        return f"{self._head()}, above {format_rational(Fraction(1, self.k + 1))}"

    def decide(self) -> Verdict:
        """Certified or refuted by evaluation."""
        found = single_wins(self.preferences, self.policy, self.k)
        return Certified(self, None) if found <= Fraction(1, self.k + 1) else Refuted(self, None)

    def _head(self) -> str:
        found = format_rational(single_wins(self.preferences, self.policy, self.k))
        return f"{_single(self.preferences, self.policy, self.k)} {found}"


@dataclass(frozen=True)
class SingleWins:
    """P[π > π^k], how often one sample of π is above k others, is exactly ``chance``."""

    preferences: SetPreferences
    policy: Policy
    k: int
    chance: Fraction

    def __post_init__(self) -> None:
        """Refuse claims that have no meaning."""
        check_combination("model", self.k, 1, weak_orders=True)

    def __str__(self) -> str:
        return f"{_single(self.preferences, self.policy, self.k)} {format_rational(self.chance)}"

    def refutation(self, witness: Fraction) -> str:
        """The sentence that evaluation proves: the chance is ``witness``."""
        found, said = format_rational(witness), format_rational(self.chance)
        return f"{_single(self.preferences, self.policy, self.k)} {found}, not {said}"

    def decide(self) -> Verdict:
        """Certified or refuted by evaluation."""
        found = single_wins(self.preferences, self.policy, self.k)
        return Certified(self, None) if found == self.chance else Refuted(self, found)


@dataclass(frozen=True)
class TiesExplain:
    """P[π > π^k] = (1 − τ)/(k+1), τ the probability that the best class among k+1 draws is hit at least twice."""

    preferences: SetPreferences
    policy: Policy
    k: int

    def __post_init__(self) -> None:
        """Refuse claims that have no meaning."""
        check_combination("model", self.k, 1, weak_orders=True)

    def __str__(self) -> str:
        ties = format_rational(tie_chance(self.preferences, self.policy, self.k))
        head = _single(self.preferences, self.policy, self.k)
        return f"{head} (1 - {ties})/{self.k + 1}, {ties} being the chance that the best of them is a tie"

    def refutation(self, witness: Fraction) -> str:
        """The sentence that evaluation proves: the chance is ``witness``."""
        head, found = _single(self.preferences, self.policy, self.k), format_rational(witness)
        return f"{head} {found}, which is not (1 - t)/{self.k + 1} for the chance t that the best of them is a tie"

    def decide(self) -> Verdict:
        """Certified or refuted by evaluating both sides."""
        found = single_wins(self.preferences, self.policy, self.k)
        expected = (1 - tie_chance(self.preferences, self.policy, self.k)) / (self.k + 1)
        return Certified(self, None) if found == expected else Refuted(self, found)


def _others(k: int) -> str:
    return "another" if k == 1 else f"{k} others"


def _single(preferences: SetPreferences, policy: Policy, k: int) -> str:
    who, shown = set_wording.who(preferences), wording.distribution(preferences, policy)
    return f"{who}, one sample of the policy {shown} is above {_others(k)} with probability exactly"
