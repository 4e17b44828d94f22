"""The text that is read and the place in it: what every message of a reader starts with."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from verifier.errors import InputError, Remedy
from verifier.exact.rational import MAX_DIGITS

if TYPE_CHECKING:
    from collections.abc import Iterator

FRAME = "the frame"
"""The source of a table that was no text but a data frame: it has rows for lines, and keywords for flags."""

BLANKS = " \t"
"""What is stripped from the ends of names and cells; other white space may belong to a name."""

_SINGULAR = {field: field.removesuffix("s") for field in ("ignore_columns", "keep_columns", "ignore_users")}
"""Options that are given once for each."""

_SHOWN = 60
_LONGEST = 600


def content(text: str, source: str, accepted: str) -> str:
    """``text`` without a leading byte order mark.

    Raises:
        InputError: nothing but white space is left; the message says that ``accepted`` is wanted.
    """
    text = text.removeprefix("\ufeff")
    if not text or text.isspace():
        raise malformed(source, None, f"the file is empty; {accepted}")
    return text


def malformed(source: str, line: int | None, problem: str, *remedies: Remedy) -> InputError:
    """The error to raise for ``problem``, which reads ``<what was found>; <what is accepted>``.

    ``remedies`` are options that may settle it; those that do not are left out of what the user sees (`remedies`).
    """
    return InputError(_one_line(_place(source, line) + problem), remedies)


@contextmanager
def located(source: str, line: int | None = None, item: str = "") -> Iterator[None]:
    """Puts the place before the message of any `InputError` raised inside; its type stays."""
    try:
        yield
    except InputError as error:
        raise type(error)(_one_line(_place(source, line) + item + error.problem), error.remedies) from None


def quoted(text: str) -> str:
    """``text`` in quotes for a message, shortened to what a terminal's line holds."""
    return repr(text) if len(text) <= _SHOWN else f"{text[:_SHOWN]!r}... ({len(text)} characters)"


def plural(number: int, noun: str) -> str:
    """``1 line``, ``2 lines``."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def parse_count(text: str) -> int | None:
    """The number that ``text`` writes in the digits 0-9, or None if it writes none that is positive and readable."""
    if not (text.isascii() and text.isdigit() and len(text) <= MAX_DIGITS):
        return None
    return int(text) or None


def row_name(source: str, line: int) -> str:
    """``line 3`` of a text, ``row 3`` of a data frame."""
    return f"{'row' if source == FRAME else 'line'} {line}"


def option_name(source: str, field: str, value: str | None = None) -> str:
    """How the option ``field`` of `ReadOptions` is written where ``source`` is read.

    >>> option_name("votes.csv", "best", "low"), option_name(FRAME, "best", "low")
    ('--best low', "best='low'")
    """
    if source == FRAME:
        return f"{field}=" if value is None else f"{field}={value!r}"
    flag = "--" + _SINGULAR.get(field, field).replace("_", "-")
    return flag if value is None else f"{flag} {value}"


def _place(source: str, line: int | None) -> str:
    return f"{source}: " if line is None else f"{source} {row_name(source, line)}: "


def _one_line(message: str) -> str:
    """``message`` with line breaks and other control characters escaped, and its middle cut out if it is very long."""
    if len(message) > _LONGEST:
        message = f"{message[: _LONGEST // 2]} ... {message[-_LONGEST // 2 :]}"
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in message)
