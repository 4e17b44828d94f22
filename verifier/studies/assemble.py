"""From drafts to a report: certificates written and checked, findings settled."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from verifier.game.margins import margins, smith_set
from verifier.preferences.population import Population
from verifier.report.finding import Finding, PolicyEntry, Report
from verifier.studies.candidates import Candidate
from verifier.studies.drafts import Draft, settle
from verifier.studies.effort import Effort

REJECTED = 4
"""The exit code when our own checker does not accept a certificate that we wrote."""


def assemble(
    population: Population,
    candidates: Sequence[Candidate],
    drafts: Sequence[Draft],
    *,
    source: str,
    sha256: str | None,
    rate: str,
    effort: Effort,
    exit_code: Callable[[Sequence[Finding]], int],
) -> Report:
    """The report on ``drafts``, the first of which tells the Condorcet winner; ``exit_code`` reads the verdicts."""
    settled = settle(drafts, effort)
    findings = tuple(each.finding for each in settled)
    winner = drafts[0].finding.winner
    smith = (winner,) if winner is not None else tuple(population.responses[y] for y in smith_set(margins(population)))
    return Report(
        source=source,
        sha256=sha256,
        population=population,
        condorcet_winner=winner,
        smith_set=smith,
        rate=rate,
        policies=tuple(_entry(candidate) for candidate in candidates),
        findings=findings,
        exit_code=REJECTED if any(each.rejected for each in settled) else exit_code(findings),
    )


def _entry(candidate: Candidate) -> PolicyEntry:
    solution = candidate.solution
    return PolicyEntry(
        candidate.label,
        candidate.policy,
        unique=None if solution is None else solution.unique,
        dimension=None if solution is None else solution.dimension,
        note=candidate.note,
    )
