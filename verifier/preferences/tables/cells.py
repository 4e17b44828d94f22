"""The cells of a table's columns: numbers, texts, and those that stand for no answer."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from verifier.errors import InputError
from verifier.exact.rational import parse_rational
from verifier.preferences.formats.records import is_numeral

if TYPE_CHECKING:
    from fractions import Fraction

    from verifier.preferences.formats.options import ReadOptions
    from verifier.preferences.formats.records import Record

_MISSING = frozenset({"", "na", "n/a", "nan", "null", "none", "<na>", "#n/a"})


@dataclass(frozen=True, eq=False)
class Cells:
    """The texts of a table by column, and what they say under ``options``."""

    rows: list[Record]
    options: ReadOptions

    @cached_property
    def columns(self) -> list[tuple[str, ...]]:
        """The texts of each column, from top to bottom."""
        return list(zip(*(row.cells for row in self.rows), strict=True))

    def is_missing(self, text: str) -> bool:
        """Whether a cell stands for no answer."""
        if text.casefold() in _MISSING or text in self.options.missing:
            return True
        return bool(self._missing_numbers) and is_numeral(text) and self.number(text) in self._missing_numbers

    def number(self, text: str) -> Fraction:
        """The number that a cell writes.

        Raises:
            InputError: it writes none.
        """
        return parse_number(text, self.options.decimal)

    def numbers(self, position: int) -> dict[str, Fraction]:
        """Text → number, for the cells of a column that are numbers and stand for an answer."""
        if position not in self._numbers:
            found = {}
            for text in self.texts(position):
                try:
                    found[text] = self.number(text)
                except InputError:
                    continue
            self._numbers[position] = found
        return self._numbers[position]

    def texts(self, position: int) -> list[str]:
        """The distinct texts of a column that stand for an answer, in the order in which they appear."""
        return [text for text in dict.fromkeys(self.columns[position]) if not self.is_missing(text)]

    def is_blank(self, position: int) -> bool:
        """Whether all cells of a column stand for no answer."""
        return not self.texts(position)

    def is_numeric(self, position: int) -> bool:
        """Whether a column has answers, and all of them are numbers."""
        return not self.is_blank(position) and len(self.numbers(position)) == len(self.texts(position))

    def is_text(self, position: int) -> bool:
        """Whether a column has answers, and none of them is a number."""
        return not self.is_blank(position) and not self.numbers(position)

    def line(self, position: int, text: str) -> int:
        """The line of the first row in which a column has that text."""
        return self.rows[self.columns[position].index(text)].line

    @cached_property
    def _missing_numbers(self) -> frozenset[Fraction]:
        """The numbers among the texts of `ReadOptions.missing`: -1 stands for -1.0 too."""
        return frozenset(self.number(text) for text in self.options.missing if is_numeral(text))

    @cached_property
    def _numbers(self) -> dict[int, dict[str, Fraction]]:
        return {}


def parse_number(text: str, decimal: str) -> Fraction:
    """The number that ``text`` writes with that sign before its decimals.

    Raises:
        InputError: it writes none; the message says so if the other sign is used.
    """
    if decimal == ",":
        if "." in text:
            raise InputError(f"{text[:40]!r} has a point; with decimal commas a number reads 0,6 or 3/5")
        return parse_rational(text.strip().replace(",", ".", 1))
    return parse_rational(text.strip())
