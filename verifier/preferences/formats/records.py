"""Comma and tab separated text: a header and rows, or rows alone, with the lines on which they start."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from verifier.preferences.formats.source import BLANKS, content, malformed, plural, quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

DELIMITERS = {".csv": ",", ".tsv": "\t"}


@dataclass(frozen=True)
class Record:
    """The cells of one row, without blanks at their ends, and the line on which it starts."""

    line: int
    cells: list[str]


@dataclass(frozen=True)
class Table:
    """A header of distinct names (empty ones may repeat) and at least one row, each as wide as the header."""

    source: str
    header: tuple[str, ...]
    line: int
    rows: list[Record]


def parse_records(text: str, source: str, delimiter: str) -> Iterator[Record]:
    """The rows of ``text`` that are not blank.

    Raises:
        InputError: the quotes are not those of CSV.
    """
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    start = 1
    try:
        for cells in lines:
            stripped = [cell.strip(BLANKS) for cell in cells]
            if len(stripped) > 1 or (stripped and stripped[0]):
                yield Record(start, stripped)
            start = lines.line_num + 1
    except csv.Error as error:
        raise malformed(
            source, start, f'not a row of CSV ({error}); a cell with separators or quotes reads "like, ""this"""'
        ) from None


def parse_rows(text: str, source: str, delimiter: str) -> Table:
    """The table of ``text``: its first row is the header.

    Raises:
        InputError: there is no row, a row is narrower or wider than the header, or a column's name stands twice.
    """
    text = content(text, source, "a table has a header and at least one row")
    records = parse_records(text, source, delimiter)
    header = next(records)
    width = len(header.cells)
    seen: set[str] = set()
    for name in filter(None, header.cells):
        if name in seen:
            raise malformed(
                source, header.line, f"the column {quoted(name)} stands twice; columns have different names"
            )
        seen.add(name)
    rows = list(records)
    for row in rows:
        if len(row.cells) != width:
            found = f"{plural(len(row.cells), 'cell')} where the header has {width}"
            raise malformed(source, row.line, f"{found}; leave a cell empty rather than out")
    if not rows:
        raise malformed(source, None, "there are no rows below the header; at least one is needed")
    return Table(source, tuple(header.cells), header.line, rows)


def column(table: Table, name: str, flags: str) -> int:
    """The position of the column ``name``.

    Raises:
        InputError: there is none; the message says what there is, and that ``flags`` choose another one.
    """
    if name in table.header:
        return table.header.index(name)
    found = ", ".join(map(quoted, table.header[:8])) + (", ..." if len(table.header) > 8 else "")  # noqa: PLR2004  # a line
    raise malformed(
        table.source, table.line, f"there is no column {quoted(name)} (found: {found}); name the columns with {flags}"
    )


def optional_column(table: Table, given: str | None, default: str, flag: str) -> int | None:
    """The position of the column that ``flag`` names, which must be there; else of the one named ``default``, if any.

    Raises:
        InputError: there is no column ``given``.
    """
    if given is not None:
        return column(table, given, flag)
    return table.header.index(default) if default in table.header else None
