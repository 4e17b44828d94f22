"""One thing decided, in words: what the pages of the cases are made of."""

from __future__ import annotations

from dataclasses import dataclass

from verifier.report.finding import Finding, Report, Word


@dataclass(frozen=True)
class Line:
    """A statement with its verdict.

    Attributes:
        sentence: what was decided; for a refuted one, what was proved in its place.
        certificate: the file that proves it, None where there is none.
        note: what stands in a certificate's place, such as ``no independent check: enumerated here``.
    """

    sentence: str
    verdict: Word
    certificate: str | None = None
    note: str | None = None


def report_lines(report: Report) -> tuple[Line, ...]:
    """Every finding of ``report`` as a line."""
    return tuple(
        Line(finding.sentence, finding.verdict, finding.certificate, finding.reason or _rests(finding))
        for finding in report.findings
    )


def _rests(finding: Finding) -> str | None:
    """On which certificates a finding rests that has none of its own."""
    return None if finding.certificates is None else f"rests on {', '.join(finding.certificates)}"
