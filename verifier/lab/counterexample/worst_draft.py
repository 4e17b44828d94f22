"""The worst population of a kind for a policy, as a draft that the checker settles."""

from __future__ import annotations

from dataclasses import dataclass

from verifier.audits.drafts import Draft, word
from verifier.audits.effort import Effort
from verifier.game.condition import Condition
from verifier.preferences.policy import Policy
from verifier.report.finding import Finding


@dataclass(frozen=True)
class Kind:
    """Which populations are meant: those of complete rankings that meet conditions.

    Attributes:
        responses: what the rankings rank.
        strict: only rankings without ties.
        nlhf: only populations on which the policy is an NLHF policy.
        conditions: what they meet beside.
    """

    responses: tuple[str, ...]
    strict: bool
    nlhf: bool
    conditions: tuple[Condition, ...]


def worst_population_draft(policy: Policy, label: str, k: int, kind: Kind, effort: Effort) -> Draft:
    """That ``k`` samples of ``policy`` do worst on a population, which the claim of the draft's verdict holds.

    Raises:
        InputError: no population meets the conditions, or the policy is over other responses.
        BudgetError: there are too many rankings.
    """
    from verifier.lab.counterexample.worst_program import worst_population

    verdict = worst_population(
        kind.responses,
        policy,
        k,
        strict=kind.strict,
        nlhf=kind.nlhf,
        conditions=kind.conditions,
        budget=effort.budget,
    )
    finding = Finding(
        "worst-population", word(verdict), "", policy=label, k=k, l=1, ties="model", value=verdict.claim.value
    )
    return Draft(finding, verdict, f"worst-population-k{k}")
