"""Reports as Markdown."""

from __future__ import annotations

import re

from verifier.report import headline
from verifier.report.finding import Report
from verifier.report.table import COLUMNS, rate_tables
from verifier.report.text import printable

LONGEST_SENTENCE = 400


def render_markdown(report: Report) -> str:
    """``report`` as GitHub-flavoured Markdown; names are escaped, so that they read as they are."""
    lines = [f"# {escape(report.source)}", "", escape(headline.population_line(report)), ""]
    facts = [headline.condorcet_line(report)]
    facts += [headline.policy_line(entry, report) for entry in report.policies]
    facts += headline.fact_lines(report)
    lines += [f"- {escape(fact)}" for fact in facts]
    for table in rate_tables(report):
        lines += ["", f"## {escape(table.title)}", ""]
        lines.append("| " + " | ".join(COLUMNS) + " |")
        lines.append("| ---: | --- | --- | --- | --- | --- | --- |")
        lines += ["| " + " | ".join(escape(cell) for cell in row) + " |" for row in table.rows]
    certificates = [finding for finding in report.findings if finding.certificate]
    if certificates:
        lines += ["", "## Certificates", "", "Re-check them with `verifier check *.cert`.", ""]
        for finding in certificates:
            said = finding.sentence
            short = said if len(said) <= LONGEST_SENTENCE else said[:LONGEST_SENTENCE] + " …"
            link = f"[{finding.certificate}]({finding.certificate})"
            lines.append(f"- {link}: {finding.verdict.value}: {escape(short)}")
    lines += ["", escape(headline.verdict_line(report)), "", escape(headline.scope_line(report)), ""]
    return "\n".join(lines)


def escape(text: str) -> str:
    r"""``text`` with Markdown's and HTML's special characters escaped.

    >>> escape("a|b_c")
    'a\\|b\\_c'
    """
    return re.sub(r"([\\`*_{}\[\]<>|#~&])", r"\\\1", printable(text))
