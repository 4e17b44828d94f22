"""The counterexample audited: certificates of what its policies win with, and the finding that shows the failure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from verifier.audits.audit import run_audit
from verifier.audits.candidates import Candidate
from verifier.audits.drafts import Draft, word
from verifier.audits.effort import Effort
from verifier.audits.families.table import find_all
from verifier.audits.question import Question
from verifier.claims.nlhf import NLHF
from verifier.game.masses import masses
from verifier.game.worst_case import worst_case
from verifier.preferences.population import Population
from verifier.report.finding import Finding, Report, Word

AUDIT = "audit"
"""The folder of the counterexample's audit, and the name of that question in its case."""

EQUILIBRIUM = "equilibrium"
"""How reports name an equilibrium."""

SOME = "nlhf-some"
"""How reports name a vertex of the polytope of NLHF policies."""


def audited(
    population: Population, policies: Sequence[str], question: Question, effort: Effort, own: Sequence[Candidate] = ()
) -> Report:
    """The audit of the named ``policies`` and the candidates ``own``, in the folder `AUDIT` of ``effort.folder``."""
    inside = replace(effort, folder=None if effort.folder is None else effort.folder / AUDIT)
    found = find_all(policies, population, question, inside)
    return run_audit(
        population,
        [*found.steps, *own],
        question,
        source="counterexample",
        effort=inside,
    )


def worst_nlhf(population: Population, k: int, l: int) -> Candidate:
    """An NLHF policy that wins with little: the first of the worst vertices of their polytope."""
    from verifier.rules.nlhf.face import nlhf_face

    face = nlhf_face(population)
    vertices = face.vertices or (face.policy,)
    rates = [worst_case(masses(population, vertex), k, l).value for vertex in vertices]
    policy = vertices[rates.index(min(rates))]
    claim = NLHF(population, policy).decide()
    fact = Draft(Finding("nlhf", word(claim), "", policy=SOME), claim, SOME)
    return Candidate(SOME, policy, facts=(fact,), note="one of the NLHF policies")


def proof(report: Report, rate: Fraction, m: int) -> Finding | None:
    """The certified finding that shows that the rule fails, None where there is none.

    A policy of NLHF proves it if it is the only one, or if one that fails is enough. A rounded equilibrium proves it if
    the only exact one is so near that it fails too: moving each of ``m`` weights by r moves a loss by k·m·r at most.
    """
    certified = {(each.claim, each.policy) for each in report.findings if each.verdict is Word.CERTIFIED}
    for each in report.findings:
        if each.claim == "nlhf-every" and each.verdict is Word.CERTIFIED and each.upper is not None:
            if each.upper < rate:
                return each
        elif each.claim == "robust" and each.verdict is Word.REFUTED:
            needed = {"nlhf": ("nlhf-unique", "nlhf"), SOME: ("nlhf", SOME)}.get(each.policy or "")
            if each.policy == EQUILIBRIUM:
                if is_exact(report) or _fails_nearby(report, each, rate, m):
                    return each
            elif needed is None or needed in certified:
                return each
    return None


def is_exact(report: Report) -> bool:
    """Whether it is certified that nobody gains by leaving the equilibrium: it is no rounded one."""
    return any(
        each.claim == "epsilon-equilibrium" and each.policy == EQUILIBRIUM and each.epsilon == 0
        for each in report.findings
        if each.verdict is Word.CERTIFIED
    )


def _fails_nearby(report: Report, refuted: Finding, rate: Fraction, m: int) -> bool:
    """Whether every policy as near to the rounded equilibrium as the only exact one is fails."""
    value, k = refuted.value, refuted.k
    if value is None or k is None:
        return False
    return any(
        each.claim == "equilibrium-near"
        and each.verdict is Word.CERTIFIED
        and each.unique is True
        and each.radius is not None
        and value + k * m * each.radius < rate
        for each in report.findings
    )
