"""Three columns that fit users, responses and values of a long table, whatever they are called."""

from __future__ import annotations

from itertools import permutations, product
from typing import TYPE_CHECKING

from verifier.preferences.formats.source import malformed, option_name, quoted
from verifier.preferences.tables.columns import left_out, listed, named_like
from verifier.preferences.tables.vocabulary import HIGH, LOW, PROMPTS, RESPONSES, USERS, key, likeness

if TYPE_CHECKING:
    from collections.abc import Iterator

    from verifier.errors import Remedy
    from verifier.preferences.formats.options import ReadOptions
    from verifier.preferences.formats.records import Table
    from verifier.preferences.tables.cells import Cells

_FIELDS = ("user_column", "response_column", "value_column")
_WORDS = (USERS, RESPONSES, HIGH | LOW)
_MOST = 12
"""Of so many columns the triples are looked through; the first ones, in wider tables."""

_NARROW = (3, 4)
_FEW = 4


def triples(table: Table, options: ReadOptions, cells: Cells) -> list[Remedy]:
    """The options that name a column of users, one of responses and one of values, the likeliest three columns first.

    Users and responses are texts or whole numbers that come back, and no pair of them twice in a prompt; values are
    numbers. Of several threes the likelier one has the more telling names, then the order user, response, value. The
    other way round is offered too, where no name tells users from responses. What two names tell is not said again.
    """
    best = next(_fitting(table, options, cells), None)
    if best is None:
        return []
    free = _free(table, options)
    telling = [named_like(table, words, free) == [i] for words, i in zip(_WORDS, best, strict=True)]
    open_fields = [field for field in _FIELDS if getattr(options, field) is None]
    unknown = [field for field, told in zip(_FIELDS, telling, strict=True) if not told]
    given = unknown if len(unknown) == 1 and unknown[0] in open_fields else open_fields
    user, response, value = best
    ways = [best]
    alike = likeness(table.header[user])[:2] == likeness(table.header[response])[:2] == (0, 0)
    if alike and {"user_column", "response_column"} <= set(given):
        ways.append((response, user, value))
    return [{field: table.header[i] for field, i in zip(_FIELDS, way, strict=True) if field in given} for way in ways]


def refuse_hidden_triples(table: Table, options: ReadOptions, cells: Cells) -> None:
    """Return if a table that would be read as wide, a row for each user, can hardly be a long one.

    It may be one if a column named like users comes back in it, and three columns fit; and, whatever its names, if it
    has three columns, beside times, or four of whole numbers, of which the first comes back, no pair of the first two
    twice, and all are whole numbers, or the first or second is a text.

    Raises:
        InputError: it may; the message says how to read it as long, and how as wide.
    """
    asked = options.user_column or options.keep_columns or options.prompt_column or options.prompt
    other = options.rows == "responses" or options.columns == "places"
    narrow = len(_plain(table, options)) in _NARROW
    if asked or other or not (narrow or _users_come_back(table, cells)):
        return
    found = next(_fitting(table, options, cells), ())
    if not found or not (_has_names(table, options, cells, found) or _has_shape(table, options, cells)):
        return
    user, response, value = (table.header[i] for i in found)
    named = " ".join(option_name(table.source, field) for field in _FIELDS)
    free, ways = _free(table, options), triples(table, options, cells)
    names = tuple(table.header[i] for i in free)
    wide = all(cells.is_numeric(i) and likeness(name)[0] == 0 for i, name in zip(free, names, strict=True))
    keep = option_name(table.source, "keep_columns")
    raise malformed(
        table.source,
        table.line,
        f"the columns may be users ({quoted(user)}), responses ({quoted(response)}) and values ({quoted(value)}), a "
        f"row for each rating: name them with {named} if so"
        + (f", or {keep} for each of {listed(names)} if each is a response, and each row a user" if wide else ""),
        *ways[:1],
        *([{"keep_columns": names}] if wide else []),
        *ways[1:],
    )


def _has_names(table: Table, options: ReadOptions, cells: Cells, found: tuple[int, ...]) -> bool:
    """Whether names tell: of users who come back, while none tell the rows apart; or of all three columns there are."""
    like = [likeness(table.header[i])[role] for role, i in enumerate(found)]
    if min(like) > 0 and len(_plain(table, options)) == len(found):
        return True
    parted = any(len(set(_pairs(cells, i, found[0]))) == len(cells.rows) for i in _prompts(table))
    return like[0] > 1 and _users_come_back(table, cells) and not parted and _comes_back(cells, found[0])


def _users_come_back(table: Table, cells: Cells) -> bool:
    """Whether columns are named like users, and none of them tells the rows apart."""
    named = [i for i, name in enumerate(table.header) if key(name) in USERS]
    return bool(named) and all(len(set(cells.columns[i])) < len(cells.rows) for i in named)


def _prompts(table: Table) -> list[int]:
    """The columns named like prompts, of which each user has a row in a wide table; an item may be what is rated."""
    return [i for i, name in enumerate(table.header) if key(name) in PROMPTS and not likeness(name)[1]]


def _pairs(cells: Cells, one: int, other: int) -> list[tuple[str, str]]:
    """The texts of two columns, row by row."""
    return list(zip(cells.columns[one], cells.columns[other], strict=True))


def _has_shape(table: Table, options: ReadOptions, cells: Cells) -> bool:
    """Whether the columns are as many as those of a long table, and the first two like its keys."""
    plain = _plain(table, options)
    if len(plain) not in _NARROW or len(cells.rows) < _FEW:
        return False
    first = cells.columns[plain[0]]
    texts = any(cells.is_text(i) for i in plain[:2]) and len(plain) == _NARROW[0]
    keys = len(set(first)) < len(first) and len(set(_pairs(cells, *plain[:2]))) == len(first)
    return keys and (texts or all(_is_whole(cells, i) for i in plain))


def _fitting(table: Table, options: ReadOptions, cells: Cells) -> Iterator[tuple[int, int, int]]:
    """The threes of columns that fit, the likeliest first."""
    if not cells.rows:
        return
    free = _free(table, options)[:_MOST]
    given = [getattr(options, field) for field in _FIELDS]
    names = [i for i in free if _comes_back(cells, i)]
    single = [i for i in free if i not in names and likeness(table.header[i])[0] > 0 and _are_names(cells, i)]
    prompts = (
        cells.columns[table.header.index(options.prompt_column)] if options.prompt_column in table.header else None
    )
    like = {i: likeness(table.header[i]) for i in free}
    found = [
        (user, response, value)
        for user, response in [*permutations(names, 2), *product(single, names)]
        for value in free
        if value not in {user, response}
        and cells.is_numeric(value)
        and all(name is None or table.header[i] == name for name, i in zip(given, (user, response, value), strict=True))
    ]
    found.sort(key=lambda three: (-sum(like[i][role] for role, i in enumerate(three)), three))
    once: dict[frozenset[int], bool] = {}
    for three in found:
        pair = frozenset(three[:2])
        if pair not in once:
            rows = zip(prompts or cells.columns[three[0]], *(cells.columns[i] for i in three[:2]), strict=True)
            once[pair] = len(set(rows)) == len(cells.rows)
        if once[pair]:
            yield three


def _free(table: Table, options: ReadOptions) -> list[int]:
    """The positions of the columns that may be users, responses or values."""
    others = left_out(table, options)
    return [
        i
        for i, name in enumerate(table.header)
        if i not in others and name and name not in {options.weight_column, options.prompt_column}
    ]


def _plain(table: Table, options: ReadOptions) -> list[int]:
    """The same, without times."""
    return [i for i in _free(table, options) if likeness(table.header[i])[0] >= 0]


def _comes_back(cells: Cells, position: int) -> bool:
    """Whether a column holds names, several, and some more than once."""
    return 1 < len(set(cells.columns[position])) < len(cells.rows) and _are_names(cells, position)


def _are_names(cells: Cells, position: int) -> bool:
    """Whether a column holds texts or whole numbers."""
    return cells.is_text(position) or all(number.denominator == 1 for number in cells.numbers(position).values())


def _is_whole(cells: Cells, position: int) -> bool:
    """Whether a column holds whole numbers only."""
    numbers = cells.numbers(position).values()
    return cells.is_numeric(position) and all(number.denominator == 1 for number in numbers)
