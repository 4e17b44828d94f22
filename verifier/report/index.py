"""The index of all cases: statement → verdict → certificates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from verifier.report.finding import PROMISES, Report, Word
from verifier.report.markdown import escape


@dataclass(frozen=True)
class CaseRow:
    """One audit of one case, with its report.

    Attributes:
        as_expected: whether the report is what the case expects.
    """

    case: str
    audit: str
    title: str
    source: str
    text: str
    report: Report
    as_expected: bool


def render_index(rows: Sequence[CaseRow]) -> str:
    """The page that links every case to its reports, as Markdown."""
    lines = [
        "# Reports",
        "",
        "Made by `verifier reproduce` from the cases; running it again gives the same bytes.",
        "",
        "| case | audit | promises | certificates |",
        "| --- | --- | --- | --- |",
    ]
    for row in rows:
        words = [finding.verdict for finding in row.report.findings if finding.claim in PROMISES]
        counts = ", ".join(f"{words.count(word)} {word.value}" for word in Word if word in words) or "none asked"
        certificates = sum(finding.certificate is not None for finding in row.report.findings)
        link = f"{row.case}/{row.audit}"
        lines.append(
            f"| {escape(row.title)} | [{escape(row.audit)}]({link}/report.md) | {counts} | [{certificates}]({link}) |"
        )
    for case in dict.fromkeys(row.case for row in rows):
        first = next(row for row in rows if row.case == case)
        lines += ["", f"## {escape(first.title)}", "", escape(first.text), "", f"Source: {escape(first.source)}."]
    return "\n".join(lines) + "\n"
