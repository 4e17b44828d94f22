"""A failure at one point of a family, decided again by the ordinary means: solved, written down, and checked."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

from verifier.audits.candidates import Candidate, settled
from verifier.audits.drafts import Draft, Settled, settle
from verifier.audits.effort import Effort
from verifier.audits.promises.decide import promise_drafts, value_draft
from verifier.audits.question import Question
from verifier.errors import SolverError
from verifier.exact.rational import format_rational
from verifier.game.masses import masses
from verifier.game.rate import Rate
from verifier.game.worst_case import worst_case
from verifier.lab.symbolic.pieces import RuleName
from verifier.lab.symbolic.statements.statement import Point
from verifier.preferences.policy import Policy
from verifier.preferences.population import Population

ONLY = "nlhf-unique"
"""The claim that shows which policy NLHF's is."""


def rule_at(population: Population, rule: RuleName, given: Policy, effort: Effort) -> Candidate:
    """The rule's policy for one population, as an audit finds it; ``given`` where it is given."""
    return Candidate("given", given) if rule == "given" else settled("rule", rule, population, effort)


def decide_at(population: Population, rule: RuleName, point: Point, place: Path, effort: Effort) -> list[Settled]:
    """The certificates at ``point``, written into ``place`` and checked: the rule's policy and its exact win rate.

    The first is the one that refutes: that the promised rate is missed, or where it is exceeded, the exact rate.

    Raises:
        SolverError: the rule's policy there, or its rate, is not what the formulas say.
    """
    candidate = rule_at(population, rule, point.policy, effort)
    if candidate.policy != point.policy:
        raise SolverError(f"the formula gives another policy than the rule itself, at {format_rational(point.x)}")
    worst = worst_case(masses(population, point.policy), point.k)
    if worst.value != point.value:
        raise SolverError(f"the formula gives another win rate than the audit, at {format_rational(point.x)}")
    missed: list[Draft] = []
    if point.value < point.claimed <= 1:
        question = Question(k=(point.k,), rate=Rate.of(point.claimed))
        missed = list(promise_drafts(population, candidate, question, effort))
    else:
        missed = [value_draft(population, candidate, point.k, 1, "model", worst, effort)]
    return settle([*missed, *candidate.facts], place, replace(effort, folder=place))


def facts_at(population: Population, x: Fraction, rule: RuleName, place: Path, effort: Effort) -> list[Settled]:
    """The certificates of the rule's policy at one point alone; first that it is the only one, where it is."""
    effort.progress(f"{rule} at {format_rational(x)}")
    facts = settle(settled("rule", rule, population, effort).facts, place, replace(effort, folder=place))
    return sorted(facts, key=lambda each: each.finding.claim != ONLY)
