"""A report in every format, as the files of a folder."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from importlib import import_module
from typing import TypeAlias

from verifier.report.finding import PolicyEntry, Report
from verifier.report.number import scientific_up

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


COLUMNS = ("steps", "average_gap", "last_gap", "average_loss", "sigma_loss", "bound")


def render_convergence(entry: PolicyEntry) -> str:
    """How self-play came to a policy, as CSV: exact numbers, rounded up to 17 digits."""
    rows = [
        ",".join([str(row.steps), *(scientific_up(getattr(row, name)) for name in COLUMNS[1:])])
        for row in entry.convergence
    ]
    return "\n".join([",".join(COLUMNS), *rows, ""])


def plot_files(report: Report) -> dict[str, str]:
    """File name → text, for every policy that has such a table."""
    return {
        f"{entry.label}-k{entry.k}-convergence.csv": render_convergence(entry)
        for entry in report.policies
        if entry.convergence
    }
