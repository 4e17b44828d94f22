"""Promises about k samples: robust, the worst case's exact value, and the rate against a given policy."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from verifier.claims import wording
from verifier.claims.verdict import Certified, Refuted, Undecided, Verdict
from verifier.errors import BudgetError, InputError
from verifier.exact.rational import format_rational
from verifier.exact.tree import Tree, upper_bound
from verifier.game.loss import denominator, mixed_loss, set_loss
from verifier.game.masses import Masses, masses
from verifier.game.samples import limit_loss
from verifier.game.set_masses import loss_matrix
from verifier.game.ties import Ties, check_combination
from verifier.game.worst_case import DEFAULT_BUDGET, worst_case
from verifier.preferences.policy import Lottery, Policy
from verifier.preferences.population import Population


def check_promise(population: Population, policy: Policy | Lottery, k: int, l: int, ties: str, rate: Fraction) -> None:
    """Refuse a promise that has no meaning.

    Raises:
        InputError: the rate is outside [0, 1], ℓ is above m, or the lottery shows more than k responses.
        UnsupportedError: no loss is defined for the combination.
    """
    lottery = isinstance(policy, Lottery)
    check_combination(ties, k, l, weak_orders=population.weak_orders, lottery=lottery)
    if not 0 <= rate <= 1:
        raise InputError(f"the rate {format_rational(rate)} is outside [0, 1]; a win rate lies in [0, 1]")
    if l > len(population.responses):
        raise InputError(f"an opponent cannot show {l} of {len(population.responses)} responses")
    if isinstance(policy, Lottery) and policy.k > k:
        raise InputError(f"the lottery shows {policy.k} samples, more than k = {k}")


@dataclass(frozen=True)
class Opponent:
    """A witness: the set of response indices that the opponent shows."""

    responses: tuple[int, ...]


@dataclass(frozen=True)
class Fewer:
    """A witness: so many samples, fewer than k, reach the rate already; losses never rise with k."""

    k: int


@dataclass(frozen=True)
class AtLimit:
    """A witness: the opponent that keeps the rate below what is promised for every k."""

    responses: tuple[int, ...]


@dataclass(frozen=True)
class Mixture:
    """A witness: the opponent's optimal mixed strategy, a distribution over the sets it shows."""

    lottery: Lottery
    tree: Tree | None = None
    """Multipliers that bound every opponent's loss; None: every opponent is looked at."""


@dataclass(frozen=True)
class Robust:
    """``policy`` is (k, ℓ, rate)-robust: max over |T| ≤ ℓ of L_k(π; T) is at most 1 − rate (THEORY 1)."""

    population: Population
    policy: Policy | Lottery
    k: int
    l: int
    ties: Ties
    rate: Fraction

    def __post_init__(self) -> None:
        """Refuse claims that have no meaning."""
        check_promise(self.population, self.policy, self.k, self.l, self.ties, self.rate)

    def __str__(self) -> str:
        shown = wording.samples(self.population, self.policy, self.k)
        return (
            f"{wording.people(self.population)}, {shown} {wording.wins(self.k)} with rate at least "
            f"{format_rational(self.rate)} against {wording.every_opponent(self.l)} {wording.ties(self.ties)}"
        )

    def refutation(self, witness: Opponent | AtLimit) -> str:
        """The sentence that ``witness`` proves."""
        shown = wording.samples(self.population, self.policy, self.k)
        return (
            f"{wording.people(self.population)}, {shown} {wording.wins(self.k)} with rate below "
            f"{format_rational(self.rate)} against {wording.opponent(self.population, witness.responses)} "
            f"{wording.ties(self.ties)}"
        )

    def decide(self, witness: Opponent | Tree | Fewer | AtLimit | None = None, budget: int = DEFAULT_BUDGET) -> Verdict:
        """Certified by evaluating every loss, or by a tree of multipliers; refuted by an opponent, or the worst one."""
        seen = masses(self.population, self.policy)
        if isinstance(witness, Tree):
            return self._decide_by_tree(seen, witness)
        if isinstance(witness, Fewer):
            return self._decide_by_fewer(seen, witness, budget)
        if isinstance(witness, AtLimit):
            return self._decide_by_limit(seen, witness)
        if witness is not None:
            return self._decide_by_opponent(seen, witness)
        return self._decide_by_evaluation(seen, budget)

    def _decide_by_evaluation(self, seen: Masses, budget: int) -> Verdict:
        try:
            worst = worst_case(seen, self.k, self.l, self.ties, budget)
        except BudgetError as error:
            return Undecided(self, str(error))
        if worst.value >= self.rate:
            return Certified(self, None)
        return Refuted(self, Opponent(worst.opponent))

    def _decide_by_opponent(self, seen: Masses, witness: Opponent) -> Verdict:
        if not 1 <= len(witness.responses) <= self.l:
            return Undecided(self, "the opponent given shows another number of responses than the promise allows")
        value = 1 - set_loss(seen, self.k, witness.responses, self.ties)
        if value < self.rate:
            return Refuted(self, witness)
        return Undecided(self, "the opponent given does not win more than is allowed", upper=value)

    def _decide_by_fewer(self, seen: Masses, witness: Fewer, budget: int) -> Verdict:
        if isinstance(self.policy, Lottery) or self.ties == "half" or not 1 <= witness.k < self.k:
            return Undecided(self, "the rate of so many samples says nothing about this promise")
        try:
            lower = worst_case(seen, witness.k, self.l, self.ties, budget).value
        except BudgetError as error:
            return Undecided(self, str(error))
        if lower >= self.rate:
            return Certified(self, witness)
        return Undecided(self, "fewer samples do not reach the rate", lower=lower)

    def _decide_by_limit(self, seen: Masses, witness: AtLimit) -> Verdict:
        if isinstance(self.policy, Lottery) or self.ties == "half" or not 1 <= len(witness.responses) <= self.l:
            return Undecided(self, "the limit against this opponent says nothing about this promise")
        upper = 1 - limit_loss(seen, witness.responses, self.ties).loss
        if upper < self.rate:
            return Refuted(self, witness)
        return Undecided(self, "the limit against this opponent is not below the rate", upper=upper)

    def _decide_by_tree(self, seen: Masses, tree: Tree) -> Verdict:
        if self.ties != "model":
            return Undecided(self, "a tree bounds losses where ties count for the model")
        size = min(self.l, len(self.population.responses))
        bound = upper_bound(loss_matrix(seen, self.k), size, tree)
        value = 1 - Fraction(bound, denominator(seen, self.k, "model"))
        if value >= self.rate:
            return Certified(self, tree)
        return Undecided(self, "the tree gives a weaker bound", lower=max(value, Fraction(0)))


@dataclass(frozen=True)
class WorstCaseValue:
    """The linear program of the opponent's best response has the optimum 1 − ``value``: the worst-case win rate."""

    population: Population
    policy: Policy | Lottery
    k: int
    l: int
    ties: Ties
    value: Fraction

    def __post_init__(self) -> None:
        """Refuse claims that have no meaning."""
        check_promise(self.population, self.policy, self.k, self.l, self.ties, self.value)

    def __str__(self) -> str:
        shown = wording.samples(self.population, self.policy, self.k)
        return (
            f"{wording.people(self.population)}, the least win rate of {shown} against "
            f"{wording.every_opponent(self.l)} is exactly {format_rational(self.value)} {wording.ties(self.ties)}"
        )

    def decide(self, witness: Mixture, budget: int = DEFAULT_BUDGET) -> Verdict:
        """Certified if the mixture reaches the loss 1 − value (primal) and no opponent exceeds it (dual)."""
        seen = masses(self.population, self.policy)
        mixed = witness.lottery
        if mixed.k > self.l:
            return Undecided(self, "the mixture shows more responses than the opponents of the claim")
        bounded = Robust(self.population, self.policy, self.k, self.l, self.ties, self.value)
        verdict = bounded.decide(witness.tree, budget)
        if isinstance(verdict, Undecided):
            return Undecided(self, verdict.reason, verdict.lower, verdict.upper)
        reached = sum(
            (
                Fraction(weight, mixed.denominator) * set_loss(seen, self.k, chosen, self.ties)
                for chosen, weight in zip(mixed.sets, mixed.weights, strict=True)
            ),
            Fraction(0),
        )
        if isinstance(verdict, Certified) and reached == 1 - self.value:
            return Certified(self, witness)
        return Undecided(self, "primal and dual do not meet at the value claimed", upper=1 - reached)


@dataclass(frozen=True)
class WinRate:
    """k samples of ``policy`` win with rate at least ``rate`` against one sample of the policy ``against``."""

    population: Population
    policy: Policy | Lottery
    k: int
    ties: Ties
    rate: Fraction
    against: Policy

    def __post_init__(self) -> None:
        """Refuse claims that have no meaning."""
        check_promise(self.population, self.policy, self.k, 1, self.ties, self.rate)

    def __str__(self) -> str:
        return self._sentence("at least")

    def refutation(self, _witness: None) -> str:
        """The sentence that evaluation proves where the claim fails."""
        return self._sentence("below")

    def decide(self) -> Verdict:
        """Certified or refuted by evaluating the one rate."""
        value = 1 - mixed_loss(masses(self.population, self.policy), self.k, self.against, self.ties)
        return Certified(self, None) if value >= self.rate else Refuted(self, None)

    def _sentence(self, relation: str) -> str:
        shown = wording.samples(self.population, self.policy, self.k)
        against = f"1 sample of the policy {wording.distribution(self.population, self.against)}"
        return (
            f"{wording.people(self.population)}, {shown} {wording.wins(self.k)} with rate {relation} "
            f"{format_rational(self.rate)} against {against} {wording.ties(self.ties)}"
        )
