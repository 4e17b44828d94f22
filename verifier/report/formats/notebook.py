"""Reports in notebooks: tables in HTML, and in LaTeX without macros."""

from __future__ import annotations

import re
from collections.abc import Sequence

from verifier.preferences.bidi import isolated_html
from verifier.preferences.names import printable
from verifier.preferences.notebook import html_row
from verifier.report import headline
from verifier.report.finding import Report
from verifier.report.formats.latex import render_latex
from verifier.report.latex.text import CODE
from verifier.report.latex.text import escape as escape_latex
from verifier.report.table import COLUMNS, CONVERGENCE, convergence_tables, rate_tables, side_by_side

OPEN_LINES, OPEN_ROWS = 8, 30

_DEFINITION = re.compile(r"^\\newcommand\{\\([A-Za-z]+)\}\{((?:(?!\\newcommand).)*?)\}% \{", re.DOTALL | re.MULTILINE)


def report_html(report: Report) -> str:
    """The sentences and tables of ``report`` as HTML; names are escaped, and what is long is folded or scrolls."""
    about = [headline.population_line(report), *headline.reading_lines(report), headline.condorcet_line(report)]
    parts = ["<div>", f"<p>{'<br>'.join(map(_text, about))}</p>"]
    parts += _list([headline.policy_line(entry, report) for entry in report.policies])
    parts += _list(headline.fact_lines(report))
    beside = side_by_side(report)
    if beside is not None:
        header, rows = beside
        parts += _table("win rates side by side, against every opponent that shows 1 response", header, rows)
    for grid in convergence_tables(report):
        parts += _table(grid.title, CONVERGENCE, grid.rows)
    for grid in rate_tables(report):
        parts += _table(grid.title, COLUMNS, grid.rows)
    parts += _list(headline.undecided_lines(report))
    parts += [f"<p>{_text(headline.verdict_line(report))} {_text(headline.scope_line(report))}</p>", "</div>"]
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


def _text(line: str) -> str:
    return isolated_html(printable(line))


def _list(lines: Sequence[str]) -> list[str]:
    """A list of sentences; those after the first `OPEN_LINES` are folded."""
    shown = [f"<li>{_text(line)}</li>" for line in lines]
    parts = ["<ul>", *shown[:OPEN_LINES], "</ul>"] if shown else []
    if len(shown) > OPEN_LINES:
        folded = f"<details><summary>{len(shown) - OPEN_LINES} more</summary>"
        parts += [folded, "<ul>", *shown[OPEN_LINES:], "</ul>", "</details>"]
    return parts


def _table(title: str, header: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """A table with its title; one of more than `OPEN_ROWS` rows scrolls."""
    scrolling = ' style="max-height: 40em; overflow-y: auto"' if len(rows) > OPEN_ROWS else ""
    cells = [html_row("th", header), *(html_row("td", [*map(printable, row)]) for row in rows)]
    return [f"<div{scrolling}>", "<table>", f"<caption>{_text(title)}</caption>", *cells, "</table>", "</div>"]
