"""Wide tables: one row for each user and one column of scores for each response, or the other way round."""

from __future__ import annotations

from typing import TYPE_CHECKING

from verifier.preferences.formats.records import is_numeral
from verifier.preferences.formats.source import located, malformed, option_name, quoted, row_name
from verifier.preferences.names import check_names
from verifier.preferences.tables.ballots import Ballot, Ballots, read_number
from verifier.preferences.tables.columns import (
    AFFIRMED,
    NAMING,
    are_places,
    below_one,
    column,
    listed,
    named_like,
    only_one,
    prompt_position,
)
from verifier.preferences.tables.direction import may_be_places, sentinels
from verifier.preferences.tables.plan import Column, Kind, Plan, Role, first_twice
from verifier.preferences.tables.vocabulary import FIRST_USERS, RESPONSES, USERS, is_total, key, place_number

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction

    from verifier.errors import Remedy
    from verifier.preferences.formats.options import ReadOptions
    from verifier.preferences.formats.records import Table
    from verifier.preferences.tables.cells import Cells


_TELLING = 3
"""Of two rows, one is the larger by chance."""


def wide_plan(table: Table, options: ReadOptions, cells: Cells, free: set[int]) -> Plan:
    """Which column of a wide ``table`` is what: the users, if there is a column of them, prompts, weights, responses.

    Args:
        table: the table.
        options: how to read it.
        cells: its cells.
        free: the positions of the columns that are not ignored.

    Raises:
        InputError: a column that an option names is not there, or two may be the same thing.
    """
    given = {getattr(options, field) for field in NAMING}
    kept = {i for i in free if table.header[i] in options.keep_columns}
    unnamed = {i for i in free - kept if table.header[i] not in given}
    prompt = prompt_position(table, options, cells, unnamed)
    weight = _asked(table, options, "weight_column")
    kind: Kind = "places" if options.columns == "places" else "wide"
    if options.rows == "responses":
        kind = "transposed"
    names = _responses if kind == "transposed" else _users
    places = {i for i in unnamed if place_number(table.header[i]) is not None}
    named, why = names(table, options, cells, unnamed - {prompt} - places)
    rest = {"wide": Role.RATED, "transposed": Role.JUDGE, "places": Role.PLACE}[kind]
    roles = {
        named: (Role.RESPONSE if kind == "transposed" else Role.USER, why),
        weight: (Role.WEIGHT, "as asked"),
        prompt: (Role.PROMPT, "as asked" if options.prompt_column else "by its name"),
    }
    columns = tuple(
        Column(name, Role.IGNORED, "as asked") if i not in free
        else Column(name, *roles.get(i, (rest, "as asked" if i in kept else "neither users, weights nor prompts")))
        for i, name in enumerate(table.header)
    )  # fmt: skip
    return Plan(table, kind, columns, options.best == "low", "as asked" if options.best else "as scores are")


def wide_ballots(plan: Plan, options: ReadOptions, cells: Cells) -> Ballots:
    """What the users of a wide table gave, one in each row, or one in each column.

    Raises:
        InputError: a cell is no number, an id stands twice, or the values may be places and ``options.best`` does not
            say which are best.
    """
    table = plan.table
    numbers = _numbers(plan, options, cells)
    found = (_transposed if plan.kind == "transposed" else _direct)(plan, numbers)
    if found.named and plan.kind == "wide":
        _refuse_extremes([each for each in found.ballots if each.user not in options.ignore_users], numbers, table)
    given = [list(ballot.values.values()) for ballot in found.ballots]
    m = len(found.responses)
    if options.best is None and may_be_places(given, numbers, m):
        low, high = ({"best": "low"}, {"best": "high"})
        silent = tuple(next(text for text, each in numbers.items() if each == value) for value in
                       sorted(sentinels(numbers.values(), m)))  # fmt: skip
        raise malformed(
            table.source,
            None,
            f"the values may be places 1..{m} or scores: say {option_name(table.source, 'best', 'low')} if 1 is the "
            f"best, or {option_name(table.source, 'best', 'high')}"
            + (f"; {listed(silent)} may stand for no answer" if silent else ""),
            *([{**low, "missing": silent, **_kept(plan, cells, silent)}] if silent else []),
            *((high, low) if min(numbers.values()) < 0 else (low, high)),
            *([{"columns": "places"}] if _numbered(plan, given) else []),
        )
    if plan.low and are_places(numbers.values()):
        for text, number in numbers.items():
            if number < 1 and AFFIRMED not in options.missing:
                position = next(i for i in _rated(plan) if text in cells.columns[i])
                raise below_one(
                    table, cells.line(position, text), text, f"the cell of {quoted(table.header[position])}"
                )
    return found


def _kept(plan: Plan, cells: Cells, silent: Sequence[str]) -> Remedy:
    """What keeps the columns that hold nothing but texts of ``silent``: responses that nobody ranked."""
    blank = tuple(plan.columns[i].name for i in _rated(plan) if set(cells.texts(i)) <= set(silent))
    return {"keep_columns": blank} if blank and plan.kind == "wide" else {}


def _numbered(plan: Plan, rows: Sequence[Sequence[str]]) -> bool:
    """Whether the responses are called 1, 2, ..., and nobody gives a value twice: the columns may be places."""
    names = [plan.columns[i].name for i in plan.positions(Role.RATED)]
    return names == [str(i + 1) for i in range(len(names))] and all(len(set(row)) == len(row) for row in rows)


def _asked(table: Table, options: ReadOptions, field: str) -> int | None:
    """The position of the column that an option names; None where it names none."""
    given = getattr(options, field)
    return None if given is None else column(table, given, option_name(table.source, field))


def _users(table: Table, options: ReadOptions, cells: Cells, free: set[int]) -> tuple[int | None, str]:
    """The position of the column of users, and why; None if there is none.

    It is the one that ``options`` names; else the one named like users, if it is the first or tells all rows apart;
    else the first, if its name or its texts say so.

    Raises:
        InputError: several may be meant, or the first has numbers and other text.
    """
    if options.user_column is not None:
        return _asked(table, options, "user_column"), "as asked"
    first = min(free, default=None)
    if first is None:
        return None, ""
    named = [i for i in named_like(table, USERS, free) if i == first or len(set(cells.columns[i])) == len(cells.rows)]
    found = only_one(table, named, cells, "user_column")
    if found is not None:
        return found, "by its name"
    if key(table.header[first]) in FIRST_USERS and not cells.is_blank(first):
        return first, "the first, by its name"
    numbers = all(map(is_numeral, cells.texts(first)))  # be it with decimal commas, which are told cell by cell
    if cells.is_text(first) and not numbers:
        return first, "the first, with a text in each row"
    if not numbers and not cells.is_numeric(first):
        text = next(text for text in cells.texts(first) if text not in cells.numbers(first))
        number = next(iter(cells.numbers(first)))
        name = table.header[first]
        raise malformed(
            table.source,
            cells.line(first, text),
            f"the cell of {quoted(name)} is {quoted(text)}, and a number on "
            f"{row_name(table.source, cells.line(first, number))}; correct it, or say "
            f"{option_name(table.source, 'user_column', name)} if the column holds users",
            {"user_column": name},
            {"missing": (text,)},
        )
    return None, ""


def _responses(table: Table, options: ReadOptions, cells: Cells, free: set[int]) -> tuple[int | None, str]:
    """The position of the responses of a table with a row for each, and why."""
    asked = _asked(table, options, "response_column")
    if asked is not None:
        return asked, "as asked"
    named = only_one(table, named_like(table, RESPONSES, free), cells, "response_column")
    if named is not None:
        return named, "by its name"
    first = min(free, default=None)
    if first is not None and (key(table.header[first]) in FIRST_USERS or cells.is_text(first)):
        return first, "the first"
    flag = option_name(table.source, "response_column")
    raise malformed(table.source, table.line, f"no column names the responses, a row each; name it with {flag}")


def _numbers(plan: Plan, options: ReadOptions, cells: Cells) -> dict[str, Fraction]:
    """The value of each text in the rated columns."""
    table, numbers = plan.table, {}
    rated = _rated(plan)
    for row in plan.rows:
        for i in rated:
            text = row.cells[i]
            if text not in numbers and not cells.is_missing(text):
                cell = f"the cell of {quoted(table.header[i])}"
                numbers[text] = read_number(text, table, row.line, cell, options)
    return numbers


def _rated(plan: Plan) -> list[int]:
    """The positions of the columns of values."""
    return plan.positions(Role.JUDGE if plan.kind == "transposed" else Role.RATED)


def _direct(plan: Plan, numbers: dict[str, Fraction]) -> Ballots:
    table, rated = plan.table, plan.positions(Role.RATED)
    user, weight = plan.position(Role.USER), plan.position(Role.WEIGHT)
    with located(table.source, table.line):
        responses = check_names([table.header[i] for i in rated])
    ballots = [
        Ballot(
            f"row {row.line}" if user is None else row.cells[user],
            row.line,
            None if weight is None else row.cells[weight],
            {table.header[i]: row.cells[i] for i in rated if row.cells[i] in numbers},
        )
        for row in plan.rows
    ]
    if user is not None:
        refuse_second_rows(ballots, table, user)
    return Ballots(table, plan.low, numbers, ballots, dict.fromkeys(responses), named=user is not None)


def _refuse_extremes(ballots: Sequence[Ballot], numbers: dict[str, Fraction], table: Table) -> None:
    """Refuse a last row that is named Max or Min, as people may be, and holds what it says of the others."""
    if len(ballots) < _TELLING:
        return
    *others, last = ballots
    extreme = {"max": max, "min": min}.get(key(last.user))
    if extreme is None or not last.values:
        return
    for response, text in last.values.items():
        given = [numbers[each.values[response]] for each in others if response in each.values]
        if not given or numbers[text] != extreme(given):
            return
    flag = option_name(table.source, "ignore_users", last.user)
    problem = f"{quoted(last.user)} sums up the others; say {flag}, or give the user another name"
    raise malformed(table.source, last.line, problem, {"ignore_users": (last.user,)})


def _transposed(plan: Plan, numbers: dict[str, Fraction]) -> Ballots:
    table, (named,) = plan.table, plan.positions(Role.RESPONSE)
    names = [row.cells[named] for row in plan.rows]
    total = next((name for name in names if is_total(name)), None)
    if total is not None and len(names) > 1:
        line = plan.rows[names.index(total)].line
        raise malformed(table.source, line, f"{quoted(total)} is named like a sum of the others; take that row out")
    twice = first_twice(names)
    if twice is not None:
        line = next(row.line for row in plan.rows if row.cells[named] == twice)
        problem = f"{quoted(twice)} has a second row (first on {row_name(table.source, line)}); each response has one"
        raise malformed(table.source, plan.rows[names.index(twice, names.index(twice) + 1)].line, problem)
    with located(table.source, item="the responses "):
        responses = check_names(names)
    ballots = [
        Ballot(table.header[i], table.line or 1, None, {
            name: row.cells[i] for name, row in zip(names, plan.rows, strict=True) if row.cells[i] in numbers
        })
        for i in plan.positions(Role.JUDGE)
    ]  # fmt: skip
    return Ballots(table, plan.low, numbers, ballots, dict.fromkeys(responses))


def refuse_second_rows(ballots: Sequence[Ballot], table: Table, user: int) -> None:
    """Refuse a user without a name, or with two rows."""
    lines: dict[str, int] = {}
    for ballot in ballots:
        if not ballot.user:
            name = table.header[user]
            flag = option_name(table.source, "ignore_columns", name)
            raise malformed(
                table.source,
                ballot.line,
                f"the cell of {quoted(name)} is empty; name every user, or say {flag} if each row is a user",
                {"ignore_columns": (name,)},
            )
        first = lines.setdefault(ballot.user, ballot.line)
        if first != ballot.line:
            raise malformed(
                table.source,
                ballot.line,
                f"{quoted(ballot.user)} has a second row (first on {row_name(table.source, first)}); each user has one",
            )
