"""Reports in notebooks: tables in HTML, and in LaTeX without macros."""

from __future__ import annotations

import re
from html import escape

from verifier.report import headline
from verifier.report.finding import Report
from verifier.report.latex_report import render_latex
from verifier.report.latex_text import CODE
from verifier.report.latex_text import escape as escape_latex
from verifier.report.table import COLUMNS, rate_tables

_DEFINITION = re.compile(r"^\\newcommand\{\\([A-Za-z]+)\}\{((?:(?!\\newcommand).)*?)\}% \{", re.DOTALL | re.MULTILINE)


def report_html(report: Report) -> str:
    """The sentences and tables of ``report`` as HTML; names are escaped."""
    lines = [headline.population_line(report), *headline.reading_lines(report), headline.condorcet_line(report)]
    lines += [headline.policy_line(entry, report) for entry in report.policies]
    lines += headline.fact_lines(report)
    parts = ["<div>", *(f"<p>{escape(line)}</p>" for line in lines)]
    for table in rate_tables(report):
        parts.append(f"<table><caption>{escape(table.title)}</caption>")
        parts += [_row("th", COLUMNS), *(_row("td", row) for row in table.rows), "</table>"]
    parts += [f"<p>{escape(line)}</p>" for line in headline.undecided_lines(report)]
    parts += [f"<p>{escape(headline.verdict_line(report))} {escape(headline.scope_line(report))}</p>", "</div>"]
    return "\n".join(parts)


def report_latex(report: Report) -> str:
    """The tables of ``report`` with their captions as LaTeX that needs no preamble."""
    macros = dict(_DEFINITION.findall(render_latex(report)))

    def whole(text: str) -> str:
        expanded = re.sub(r"\\([A-Za-z]+)", lambda found: macros.get(found[1], found[0]), text)
        return re.sub(r"\\verifierchar\{([0-9A-F]+)\}", lambda found: CODE % found[1], expanded)

    parts = []
    for name, text in macros.items():
        if text.startswith("%\n\\begin{tabular}"):
            told = macros[name.removesuffix("Table") + "Caption"]
            parts.append(f"{whole(text.removeprefix('%'))}\n\n{whole(told)}\n")
    return "\n".join([*parts, escape_latex(f"{headline.verdict_line(report)} {headline.scope_line(report)}"), ""])


def _row(tag: str, cells: tuple[str, ...]) -> str:
    return "<tr>" + "".join(f"<{tag}>{escape(cell)}</{tag}>" for cell in cells) + "</tr>"
