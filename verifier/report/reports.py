"""A report in every format, as the files of a folder."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from verifier.report.finding import Report
from verifier.report.html import render_html
from verifier.report.json_report import render_json
from verifier.report.junit import render_junit
from verifier.report.latex_report import render_latex
from verifier.report.markdown import render_markdown
from verifier.report.plot_data import plot_files
from verifier.report.text import render_text

FORMATS: dict[str, tuple[str, Callable[[Report], str]]] = {
    "text": ("report.txt", render_text),
    "json": ("report.json", render_json),
    "markdown": ("report.md", render_markdown),
    "html": ("report.html", render_html),
    "junit": ("report.xml", render_junit),
    "latex": ("report.tex", render_latex),
}
"""Format name → (file name in a report folder, renderer)."""


KEPT = ("text", "json", "markdown")
"""The formats of the reports that the book of cases keeps: what people read, and the names other tools rely on."""


def report_files(report: Report, formats: Iterable[str] | None = None) -> dict[str, str]:
    """File name → text, for these ``formats`` (None: every one), and for every table that is there to be plotted."""
    wanted = [FORMATS[each] for each in (FORMATS if formats is None else formats)]
    return {name: render(report) for name, render in wanted} | plot_files(report)
