"""Long tables: one row for each user and response, ``user,response,rank`` or ``user,response,score``."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from verifier.errors import InputError, UnsupportedError
from verifier.preferences.formats.ballots import Ballot, prompt_rows, read_number, to_population
from verifier.preferences.formats.columns import (
    column,
    default_column,
    listed,
    optional_column,
    prompt_column,
    read_table,
    reading,
    weight_column,
)
from verifier.preferences.formats.pairwise import REASON
from verifier.preferences.formats.source import located, malformed, option_name, quoted, row_name

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction

    from verifier.preferences.formats.options import ReadOptions
    from verifier.preferences.formats.records import Table
    from verifier.preferences.population import Population

_LOW_IS_BEST = {"rank": True, "score": False}
_OPTIONS = ("user_column", "response_column", "value_column", "weight_column", "prompt_column")
_PAIR = 2


def parse_long_table(text: str, source: str, options: ReadOptions, delimiter: str = ",") -> Population:
    r"""The population of a table with one row for each user and response.

    Columns ``user``, ``response`` and ``rank`` or ``score``, and where present ``weight`` and ``prompt``, all in any
    case, or those that ``options`` names; others are ignored. Equal values tie; a response without a row is left
    unranked by that user.

    Raises:
        InputError: a column lacks, a cell is empty or no number, a user rates a response twice, or weighs differently
            from row to row, or there are several prompts and none is chosen.
        UnsupportedError: the rows are pairwise comparisons, or nobody rates more than two of more than two responses.

    >>> from verifier.preferences.formats.options import ReadOptions
    >>> table = "user,response,score\nann,tea,4\nann,milk,5\nben,tea,2\nben,milk,2\n"
    >>> parse_long_table(table, "drinks.csv", ReadOptions()).rankings
    (((0, 1),), ((1,), (0,)))
    """
    return long_population(read_table(text, source, options, delimiter), options)


@dataclass(frozen=True)
class LongColumns:
    """The positions of the columns of a long table, and whether low values are best; None: there is no such column."""

    user: int
    response: int
    value: int
    low: bool
    weight: int | None
    prompt: int | None


def long_columns(table: Table, options: ReadOptions) -> LongColumns:
    """Which column of ``table`` is what; its rows are not looked at.

    Raises:
        InputError: a column lacks, or two may be meant.
    """
    user = _named_column(table, options.user_column, "user")
    response = _named_column(table, options.response_column, "response")
    value, low = _value_column(table, options)
    return LongColumns(user, response, value, low, weight_column(table, options), prompt_column(table, options))


def long_population(table: Table, options: ReadOptions) -> Population:
    """The population of ``table``, as in `parse_long_table`."""
    columns = long_columns(table, options)
    user, response, value = columns.user, columns.response, columns.value
    low, weight, prompt = columns.low, columns.weight, columns.prompt
    rows = prompt_rows(table, options)
    ballots: dict[str, Ballot] = {}
    responses: dict[str, None] = {}
    numbers: dict[str, Fraction] = {}
    for row in rows:
        who, what, text = (row.cells[position] for position in (user, response, value))
        for position in (user, response):
            if not row.cells[position]:
                raise malformed(
                    table.source,
                    row.line,
                    f"the cell of {quoted(table.header[position])} is empty; every row names one",
                )
        if text not in numbers and (text or not table.gaps):
            cell = f"the {table.header[value]} of {quoted(what)} by {quoted(who)}"
            numbers[text] = read_number(text, table.source, row.line, cell)
        weighs = None if weight is None else row.cells[weight]
        ballot = ballots.setdefault(who, Ballot(who, row.line, weighs))
        with located(table.source, row.line):
            _add(ballot, what, text, weighs, row_name(table.source, ballot.line))
        responses.setdefault(what)
    _refuse_blank(list(ballots.values()), table)
    _refuse_short(list(ballots.values()), len(responses), table.source)
    population = to_population(tuple(responses), list(ballots.values()), numbers, table.source, options, low=low)
    who, what, text = (quoted(table.header[position]) for position in (user, response, value))
    sentence = reading(
        table,
        f"a long table: users in {who}, responses in {what}, values in {text}",
        low=low,
        weight=weight,
        prompt=None if prompt is None else rows[0].cells[prompt],
        read=len({user, response, value, weight, prompt} - {None}),
    )
    return replace(population, reading=sentence)


def _named_column(table: Table, given: str | None, default: str) -> int:
    position = optional_column(table, given, default, option_name(table.source, f"{default}_column"))
    if position is not None:
        return position
    flags = ", ".join(option_name(table.source, each) for each in _OPTIONS)
    return column(table, default, f"{flags} or {option_name(table.source, 'best')}")


def _value_column(table: Table, options: ReadOptions) -> tuple[int, bool]:
    """The position of the values, and whether low ones are best."""
    flag = option_name(table.source, "value_column")
    either = " or ".join(option_name(table.source, "best", which) for which in ("low", "high"))
    if options.value_column is not None:
        position = column(table, options.value_column, flag)
    else:
        found = {name: default_column(table, name, flag) for name in _LOW_IS_BEST}
        present = [position for position in found.values() if position is not None]
        if not present:
            best = "" if options.best else f" and say {either}"
            raise malformed(
                table.source,
                table.line,
                f"there is no column 'rank' or 'score' (found: {listed(table)}); "
                f"if another one holds the values, name it with {flag}{best}",
            )
        if len(present) > 1:
            both = " and ".join(f"a column {quoted(table.header[position])}" for position in present)
            raise malformed(table.source, table.line, f"there is both {both}; name the one to read with {flag}")
        position = present[0]
    name = table.header[position]
    if options.best is not None:
        return position, options.best == "low"
    if name.lower() not in _LOW_IS_BEST:
        raise malformed(
            table.source,
            table.line,
            f"a column {quoted(name)} does not say which values are best; say it with {either}",
        )
    return position, _LOW_IS_BEST[name.lower()]


def _add(ballot: Ballot, response: str, text: str, weight: str | None, first: str) -> None:
    if response in ballot.values:
        raise InputError(
            f"{quoted(ballot.user)} gives {quoted(response)} a second value; a user rates a response once per prompt"
        )
    if weight != ballot.weight:
        raise InputError(
            f"the weight of {quoted(ballot.user)} is {quoted(weight or '')}, and on {first} "
            f"{quoted(ballot.weight or '')}; a user has one weight"
        )
    if text:
        ballot.values[response] = text


def _refuse_blank(ballots: Sequence[Ballot], table: Table) -> None:
    blank = next((ballot for ballot in ballots if not ballot.values), None)
    if blank is not None:
        who = quoted(blank.user)
        raise malformed(table.source, blank.line, f"{who} rates no response; leave out a user who rates none")


def _refuse_short(ballots: Sequence[Ballot], m: int, source: str) -> None:
    if m > _PAIR and all(len(ballot.values) <= _PAIR for ballot in ballots):
        with located(source):
            raise UnsupportedError(f"no user ranks more than two of the {m} responses; {REASON}")
