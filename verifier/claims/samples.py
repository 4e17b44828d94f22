"""How many samples reach a rate: the least number, or that no number does."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from verifier.claims import wording
from verifier.claims.robust import Opponent, check_promise
from verifier.claims.verdict import Certified, Refuted, Undecided, Verdict
from verifier.errors import BudgetError, UnsupportedError
from verifier.exact.rational import format_rational
from verifier.game.loss import set_loss
from verifier.game.masses import masses
from verifier.game.samples import limit_loss
from verifier.game.ties import Ties
from verifier.game.worst_case import DEFAULT_BUDGET, worst_case
from verifier.preferences.policy import Policy
from verifier.preferences.population import Population


@dataclass(frozen=True)
class LeastSamples:
    """``k`` is the least number of samples of ``policy`` with worst-case win rate ≥ ``rate``; None: some number does.

    The loss falls with k, so k is the least if k samples reach the rate and k − 1 do not. With ``k=None`` the claim
    says no more than that some number reaches the rate: it is the claim that is refuted when none does.
    """

    population: Population
    policy: Policy
    l: int
    ties: Ties
    rate: Fraction
    k: int | None

    def __post_init__(self) -> None:
        """Refuse claims that have no meaning."""
        if self.ties == "half":
            raise UnsupportedError("half credit is defined for one sample only; the number of samples varies here")
        check_promise(self.population, self.policy, self.k or 1, self.l, self.ties, self.rate)

    def __str__(self) -> str:
        least = "some number of independent samples" if self.k is None else f"{self.k} is the least number of samples"
        return (
            f"{wording.people(self.population)}, {least} of the policy "
            f"{wording.distribution(self.population, self.policy)} whose win rate is at least "
            f"{format_rational(self.rate)} against {wording.every_opponent(self.l)} {wording.ties(self.ties)}"
        )

    def refutation(self, witness: Opponent) -> str:
        """The sentence that ``witness`` proves: this opponent keeps every number of samples below the rate."""
        return (
            f"{wording.people(self.population)}, no number of independent samples of the policy "
            f"{wording.distribution(self.population, self.policy)} has a win rate of at least "
            f"{format_rational(self.rate)} against {wording.opponent(self.population, witness.responses)} "
            f"{wording.ties(self.ties)}"
        )

    def decide(self, witness: Opponent | None, budget: int = DEFAULT_BUDGET) -> Verdict:
        """Certified at k, with an opponent that beats k − 1 samples (None at k = 1); refuted in the limit."""
        seen = masses(self.population, self.policy)
        allowed = witness is not None and 1 <= len(witness.responses) <= self.l
        try:
            if self.k is None:
                if witness is not None and allowed:
                    limit = limit_loss(seen, witness.responses, self.ties)
                    if limit.stays_below(self.rate):
                        return Refuted(self, witness)
            elif worst_case(seen, self.k, self.l, self.ties, budget).value >= self.rate:
                if self.k == 1:
                    return Certified(self, None)
                if witness is not None and allowed:
                    fewer = 1 - set_loss(seen, self.k - 1, witness.responses, self.ties)
                    if fewer < self.rate:
                        return Certified(self, witness)
        except BudgetError as error:
            return Undecided(self, str(error))
        return Undecided(self, "the witness does not prove the claim")
