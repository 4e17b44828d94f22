"""Results to stdout, laid out for a terminal or plain; to stderr where their page is."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from verifier.cli.streams.stderr import tell
from verifier.cli.streams.stdout import terminal_columns, write_out

if TYPE_CHECKING:
    from verifier.report.block import Block
    from verifier.report.finding import Report

COLOURLESS = {"", "dumb", "unknown"}
"""Values of TERM that promise no colours."""


def print_report(report: Report, chosen: str) -> None:
    """Write ``report`` to stdout in the chosen format."""
    from verifier.report.formats.table import FORMATS
    from verifier.report.formats.text import report_blocks

    if chosen == "text":
        print_blocks(report_blocks(report))
    else:
        write_out(FORMATS[chosen][1](report))


def tell_page(folder: str | None) -> None:
    """Say on stderr where the page is that a report left in ``folder``; nothing where no folder was asked for."""
    from verifier.report.formats.table import FORMATS

    if folder is not None:
        tell(f"page: {Path(folder) / FORMATS['html'][0]}")


def print_blocks(blocks: Iterable[Block]) -> None:
    """Write ``blocks`` to stdout: wrapped and in colours on a terminal, else plain, whatever the environment says."""
    from verifier.report.layout import Terminal, on_terminal, plain

    columns = terminal_columns()
    if columns is None:
        write_out(plain(blocks))
        return
    color = not os.environ.get("NO_COLOR") and os.environ.get("TERM", "") not in COLOURLESS
    write_out(on_terminal(blocks, Terminal(columns, color)))
