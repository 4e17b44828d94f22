"""Reports as Markdown."""

from __future__ import annotations

import re

from verifier.preferences.names import printable
from verifier.report import headline
from verifier.report.finding import Report
from verifier.report.sentence import shortened
from verifier.report.table import COLUMNS, CONVERGENCE, convergence_tables, rate_tables, side_by_side


def render_markdown(report: Report) -> str:
    """``report`` as GitHub-flavoured Markdown; names are escaped, so that they read as they are."""
    lines = [f"# {escape(report.source)}", "", escape(headline.population_line(report)), ""]
    facts = [*headline.reading_lines(report), headline.condorcet_line(report)]
    facts += [headline.policy_line(entry, report) for entry in report.policies]
    facts += headline.fact_lines(report)
    lines += [item(fact) for fact in facts]
    beside = side_by_side(report)
    if beside is not None:
        header, rows = beside
        lines += ["", "## Win rates side by side, against every opponent that shows 1 response", ""]
        lines += ["| " + " | ".join(map(escape, header)) + " |", "| ---: " + "| --- " * (len(header) - 1) + "|"]
        lines += ["| " + " | ".join(row) + " |" for row in rows]
    for convergence in convergence_tables(report):
        lines += ["", f"## {escape(convergence.title)}", "", "| " + " | ".join(CONVERGENCE) + " |"]
        lines += ["| ---: " + "| --- " * (len(CONVERGENCE) - 1) + "|"]
        lines += ["| " + " | ".join(row) + " |" for row in convergence.rows]
    for table in rate_tables(report):
        lines += ["", f"## {escape(table.title)}", ""]
        lines.append("| " + " | ".join(COLUMNS) + " |")
        lines.append("| ---: | --- | --- | --- | --- | --- | --- |")
        lines += ["| " + " | ".join(escape(cell) for cell in row) + " |" for row in table.rows]
    lines += [item(line) for line in headline.undecided_lines(report)]
    certificates = [finding for finding in report.findings if finding.certificate]
    if certificates:
        lines += ["", "## Certificates", "", "Re-check them with `verifier check` and their names.", ""]
        lines += ["| certificate | verdict | what the checker proved |", "| --- | --- | --- |"]
        for finding in certificates:
            link = f"[{finding.certificate}]({finding.certificate})"
            lines.append(f"| {link} | {finding.verdict.value} | {escape(shortened(finding.sentence))} |")
    lines += ["", escape(headline.verdict_line(report)), "", escape(headline.scope_line(report)), ""]
    return "\n".join(lines)


def escape(text: str) -> str:
    r"""``text`` with Markdown's, HTML's and GitHub's special characters escaped.

    >>> escape("a|b_c")
    'a\\|b\\_c'
    """
    return re.sub(r"([\\`*_{}\[\]<>|#~&$@])", r"\\\1", printable(text)).replace("://", "\\://")


def item(text: str) -> str:
    """``text`` escaped as an item of a list, where a number or a dash at the start would open another list."""
    return "- " + re.sub(r"^(\d*)([-+=:.)])", r"\1\\\2", escape(text))
