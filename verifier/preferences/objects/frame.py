"""Data frames of pandas and polars, by duck typing: their columns become the texts of a table, which is then read."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from typing import Any, TypeAlias

from verifier.errors import InputError
from verifier.preferences.formats.columns import prompt_column, weight_column, without_ignored
from verifier.preferences.formats.long_table import long_columns, long_population
from verifier.preferences.formats.options import ReadOptions
from verifier.preferences.formats.records import Record, Table
from verifier.preferences.formats.source import BLANKS, FRAME, located, malformed, quoted
from verifier.preferences.formats.table import is_long
from verifier.preferences.formats.wide_table import user_position, wide_population
from verifier.preferences.objects.cells import name_text, number_text, printed, weight_text
from verifier.preferences.population import Population

Values: TypeAlias = Callable[[], Iterable[Any]]
"""A column, fetched when it is called for."""

Text: TypeAlias = Callable[[object], str]
"""What the cells of a column become; a column without it is not read."""

_PLAIN = (str, int, float)
_NAMING = ("user_column", "response_column", "value_column", "weight_column", "prompt_column", "prompt")


def is_frame(value: Any) -> bool:
    """Whether ``value`` is a table in memory: it has columns, a shape, and gives a column for its name."""
    return all(hasattr(value, name) for name in ("shape", "columns", "__getitem__"))


def read_frame(frame: Any, options: ReadOptions | None = None, **more: Any) -> Population:
    """The population in ``frame``, as `Population.from_frame` says.

    Raises:
        InputError: as there.
        UnsupportedError: as there.
    """
    chosen = _with_texts(replace(options or ReadOptions(), **more))
    if not is_frame(frame):
        lazy = "; collect() it first" if hasattr(frame, "collect") else "; give a DataFrame of pandas or polars"
        raise InputError(f"{type(frame).__name__} is no data frame{lazy}")
    if chosen.format is not None:
        raise InputError(f"format={chosen.format!r} has no meaning for a data frame; it is for files")
    levels, columns = _index_levels(frame), [(name, partial(frame.__getitem__, name)) for name in frame.columns]
    values = _by_name([*levels, *columns])
    table = without_ignored(Table(FRAME, tuple(values), None, [], gaps=True), chosen)
    long = is_long(table.header, chosen)
    if not long and chosen.user_column is None:
        chosen = replace(chosen, user_column=_users_in_index(table, list(values)[: len(levels)], chosen))
    texts = _long_texts(table, chosen) if long else _wide_texts(table, chosen)
    cells = [_cells(values[name](), name, texts.get(i)) for i, name in enumerate(table.header)]
    table = replace(table, rows=[Record(i, list(row)) for i, row in enumerate(zip(*cells, strict=True))])
    if not table.rows:
        raise malformed(FRAME, None, "there are no rows; at least one is needed")
    return long_population(table, chosen) if long else wide_population(table, chosen)


def _with_texts(options: ReadOptions) -> ReadOptions:
    """``options`` with the texts of the names they give, for a column may be called 3."""
    ignored = options.ignore_columns
    names: dict[str, Any] = {field: _name(getattr(options, field)) or None for field in _NAMING}
    ignored = (_name(ignored),) if isinstance(ignored, str) else tuple(map(_name, ignored))
    return replace(options, **names, ignore_columns=ignored)


def _name(value: object) -> str:
    """The name that ``value`` is, without the blanks around it, as names in files are."""
    return name_text(value).strip(BLANKS)


def _index_levels(frame: Any) -> list[tuple[object, Values]]:
    """The levels of a pandas index that have a name."""
    index = getattr(frame, "index", None)
    names = getattr(index, "names", ())
    return [(name, partial(_level, index, i)) for i, name in enumerate(names) if name is not None]


def _level(index: Any, position: int) -> Iterable[Any]:
    values: Iterable[Any] = index.get_level_values(position)
    return values


def _by_name(columns: Iterable[tuple[object, Values]]) -> dict[str, Values]:
    """The columns by the text of their names.

    Raises:
        InputError: a name is none, or stands twice.
    """
    found: dict[str, Values] = {}
    for given, values in columns:
        with located(FRAME, item="the names of the columns: "):
            name = _name(given)
        if name in found:
            raise malformed(FRAME, None, f"the column {quoted(name)} stands twice; names must differ")
        found[name] = values
    return found


def _users_in_index(table: Table, levels: Iterable[str], options: ReadOptions) -> str | None:
    """The index level that holds the users of a wide frame, for an index rates nothing; None without such a level.

    Raises:
        InputError: there are several.
    """
    taken = {weight_column(table, options), prompt_column(table, options)}
    rest = [name for name in levels if name in table.header and table.header.index(name) not in taken]
    if len(rest) > 1:
        both = " and ".join(map(quoted, rest))
        raise malformed(FRAME, None, f"the index has the levels {both}; keep the users, and ignore_columns= the rest")
    return rest[0] if rest else None


def _long_texts(table: Table, options: ReadOptions) -> dict[int, Text]:
    columns = long_columns(table, options)
    named = [position for position in (columns.user, columns.response, columns.prompt) if position is not None]
    return {**_weighing(columns.weight), columns.value: number_text, **dict.fromkeys(named, name_text)}


def _wide_texts(table: Table, options: ReadOptions) -> dict[int, Text]:
    """Users and prompts are names, weights are weights, all others are rated.

    A first column of users that only its texts tell is among these: texts stay as they are.
    """
    weight, prompt = weight_column(table, options), prompt_column(table, options)
    user = user_position(table, options, {weight, prompt})
    named = {position: name_text for position in (user, prompt) if position is not None}
    return {**dict.fromkeys(range(len(table.header)), number_text), **_weighing(weight), **named}


def _weighing(position: int | None) -> dict[int, Text]:
    return {} if position is None else {position: weight_text}


def _cells(values: Iterable[Any], name: str, text: Text | None) -> list[str]:
    """The texts of one column, without the blanks around them, as in files; equal values are looked at once.

    Raises:
        InputError: ``text`` refuses a value, or names of both kinds, texts and whole numbers, stand in the column.
    """
    if text is None:
        return [""] * len(list(values))
    known: dict[tuple[type, object], str] = {}
    kinds: set[bool] = set()
    cells = []
    for row, value in enumerate(printed(values)):
        key = (type(value), value) if type(value) in _PLAIN else None
        cell = None if key is None else known.get(key)
        if cell is None:
            with located(FRAME, row, f"the cell of {quoted(name)}: "):
                cell = text(value).strip(BLANKS)
            if key is not None:
                known[key] = cell
            if cell:
                kinds.add(isinstance(value, str))
        cells.append(cell)
    if text is name_text and len(kinds) > 1:
        raise malformed(FRAME, None, f"the column {quoted(name)} has texts and whole numbers; write all names as text")
    return cells
