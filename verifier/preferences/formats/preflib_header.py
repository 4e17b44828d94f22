"""The header of a PrefLib file, in both of its forms: names, ids and the totals that the body must reach."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from verifier.preferences.formats.source import BLANKS, malformed, parse_count, plural, quoted

if TYPE_CHECKING:
    from collections.abc import Sequence

_NAME = "ALTERNATIVE NAME"
_ALTERNATIVES = "NUMBER ALTERNATIVES"
_VOTERS = "NUMBER VOTERS"
_UNIQUE = ("NUMBER UNIQUE ORDERS", "NUMBER UNIQUE PREFERENCES")
_CATEGORIES = "NUMBER CATEGORIES"
_NUMBERS = (_ALTERNATIVES, _VOTERS, *_UNIQUE, _CATEGORIES)


@dataclass(frozen=True)
class Total:
    """A number that the header announces: ``key`` is ``value``, on ``line``."""

    key: str
    value: int
    line: int


@dataclass(frozen=True)
class Header:
    """What a PrefLib header says.

    Attributes:
        names: the response names in the order of their declaration.
        ids: the number that the body writes for each of them, as text.
        voters: the announced sum of the counts, where there is one; and so on.
        separator: what stands between a count and its order: ``":"`` (since 2022) or ``","`` (before).
        first: the index of the first line of the body.
    """

    names: tuple[str, ...]
    ids: tuple[str, ...]
    voters: tuple[Total, ...]
    unique: tuple[Total, ...]
    categories: tuple[Total, ...]
    separator: str
    first: int


def parse_header(lines: Sequence[str], suffix: str, source: str) -> Header:
    """The header at the start of ``lines``, whichever form it has.

    Raises:
        InputError: a line is neither form's, a key stands twice, names repeat or are empty, their number is not the one
            announced, the ids are not 0, 1, ... or 1, 2, ..., or DATA TYPE is another one than ``suffix``.
    """
    start = next((i for i, line in enumerate(lines) if line.strip(BLANKS)), 0)
    if lines[start].startswith("#"):
        return _parse_keys(lines, suffix, source)
    return _parse_numbers(lines, start, source)


def _parse_keys(lines: Sequence[str], suffix: str, source: str) -> Header:
    """The header since September 2022: lines ``# KEY: value``."""
    declared: list[tuple[str, str, int]] = []
    totals: dict[str, Total] = {}
    first = len(lines)
    for i, line in enumerate(lines):
        if not line.strip(BLANKS):
            continue
        if not line.startswith("#"):
            first = i
            break
        key, colon, value = line[1:].partition(":")
        key, value = key.strip(BLANKS), value.strip(BLANKS)
        if not colon:
            raise malformed(source, i + 1, f"{quoted(line)} has no colon; a header line reads '# KEY: value'")
        if key.startswith(_NAME):
            declared.append((key.removeprefix(_NAME).strip(BLANKS), value, i + 1))
        elif key in _NUMBERS:
            if key in totals:
                raise malformed(
                    source, i + 1, f"{key} stands twice (first on line {totals[key].line}); it must stand once"
                )
            totals[key] = Total(key, _number(value, key, source, i + 1), i + 1)
        elif key == "DATA TYPE" and value.lower() != suffix.lstrip("."):
            raise malformed(
                source,
                i + 1,
                f"the header says DATA TYPE {quoted(value)}, but the file is read as {suffix}; they must agree",
            )
    names, ids = _declared(declared, totals.get(_ALTERNATIVES), source)
    return Header(
        names,
        ids,
        voters=tuple(totals[key] for key in (_VOTERS,) if key in totals),
        unique=tuple(totals[key] for key in _UNIQUE if key in totals),
        categories=tuple(totals[key] for key in (_CATEGORIES,) if key in totals),
        separator=":",
        first=first,
    )


def _parse_numbers(lines: Sequence[str], start: int, source: str) -> Header:
    """The header before September 2022: m, then m lines ``id,name``, then ``voters,sum,unique``."""
    m = parse_count(lines[start].strip(BLANKS))
    if m is None:
        raise malformed(
            source,
            start + 1,
            f"{quoted(lines[start])} starts no PrefLib file; it must start with '# KEY: value' lines "
            "or with the number of responses (before 2022)",
        )
    last = start + m + 1
    if last >= len(lines):
        raise malformed(
            source,
            start + 1,
            f"{plural(m, 'response')} and a line 'voters,sum,unique' are announced, but only "
            f"{plural(len(lines) - start - 1, 'line')} follow; the header has one line 'id,name' for each response",
        )
    declared = []
    for i in range(start + 1, last):
        token, comma, name = lines[i].partition(",")
        if not comma:
            raise malformed(source, i + 1, f"{quoted(lines[i])} declares no response; it must read 'id,name'")
        declared.append((token.strip(BLANKS), name.strip(BLANKS), i + 1))
    names, ids = _declared(declared, None, source)
    keys = ("number of voters", "sum of the counts", "number of unique orders")
    numbers = lines[last].split(",")
    if len(numbers) != len(keys):
        raise malformed(source, last + 1, f"{quoted(lines[last])} ends no header; it must end with 'voters,sum,unique'")
    totals = [
        Total(key, _number(number.strip(BLANKS), key, source, last + 1), last + 1)
        for key, number in zip(keys, numbers, strict=True)
    ]
    return Header(
        names, ids, voters=tuple(totals[:2]), unique=tuple(totals[2:]), categories=(), separator=",", first=last + 1
    )


def _declared(
    declared: Sequence[tuple[str, str, int]], announced: Total | None, source: str
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Names and ids of the declarations (id, name, line)."""
    lines_of: dict[str, int] = {}
    ids: dict[str, int] = {}
    for token, name, line in declared:
        if not (token.isascii() and token.isdigit()):
            raise malformed(source, line, f"{quoted(token)} is not the number of a response; ids are 1, 2, ...")
        if not name:
            raise malformed(source, line, f"response {token} has an empty name; names are non-empty text")
        if name in lines_of:
            raise malformed(
                source,
                line,
                f"the name {quoted(name)} stands twice (first on line {lines_of[name]}); names must differ",
            )
        if token in ids:
            raise malformed(
                source, line, f"response {token} is declared twice (first on line {ids[token]}); ids must differ"
            )
        lines_of[name], ids[token] = line, line
    m = len(declared)
    if announced is not None and announced.value != m:
        raise malformed(
            source,
            announced.line,
            f"the header says {announced.key} {announced.value}, but names {plural(m, 'response')}; they must agree",
        )
    if not declared:
        raise malformed(source, None, f"the header names no response; it must have lines '# {_NAME} 1: name'")
    origin = 0 if "0" in ids else 1
    for expected in range(origin, origin + m):
        if str(expected) not in ids:
            raise malformed(
                source,
                max(ids.values()),
                f"{plural(m, 'response')} are declared, but none has the number {expected}; "
                f"ids are {origin}..{origin + m - 1}",
            )
    return tuple(lines_of), tuple(ids)


def _number(text: str, key: str, source: str, line: int) -> int:
    number = parse_count(text)
    if number is None:
        raise malformed(source, line, f"{key} is {quoted(text)}; it must be a positive whole number")
    return number
