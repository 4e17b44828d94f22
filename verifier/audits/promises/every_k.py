"""All k at once: the promise k/(k+1) for every k, decided by finitely many k, and the rate in the limit."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from math import isqrt
from typing import TYPE_CHECKING

from verifier.audits.drafts import Draft, stem, word
from verifier.audits.promises.brackets import with_value
from verifier.claims.every_k import LimitRate, RobustForEveryK, Steps, Violation
from verifier.claims.robust import Opponent
from verifier.claims.verdict import Refuted, Undecided, Verdict
from verifier.errors import BudgetError, UnsupportedError
from verifier.game.masses import Masses, masses
from verifier.game.samples import largest_mass, worst_limit
from verifier.game.worst_case import worst_case
from verifier.preferences.policy import Policy
from verifier.preferences.quotation import called
from verifier.report.finding import Finding

if TYPE_CHECKING:
    from verifier.audits.candidates import Candidate
    from verifier.audits.effort import Effort
    from verifier.preferences.population import Population


def every_k_drafts(population: Population, candidate: Candidate, effort: Effort) -> list[Draft]:
    """Whether L_k ≤ 1/(k+1) for every k, and f_∞ = 1 − max_y D{v : supp π ⊂ B_v(y)} (THEORY 2.10)."""
    label, policy = candidate.label, candidate.policy
    if not isinstance(policy, Policy):
        raise UnsupportedError(f"{called(label)}: a lottery has a fixed number of samples; -k all varies it")
    seen = masses(population, policy)
    limit = worst_limit(seen, 1)
    claim = RobustForEveryK(population, policy)
    try:
        verdict: Verdict = claim.decide(_witness(seen, effort), effort.budget)
    except BudgetError as error:
        verdict = Undecided(claim, str(error))
    finding = Finding("robust-every-k", word(verdict), "", policy=label, l=1, ties="model", formula="k/(k+1)")
    if isinstance(verdict, Refuted):
        shown = tuple(population.responses[y] for y in verdict.witness.opponent.responses)
        k = verdict.witness.k
        value = worst_case(seen, k, budget=effort.budget).value
        finding = with_value(replace(finding, k=k, rate=Fraction(k, k + 1), opponent=shown), value)
    opponent = tuple(population.responses[y] for y in limit.opponent)
    rate = LimitRate(population, policy, 1 - limit.loss).decide(Opponent(limit.opponent))
    tends = Finding("limit", word(rate), "", policy=label, value=1 - limit.loss, opponent=opponent)
    return [Draft(finding, verdict, f"{stem(label)}-every-k"), Draft(tends, rate, f"{stem(label)}-limit")]


def _witness(seen: Masses, effort: Effort) -> Steps | Violation:
    """The steps that settle every k, or the first k found that breaks the promise."""
    largest = largest_mass(seen)
    steps = [1]
    while True:
        k = steps[-1]
        words = 1 + k * seen.denominator.bit_length() // 64
        if words * isqrt(words) > effort.budget:
            raise BudgetError(
                f"k = 1..{k - 1} keep the promise; to evaluate k = {k} takes more than the budget of {effort.budget} "
                "work units; raise --budget, or ask for a range of k"
            )
        if (k + 1) * largest**k <= seen.denominator**k:
            return Steps(tuple(steps))
        worst = worst_case(seen, k, budget=effort.budget)
        if worst.loss > Fraction(1, k + 1):
            return Violation(k, Opponent(worst.opponent))
        steps.append(int(1 / worst.loss))  # above k, since the loss is at most 1/(k+1); above 0, since a > 0
