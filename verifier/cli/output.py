"""Results to stdout."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from verifier.report.reports import FORMATS
from verifier.report.text import render_text

if TYPE_CHECKING:
    from verifier.report.finding import Report


def print_report(report: Report, chosen: str) -> None:
    """Write ``report`` to stdout in the chosen format, in colour where a terminal asks for it."""
    if chosen == "text" and sys.stdout.isatty() and not os.environ.get("NO_COLOR"):
        sys.stdout.write(render_text(report, color=True))
    else:
        sys.stdout.write(FORMATS[chosen][1](report))
