"""What a named population can be told: whole numbers, rationals, one of several words."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

from verifier.errors import InputError
from verifier.exact.rational import format_rational, parse_rational
from verifier.preferences.formats.source import quoted

Value: TypeAlias = int | Fraction | str


@dataclass(frozen=True)
class Whole:
    """A whole number from ``least`` to ``most``; without ``default`` it must be given."""

    name: str
    least: int
    most: int
    default: int | None = None

    @property
    def wanted(self) -> str:
        """What is accepted, in words."""
        return f"a whole number from {self.least} to {self.most}"

    def parse(self, text: str) -> int:
        """The number that ``text`` writes.

        Raises:
            InputError: it writes none, or one that is out of range.
        """
        digits = text.isascii() and text.isdigit() and len(text) <= len(str(self.most))
        if not digits or not self.least <= int(text) <= self.most:
            raise InputError(f"{self.name}={quoted(text)}: write {self.wanted}")
        return int(text)


@dataclass(frozen=True)
class Rational:
    """A rational from ``low`` (which is excluded if ``above``) to ``high``; without ``default`` it must be given."""

    name: str
    low: Fraction
    high: Fraction
    default: Fraction | None = None
    above: bool = False

    @property
    def wanted(self) -> str:
        """What is accepted, in words."""
        first = f"above {format_rational(self.low)}" if self.above else f"from {format_rational(self.low)}"
        return f"a rational {first} up to {format_rational(self.high)}, such as 1/10 or 0.1"

    def parse(self, text: str) -> Fraction:
        """The number that ``text`` writes, read exactly.

        Raises:
            InputError: it writes none, or one that is out of range.
        """
        try:
            value = parse_rational(text)
        except InputError as error:
            raise InputError(f"{self.name}: {error}") from None
        if not self.low <= value <= self.high or (self.above and value == self.low):
            raise InputError(f"{self.name}={quoted(text)}: write {self.wanted}")
        return value


@dataclass(frozen=True)
class Choice:
    """One of ``words``, the first unless told."""

    name: str
    words: tuple[str, ...]

    @property
    def default(self) -> str:
        """The first word."""
        return self.words[0]

    @property
    def wanted(self) -> str:
        """What is accepted, in words."""
        return " or ".join(self.words)

    def parse(self, text: str) -> str:
        """``text``, if it is one of the words.

        Raises:
            InputError: it is none.
        """
        if text not in self.words:
            raise InputError(f"{self.name}={quoted(text)}: write {self.wanted}")
        return text


Parameter: TypeAlias = Whole | Rational | Choice


def format_value(value: Value) -> str:
    """``value`` as it is written in an argument."""
    return value if isinstance(value, str) else format_rational(value)
