"""Data frames of pandas and polars, by duck typing: their columns become the texts of a table, which is then read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, TypeAlias

from verifier.errors import InputError
from verifier.exact.numbers import described
from verifier.preferences.formats.options import ReadOptions
from verifier.preferences.formats.records import Record, Table
from verifier.preferences.formats.source import BLANKS, FRAME, located, malformed, quoted
from verifier.preferences.objects.cells import name_text, number_text, printed, weight_text, whole_float
from verifier.preferences.population import Population
from verifier.preferences.tables.cells import Cells
from verifier.preferences.tables.columns import left_out
from verifier.preferences.tables.long import is_long
from verifier.preferences.tables.plan import Role
from verifier.preferences.tables.remedies import settle
from verifier.preferences.tables.table import plan_table, read_table
from verifier.preferences.tables.vocabulary import (
    FIRST_USERS,
    PROMPTS,
    USERS,
    is_like_response,
    is_metadata,
    key,
)

Values: TypeAlias = Callable[[], Iterable[Any]]
"""A column, fetched when it is called for."""

_PLAIN = (str, int, float)
_OF_FILES = ("format", "header", "delimiter")
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
    for field in _OF_FILES:
        if getattr(chosen, field) is not None:
            raise InputError(f"{field}={getattr(chosen, field)!r} has no meaning for a data frame; it is for files")
    levels, columns = _index_levels(frame), [(name, partial(frame.__getitem__, name)) for name in frame.columns]
    values = _by_name([*levels, *columns])
    left_out(Table(FRAME, tuple(values), None, []), chosen)
    found = {name: _texts(name, [] if name in chosen.ignore_columns else values[name]()) for name in values}
    width = max((len(each.cells) for each in found.values()), default=0)
    rows = zip(*(each.cells or [""] * width for each in found.values()), strict=True)
    table = Table(FRAME, tuple(values), None, [Record(i, list(row)) for i, row in enumerate(rows)])
    if not table.rows:
        raise malformed(FRAME, None, "there are no rows; at least one is needed")
    title = getattr(frame.columns, "name", None)
    if isinstance(title, str) and key(title) in USERS and levels and chosen.user_column is None:
        chosen = replace(chosen, rows="responses")  # pandas says so of a pivoted or transposed frame
    elif chosen.user_column is None:
        chosen = replace(chosen, user_column=_users_in_index(table, list(values)[: len(levels)], chosen))
    return settle(lambda each: _read(table, found, each), chosen, without=_OF_FILES)


def _read(table: Table, found: Mapping[str, Texts], options: ReadOptions) -> Population:
    """The population of ``table``, if the values of the columns that are read are what is wanted there."""
    plan = plan_table(table, options)
    for name, column in zip(table.header, plan.columns, strict=True):
        found[name].check(column.role)
    return read_table(table, options)


def _with_texts(options: ReadOptions) -> ReadOptions:
    """``options`` with the texts of the names they give, for a column may be called 3."""
    names: dict[str, Any] = {field: _name(getattr(options, field)) or None for field in _NAMING}
    for field in ("ignore_columns", "keep_columns", "ignore_users", "missing"):
        given = getattr(options, field)
        names[field] = (_name(given),) if isinstance(given, str) else tuple(map(_name, given))
    return replace(options, **names)


def _name(value: object) -> str:
    """The name that ``value`` is, without the blanks around it, as names in files are."""
    return name_text(value).strip(BLANKS)


def _index_levels(frame: Any) -> list[tuple[object, Values]]:
    """The levels of a pandas index that have a name, or hold texts."""
    index = getattr(frame, "index", None)
    names = getattr(index, "names", ())
    if index is not None and list(names) == [None] and all(isinstance(value, str) for value in index):
        return [("", partial(_level, index, 0))]  # names without a title, as a transposed frame has
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
    cells = Cells(table.rows, options)
    free = set(range(len(table.header))) - left_out(table, options)
    if options.rows == "responses" or is_long(table, options, cells, free):
        return None
    taken = {options.weight_column, options.prompt_column, *options.keep_columns, *options.ignore_columns}
    rest = [name for name in levels if name not in taken and (key(name) in USERS or not _is_else(name))]
    if len(rest) > 1:
        both = " and ".join(map(quoted, rest))
        problem = f"the index has the levels {both}; keep the users, and ignore_columns= the rest"
        raise malformed(FRAME, None, problem)
    return rest[0] if rest else None


def _is_else(name: str) -> bool:
    """Whether an index level of that name holds something else than users."""
    return key(name) in PROMPTS or is_like_response(name) or (is_metadata(name) and key(name) not in FIRST_USERS)


@dataclass(frozen=True, eq=False)
class Texts:
    """The texts of one column, without the blanks around them, as in files.

    Attributes:
        name: the column's name.
        cells: its texts; a value that is neither text nor number stands there as its description.
        kinds: for each kind of value, the first row that has it, and it.
    """

    name: str
    cells: list[str]
    kinds: dict[str, tuple[int, object]]

    def check(self, role: Role) -> None:
        """Return if the values are what a column of that ``role`` holds.

        Raises:
            InputError: names are neither texts nor whole numbers, or both; a number is none that is finite.
        """
        if role is Role.IGNORED:
            return
        named = role in {Role.USER, Role.RESPONSE, Role.PROMPT, Role.PLACE}
        for row, value in self.kinds.values():
            with located(FRAME, row, f"the cell of {quoted(self.name)}: "):
                if named:
                    name_text(value)
                elif len(self.kinds) > 1 or not hasattr(value, "isoformat"):  # dates alone are doubted as texts are
                    (weight_text if role is Role.WEIGHT else number_text)(value)
        if named and {"text", "whole"} <= self.kinds.keys():
            problem = f"the column {quoted(self.name)} has texts and whole numbers; write all names as text"
            raise malformed(FRAME, None, problem)


def _texts(name: str, values: Iterable[Any]) -> Texts:
    """The texts of one column; equal values are looked at once."""
    known: dict[tuple[type, object], str] = {}
    kinds: dict[str, tuple[int, object]] = {}
    cells = []
    for row, value in enumerate(printed(values)):
        plain = (type(value), value) if type(value) in _PLAIN else None
        cell = None if plain is None else known.get(plain)
        if cell is None:
            cell, kind = _text(value)
            if kind:
                kinds.setdefault(kind, (row, value))
            if plain is not None:
                known[plain] = cell
        cells.append(cell)
    return Texts(name, cells, kinds)


def _text(value: Any) -> tuple[str, str]:
    """The text of a cell and the kind of its value; empty where it is missing."""
    if isinstance(value, str):
        return value.strip(BLANKS), "text" if value.strip(BLANKS) else ""
    try:
        cell = number_text(value if (whole := whole_float(value)) is None else whole)
    except InputError:
        return described(value), type(value).__name__
    if not cell:
        return "", ""
    return cell, "whole" if cell.lstrip("-").isdigit() else "number"
