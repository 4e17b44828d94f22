"""JSON without its traps: no repeated keys, no NaN, every number exact."""

from __future__ import annotations

import json
import re
from fractions import Fraction
from typing import NoReturn, TypeAlias

from verifier.errors import InputError
from verifier.exact.rational import MAX_DIGITS, parse_rational
from verifier.preferences.formats.source import content, malformed, quoted

Json: TypeAlias = "dict[str, Json] | list[Json] | str | int | Fraction | bool | None"
"""A JSON value: numerals without point and exponent are `int`, all others (3.0 and 1e5 too) `Fraction`."""

_MAX_DEPTH = 100
_TOKEN = re.compile(
    r'(?P<key>"(?:[^"\\]|\\.)*+"(?=\s*+:))|"(?:[^"\\]|\\.)*+"|-?[0-9][0-9.eE+-]*+|-?[A-Za-z]++|[][{}:,]',
    re.ASCII | re.DOTALL,
)
_WANTED = 'the file is JSON with every key once, numbers as 3, 0.6, 8e-06 or "3/5", and no NaN or Infinity'


class _RefusedError(Exception):
    """The standard reader met something that it reads and we do not."""


def parse_json(text: str, source: str) -> Json:
    """The value that ``text`` writes.

    The standard library reads; only when it or we refuse is the text walked again, to say where and why.

    Raises:
        InputError: the text is not JSON, repeats a key in one object, has NaN, Infinity, a number that `parse_rational`
            refuses for its length or exponent, or nests deeper than the standard library reads.

    >>> parse_json('{"a": 0.6, "b": [1, null]}', "example.json")
    {'a': Fraction(3, 5), 'b': [1, None]}
    """
    text = content(text, source, "it should hold a JSON value")
    try:
        value: Json = json.loads(
            text, object_pairs_hook=_unique, parse_float=_exact, parse_int=_whole, parse_constant=_refuse
        )
    except json.JSONDecodeError as error:
        problem = f"not JSON at column {error.colno} ({error.msg})"
        raise malformed(source, error.lineno, f"{problem}; {_WANTED}") from None
    except (_RefusedError, InputError):
        raise _refusal(text, source) from None
    except RecursionError:
        raise _too_deep(text, source) from None
    return value


def items_at(text: str) -> list[int]:
    r"""The lines on which the items begin of the list that ``text``, which is JSON, writes.

    >>> items_at('[{"a": [1]},\n {"b": 2}]')
    [1, 2]
    """
    lines, depth, wanted, line, seen = [], 0, False, 1, 0
    for match in _TOKEN.finditer(text):
        token = match[0]
        line, seen = line + text.count("\n", seen, match.start()), match.start()
        depth -= token in {"]", "}"}
        if depth == 1 and wanted and token != "]":
            lines.append(line)
        wanted = depth == 1 and token == ","
        if token in {"[", "{"}:
            depth += 1
            wanted = depth == 1
    return lines


def kind(value: Json) -> str:
    """What ``value`` is, for a message: ``an object``, ``the text 'a'``, ``the number 3``, ..."""
    if isinstance(value, str):
        return f"the text {quoted(value)}"
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, dict):
        return "an object"
    return "a list" if isinstance(value, list) else f"the number {quoted(str(value))[1:-1]}"


def _unique(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    value = dict(pairs)
    if len(value) != len(pairs):
        raise _RefusedError
    return value


def _exact(text: str) -> Fraction:
    return parse_rational(text)


def _whole(text: str) -> int:
    if len(text.removeprefix("-")) > MAX_DIGITS:
        raise _RefusedError
    return int(text)


def _refuse(_: str) -> NoReturn:
    raise _RefusedError


def _refusal(text: str, source: str) -> InputError:
    """The first thing in ``text`` that the standard reader read (there is one), and that we refuse."""
    keys: list[set[str]] = []  # those of each open object; an open list has none
    for match in _TOKEN.finditer(text):
        token, problem = match[0], None
        if token in {"{", "["}:
            keys.append(set())
        elif token in {"}", "]"}:
            keys.pop()
        elif match["key"]:
            key = json.loads(token)
            problem = f"the key {quoted(key)} stands twice in one object" if key in keys[-1] else None
            keys[-1].add(key)
        elif token[0] in '":,' or token in {"true", "false", "null"}:
            continue
        else:
            problem = _refused_number(token)
        if problem is not None:
            return _at(match.start(), problem, text, source)
    return malformed(source, None, f"something in the text is refused; {_WANTED}")


def _refused_number(token: str) -> str | None:
    """Why ``token`` is no number that is read here; None if it is one."""
    if token[-1].isalpha():
        return f"{quoted(token)} is not a number that is read here"
    try:
        parse_rational(token)
    except InputError as error:
        return str(error)
    return None


def whole(value: Json) -> int | None:
    """``value`` as an int, if it is a whole number: 3, and 3.0 as some programs write it; None for all else.

    >>> whole(3), whole(parse_json("3.0", "example.json")), whole(parse_json("3.5", "example.json")), whole(True)
    (3, 3, None, None)
    """
    if isinstance(value, bool) or not isinstance(value, (int, Fraction)) or value.denominator != 1:
        return None
    return int(value)


def _too_deep(text: str, source: str) -> InputError:
    depth = 0
    for match in _TOKEN.finditer(text):
        depth += (match[0] in {"{", "["}) - (match[0] in {"}", "]"})
        if depth > _MAX_DEPTH:
            return _at(match.start(), f"brackets nest more than {_MAX_DEPTH} deep", text, source)
    return malformed(source, None, f"brackets nest too deep; {_WANTED}")


def _at(position: int, problem: str, text: str, source: str) -> InputError:
    line = text.count("\n", 0, position) + 1
    column = position - text.rfind("\n", 0, position)
    return malformed(source, line, f"{problem}, at column {column}; {_WANTED}")
