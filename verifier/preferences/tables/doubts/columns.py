"""What is doubtful about a wide table: columns that may be no responses, headers that may be none.

A doubt is an error that names the column, says why, and offers the options that settle it. Nothing here guesses.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from verifier.preferences.formats.records import invented_header, is_numeral
from verifier.preferences.formats.source import malformed, option_name, quoted
from verifier.preferences.tables.columns import listed
from verifier.preferences.tables.doubts.aspects import are_aspects
from verifier.preferences.tables.doubts.contrast import differs, of_another_kind, off_scale, sum_up
from verifier.preferences.tables.doubts.matrix import refuse_matrices
from verifier.preferences.tables.doubts.metadata import are_a_series, may_tell_of_rows, tells_of_rows, weighs
from verifier.preferences.tables.plan import Role
from verifier.preferences.tables.vocabulary import (
    FIRST_USERS,
    PROMPTS,
    RESPONSES,
    USERS,
    WEIGHTS,
    is_given_name,
    is_like_person,
    is_like_prompt,
    is_like_response,
    is_metadata,
    key,
    place_number,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction

    from verifier.errors import InputError, Remedy
    from verifier.preferences.formats.options import ReadOptions
    from verifier.preferences.tables.cells import Cells
    from verifier.preferences.tables.plan import Plan

_FIRST_NUMBERED, _LEAST_NUMBERED = 3, 5
"""Fewer rows are numbered 1, 2, ... by chance, in the first column and in others."""

_FEW, _CODE = 2, 10
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
        refuse_matrices(plan, options, cells)
        _refuse_transposed(plan, options, cells)
    if plan.kind == "places":
        _refuse_no_places(plan, options, cells)
    else:
        _refuse_texts(plan, options, cells)
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
    rated = [name for i, name in enumerate(header) if name in rated and cells.is_numeric(i)]
    numbers = [name for name in rated if _is_number(name)]
    if not known and numbers and all(_is_number(name) or cells.is_missing(name) for name in rated):
        raise _eaten(plan, "the header is itself a ballot", {"header": invented_header(header)}, _affirmed(plan, user))
    word = any(key(name) in USERS | RESPONSES | PROMPTS | FIRST_USERS for name in header)
    if not word and len(header) == _LONG_WIDTH and [is_numeral(name) for name in header] == [False, False, True]:
        raise _eaten(plan, "the header is itself a row", *({"header": ("user", "response", value)} for value in
                     ("score", "rank")))  # fmt: skip


def _is_number(name: str) -> bool:
    """Whether a name is a number, be it written 5., .5 or 50%."""
    bare = name.strip(" %\u00a0")
    return any(is_numeral(before + bare + after) for before, after in _BARE)


_BARE = (("", ""), ("", "0"), ("0", ""))
"""What completes a number without digits on one side of its point."""


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
        raise _are_places(plan, named)
    counted = [key(name) for name in names] == [str(i + 1) for i in range(len(names))]
    if counted and len(names) > 1 and _are_codes(cells, rated):
        raise _are_places(plan, names)
    if len(names) > 1 and all(cells.is_text(i) for i in rated) and _share(cells, rated):
        raise _are_places(plan, names, "hold the same texts, each once in a row")
    if len(names) > _FEW and all(cells.is_numeric(i) for i in rated) and _share_codes(cells, rated):
        raise _are_places(plan, names, "hold the same numbers, each once in a row")


def _given(cells: Cells, rated: Sequence[int]) -> list[list[str]]:
    """The answers of each row in the ``rated`` columns."""
    return [[row.cells[i] for i in rated if not cells.is_missing(row.cells[i])] for row in cells.rows]


def _are_codes(cells: Cells, rated: Sequence[int]) -> bool:
    """Whether the cells of columns 1, 2, ... are names: texts, or numbers above all places, nobody with one twice."""
    if any(cells.is_text(i) for i in rated):
        return True
    distinct = all(len(set(row)) == len(row) for row in _given(cells, rated))
    return distinct and any(number > len(rated) for i in rated for number in cells.numbers(i).values())


def _share(cells: Cells, rated: Sequence[int]) -> bool:
    """Whether no row has a text twice, and each text stands in two columns or more: the columns name the same."""
    given = _given(cells, rated)
    if len(given) < _FEW or any(len(set(row)) < len(row) for row in given):
        return False
    columns = Counter(text for i in rated for text in cells.texts(i))
    usual = sum(times >= _FEW for times in columns.values())
    return len(columns) > 1 and 3 * usual >= 2 * len(columns) and 2 * len(columns) <= sum(map(len, given))


def _share_codes(cells: Cells, rated: Sequence[int]) -> bool:
    """Whether the columns hold the same whole numbers, no row has one twice, and they are codes and no places.

    Codes are of two digits, or more than there are columns; one more may stand for no answer if all have a first place.
    """
    values = {number for i in rated for number in cells.numbers(i).values()}
    if not values or any(value.denominator != 1 or value < 0 for value in values) or not _share(cells, rated):
        return False
    first = min(values)
    if first >= _CODE:
        return len(values) <= len(rated) + 1 or len(cells.rows) >= len(values)
    in_all = all(any(cells.number(text) == first for text in row) for row in _given(cells, rated))
    return max(values) > len(rated) and len(values) > len(rated) + in_all


def _are_places(plan: Plan, names: Sequence[str], why: str = "are named like places") -> InputError:
    table = plan.table
    flag = option_name(table.source, "columns", "places")
    return malformed(
        table.source,
        table.line,
        f"the columns {listed(names)} {why}: if they are places, and their cells name responses, say {flag}; else "
        f"say {option_name(table.source, 'keep_columns')} for each that is a response",
        {"columns": "places"},
        {"keep_columns": tuple(names)},
    )


def _refuse_no_places(plan: Plan, options: ReadOptions, cells: Cells) -> None:
    """Refuse columns of a table of places that are named like none, beside some that are."""
    table = plan.table
    asked = [table.header[i] for i in plan.positions(Role.PLACE) if table.header[i] not in options.keep_columns]
    others = tuple(name for name in asked if place_number(name) is None)
    if not others or len(others) == len(asked):
        return
    weights = [name for name in others if key(name) in WEIGHTS]
    named = {text for i in plan.positions(Role.PLACE) if table.header[i] not in others for text in cells.texts(i)}
    alike = all(named & set(cells.texts(table.header.index(name))) for name in others)
    offers: list[Remedy] = [{"ignore_columns": others}, {"keep_columns": others}]
    ignore, keep = (option_name(table.source, field) for field in ("ignore_columns", "keep_columns"))
    raise malformed(
        table.source,
        table.line,
        f"{listed(others)}, beside columns of places, {'is' if len(others) == 1 else 'are'} named like none: leave a "
        f"column out with {ignore}, or say {keep} if it is a place",
        *_settled(others, "weight_column", weights),
        *(reversed(offers) if alike else offers),
    )


def _settled(doubtful: Sequence[str], field: str, named: Sequence[str]) -> list[Remedy]:
    """The remedy that reads the one column ``named`` as ``field`` says, and leaves out the other ``doubtful`` ones."""
    if len(named) != 1:
        return []
    rest = tuple(name for name in doubtful if name not in named)
    return [{field: named[0], **({"ignore_columns": rest} if rest else {})}]


def _refuse_transposed(plan: Plan, options: ReadOptions, cells: Cells) -> None:
    """Refuse a first column that is named like responses: the others may be judges."""
    header = plan.table.header
    first = next((i for i, each in enumerate(plan.columns) if each.role in {Role.USER, Role.RATED, Role.PROMPT}), None)
    judges = [header[i] for i in plan.positions(Role.RATED) if i != first]
    if (
        first is None
        or options.user_column
        or options.prompt_column
        or header[first] in options.keep_columns
        or not judges
    ):
        return
    users = key(header[first]) in USERS or all(map(_is_like_user, cells.texts(first)))
    people = [
        name
        for name in judges
        if (is_like_person(name) or (is_given_name(name) and not users)) and name not in options.keep_columns
    ]
    if not is_like_response(header[first]) and (len(people) <= 1 or 2 * len(people) < len(judges)):
        return
    table = plan.table
    asked = plan.columns[first].role is Role.PROMPT  # else the column is found again
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
        f"the first column, {quoted(header[first])}, may hold responses, and the others ({listed(judges)}) users: "
        f"say {rows} if so, or {option_name(table.source, 'user_column', header[first])} if each row is a user",
        {"rows": "responses", **({"response_column": header[first]} if asked else {})},
        {"user_column": header[first]},
    )


def _is_like_user(text: str) -> bool:
    """Whether a cell of the first column may be a user: somebody, or a name with a number."""
    return is_like_person(text) or is_given_name(text) or any(map(str.isdigit, text))


def _refuse_texts(plan: Plan, options: ReadOptions, cells: Cells) -> None:
    """Refuse columns of texts where numbers are wanted; a few texts among numbers are told cell by cell."""
    role = Role.JUDGE if plan.kind == "transposed" else Role.RATED
    names = [plan.table.header[i] for i in plan.positions(role) if cells.is_text(i)]
    if names:
        table = plan.table
        flag = option_name(table.source, "ignore_columns")
        commas = all(is_numeral(text) and "," in text for i in plan.positions(role) if cells.is_text(i)
                     for text in cells.texts(i))  # fmt: skip
        if commas and options.decimal == ".":
            raise malformed(
                table.source,
                table.line,
                f"the cells of {listed(names)} have commas, before decimals if you say "
                f"{option_name(table.source, 'decimal', ',')}",
                {"decimal": ","},
            )
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
    given = {i: _values(cells, i) for i in plan.positions(role)}
    named = _named_like_metadata(table.header, rated, given)
    judged = plan.kind == "transposed"
    apart = [] if judged else off_scale(given)
    scaled = [i for i in apart if i in rated and i not in named]
    unlike = [i for i in ([] if judged else of_another_kind(given)) if i in rated and i not in named + scaled]
    counted = [i for i in rated if i not in named + scaled + unlike and _counts_the_rows(cells, i)]
    rest = [i for i in given if i not in named + scaled + unlike + counted]
    summed = [] if judged else [i for i in sum_up(_rows(cells, rest), rest) if i in rated]
    doubtful = sorted({*named, *scaled, *unlike, *counted, *summed})
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
            (unlike, "has other numbers than all other columns", "have other numbers than all others"),
            (counted, "numbers the rows", "number the rows"),
            (summed, "is the sum or the mean of the others", "are sums or means of the others"),
        )
        if found
    ]
    ignore, keep = (option_name(table.source, field) for field in ("ignore_columns", "keep_columns"))
    weights = _weights(names)
    users = [
        table.header[i]
        for i in doubtful
        if key(table.header[i]).endswith("id") and plan.position(Role.USER) is None and plan.kind == "wide"
        and len(set(cells.columns[i])) == len(cells.rows)
    ]  # fmt: skip
    without: Remedy = {"ignore_columns": names}
    kept: Remedy = {"keep_columns": names}
    offered = [*_settled(names, "weight_column", weights), *([] if weights else _settled(names, "user_column", users))]
    several = len(plan.positions(role)) - len(doubtful) > 1
    whole = plan.kind == "wide" and 2 * len(scaled) >= len(rated)
    raise malformed(
        table.source,
        table.line,
        f"{'; '.join(why)}: leave a column out with {ignore}, or say {keep} if it is "
        f"{'a user' if plan.kind == 'transposed' else 'a response'}",
        *offered,
        *((without, kept) if several or offered else (kept, without)),
        *([{"rows": "responses"}] if whole else []),
    )


def _values(cells: Cells, position: int) -> list[Fraction]:
    """The numbers in a column, from top to bottom, of those rows that have one."""
    numbers = cells.numbers(position)
    return [numbers[text] for text in cells.columns[position] if text in numbers]


def _rows(cells: Cells, positions: Sequence[int]) -> list[dict[int, Fraction]]:
    """The numbers in each row, by column."""
    numbers = {i: cells.numbers(i) for i in positions}
    return [{i: numbers[i][row.cells[i]] for i in positions if row.cells[i] in numbers[i]} for row in cells.rows]


def _named_like_metadata(header: Sequence[str], rated: Sequence[int], given: dict[int, list[Fraction]]) -> list[int]:
    """Those of the ``rated`` columns that are named like no response, or might be and have values unlike the others'.

    Names that differ in their numbers only, such as ``step 100`` and ``step 200``, are those of responses.
    """
    plain = [i for i in given if not may_tell_of_rows(header[i])]
    if are_a_series([header[i] for i in given]) and not any(is_metadata(header[i]) for i in rated):
        return []
    return [
        i
        for i in rated
        if tells_of_rows(header[i])
        or (may_tell_of_rows(header[i]) and len(plain) > 1 and differs(given[i], [given[j] for j in plain]))
    ]


def _weights(names: Sequence[str]) -> list[str]:
    """The columns of weights among doubtful ones: the one that is named so in long tables, else another's name."""
    found = [name for name in names if key(name) in WEIGHTS] or [name for name in names if weighs(name)]
    return found if found or len(names) > 1 else [name for name in names if key(name).endswith(("votes", "count"))]


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
