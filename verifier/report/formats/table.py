"""A report in every format, as the files of a folder."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from importlib import import_module
from typing import TypeAlias

from verifier.report.finding import Report
from verifier.report.plots.data import plot_files

Renderer: TypeAlias = Callable[[Report], str]


def _renderer(form: str, module: str) -> Renderer:
    """What renders reports in that form, loaded when it is called: most runs write one form."""

    def render(report: Report) -> str:
        renderer: Renderer = getattr(import_module(f"verifier.report.formats.{module}"), f"render_{form}")
        return renderer(report)

    return render


FORMATS: dict[str, tuple[str, Renderer]] = {
    "text": ("report.txt", _renderer("text", "text")),
    "json": ("report.json", _renderer("json", "json")),
    "markdown": ("report.md", _renderer("markdown", "markdown")),
    "html": ("report.html", _renderer("html", "html")),
    "junit": ("report.xml", _renderer("junit", "junit")),
    "latex": ("report.tex", _renderer("latex", "latex")),
}
"""Format name → (file name in a report folder, renderer)."""


KEPT = ("text", "json", "markdown")
"""The formats of the reports that the book of cases keeps: what people read, and the names other tools rely on."""


def report_files(report: Report, formats: Iterable[str] | None = None) -> dict[str, str]:
    """File name → text, for these ``formats`` (None: every one), and for every table that is there to be plotted."""
    wanted = [FORMATS[each] for each in (FORMATS if formats is None else formats)]
    return {name: render(report) for name, render in wanted} | plot_files(report)
