"""Reports as text for a terminal."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING

from verifier.preferences.names import printable
from verifier.report import headline
from verifier.report.finding import Report
from verifier.report.table import COLUMNS, CONVERGENCE, convergence_tables, rate_tables, side_by_side

if TYPE_CHECKING:
    from rich.table import Table

WIDTH = 120

STYLES = {"certified": "green", "refuted": "red", "undecided": "yellow"}


def render_text(report: Report, *, color: bool = False, width: int = WIDTH) -> str:
    """``report`` as text of at most ``width`` columns; control characters in names are shown as escapes."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(
        file=io.StringIO(),
        width=width,
        force_terminal=color,
        force_jupyter=False,  # in a notebook rich would display what is printed, and leave the text empty
        no_color=not color,
        color_system="standard" if color else None,
        highlight=False,
        markup=False,
        emoji=False,
        legacy_windows=False,
    )
    lines = [headline.population_line(report), *headline.reading_lines(report), headline.condorcet_line(report)]
    lines += [headline.policy_line(entry, report) for entry in report.policies]
    lines += headline.fact_lines(report)
    for line in lines:
        console.print(printable(line), soft_wrap=True)
    beside = side_by_side(report)
    if beside is not None:
        console.print()
        console.print("win rates side by side, against every opponent that shows 1 response", soft_wrap=True)
        console.print(_plain_grid(*beside, color=color))
    for convergence in convergence_tables(report):
        console.print()
        console.print(printable(convergence.title), soft_wrap=True)
        console.print(_plain_grid(CONVERGENCE, convergence.rows, color=color))
    for table in rate_tables(report):
        console.print()
        console.print(printable(table.title), soft_wrap=True)
        grid = Table(box=None, pad_edge=False, header_style="bold" if color else "")
        for i, name in enumerate(COLUMNS):
            last = i == len(COLUMNS) - 1
            grid.add_column(name, justify="right" if i == 0 else "left", no_wrap=not last, overflow="fold")
        for row in table.rows:
            cells = [Text(printable(cell)) for cell in row]
            cells[-2].stylize(STYLES[row[-2]] if color else "")
            grid.add_row(*cells)
        console.print(grid)
    for line in headline.undecided_lines(report):
        console.print(printable(line), soft_wrap=True)
    console.print()
    console.print(headline.verdict_line(report), soft_wrap=True)
    console.print(headline.scope_line(report), soft_wrap=True)
    output = console.file.getvalue()  # type: ignore[attr-defined]  # the StringIO above
    return "\n".join(line.rstrip(" ") for line in output.split("\n"))


def _plain_grid(header: Sequence[str], rows: Sequence[Sequence[str]], *, color: bool) -> Table:
    from rich.table import Table
    from rich.text import Text

    grid = Table(box=None, pad_edge=False, header_style="bold" if color else "")
    for i, name in enumerate(header):
        grid.add_column(printable(name), justify="right" if i == 0 else "left", overflow="fold")
    for row in rows:
        grid.add_row(*(Text(printable(cell)) for cell in row))
    return grid
