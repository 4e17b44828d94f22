"""Results to stdout, and every format into a folder."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from verifier.files.writing import write_text
from verifier.report.json_report import render_json
from verifier.report.markdown import render_markdown
from verifier.report.text import render_text

if TYPE_CHECKING:
    from verifier.report.finding import Report

FORMATS: dict[str, tuple[str, Callable[[Report], str]]] = {
    "text": ("report.txt", render_text),
    "json": ("report.json", render_json),
    "markdown": ("report.md", render_markdown),
}
"""Format name → (file name in a report folder, renderer)."""


def write_reports(report: Report, folder: Path) -> None:
    """Write ``report`` into ``folder`` in every format."""
    for name, render in FORMATS.values():
        write_text(folder / name, render(report))


def print_report(report: Report, chosen: str) -> None:
    """Write ``report`` to stdout in the chosen format, in colour where a terminal asks for it."""
    if chosen == "text" and sys.stdout.isatty() and not os.environ.get("NO_COLOR"):
        sys.stdout.write(render_text(report, color=True))
    else:
        sys.stdout.write(FORMATS[chosen][1](report))
