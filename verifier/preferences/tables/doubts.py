"""What is doubtful about a wide table: columns that may be no responses, headers that may be none.

A doubt is an error that names the column, says why, and offers the options that settle it. Nothing here guesses.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from verifier.preferences.formats.records import invented_header, is_numeral
from verifier.preferences.formats.source import malformed, option_name, quoted
from verifier.preferences.tables.aspects import are_aspects
from verifier.preferences.tables.columns import listed
from verifier.preferences.tables.plan import Role
from verifier.preferences.tables.vocabulary import (
    FIRST_USERS,
    PROMPTS,
    RESPONSES,
    USERS,
    WEIGHTS,
    is_like_prompt,
    is_metadata,
    key,
    place_number,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from fractions import Fraction

    from verifier.errors import InputError, Remedy
    from verifier.preferences.formats.options import ReadOptions
    from verifier.preferences.tables.cells import Cells
    from verifier.preferences.tables.plan import Plan

_FIRST_NUMBERED, _LEAST_NUMBERED = 3, 5
"""Fewer rows are numbered 1, 2, ... by chance, in the first column and in others."""

_FAR, _FEW = 10, 2
_LONG_WIDTH = 3


def refuse_doubts(plan: Plan, options: ReadOptions, cells: Cells) -> None:
    """Return if nothing is doubtful about ``plan``, of which the direction of the values is not asked here.

    Raises:
        InputError: the first thing that is.
    """
    if options.header is None:
        _refuse_eaten_ballot(plan, options, cells)
    if plan.kind == "wide":
        _refuse_places(plan, options, cells)
        _refuse_transposed(plan, options)
    if plan.kind != "places":
        _refuse_texts(plan, cells)
        _refuse_metadata(plan, options, cells)
    _refuse_blank_columns(plan, options, cells)


def _refuse_eaten_ballot(plan: Plan, options: ReadOptions, cells: Cells) -> None:
    """Refuse a header that is itself a row: its cells are numbers, and what names the users is no word for them."""
    header = plan.table.header
    if options.user_column or options.response_column or options.keep_columns:
        return
    user = plan.position(Role.USER)
    rated = [name for i, name in enumerate(header) if plan.columns[i].role in {Role.RATED, Role.PLACE, Role.JUDGE}]
    known = user is not None and key(header[user]) in USERS | FIRST_USERS
    numbers = [name for name in rated if is_numeral(name)]
    if not known and numbers and all(is_numeral(name) or cells.is_missing(name) for name in rated):
        raise _eaten(plan, "the header is itself a ballot", {"header": invented_header(header)}, _affirmed(plan, user))
    word = any(key(name) in USERS | RESPONSES | PROMPTS | FIRST_USERS for name in header)
    if not word and len(header) == _LONG_WIDTH and [is_numeral(name) for name in header] == [False, False, True]:
        raise _eaten(plan, "the header is itself a row", *({"header": ("user", "response", value)} for value in
                     ("score", "rank")))  # fmt: skip


def _affirmed(plan: Plan, user: int | None) -> Remedy:
    """The option that says that the names are what they are."""
    if user is not None:
        return {"user_column": plan.table.header[user]}
    return {"keep_columns": tuple(name for name in plan.table.header if name)}


def _eaten(plan: Plan, what: str, *remedies: Remedy) -> InputError:
    table = plan.table
    flag = option_name(table.source, "header")
    names = listed(table.header)
    return malformed(table.source, table.line, f"{what}: {names}; give the names of the columns with {flag}", *remedies)


def _refuse_places(plan: Plan, options: ReadOptions, cells: Cells) -> None:
    """Refuse columns that are places, such as ``rank 1`` or ``1st choice``, with names of responses below."""
    rated = [i for i in plan.positions(Role.RATED) if plan.table.header[i] not in options.keep_columns]
    names = [plan.table.header[i] for i in rated]
    places = [place_number(name) for name in names]
    named = [name for name, place in zip(names, places, strict=True) if place is not None]
    numbers = [place for place in places if place is not None]
    in_order = sorted(numbers) in (list(range(len(numbers))), list(range(1, len(numbers) + 1)))
    if len(numbers) > 1 and in_order and 2 * len(numbers) >= len(rated):
        raise _are_places(plan, named, [name for name in names if name not in named])
    if names == [str(i + 1) for i in range(len(names))] and len(names) > 1 and _are_codes(cells, rated):
        raise _are_places(plan, names, [])


def _are_codes(cells: Cells, rated: Sequence[int]) -> bool:
    """Whether the cells of columns 1, 2, ... are names: texts, or numbers above all places, nobody with one twice."""
    given = [[row.cells[i] for i in rated if not cells.is_missing(row.cells[i])] for row in cells.rows]
    if any(cells.is_text(i) for i in rated):
        return True
    distinct = all(len(set(row)) == len(row) for row in given)
    return distinct and any(number > len(rated) for i in rated for number in cells.numbers(i).values())


def _are_places(plan: Plan, names: Sequence[str], others: Sequence[str]) -> InputError:
    table = plan.table
    flag = option_name(table.source, "columns", "places")
    remedy: dict[str, object] = {"columns": "places"}
    if others:
        remedy["ignore_columns"] = tuple(others)
    return malformed(
        table.source,
        table.line,
        f"the columns {listed(names)} are named like places, and their cells then name responses; say {flag} to read "
        f"them so, or {option_name(table.source, 'keep_columns')} for each that is a response",
        remedy,
        {"keep_columns": tuple(names)},
    )


def _refuse_transposed(plan: Plan, options: ReadOptions) -> None:
    """Refuse a first column that is named like responses: the others may be judges."""
    header = plan.table.header
    first = next((i for i, each in enumerate(plan.columns) if each.role in {Role.USER, Role.RATED}), None)
    judges = [header[i] for i in plan.positions(Role.RATED) if i != first]
    if first is None or options.user_column or header[first] in options.keep_columns or not judges:
        return
    if key(header[first]) not in RESPONSES:
        return
    table = plan.table
    rows = option_name(table.source, "rows", "responses")
    if are_aspects(judges):
        raise malformed(
            table.source,
            table.line,
            f"there is no column of users: {listed(judges)} are aspects, of which each row has one value, and values "
            f"without users, such as means over many, make no population; {rows} would read each aspect as a user",
        )
    raise malformed(
        table.source,
        table.line,
        f"the first column, {quoted(header[first])}, is named like responses, and the others ({listed(judges)}) may be "
        f"users: say {rows} if so, or {option_name(table.source, 'user_column', header[first])} if each row is a user",
        {"rows": "responses"},
        {"user_column": header[first]},
    )


def _refuse_texts(plan: Plan, cells: Cells) -> None:
    """Refuse columns of texts where numbers are wanted; a few texts among numbers are told cell by cell."""
    role = Role.JUDGE if plan.kind == "transposed" else Role.RATED
    names = [plan.table.header[i] for i in plan.positions(role) if cells.is_text(i)]
    if names:
        table = plan.table
        flag = option_name(table.source, "ignore_columns")
        prompts = [name for name in names if is_like_prompt(name)]
        raise malformed(
            table.source,
            table.line,
            f"the cells of {listed(names)} are no numbers, so {'it is' if len(names) == 1 else 'they are'} not rated; "
            f"leave a column out with {flag}",
            {"ignore_columns": tuple(names)},
            *({"prompt_column": name} for name in prompts[:1]),
        )


def _refuse_metadata(plan: Plan, options: ReadOptions, cells: Cells) -> None:
    """Refuse columns of numbers that by their name, scale or order tell of the rows and rate nothing."""
    table = plan.table
    role = Role.JUDGE if plan.kind == "transposed" else Role.RATED
    rated = [i for i in plan.positions(role) if table.header[i] not in options.keep_columns]
    named = [i for i in rated if is_metadata(table.header[i])]
    scaled = (
        [] if plan.kind == "transposed" else off_scale({i: cells.numbers(i).values() for i in plan.positions(role)})
    )
    scaled = [i for i in scaled if i in rated and i not in named]
    counted = [i for i in rated if i not in named and i not in scaled and _counts_the_rows(cells, i)]
    doubtful = sorted({*named, *scaled, *counted})
    if not doubtful:
        return
    names = tuple(table.header[i] for i in doubtful)
    why = [
        f"{listed([table.header[i] for i in found])} {one if len(found) == 1 else more}"
        for found, one, more in (
            (named, "is named like no response", "are named like no responses"),
            (
                scaled,
                "has values on another scale than the other columns",
                "have values on another scale than the others",
            ),
            (counted, "numbers the rows", "number the rows"),
        )
        if found
    ]
    ignore, keep = (option_name(table.source, field) for field in ("ignore_columns", "keep_columns"))
    weights = [name for name in names if key(name) in WEIGHTS]
    users = [
        table.header[i]
        for i in doubtful
        if key(table.header[i]).endswith("id") and plan.position(Role.USER) is None and plan.kind == "wide"
        and len(set(cells.columns[i])) == len(cells.rows)
    ]  # fmt: skip
    first: Remedy = {"ignore_columns": names}
    if weights and len(weights) == 1:
        rest = tuple(name for name in names if name not in weights)
        first = {"weight_column": weights[0], **({"ignore_columns": rest} if rest else {})}
    elif len(users) == 1:
        rest = tuple(name for name in names if name not in users)
        first = {"user_column": users[0], **({"ignore_columns": rest} if rest else {})}
    whole = plan.kind == "wide" and 2 * len(scaled) >= len(rated)
    raise malformed(
        table.source,
        table.line,
        f"{'; '.join(why)}: leave a column out with {ignore}, or say {keep} if it is "
        f"{'a user' if plan.kind == 'transposed' else 'a response'}",
        first,
        *([{"ignore_columns": names}] if first != {"ignore_columns": names} else []),
        {"keep_columns": names},
        *([{"rows": "responses"}] if whole else []),
    )


def off_scale(columns: Mapping[int, Collection[Fraction]]) -> list[int]:
    """The columns whose values lie apart from all others by more than these are large, and beyond their power of ten.

    Where the others have fractions, as rewards do, or there is one other only, it has to be ten times as large.
    """
    filled = {i: (min(values), max(values)) for i, values in columns.items() if values}
    fractions = {i for i in filled if any(value.denominator != 1 for value in columns[i])}
    lows, highs = sorted(low for low, _ in filled.values()), sorted(high for _, high in filled.values())
    found = []
    for i, (low, high) in filled.items():
        if len(filled) == 1:
            break
        least, most = lows[low == lows[0]], highs[-2 if high == highs[-1] else -1]  # of the others
        size = max(abs(least), abs(most))
        apart = max(low - most, least - high) > size
        own = max(abs(low), abs(high))
        alike = (i in fractions and len(fractions) > 1) or len(filled) == _FEW
        if apart and _power(own) > _power(size) and (not alike or own > _FAR * size):
            found.append(i)
    return found


def _power(size: Fraction) -> int:
    """The least power of ten, from 1 on, that reaches ``size``: 10 for scores up to 5, 100 for percentages."""
    power = 1
    while power < size:
        power *= 10
    return power


def _counts_the_rows(cells: Cells, position: int) -> bool:
    numbers = cells.numbers(position)
    counted = [numbers.get(text) for text in cells.columns[position]]
    n = len(counted)
    enough = n >= (_FIRST_NUMBERED if position == 0 else _LEAST_NUMBERED)
    return enough and counted in (list(range(n)), list(range(1, n + 1)))


def _refuse_blank_columns(plan: Plan, options: ReadOptions, cells: Cells) -> None:
    table = plan.table
    rated = [i for i, each in enumerate(plan.columns) if each.role in {Role.RATED, Role.JUDGE, Role.PLACE}]
    blank = [i for i in rated if cells.is_blank(i) and table.header[i] not in options.keep_columns]
    if blank:
        names = tuple(dict.fromkeys(table.header[i] for i in blank))
        keep = option_name(table.source, "keep_columns")
        raise malformed(
            table.source,
            table.line,
            f"no row has a value for {listed(names)}: leave the column out with "
            f"{option_name(table.source, 'ignore_columns')} {quoted(names[0])}, or say {keep} if nobody rates it",
            {"ignore_columns": names},
            *([{"keep_columns": names}] if all(names) else []),
        )
