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
        certificates: in its place, several on which it rests together.
        note: what stands in a certificate's place, such as ``no independent check: enumerated here``.
    """

    sentence: str
    verdict: Word
    certificate: str | None = None
    note: str | None = None
    certificates: tuple[str, ...] = ()


def report_lines(report: Report) -> tuple[Line, ...]:
    """Every finding of ``report`` as a line."""
    return tuple(map(_line, report.findings))


def _line(finding: Finding) -> Line:
    rests = finding.certificates or ()
    note = f"rests on {', '.join(rests)}" if rests else finding.reason
    return Line(finding.sentence, finding.verdict, finding.certificate, note, rests)
