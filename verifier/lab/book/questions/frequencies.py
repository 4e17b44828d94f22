"""Questions of the kind ``[[frequency]]``: how often there is a Condorcet winner under impartial culture."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from verifier.audits.effort import Effort
from verifier.errors import InputError
from verifier.exact.rational import format_rational
from verifier.lab.book.mathematics.frequency import condorcet_frequency
from verifier.lab.book.pages.line import Line
from verifier.lab.book.question import Answer, Setting
from verifier.lab.book.table import Table
from verifier.preferences.formats.source import plural
from verifier.preferences.ranges import parse_numbers
from verifier.report.finding import Word

_NOTE = "no independent check: all profiles were counted here"


@dataclass(frozen=True)
class Frequency:
    """How often ``n`` users with ``m`` responses have a strict Condorcet winner, for every n, and what is expected."""

    name: str
    m: int
    n: tuple[int, ...]
    expected: tuple[Fraction, ...]

    def decide(self, effort: Effort) -> Answer:
        """One line for each number of users."""
        found = [condorcet_frequency(self.m, n, effort.budget) for n in self.n]
        lines = tuple(
            Line(self._sentence(n, value), Word.CERTIFIED, None, _NOTE) for n, value in zip(self.n, found, strict=True)
        )
        differences = tuple(
            f"n = {n}: expected {format_rational(wanted)}, found {format_rational(value)}"
            for n, wanted, value in zip(self.n, self.expected, found, strict=True)
            if wanted != value
        )
        return Answer(lines, differences=differences)

    def _sentence(self, n: int, value: Fraction) -> str:
        who = f"{plural(n, 'user')} with independent uniform strict rankings of {plural(self.m, 'response')}"
        return f"the probability that {who} have a strict Condorcet winner is exactly {format_rational(value)}"


def read(table: Table, _setting: Setting) -> Frequency:
    """The frequencies that ``table`` asks for: a ``name``, ``m`` responses, numbers ``n`` of users, their ``values``.

    Raises:
        InputError: a key is missing or of another kind, or there is not one value for each n.
    """
    name, m, n = table.text("name"), table.take("m", int), parse_numbers(table.text("n"), "n")
    values = table.numbers("values") or ()
    if len(values) != len(n):
        raise InputError(f"{table.where} {name}: {len(n)} numbers of users and {len(values)} values; give one for each")
    return Frequency(name, m, n, values)
