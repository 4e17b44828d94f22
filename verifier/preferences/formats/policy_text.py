"""Policies and lotteries as text: JSON, a table ``response,probability``, or a log of k-sample draws."""

from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from verifier.errors import InputError, UnsupportedError
from verifier.exact.rational import format_rational, parse_rational
from verifier.preferences.formats.draws import parse_draws
from verifier.preferences.formats.records import DELIMITERS, missed_cells, one_cell, parse_records, parse_rows
from verifier.preferences.formats.source import content, located, malformed, quoted
from verifier.preferences.formats.strict_json import Json, kind, parse_json
from verifier.preferences.formats.unread import JSON_LINES, is_json_lines
from verifier.preferences.names import printable_json, unknown_response
from verifier.preferences.policy import Lottery, Policy
from verifier.preferences.shares import sum_of_parts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

POLICY_SUFFIXES = (".json", ".csv", ".tsv", ".txt", ".log")
_ACCEPTED = 'a policy is {"response": "p/q", ...}, a lottery [{"responses": ["a", "b"], "weight": "1/2"}, ...]'
_INSTEAD = (
    'write the counts of its samples as JSON, {"tea": 3, "milk": 1}, or the name of one response a line in a .txt or '
    ".csv file"
)
_HEADERS = ({"response", "probability"}, {"response", "count"})


def parse_policy(
    text: str, suffix: str, source: str, responses: Sequence[str], *, normalize: bool = False
) -> Policy | Lottery:
    """The policy over ``responses`` that ``text`` writes, or the lottery over sets of them.

    - ``.json``: an object ``{"response": "p/q", ...}`` is a policy, a list of
      ``{"responses": [...], "weight": "p/q"}`` a lottery.
    - ``.csv``, ``.tsv``: a table with the header ``response,probability`` or ``response,count`` is a policy.
    - ``.txt``, ``.log``, and ``.csv``, ``.tsv`` without such a header: a log of draws, see `parse_draws`; a policy if a
      draw is one response, else a lottery.
    - no suffix, as of standard input: what the text begins with says which of these it is.

    If all numbers are whole they count samples and are divided by their sum; otherwise they must sum to exactly 1, or
    are divided by their sum too with ``normalize``, which the result's ``divided_by`` tells.

    Raises:
        UnknownResponseError: a name is not in ``responses``.
        InputError: the text is in none of these forms, repeats a response, or has a number that is none, is negative,
            or makes no sum of 1.

    >>> parse_policy('{"tea": 0.6, "milk": "2/5"}', ".json", "drinks.json", ["milk", "tea"])
    Policy(numerators=(2, 3), denominator=5)
    """
    if suffix in JSON_LINES or is_json_lines(text):
        with located(source):
            raise UnsupportedError(f"this is JSON Lines (a record on each line), which is no policy yet; {_INSTEAD}")
    suffix = suffix or _suffix_of(text)
    if suffix not in POLICY_SUFFIXES:
        raise malformed(
            source, None, f"{quoted(suffix)} is no format of policies; accepted are {' '.join(POLICY_SUFFIXES)}"
        )
    text = content(text, source, "it should hold a policy or a log of draws")
    if suffix == ".json":
        return _parse_json(text, source, responses, normalize=normalize)
    delimiter = DELIMITERS.get(suffix, ",")
    if suffix in DELIMITERS:
        header = parse_records(text, source, delimiter)[0]
        if set(header.cells) in _HEADERS:
            return _parse_table(text, source, delimiter, responses, normalize=normalize)
        if set(missed_cells(header, delimiter)) in _HEADERS:
            raise one_cell(header, source, delimiter)
    return parse_draws(text, source, delimiter, responses)


def _suffix_of(text: str) -> str:
    """The suffix of a file without one: JSON begins with a brace or a bracket; all else is a table, or draws."""
    begins = text.removeprefix("\ufeff").lstrip()
    if begins.startswith(("{", "[")):
        return ".json"
    return ".tsv" if "\t" in begins.partition("\n")[0] else ".csv"


def format_policy(policy: Policy | Lottery, responses: Sequence[str]) -> str:
    """``policy`` as JSON that `parse_policy` reads, zero weights left out; a lottery's k is not part of it."""
    if isinstance(policy, Policy):
        weights = {name: format_rational(weight) for name, weight in policy.weights(responses).items()}
        return printable_json(json.dumps(weights, ensure_ascii=False, indent=1)) + "\n"
    rows = [
        json.dumps(
            {
                "responses": [responses[i] for i in chosen],
                "weight": format_rational(Fraction(weight, policy.denominator)),
            },
            ensure_ascii=False,
        )
        for chosen, weight in zip(policy.sets, policy.weights, strict=True)
    ]
    return "[" + ",\n ".join(map(printable_json, rows)) + "]\n"


def named_responses(text: str, suffix: str, source: str) -> list[str]:
    """The responses that the policy ``text`` names, in order, those of weight zero too: there is no population yet.

    Raises:
        InputError: the text is no policy written as a JSON object or as a table ``response,probability``.

    >>> named_responses('{"tea": "1", "milk": "0"}', ".json", "drinks.json")
    ['tea', 'milk']
    """
    suffix = suffix or _suffix_of(text)
    if suffix == ".json":
        value = parse_json(content(text, source, "it should hold a policy"), source)
        if isinstance(value, dict) and value:
            return list(value)
    elif suffix in DELIMITERS:
        table = parse_rows(text, source, DELIMITERS[suffix])
        if set(table.header) in _HEADERS:
            at = table.header.index("response")
            return list(dict.fromkeys(row.cells[at] for row in table.rows))
    raise malformed(
        source, None, 'to name all responses, write the policy as {"response": "p/q", ...} or response,probability'
    )


def _parse_json(text: str, source: str, responses: Sequence[str], *, normalize: bool) -> Policy | Lottery:
    value = parse_json(text, source)
    if isinstance(value, dict):
        weights = {name: _number(weight, f"the weight of {quoted(name)}", source) for name, weight in value.items()}
        return _policy(weights, source, responses, normalize=normalize)
    if not isinstance(value, list):
        raise malformed(source, None, f"the file holds {kind(value)}; {_ACCEPTED}")
    return _lottery(value, source, responses, normalize=normalize)


def _parse_table(text: str, source: str, delimiter: str, responses: Sequence[str], *, normalize: bool) -> Policy:
    table = parse_rows(text, source, delimiter)
    name_at = table.header.index("response")
    known = set(responses)
    weights: dict[str, Fraction] = {}
    for row in table.rows:
        name, number = row.cells[name_at], row.cells[1 - name_at]
        if name in weights:
            raise malformed(source, row.line, f"{quoted(name)} has a second row; each response has one")
        if name not in known:
            with located(source, row.line):
                raise unknown_response(name, responses)
        with located(source, row.line, f"the {table.header[1 - name_at]} of {quoted(name)}: "):
            weights[name] = parse_rational(number)
            if "count" in table.header and weights[name].denominator != 1:
                raise InputError(
                    f"{number} is not whole; samples are counted, or write the header response,probability"
                )
    return _policy(weights, source, responses, normalize=normalize)


def _policy(weights: dict[str, Fraction], source: str, responses: Sequence[str], *, normalize: bool) -> Policy:
    if not weights:
        raise malformed(source, None, f"the policy is empty; {_ACCEPTED}")
    unknown = next((name for name in weights if name not in responses), None)
    with located(source):
        if unknown is not None:
            raise unknown_response(unknown, responses)
        counts = all(weight.denominator == 1 for weight in weights.values())
        if not counts:
            names, numbers = list(weights), weights.values()
            _check_sum(numbers, "the policy sums", lambda i: f"the weight of {names[i]!r}", normalize=normalize)
        return Policy.from_weights(weights, responses, counts=counts, normalize=normalize)


def _check_sum(numbers: Iterable[Fraction], whole: str, part: Callable[[int], str], *, normalize: bool) -> None:
    """Says `--normalize` before those who build policies say ``normalize=True``."""
    sum_of_parts(numbers, whole, part, normalize=normalize, option="--normalize")


def _lottery(rows: list[Json], source: str, responses: Sequence[str], *, normalize: bool) -> Lottery:
    if not rows:
        raise malformed(source, None, f"the lottery is empty; {_ACCEPTED}")
    index = {name: i for i, name in enumerate(responses)}
    sets: list[list[int]] = []
    weights: list[Fraction] = []
    for i, row in enumerate(rows, start=1):
        if not isinstance(row, dict) or set(row) != {"responses", "weight"}:
            found = "has the keys " + ", ".join(map(quoted, row)) if isinstance(row, dict) else f"is {kind(row)}"
            raise malformed(source, None, f"row {i} {found}; {_ACCEPTED}")
        sets.append(_set(row["responses"], i, source, index))
        weights.append(_number(row["weight"], f"the weight of row {i}", source))
    counts = all(weight.denominator == 1 for weight in weights)
    with located(source):
        _check_sum(weights, "the lottery sums", lambda i: f"the weight of row {i + 1}", normalize=counts or normalize)
        made = Lottery.from_fractions(zip(sets, weights, strict=True), normalize=counts or normalize)
    return replace(made, divided_by=None) if counts else made


def _set(names: Json, row: int, source: str, index: dict[str, int]) -> list[int]:
    if not isinstance(names, list) or not names:
        found = kind(names) if names else "no response"
        raise malformed(source, None, f"row {row} shows {found}; its 'responses' must be a list of at least one name")
    chosen: list[int] = []
    for name in names:
        if not isinstance(name, str):
            raise malformed(source, None, f"row {row} shows {kind(name)}; its 'responses' must be names")
        if name not in index:
            with located(source, item=f"row {row}: "):
                raise unknown_response(name, index)
        if index[name] in chosen:
            raise malformed(source, None, f"row {row} shows {quoted(name)} twice; a set holds each response once")
        chosen.append(index[name])
    return chosen


def _number(value: Json, item: str, source: str) -> Fraction:
    if isinstance(value, str):
        with located(source, item=f"{item}: "):
            return parse_rational(value)
    if isinstance(value, bool) or not isinstance(value, (int, Fraction)):
        raise malformed(source, None, f'{item} is {kind(value)}; write "3/5", 0.6 or 2')
    return Fraction(value)
