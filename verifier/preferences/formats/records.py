"""Comma and tab separated text: a header and rows, or rows alone, with the lines on which they start."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from verifier.preferences.formats.source import BLANKS, content, malformed, plural, quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from verifier.errors import InputError

DELIMITERS = {".csv": ",", ".tsv": "\t"}
_SEPARATORS = {",": "commas", "\t": "tabs", ";": "semicolons", "|": "bars"}


@dataclass(frozen=True)
class Record:
    """The cells of one row, without blanks at their ends, and the line on which it starts."""

    line: int
    cells: list[str]


@dataclass(frozen=True)
class Table:
    """A header of distinct names (empty ones may repeat) and at least one row, each as wide as the header.

    Attributes:
        source: the text's name, for messages.
        header: the names of the columns.
        line: the line of the header; None where it stands on none.
        rows: the other rows.
        ignored: how many columns of the text were left out on request.
        gaps: whether an empty value in a long table leaves a response unrated, as in a wide one; else it is an error.
    """

    source: str
    header: tuple[str, ...]
    line: int | None
    rows: list[Record]
    ignored: int = 0
    gaps: bool = False


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


def missed_cells(record: Record, delimiter: str) -> list[str]:
    """What the only cell of ``record`` would be split into by another separator; nothing, if it would stay whole."""
    if len(record.cells) == 1:
        for separator in _SEPARATORS:
            if separator != delimiter and separator in record.cells[0]:
                return [cell.strip(BLANKS + '"') for cell in record.cells[0].split(separator)]
    return []


def one_cell(record: Record, source: str, delimiter: str, row: str = "header") -> InputError:
    """The error to raise for a ``row`` whose cells another separator keeps together."""
    cell = quoted(record.cells[0])
    return malformed(
        source, record.line, f"the {row} is one cell, {cell}; separate cells with {_SEPARATORS[delimiter]}"
    )


def parse_rows(text: str, source: str, delimiter: str) -> Table:
    """The table of ``text``: its first row is the header.

    Raises:
        InputError: there is no row, a row is narrower or wider than the header, a column's name stands twice, or
            the header's cells are separated by something else than ``delimiter``.
    """
    text = content(text, source, "a table has a header and at least one row")
    records = parse_records(text, source, delimiter)
    header = next(records)
    if missed_cells(header, delimiter):
        raise one_cell(header, source, delimiter)
    width = len(header.cells)
    seen: set[str] = set()
    for name in filter(None, header.cells):
        if name in seen:
            raise malformed(source, header.line, f"the column {quoted(name)} stands twice; names must differ")
        seen.add(name)
    rows = list(records)
    for row in rows:
        if len(row.cells) != width:
            found = f"{plural(len(row.cells), 'cell')} where the header has {width}"
            raise malformed(source, row.line, f"{found}; leave a cell empty rather than out")
    if not rows:
        raise malformed(source, None, "there are no rows below the header; at least one is needed")
    return Table(source, tuple(header.cells), header.line, rows)
