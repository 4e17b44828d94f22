"""A report in every format, as the files of a folder."""

from __future__ import annotations

from collections.abc import Callable

from verifier.report.finding import Report
from verifier.report.html import render_html
from verifier.report.json_report import render_json
from verifier.report.markdown import render_markdown
from verifier.report.plot_data import plot_files
from verifier.report.text import render_text

FORMATS: dict[str, tuple[str, Callable[[Report], str]]] = {
    "text": ("report.txt", render_text),
    "json": ("report.json", render_json),
    "markdown": ("report.md", render_markdown),
    "html": ("report.html", render_html),
}
"""Format name → (file name in a report folder, renderer)."""


def report_files(report: Report) -> dict[str, str]:
    """File name → text, for every format, and for every table that is there to be plotted."""
    return {name: render(report) for name, render in FORMATS.values()} | plot_files(report)
