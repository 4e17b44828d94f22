"""The claim that no population of a kind treats a policy worse than the one at hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from verifier.claims import wording
from verifier.claims.verdict import Certified, Undecided
from verifier.errors import InputError
from verifier.exact.rational import clear_denominators, format_rational
from verifier.game.condition import Condition, total_value
from verifier.game.hypothetical import Hypothetical, hypothetical
from verifier.game.margins import margins
from verifier.game.masses import masses
from verifier.game.worst_case import DEFAULT_BUDGET, worst_case
from verifier.preferences.policy import Policy
from verifier.preferences.population import Population


@dataclass(frozen=True)
class Multipliers:
    """A witness: for every opponent y, numbers ≥ 0, one for each condition, those of NLHF (by response) first."""

    rows: tuple[tuple[Fraction, ...], ...]


@dataclass(frozen=True)
class WorstPopulation:
    """Of all populations of a kind, ``population`` is one on which k samples of ``policy`` do worst: exactly ``value``.

    The kind: complete rankings, strict ones or with ties, that meet ``conditions``, and on which ``policy`` is an NLHF
    policy where ``nlhf`` says so. Opponents show one response, ties count for the model.
    """

    population: Population
    policy: Policy
    k: int
    strict: bool
    nlhf: bool
    conditions: tuple[Condition, ...]
    value: Fraction

    def __post_init__(self) -> None:
        """Refuse claims that have no meaning."""
        if not 0 <= self.value <= 1:
            raise InputError(f"the value {format_rational(self.value)} is outside [0, 1]; a win rate lies in [0, 1]")
        masses(self.population, self.policy)

    def __str__(self) -> str:
        shown = wording.samples(self.population, self.policy, self.k)
        kind = "strict" if self.strict else "weak"
        told = ["that policy is NLHF"] if self.nlhf else []
        told += [wording.condition(self.population, each) for each in self.conditions]
        of_which = f" for which {' and '.join(told)}" if told else ""
        return (
            f"{wording.people(self.population)}, {format_rational(self.value)} is the least win rate of {shown} "
            f"against {wording.every_opponent(1)}, and of all populations of complete {kind} rankings of these "
            f"responses{of_which} this is one with the least {wording.ties('model')}"
        )

    def decide(self, witness: Multipliers, budget: int = DEFAULT_BUDGET) -> Certified | Undecided:
        """Certified if this population is of the kind and reaches the value, and the multipliers exclude less.

        Weak duality: where loss_R(y) + Σ_i μ_i c_i(R) ≤ 1 − value for every ranking R, so for every mixture of
        rankings; and one that meets the conditions has Σ_i μ_i c_i ≥ 0 (THEORY 2.13).

        Raises:
            BudgetError: there are too many rankings to look at each of them.
        """
        if not self._is_of_the_kind():
            return Undecided(self, "the population is not of the kind that is claimed")
        if worst_case(masses(self.population, self.policy), self.k, 1).value != self.value:
            return Undecided(self, "the population has another worst case")
        game = hypothetical(self.policy, self.k, self.conditions, strict=self.strict, nlhf=self.nlhf, budget=budget)
        if _exceeds(game, witness.rows, 1 - self.value):
            return Undecided(self, "the multipliers do not exclude a worse population")
        return Certified(self, witness)

    def _is_of_the_kind(self) -> bool:
        people = self.population
        whole = (
            people.linear_orders
            if self.strict
            else all(sum(map(len, r)) == len(people.responses) for r in people.read[0])
        )
        optimal = not self.nlhf or min((margins(people).astype(object).T @ list(self.policy.numerators)).tolist()) >= 0
        return whole and optimal and all(total_value(people, each) >= 0 for each in self.conditions)


def _exceeds(game: Hypothetical, rows: Sequence[Sequence[Fraction]], loss: Fraction) -> bool:
    """Whether the multipliers leave a ranking that loses more than ``loss``, or are no multipliers."""
    if [len(row) for row in rows] != [game.values.shape[1]] * game.losses.shape[1]:
        return True
    for y, row in enumerate(rows):
        numerators, bottom = clear_denominators(row)
        if min(numerators, default=0) < 0:
            return True
        pulls = game.values.astype(object) @ list(numerators) if numerators else 0
        totals = (game.losses[:, y] * bottom + pulls * game.whole) * loss.denominator
        if max(totals.tolist()) > loss.numerator * game.whole * bottom:
            return True
    return False
