"""Sentences, tables and figures as text: plain for files and pipes, or for a terminal of some width.

Plain text never depends on a terminal or an environment, and its bytes are the same every time.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from verifier.preferences.names import printable
from verifier.report.block import Block, Column, Grid, Sentence

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.text import Text

WIDTH = 120
"""Of tables in plain text."""

LEAST_WIDTH = 20
"""A terminal that says it is narrower is taken to be this wide."""

STYLES = {"certified": "green", "refuted": "red", "undecided": "yellow"}

_GAP, _LEAST_CELL = 2, 16
_INDENT = "  "


@dataclass(frozen=True)
class Terminal:
    """A terminal: its columns, and whether it shows colours."""

    width: int
    color: bool


def plain(blocks: Iterable[Block]) -> str:
    """``blocks`` for a file or a pipe; control characters in names are shown as escapes, figures are left out."""
    lines: list[str] = []
    for block in blocks:
        if isinstance(block, Sentence):
            lines.append(printable(block.text))
        elif isinstance(block, Grid):
            lines += map(printable, block.lines) if block.lines is not None else _table(block)
    return "".join(f"{line.rstrip(' ')}\n" for line in lines)


def on_terminal(blocks: Iterable[Block], terminal: Terminal) -> str:
    """``blocks`` for people at ``terminal``: wrapped to its width, nothing cut off, control characters as escapes."""
    width = max(LEAST_WIDTH, terminal.width)
    console = _console(width, color=terminal.color)
    for block in blocks:
        if isinstance(block, Sentence):
            for line in _wrapped(_text(block.text, everywhere=block.verdicts), console, width):
                console.print(line, overflow="fold")
        elif isinstance(block, Grid):
            for part in _fitting(block, width):
                console.print(part, overflow="fold")
        elif (drawn := block.draw(width)) != "":
            console.print(f"\n{drawn}", end="", soft_wrap=True)
    output: str = console.file.getvalue()  # type: ignore[attr-defined]  # the StringIO of `_console`
    return "".join(f"{line.rstrip(' ')}\n" for line in output.removesuffix("\n").split("\n"))


def _wrapped(text: Text, console: Console, width: int) -> Iterable[Text]:
    """The lines of a sentence; all but its first are indented, so that no part of a name begins one as ours do."""
    from rich.text import Text

    if text.cell_len <= width:
        return [text]
    first, *others = text.wrap(console, width - len(_INDENT), overflow="fold")
    return [first, *(Text(_INDENT) + line for line in others)]


def _console(width: int, *, color: bool) -> Console:
    from rich.console import Console

    return Console(
        file=io.StringIO(),
        width=width,
        height=25,  # both sizes are given, so that no variable of the environment is asked for one
        force_terminal=color,
        force_jupyter=False,
        no_color=not color,
        color_system="standard" if color else None,
        highlight=False,
        markup=False,
        emoji=False,
        legacy_windows=False,
    )


def _table(grid: Grid) -> list[str]:
    """``grid`` in plain text: as wide as it has to be, which is `WIDTH` at most if its cells can be broken."""
    width = max(WIDTH, _total(_least(grid)))
    widths = _widths(grid, width)
    if widths == _natural(grid):  # nothing is broken: the same text without loading what breaks it
        rows = [[column.name for column in grid.columns], *grid.rows]
        return [(" " * _GAP).join(map(_padded, grid.columns, row, widths)) for row in rows]
    console = _console(width, color=False)
    console.print(_ruled(grid, widths, rule=False))
    output: str = console.file.getvalue()  # type: ignore[attr-defined]  # the StringIO of `_console`
    return output.removesuffix("\n").split("\n")


def _fitting(grid: Grid, width: int) -> Iterable[RenderableType]:
    """``grid`` for a terminal: as a table if its columns fit, else as `Grid.narrow` says."""
    if _total(_least(grid)) <= width:
        yield _ruled(grid, _widths(grid, width), rule=True)
    elif grid.narrow == "parts":
        for i, part in enumerate(_parts(grid, width)):
            yield from ("",) if i else ()
            yield _ruled(part, _widths(part, width), rule=True)
    else:
        for i, row in enumerate(grid.rows):
            yield from ("",) if i else ()
            yield _record(grid.columns, row)


def _parts(grid: Grid, width: int) -> Iterable[Grid]:
    """The columns of ``grid``, as many at a time as fit beside its key columns; one at least."""
    least, keys = _least(grid), list(range(grid.keys))
    taken: list[int] = []
    for i in [*range(grid.keys, len(grid.columns)), None]:
        full = i is None or _total([least[j] for j in [*keys, *taken, i]]) > width
        if full and taken:
            chosen = [*keys, *taken]
            rows = tuple(tuple(row[j] for j in chosen) for row in grid.rows)
            yield Grid(tuple(grid.columns[j] for j in chosen), rows)
            taken = []
        taken += [] if i is None else [i]


def _ruled(grid: Grid, widths: Sequence[int], *, rule: bool) -> RenderableType:
    from rich import box
    from rich.table import Table

    table = Table(
        box=box.SIMPLE_HEAD if rule else None,
        show_edge=False,
        pad_edge=False,
        padding=(0, 1, 0, 0) if rule else (0, 1),
        header_style="bold" if rule else "",
    )
    for column, width in zip(grid.columns, widths, strict=True):
        justify = "right" if column.right else "left"
        table.add_column(_text(column.name), justify=justify, width=width, overflow="fold")  # type: ignore[arg-type]
    for row in grid.rows:
        table.add_row(*map(_cell, grid.columns, row))
    return table


def _record(columns: Sequence[Column], row: Sequence[str]) -> RenderableType:
    """One row as a list: the names of its columns, beside them its cells."""
    from rich.table import Table

    listed = Table.grid(padding=(0, _GAP, 0, 0))
    listed.add_column(overflow="fold", max_width=_LEAST_CELL, style="bold")
    listed.add_column(overflow="fold")
    for column, cell in zip(columns, row, strict=True):
        listed.add_row(_text(column.name), _cell(column, cell))
    return listed


def _widths(grid: Grid, width: int) -> list[int]:
    """How wide each column is: as its text, or less until all fit.

    Names of columns are broken first, then the widest cells; numbers only where nothing else is left.
    """
    cells, least, widths = _of_cells(grid), _least(grid), _natural(grid)
    while _total(widths) > width:
        wide = [i for i in range(len(widths)) if widths[i] > least[i]] or [
            i for i in range(len(widths)) if widths[i] > 1
        ]
        if not wide:
            break
        widths[max(wide, key=lambda i: (widths[i] > cells[i], widths[i]))] -= 1
    return widths


def _natural(grid: Grid) -> list[int]:
    """How wide each column is where nothing has to be broken."""
    return [max(needed, _length(column.name)) for needed, column in zip(_of_cells(grid), grid.columns, strict=True)]


def _padded(column: Column, cell: str, width: int) -> str:
    """``cell`` over the whole ``width`` of its column; at the right, white space after it is no part of it."""
    if not column.right:
        return printable(cell) + " " * (width - _length(cell))
    shown = printable(cell).rstrip()
    return " " * (width - _length(shown)) + shown


def _least(grid: Grid) -> list[int]:
    """The least width of each column that leaves words of ours and numbers whole."""
    least = []
    for wide, column in zip(_of_cells(grid), grid.columns, strict=True):
        word = max(map(_length, column.name.split()), default=1)
        least.append(max(1, min(word, _LEAST_CELL), wide if column.whole else min(wide, _LEAST_CELL)))
    return least


def _of_cells(grid: Grid) -> list[int]:
    """How wide the widest cell of each column is."""
    return [max((_length(row[i]) for row in grid.rows), default=1) for i in range(len(grid.columns))]


def _length(text: str) -> int:
    """How many columns of a terminal ``text`` takes."""
    from rich.cells import cell_len

    return cell_len(printable(text))


def _total(widths: Sequence[int]) -> int:
    return sum(widths) + _GAP * (len(widths) - 1)


def _cell(column: Column, cell: str) -> Text:
    text = _text(cell)
    word = next((word for word in STYLES if cell.startswith(word)), None)
    if column.verdict and word is not None:
        text.stylize(STYLES[word], 0, len(word))
    return text


def _text(text: str, *, everywhere: bool = False) -> Text:
    from rich.text import Text

    shown = Text(printable(text))
    if everywhere:
        for word, style in STYLES.items():
            shown.highlight_words([word], style)
    return shown
