"""Solve: a rule's policy with the certificates of what it is; no promise is asked of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from verifier.preferences.population import Population
from verifier.report.finding import Finding, Report, Word
from verifier.studies.assemble import assemble
from verifier.studies.candidates import find_candidate
from verifier.studies.facts import condorcet_draft, nlhf_drafts

DONE, UNDECIDED = 0, 3


def solve_nlhf(
    population: Population,
    *,
    source: str,
    sha256: str | None = None,
    folder: Path | None = None,
    progress: Callable[[str], None] = lambda _: None,
) -> Report:
    """NLHF's policy, with certificates that it is one, and how many there are.

    The exit code is 0, or 3 if a fact could not be certified, or 4 if the checker rejected a certificate.
    """
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
        folder=folder,
        progress=progress,
        exit_code=_exit_code,
    )


def _exit_code(findings: Sequence[Finding]) -> int:
    return DONE if all(finding.verdict is Word.CERTIFIED for finding in findings) else UNDECIDED
