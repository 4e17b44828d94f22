"""Solve: a rule's policy with the certificates of what it is; no promise is asked of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from verifier.audits.assemble import assemble
from verifier.audits.candidates import Candidate
from verifier.audits.effort import UNITS_OF_A_LOOK, Effort, afford_margins
from verifier.audits.families.table import FAMILIES, find_all
from verifier.audits.promises.decide import value_draft
from verifier.audits.promises.facts import condorcet_draft, dimension_draft
from verifier.audits.question import Question
from verifier.audits.settings import Settings
from verifier.game.masses import masses
from verifier.game.worst_case import worst_case
from verifier.preferences.formats.policy_text import format_policy
from verifier.preferences.population import Population
from verifier.report.finding import Finding, Word
from verifier.report.shown import ShownReport

DONE, UNDECIDED = 0, 3

DIMENSION = "condorcet-dimension"

SOLVED_RULES = ("nlhf", *FAMILIES, DIMENSION)


def solve(
    population: Population,
    rule: str,
    question: Question,
    *,
    source: str,
    settings: Settings | None = None,
    sha256: str | None = None,
    effort: Effort | None = None,
) -> ShownReport:
    """The policy of ``rule``, one for each k where it depends on k, with certificates of what it is.

    The exit code is 0, or 3 if a fact could not be certified, or 4 if the checker rejected a certificate.
    """
    effort = effort or Effort()
    afford_margins(population, effort)
    drafts = [condorcet_draft(population)]
    candidates: tuple[Candidate, ...] = ()
    if rule == DIMENSION:
        drafts.append(dimension_draft(population, effort.budget * UNITS_OF_A_LOOK))
    else:
        found = find_all([f"rule:{rule}"], population, question, effort, settings)
        candidates = found.candidates
        drafts += [replace(each, finding=replace(each.finding, claim="unsolved")) for each in found.unsolved]
    candidates = tuple(_with_policy(each, population) for each in candidates)
    for candidate in candidates:
        drafts += candidate.facts
        if candidate.k is not None:
            for l in question.l if candidate.l is None else (candidate.l,):
                worst = worst_case(masses(population, candidate.policy), candidate.k, l, budget=effort.budget)
                drafts.append(value_draft(population, candidate, candidate.k, l, "model", worst, effort))
    return assemble(
        population,
        candidates,
        drafts,
        source=source,
        sha256=sha256,
        rate="",
        effort=effort,
        exit_code=_exit_code,
    )


def _with_policy(candidate: Candidate, population: Population) -> Candidate:
    """``candidate`` with its policy as a file, named after the numbers that it was made for."""
    samples = "" if candidate.k is None else f"-k{candidate.k}"
    shown = "" if candidate.l in {None, 1} else f"-l{candidate.l}"
    text = format_policy(candidate.policy, population.responses)
    return replace(candidate, attachments={**candidate.attachments, f"policy{samples}{shown}.json": text})


def _exit_code(findings: Sequence[Finding]) -> int:
    # Degenerate games have equilibria that no enclosure can prove: saying so is an answer.
    settled = all(each.verdict is Word.CERTIFIED or each.claim == "equilibrium-near" for each in findings)
    return DONE if settled else UNDECIDED
