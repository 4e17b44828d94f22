"""Tables of exact numbers: every one as a fraction and as a decimal, for programs (CSV) and for people (Markdown)."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

from verifier.errors import InputError
from verifier.exact.rational import format_rational
from verifier.report.formats.markdown import escape
from verifier.report.number import decimal, short_decimal, short_fraction

Cell: TypeAlias = Fraction | int | str | None
"""An exact number, a whole number that counts something, a word, or nothing."""

_SMALL = Fraction(1, 10**4)


@dataclass(frozen=True)
class ExactTable:
    """Rows of cells under a heading; columns of `Fraction` are written twice, exactly and as decimals."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]

    def __post_init__(self) -> None:
        """Refuse a table whose rows have other lengths than its heading, or that has none.

        Raises:
            InputError: it is such a table.
        """
        if not self.rows or any(len(row) != len(self.columns) for row in self.rows):
            raise InputError(f"a table has at least one row, and {len(self.columns)} cells in each")


def render_csv(table: ExactTable) -> str:
    """The table as CSV; a fraction's column is followed by one of decimals."""
    exact = _exact_columns(table)
    heading = [
        name for i, name in enumerate(table.columns) for name in ([name, f"{name} (decimal)"] if exact[i] else [name])
    ]
    lines = [",".join(map(_quoted, heading))]
    for row in table.rows:
        cells = []
        for cell, twice in zip(row, exact, strict=True):
            cells.append(format_rational(cell) if isinstance(cell, Fraction) else "" if cell is None else str(cell))
            if twice:
                cells.append(_rounded(cell) if isinstance(cell, Fraction) else "")
        lines.append(",".join(map(_quoted, cells)))
    return "\n".join([*lines, ""])


def render_markdown(table: ExactTable) -> str:
    """The table as Markdown; long fractions are shortened, the CSV has them whole."""
    lines = [f"# {escape(table.title)}", "", "| " + " | ".join(map(escape, table.columns)) + " |"]
    lines.append("|" + " --- |" * len(table.columns))
    lines += ["| " + " | ".join(map(_cell, row)) + " |" for row in table.rows]
    return "\n".join([*lines, ""])


def _exact_columns(table: ExactTable) -> list[bool]:
    return [any(isinstance(row[i], Fraction) for row in table.rows) for i in range(len(table.columns))]


def _cell(cell: Cell) -> str:
    if not isinstance(cell, Fraction):
        return "" if cell is None else escape(str(cell))
    return f"{_rounded(cell)} = {escape(short_fraction(cell))}"


def _rounded(value: Fraction) -> str:
    """Six decimals; small numbers with three digits, rounded up."""
    return short_decimal(value) if 0 <= value < _SMALL else decimal(value)


def _quoted(cell: str) -> str:
    return f'"{cell.replace(chr(34), chr(34) * 2)}"' if any(letter in cell for letter in ',"\n') else cell
