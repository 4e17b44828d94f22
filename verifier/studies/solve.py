"""Solve: a rule's policy with the certificates of what it is; no promise is asked of it."""

from __future__ import annotations

from collections.abc import Sequence

from verifier.files.writing import make_folder
from verifier.preferences.population import Population
from verifier.report.finding import Finding, Report, Word
from verifier.studies.assemble import assemble
from verifier.studies.candidates import find_candidate
from verifier.studies.effort import Effort, afford_margins, afford_nlhf
from verifier.studies.facts import condorcet_draft, nlhf_drafts

DONE, UNDECIDED = 0, 3


def solve_nlhf(
    population: Population,
    *,
    source: str,
    sha256: str | None = None,
    effort: Effort | None = None,
) -> Report:
    """NLHF's policy, with certificates that it is one, and how many there are.

    The exit code is 0, or 3 if a fact could not be certified, or 4 if the checker rejected a certificate.
    """
    effort = effort or Effort()
    afford_margins(population, effort)
    afford_nlhf(population, effort)
    if effort.folder is not None:
        make_folder(effort.folder)
    candidate = find_candidate("rule:nlhf", population)
    drafts = [condorcet_draft(population)]
    if candidate.solution is not None:
        drafts += nlhf_drafts(population, candidate.solution)
    return assemble(
        population,
        [candidate],
        drafts,
        source=source,
        sha256=sha256,
        rate="",
        effort=effort,
        exit_code=_exit_code,
    )


def _exit_code(findings: Sequence[Finding]) -> int:
    return DONE if all(finding.verdict is Word.CERTIFIED for finding in findings) else UNDECIDED
