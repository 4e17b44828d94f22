"""Which column of a table is what: named by an option, found by what its name says, or asked about."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from verifier.preferences.formats.source import located, malformed, option_name, plural, quoted
from verifier.preferences.names import refuse_look_alikes
from verifier.preferences.tables.vocabulary import HIGH, LOW, PROMPTS, key

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from fractions import Fraction

    from verifier.errors import InputError
    from verifier.preferences.formats.options import ReadOptions
    from verifier.preferences.formats.records import Record, Table
    from verifier.preferences.tables.cells import Cells

_COMPARED = 80  # prompts are pages long, and comparing them letter by letter is slow
_LISTED = 8
_LISTED_PROMPTS = 10
_OFFERED = 3
_MEAN = 2

AFFIRMED = "NA"
"""What `ReadOptions.missing` holds where a user says that every other text is an answer: it is missing anyway."""

NAMING = ("user_column", "response_column", "value_column", "weight_column", "prompt_column")
"""The options that name one column."""


def left_out(table: Table, options: ReadOptions) -> set[int]:
    """The positions of the columns that ``options`` ignores.

    Raises:
        InputError: a column that an option names is not there, or one is to be read and ignored.
    """
    source, ignored = table.source, set(options.ignore_columns)
    for field, names in (("ignore_columns", options.ignore_columns), ("keep_columns", options.keep_columns)):
        for name in names:
            if name not in table.header:
                verb = "ignore" if field == "ignore_columns" else "keep"
                near = nearest(name, table.header)
                problem = f"there is no column {quoted(name)} to {verb}; did you mean {quoted(near)}?"
                raise malformed(source, table.line, problem)
    named: dict[str, str] = {}
    for field in NAMING:
        name = getattr(options, field)
        if name is not None and named.setdefault(name, field) != field:
            flags = " and ".join(option_name(source, each) for each in (named[name], field))
            raise malformed(source, table.line, f"{flags} both name {quoted(name)}; a column is one thing")
    for field in (*NAMING, "keep_columns"):
        given = getattr(options, field)
        for name in given if isinstance(given, tuple) else (given,):
            if name in ignored:
                flags = " and ".join(option_name(source, each) for each in (field, "ignore_columns"))
                both = f"{flags} both name {quoted(name)}"
                raise malformed(source, table.line, f"{both}; a column is either read or ignored")
    return {i for i, name in enumerate(table.header) if name in ignored}


def column(table: Table, name: str, flags: str) -> int:
    """The position of the column ``name``, exactly as written.

    Raises:
        InputError: there is none; the message says what there is, and that ``flags`` choose another one.
    """
    if name in table.header:
        return table.header.index(name)
    raise malformed(
        table.source,
        table.line,
        f"there is no column {quoted(name)} (found: {listed(table.header)}); name the columns with {flags}",
    )


def named_like(table: Table, words: Collection[str], free: Collection[int]) -> list[int]:
    """The positions among ``free`` of the columns whose names are among ``words``, but for case and separators."""
    return [i for i, name in enumerate(table.header) if i in free and key(name) in words]


def only_one(table: Table, found: Sequence[int], cells: Cells, field: str, within: int | None = None) -> int | None:
    """The one of the columns ``found`` that is read; of several that name the same things the first; None of none.

    Args:
        table: the table.
        found: the positions of the columns that may be meant.
        cells: its cells.
        field: the option that chooses one.
        within: a column in whose every value the names start anew, such as prompts.

    Raises:
        InputError: they do not name the same things; the option is asked for.
    """
    for other in found[1:]:
        if not _same_names(cells, found[0], other, within):
            both = " and ".join(quoted(table.header[i]) for i in found)
            flag = option_name(table.source, field)
            raise malformed(
                table.source,
                table.line,
                f"the columns {both} may all be meant, and differ; say which one to read with {flag}",
                *({field: table.header[i]} for i in found[:_OFFERED]),
            )
    return found[0] if found else None


def _same_names(cells: Cells, one: int, other: int, within: int | None) -> bool:
    """Whether two columns name the same things differently: each name of the one goes with one of the other."""
    where = cells.columns[within] if within is not None else ("",) * len(cells.rows)
    rows = set(zip(where, cells.columns[one], cells.columns[other], strict=True))
    return len(rows) == len({row[:2] for row in rows}) == len({(row[0], row[2]) for row in rows})


def prompt_position(table: Table, options: ReadOptions, cells: Cells, free: Collection[int]) -> int | None:
    """The position of the column of prompts; None if there is none and none is asked for.

    Raises:
        InputError: ``options`` names a prompt or a column, and there is none; or several may be meant.
    """
    flag = option_name(table.source, "prompt_column")
    if options.prompt_column is not None:
        return column(table, options.prompt_column, flag)
    position = only_one(table, named_like(table, PROMPTS, free), cells, "prompt_column")
    if position is None and options.prompt is not None:
        return column(table, "prompt", flag)
    return position


def prompt_rows(table: Table, options: ReadOptions, position: int | None) -> tuple[str | None, list[Record]]:
    """The prompt that is read and its rows; None and all rows where there is no column of prompts.

    Raises:
        InputError: there are several prompts and none is asked for, or the one asked for is not there.
    """
    if position is None:
        return None, table.rows
    for row in table.rows:
        if not row.cells[position]:
            raise malformed(
                table.source, row.line, f"the cell of {quoted(table.header[position])} is empty; name a prompt"
            )
    prompts = list(dict.fromkeys(row.cells[position] for row in table.rows))
    if options.prompt is None and len(prompts) > 1:
        with located(table.source, item="the prompts "):
            refuse_look_alikes(prompts)
        shown = ", ".join(map(quoted, prompts[:_LISTED_PROMPTS])) + (", ..." if len(prompts) > _LISTED_PROMPTS else "")
        raise malformed(
            table.source,
            None,
            f"there are {len(prompts)} prompts ({shown}); choose one with {option_name(table.source, 'prompt')}, "
            "as each is a population",
            *({"prompt": prompt} for prompt in prompts[:_OFFERED]),
        )
    if options.prompt is not None and options.prompt not in prompts:
        raise malformed(
            table.source,
            None,
            f"there is no prompt {quoted(options.prompt)} among {plural(len(prompts), 'prompt')}; "
            f"did you mean {quoted(nearest(options.prompt, prompts))}?",
        )
    chosen = prompts[0] if options.prompt is None else options.prompt
    return chosen, [row for row in table.rows if row.cells[position] == chosen]


def direction_of(name: str, options: ReadOptions) -> tuple[bool, str] | None:
    """Whether low values of the column ``name`` are best, and why; None if nothing says so."""
    if options.best is not None:
        return options.best == "low", "as asked"
    if key(name) in HIGH | LOW:
        return key(name) in LOW, f"as {quoted(name)} says"
    return None


def below_one(table: Table, line: int | None, text: str, what: str) -> InputError:
    """The error to raise for a place below 1, which may stand for no answer."""
    missing = option_name(table.source, "missing")
    return malformed(
        table.source,
        line,
        f"{what} is {text}, and places start from 1: say with {missing} which text stands for no answer, "
        f"or {AFFIRMED} if {text} is a place",
        {"missing": (text,)},
        {"missing": (AFFIRMED,)},
    )


def are_places(numbers: Iterable[Fraction]) -> bool:
    """Whether ``numbers`` are places or stand for none: whole, or halves above 1, the means of two tied places."""
    return all(number.denominator == 1 or (number.denominator == _MEAN and number > 1) for number in numbers)


def nearest(name: str, names: Sequence[str]) -> str:
    """The one of ``names`` (there is one) that is most like ``name``."""
    near = {other[:_COMPARED]: other for other in reversed(names)}
    close = get_close_matches(name[:_COMPARED], near, n=1, cutoff=0.0)
    return near[close[0]] if close else names[0]


def listed(names: Sequence[str]) -> str:
    """The first of ``names``, for a message."""
    return ", ".join(map(quoted, names[:_LISTED])) + (", ..." if len(names) > _LISTED else "")
