"""A TOML table whose keys are taken one by one; what is left over is an error."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from fractions import Fraction
from typing import Any

from verifier.errors import BudgetError, InputError
from verifier.exact.rational import MAX_DIGITS, is_short, parse_rational
from verifier.report.finding import Word

DEEPEST = 20
"""Tables and lists within each other."""

SHOWN = 200
"""So much of a value is shown in an error."""


class Table:
    """The keys and values under one heading of a case file.

    Attributes:
        where: the file and heading, for errors.
        asked: the keys that were asked for, there or not.
    """

    def __init__(self, given: dict[str, Any], where: str) -> None:
        if not isinstance(given, dict):
            raise InputError(f"{where}: wanted a table of keys and values, got {brief(given)}")
        self.given, self.where = dict(given), where
        self.asked: list[str] = []

    def take(self, key: str, kind: type | tuple[type, ...]) -> Any:
        """The value of ``key``, which must be there and of this ``kind``.

        Raises:
            InputError: it is not.
        """
        if not self.has(key):
            raise InputError(f"{self.where}: the key {key!r} is missing")
        return self.optional(key, kind, None)

    def text(self, key: str) -> str:
        """The text of ``key``, which must be there."""
        value: str = self.take(key, str)
        return value

    def has(self, key: str) -> bool:
        """True if ``key`` is there."""
        self.asked.append(key)
        return key in self.given

    def number(self, key: str) -> Fraction | None:
        """The rational that the text of ``key`` writes; None where the key is not there."""
        given = self.optional(key, str, None)
        return None if given is None else self._parsed(key, given)

    def numbers(self, key: str) -> tuple[Fraction, ...] | None:
        """The rationals of ``key``, one text or a list of them; None where the key is not there."""
        given = self.optional(key, (str, list), None)
        return None if given is None else tuple(self._parsed(key, each) for each in listed(given))

    def optional(self, key: str, kind: type | tuple[type, ...], default: Any = None) -> Any:
        """The value of ``key``, of this ``kind``, or ``default`` where the key is not there.

        Raises:
            InputError: the value is of another kind.
        """
        if not self.has(key):
            return default
        value = self.given.pop(key)
        kinds = kind if isinstance(kind, tuple) else (kind,)
        if not isinstance(value, kinds) or (isinstance(value, bool) and bool not in kinds):
            wanted = " or ".join(each.__name__ for each in kinds)
            raise InputError(f"{self.where}: {key!r} is {brief(value)}; wanted {wanted}")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """The texts listed under ``key``; none where the key is not there.

        Raises:
            InputError: the value is no list of texts.
        """
        given = self.optional(key, list, [])
        for each in given:
            if not isinstance(each, str):
                raise InputError(f"{self.where}: {key!r} holds {brief(each)}; wanted texts, in quotes")
        return tuple(given)

    def one_number(self, key: str, default: int, most: int = 999_999_999) -> int:
        """The whole number, from 1 to ``most``, that ``key`` gives, as ``3`` or as the text ``"3"``."""
        given = self.optional(key, (int, str), default)
        text = str(given)
        if not (text.isascii() and text.isdigit() and text.strip("0")):
            raise InputError(f"{self.where}: {key!r} is {brief(given)}; write one whole number from 1 on, such as '3'")
        if len(text) > len(str(most)) or int(text) > most:
            raise InputError(f"{self.where}: {key!r} is {brief(given)}; write a whole number from 1 to {most}")
        return int(text)

    def verdicts(self, key: str, default: str | None = None) -> tuple[str, ...]:
        """The verdicts of ``key``, one text or a list of them, which must be there unless there is a ``default``.

        Raises:
            InputError: the key is not there, or one of them is no verdict.
        """
        given = self.take(key, (str, list)) if default is None else self.optional(key, (str, list), default)
        return check_verdicts(listed(given), f"{self.where}: {key!r}")

    def flag(self, key: str) -> bool:
        """True if ``key`` is there and true."""
        return bool(self.optional(key, bool, default=False))

    def tables(self, key: str) -> list[Table]:
        """The tables under ``key``, ``[[key]]`` in the file; none where the key is not there.

        Raises:
            InputError: there is one table, ``[key]``, in the place of a list of them.
        """
        if isinstance(self.given.get(key), dict):
            raise InputError(f"{self.where}: [{key}] is a single table; write [[{key}]], once for each of them")
        return [Table(each, f"{self.where} [[{key}]]") for each in self.optional(key, list, [])]

    def finish(self) -> None:
        """Refuse what was not taken.

        Raises:
            InputError: a key is left over.
        """
        if self.given:
            known = ", ".join(sorted(set(self.asked)))
            raise InputError(
                f"{self.where}: {brief(next(iter(self.given)))} is no key that is read here; keys: {known}"
            )

    def _parsed(self, key: str, text: object) -> Fraction:
        if not isinstance(text, str):
            raise InputError(f"{self.where}: {key!r} holds {brief(text)}; write numbers as text, such as '3/5'")
        try:
            return parse_rational(text)
        except InputError as error:
            raise InputError(f"{self.where}: {key!r}: {error}") from None


def refuse_excess(given: object, where: str) -> None:
    """Refuse values that no case has: nested deeply, or whole numbers that are longer than any is read.

    Raises:
        InputError: there is one.
    """
    waiting = [(given, 0)]
    while waiting:
        value, depth = waiting.pop()
        if depth > DEEPEST:
            raise InputError(f"{where}: it is nested more than {DEEPEST} deep; a case has tables in tables in lists")
        if isinstance(value, dict):
            waiting += [(each, depth + 1) for each in value.values()]
        elif isinstance(value, list):
            waiting += [(each, depth + 1) for each in value]
        elif isinstance(value, int) and not is_short(Fraction(value)):
            raise InputError(f"{where}: a whole number has more than {MAX_DIGITS} digits; at most so many are read")


def brief(value: object) -> str:
    """``value`` as it is written, the end left out where that is long."""
    text = repr(value)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}..."


def check_verdicts(given: Sequence[object], where: str) -> tuple[str, ...]:
    """``given``, if these are verdicts: a misspelt one would be a difference that no answer can mend.

    Raises:
        InputError: one of them is not.
    """
    words = [word.value for word in Word]
    for each in given:
        if each not in words:
            raise InputError(f"{where} holds {brief(each)}; a verdict is one of {', '.join(words)}")
    return tuple(str(each) for each in given)


@contextmanager
def named(where: str) -> Iterator[None]:
    """Errors within are about ``where``, and say so if they do not yet.

    Raises:
        AuditError: as raised within, with ``where`` in front.
    """
    try:
        yield
    except BudgetError as error:
        raise BudgetError(f"{where}: {error}") from None
    except InputError as error:
        file = where.partition(" [")[0]
        if str(error).startswith(file):
            raise
        raise InputError(f"{where}: {error}") from None


def listed(given: str | Sequence[str]) -> tuple[str, ...]:
    """One text as a list of one; a list as it is."""
    return (given,) if isinstance(given, str) else tuple(given)
