"""Claims about every number of samples at once: the promise k/(k+1) for all k, and the rate in the limit."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from verifier.claims import wording
from verifier.claims.robust import Opponent
from verifier.claims.verdict import Certified, Refuted, Undecided, Verdict
from verifier.errors import BudgetError
from verifier.exact.rational import format_rational
from verifier.game.loss import set_loss
from verifier.game.masses import masses
from verifier.game.samples import largest_mass, limit_loss, worst_limit
from verifier.game.worst_case import DEFAULT_BUDGET, worst_case
from verifier.preferences.policy import Policy
from verifier.preferences.population import Population


@dataclass(frozen=True)
class Steps:
    """A witness: k_1 = 1 < k_2 < …; L at k_i is at most 1/k_{i+1}, and from the last on (k+1) a^k ≤ 1."""

    numbers: tuple[int, ...]


@dataclass(frozen=True)
class Violation:
    """A witness: ``k`` samples lose more than 1/(k+1) to the opponent."""

    k: int
    opponent: Opponent


@dataclass(frozen=True)
class RobustForEveryK:
    """L_k(π; y) ≤ 1/(k+1) for every response y and every k ≥ 1, ties for the model (THEORY 2.10).

    L falls with k, so L at k_i ≤ 1/k_{i+1} settles k_i … k_{i+1} − 1. With a the largest mass below any response for
    any user, L_k ≤ a^k; and (k+1) a^k ≤ 1 at one k implies it for all greater ones, since then a ≤ (k+1)/(k+2).
    """

    population: Population
    policy: Policy

    def __str__(self) -> str:
        shown = wording.distribution(self.population, self.policy)
        return (
            f"{wording.people(self.population)}, for every k the k independent samples of the policy {shown} win with "
            f"rate at least k/(k+1) against {wording.every_opponent(1)} {wording.ties('model')}"
        )

    def refutation(self, witness: Violation) -> str:
        """The sentence that ``witness`` proves: the same as that of a refuted promise for its k."""
        shown = wording.samples(self.population, self.policy, witness.k)
        rate = format_rational(Fraction(witness.k, witness.k + 1))
        return (
            f"{wording.people(self.population)}, {shown} {wording.wins(witness.k)} with rate below {rate} against "
            f"{wording.opponent(self.population, witness.opponent.responses)} {wording.ties('model')}"
        )

    def decide(self, witness: Steps | Violation, budget: int = DEFAULT_BUDGET) -> Verdict:
        """Certified by the steps, refuted by the violation."""
        seen = masses(self.population, self.policy)
        if isinstance(witness, Violation):
            lost = set_loss(seen, witness.k, witness.opponent.responses)
            if len(witness.opponent.responses) == 1 and lost > Fraction(1, witness.k + 1):
                return Refuted(self, witness)
            return Undecided(self, "the opponent given does not win more than is allowed")
        numbers = witness.numbers
        if not numbers or numbers[0] != 1 or any(x >= y for x, y in pairwise(numbers)):
            return Undecided(self, "the steps do not start at 1, or do not increase")
        try:
            settled = all(
                worst_case(seen, k, budget=budget).loss <= Fraction(1, after) for k, after in pairwise(numbers)
            )
        except BudgetError as error:
            return Undecided(self, str(error))
        last = numbers[-1]
        if settled and (last + 1) * largest_mass(seen) ** last <= seen.denominator**last:
            return Certified(self, witness)
        return Undecided(self, "the steps do not cover every k")


@dataclass(frozen=True)
class LimitRate:
    """As k grows, the worst-case win rate of k samples tends to ``value`` (f_∞ of THEORY 2.10)."""

    population: Population
    policy: Policy
    value: Fraction

    def __str__(self) -> str:
        shown = wording.distribution(self.population, self.policy)
        return (
            f"{wording.people(self.population)}, as k grows the least win rate of k independent samples of the policy "
            f"{shown} against {wording.every_opponent(1)} tends to {format_rational(self.value)} "
            f"{wording.ties('model')}"
        )

    def decide(self, witness: Opponent) -> Verdict:
        """Certified if no response has a larger limit loss, and the witness has this one."""
        seen = masses(self.population, self.policy)
        worst = worst_limit(seen, 1)
        if 1 - worst.loss == self.value and limit_loss(seen, witness.responses).loss == worst.loss:
            return Certified(self, witness)
        return Undecided(self, "the limit is another one", 1 - worst.loss, 1 - worst.loss)
