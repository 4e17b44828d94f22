"""From drafts to a report: certificates written and checked, findings settled, files published."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from verifier.audits.candidates import Candidate
from verifier.audits.drafts import Draft, apart, settle
from verifier.audits.effort import Effort
from verifier.audits.embedding import embedded
from verifier.audits.promises.least_of_rule import concluded
from verifier.files.publishing import publish, workplace
from verifier.game.margins import margins, smith_set
from verifier.preferences.population import Population
from verifier.report.finding import REACHES, Finding, LeftOut, PolicyEntry, Word
from verifier.report.formats.table import report_files
from verifier.report.shown import ShownReport

REJECTED = 4
"""The exit code when our own checker does not accept a certificate that we wrote."""

INTERRUPTED = 130
"""The exit code after Ctrl-C, with what was decided by then."""


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
    left_out: tuple[LeftOut, ...] = (),
) -> ShownReport:
    """The report on ``drafts``, the first of which tells the Condorcet winner; ``exit_code`` reads the verdicts.

    What it says beside the findings is what the findings say certified: an exact value only with its certificate.
    """
    drafts = apart(drafts)
    with workplace(effort.folder) as place:
        settled = settle(drafts, place, effort)
        rejected = sum(each.rejected for each in settled)
        made = made_under([each.finding for each in settled], candidates)
        findings = tuple(concluded(proved_values(made), population))
        first = findings[0]
        winner = first.winner if first.verdict is Word.CERTIFIED else None
        smith = smith_set(margins(population)) if drafts[0].finding.winner is None else ()
        report = ShownReport(
            source=source,
            sha256=sha256,
            population=population,
            condorcet_winner=winner,
            smith_set=(winner,) if winner is not None else tuple(population.responses[y] for y in smith),
            rate=rate,
            policies=tuple(_entry(candidate, findings) for candidate in candidates),
            findings=findings,
            rejected=rejected,
            exit_code=REJECTED if rejected else INTERRUPTED if effort.stopped else exit_code(findings),
            evidence=embedded(drafts, settled, place),
            prefix=effort.prefix,
            left_out=left_out,
        )
        if effort.folder is not None:
            attachments = {name: text for each in candidates for name, text in each.attachments.items()}
            publish(place, effort.folder, report_files(report, effort.formats) | attachments)
    return report


def _key(finding: Finding) -> tuple[object, ...]:
    return finding.policy, finding.k, finding.l, finding.ties


def made_under(findings: Sequence[Finding], candidates: Sequence[Candidate]) -> list[Finding]:
    """``findings`` with the ties under which their policies are the best, where they ask about others."""
    best = {each.label: each.best_under for each in candidates if each.best_under is not None}
    return [
        replace(each, best_under=best.get(each.policy or "")) if each.ties is not None else each for each in findings
    ]


def proved_values(findings: Sequence[Finding]) -> list[Finding]:
    """``findings`` with a promise's exact value, and what a fact says, only where the checker proved that too."""
    proved = {_key(each) for each in findings if each.claim == "worst-case" and each.verdict is Word.CERTIFIED}
    return [
        replace(each, value=None, unique=None)
        if (each.claim in {"robust", REACHES} and each.value is not None and _key(each) not in proved)
        or (each.claim not in {"robust", REACHES} and each.verdict is Word.UNDECIDED)
        else each
        for each in findings
    ]


def _entry(candidate: Candidate, findings: Sequence[Finding]) -> PolicyEntry:
    own = [
        each
        for each in findings
        if each.policy == candidate.label and each.k in {None, candidate.k} and each.verdict is Word.CERTIFIED
    ]
    counted = any(each.claim in {"nlhf-unique", "nlhf-face"} for each in own)
    only = candidate.label == "equilibrium" and any(each.unique for each in own)
    return PolicyEntry(
        candidate.label,
        candidate.policy,
        k=candidate.k,
        l=candidate.l,
        unique=candidate.unique if counted else only or None,
        dimension=candidate.dimension if counted else None,
        note=candidate.note,
        best_under=candidate.best_under,
        convergence=candidate.convergence,
    )
