"""Results to stdout."""

from __future__ import annotations

import os
import shutil
import sys
from typing import TYPE_CHECKING

from verifier.cli.stdout import write_out
from verifier.report.reports import FORMATS
from verifier.report.text import render_text
from verifier.report.text_plot import render_text_plot

if TYPE_CHECKING:
    from verifier.report.finding import Report


LEAST_WIDTH = 80


def print_report(report: Report, chosen: str) -> None:
    """Write ``report`` to stdout in the chosen format, in colour where a terminal asks for it."""
    if chosen == "text" and sys.stdout is not None and sys.stdout.isatty():
        width = max(LEAST_WIDTH, shutil.get_terminal_size().columns)
        write_out(render_text(report, color=not os.environ.get("NO_COLOR"), width=width))
        plot = render_text_plot(report)
        write_out(f"\n{plot}" if plot else "")
    else:
        write_out(FORMATS[chosen][1](report))
