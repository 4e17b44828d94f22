"""Reports as text for a terminal."""

from __future__ import annotations

import io

from verifier.report import headline
from verifier.report.finding import Report
from verifier.report.table import COLUMNS, rate_tables

WIDTH = 120
LONGEST_NAME = 48

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
        no_color=not color,
        color_system="standard" if color else None,
        highlight=False,
        markup=False,
        emoji=False,
        legacy_windows=False,
    )
    lines = [headline.population_line(report), headline.condorcet_line(report)]
    lines += [headline.policy_line(entry, report) for entry in report.policies]
    lines += headline.fact_lines(report)
    for line in lines:
        console.print(printable(line), soft_wrap=True)
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
    console.print()
    console.print(headline.verdict_line(report), soft_wrap=True)
    console.print(headline.scope_line(report), soft_wrap=True)
    output = console.file.getvalue()  # type: ignore[attr-defined]  # the StringIO above
    return "\n".join(line.rstrip(" ") for line in output.split("\n"))


def printable(text: str) -> str:
    r"""``text`` with control and other unprintable characters as escapes, so that a name cannot move the cursor.

    >>> printable("a\x1b[2J")
    'a\\x1b[2J'
    """
    return "".join(char if char.isprintable() else repr(char)[1:-1] for char in text)
