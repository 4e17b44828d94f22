"""Comma and tab separated text: a header and rows, or rows alone, with the lines on which they start."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from verifier.preferences.formats.source import BLANKS, content, malformed, plural, quoted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from verifier.errors import InputError

DELIMITERS = {".csv": ",", ".tsv": "\t"}
_USUAL_CELL = 131072
_SEEN = 1000
_NUMERAL = re.compile(r"[-+]?[0-9]+(?:[.,/][0-9]+)?(?:[eE][-+]?[0-9]+)?", re.ASCII)
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
        empty: how many rows without a single cell were left out.
    """

    source: str
    header: tuple[str, ...]
    line: int | None
    rows: list[Record]
    empty: int = 0


def parse_records(text: str, source: str, delimiter: str) -> list[Record]:
    """The rows of ``text`` that are not blank; a cell may be as long as the text.

    Raises:
        InputError: the quotes are not those of CSV, or there is no row.
    """
    usual = csv.field_size_limit(max(len(text), _USUAL_CELL))
    try:
        rows = list(_records(text, source, delimiter))
    finally:
        csv.field_size_limit(usual)
    if not rows:
        raise malformed(source, None, "all rows are blank; a table has a header and at least one row")
    return rows


def _records(text: str, source: str, delimiter: str) -> Iterator[Record]:
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    start = 1
    try:
        for cells in lines:
            stripped = [cell.strip(BLANKS) for cell in cells]
            if len(stripped) > 1 or (stripped and stripped[0]):
                yield Record(start, stripped)
            start = lines.line_num + 1
    except csv.Error as error:
        problem = f'not a row of CSV ({error}); a cell with separators or quotes reads "like, ""this"""'
        other = next((each for each in _SEPARATORS if each != delimiter and f'"{each}"' in text[:_SEEN]), None)
        raise malformed(source, start, problem, *([{"delimiter": other}] if other else [])) from None


def missed_cells(record: Record, delimiter: str) -> list[str]:
    """What the only cell of ``record`` would be split into by another separator; nothing, if it would stay whole."""
    if len(record.cells) == 1:
        for separator in _SEPARATORS:
            if separator != delimiter and separator in record.cells[0]:
                return [cell.strip(BLANKS + '"') for cell in record.cells[0].split(separator)]
    return []


def one_cell(record: Record, source: str, delimiter: str, row: str = "header", *, offered: bool = False) -> InputError:
    """The error to raise for a ``row`` whose cells another separator keeps together, which may be ``offered``."""
    text, cell = record.cells[0], quoted(record.cells[0])
    other = next((each for each in _SEPARATORS if each != delimiter and each in text), None)
    return malformed(
        source,
        record.line,
        f"the {row} is one cell, {cell}; separate cells with {_SEPARATORS.get(delimiter, repr(delimiter))}"
        + (f", or say that {_SEPARATORS[other]} separate them" if other and offered else ""),
        *([{"delimiter": other}] if other and offered else []),
    )


def parse_rows(text: str, source: str, delimiter: str, header: Sequence[str] | None = None) -> Table:
    """The table of ``text``: its first row is the header, unless ``header`` is given.

    Raises:
        InputError: there is no row, a row is narrower or wider than the header, a column's name stands twice, or
            the header's cells are separated by something else than ``delimiter``.
    """
    text = content(text, source, "a table has a header and at least one row")
    rows = parse_records(text, source, delimiter)
    if missed_cells(rows[0], delimiter):
        raise one_cell(rows[0], source, delimiter, offered=True)
    first = Record(rows[0].line, list(header)) if header is not None else rows.pop(0)
    line = None if header is not None else first.line
    width = len(first.cells)
    _refuse_second_names(first, source, line)
    for row in rows:
        if len(row.cells) != width:
            raise _of_other_width(row, first, source, given=header is not None)
    filled = [row for row in rows if any(row.cells)]
    if not filled:
        raise malformed(source, None, "there are no rows below the header; at least one is needed")
    return Table(source, tuple(first.cells), line, filled, len(rows) - len(filled))


def invented_header(cells: Sequence[str]) -> tuple[str, ...]:
    """Names for the columns of a table without a header: ``user`` if the first is no number, then ``r1``, ``r2``, ...

    >>> invented_header(["ann", "5", "3"]), invented_header(["5", "3"])
    (('user', 'r1', 'r2'), ('r1', 'r2'))
    """
    first = ["user"] if not is_numeral(cells[0]) else []
    return (*first, *(f"r{i}" for i in range(1, len(cells) - len(first) + 1)))


def is_numeral(text: str) -> bool:
    """Whether ``text`` is a number as tables write it, with a decimal point or comma."""
    return _NUMERAL.fullmatch(text) is not None


def _refuse_second_names(first: Record, source: str, line: int | None) -> None:
    seen: set[str] = set()
    for name in filter(None, first.cells):
        if name in seen:
            problem = f"the column {quoted(name)} stands twice; names must differ"
            remedies = [{"header": invented_header(first.cells)}] if is_numeral(name) and line is not None else []
            raise malformed(source, line, problem + ("; is the first line a header?" if remedies else ""), *remedies)
        seen.add(name)


def _of_other_width(row: Record, first: Record, source: str, *, given: bool) -> InputError:
    found = f"{plural(len(row.cells), 'cell')} where the header has {len(first.cells)}"
    if given:
        return malformed(source, row.line, f"{found} (as given: {', '.join(map(quoted, first.cells[:8]))})")
    if all(not cell or is_numeral(cell) for cell in (*first.cells, *row.cells)):
        return malformed(
            source,
            row.line,
            f"{found}; without a header, and with a count and one column for each place, as Scottish elections and "
            "RCTab write ballots, it is no table that is read: write a .toi file of PrefLib (3: 1,2), or a table "
            "user,response,rank",
        )
    return malformed(source, row.line, f"{found}; leave a cell empty rather than out")
