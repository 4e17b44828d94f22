"""Which column of a table is what: named by an option, found by its default name in any case, or ignored."""

from __future__ import annotations

from dataclasses import replace
from difflib import get_close_matches
from typing import TYPE_CHECKING

from verifier.preferences.formats.pairwise import refuse_pairs
from verifier.preferences.formats.records import Record, Table, parse_rows
from verifier.preferences.formats.source import malformed, option_name, plural, quoted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from verifier.preferences.formats.options import ReadOptions

_COMPARED = 80  # prompts are pages long, and comparing them letter by letter is slow
_LISTED = 8


def read_table(text: str, source: str, options: ReadOptions, delimiter: str) -> Table:
    """The table of ``text``, without the columns that ``options`` ignores.

    Raises:
        InputError: as in `parse_rows` and `without_ignored`.
        UnsupportedError: the columns are those of pairwise comparisons.
    """
    return without_ignored(parse_rows(text, source, delimiter), options)


def without_ignored(table: Table, options: ReadOptions) -> Table:
    """``table`` without the columns that ``options`` ignores.

    Raises:
        InputError: a column to ignore is not there, or another option names it.
        UnsupportedError: the columns are those of pairwise comparisons.
    """
    source = table.source
    refuse_pairs(table.header, source, table.line)
    ignored = set(options.ignore_columns)
    for name in options.ignore_columns:
        if name not in table.header:
            raise malformed(
                source,
                table.line,
                f"there is no column {quoted(name)} to ignore; did you mean {quoted(nearest(name, table.header))}?",
            )
    for field in ("user_column", "response_column", "value_column", "weight_column", "prompt_column"):
        if getattr(options, field) in ignored:
            flags = " and ".join(option_name(source, each) for each in (field, "ignore_columns"))
            both = f"{flags} both name {quoted(getattr(options, field))}"
            raise malformed(source, table.line, f"{both}; a column is either read or ignored")
    kept = [i for i, name in enumerate(table.header) if name not in ignored]
    if len(kept) == len(table.header):
        return table
    return replace(
        table,
        header=tuple(table.header[i] for i in kept),
        rows=[Record(row.line, [row.cells[i] for i in kept]) for row in table.rows],
        ignored=len(table.header) - len(kept),
    )


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
        f"there is no column {quoted(name)} (found: {listed(table)}); name the columns with {flags}",
    )


def default_column(table: Table, default: str, flag: str) -> int | None:
    """The position of the column named ``default`` in any case; None if there is none.

    Raises:
        InputError: two columns have that name, but for case; the message says that ``flag`` chooses one.
    """
    found = [i for i, name in enumerate(table.header) if name.lower() == default]
    if len(found) > 1:
        both = " and ".join(quoted(table.header[i]) for i in found[:2])
        raise malformed(
            table.source, table.line, f"the columns {both} differ only in case; say which one to read with {flag}"
        )
    return found[0] if found else None


def optional_column(table: Table, given: str | None, default: str, flag: str) -> int | None:
    """The position of the column that ``flag`` names, which must be there; else of the one named ``default``, if any.

    Raises:
        InputError: there is no column ``given``, or two that may be the default one.
    """
    return default_column(table, default, flag) if given is None else column(table, given, flag)


def prompt_column(table: Table, options: ReadOptions) -> int | None:
    """The position of the column of prompts; None if there is none and none is asked for.

    Raises:
        InputError: ``options`` names a prompt or a column, and there is none.
    """
    flag = option_name(table.source, "prompt_column")
    position = optional_column(table, options.prompt_column, "prompt", flag)
    if position is None and options.prompt is not None:
        return column(table, "prompt", flag)
    return position


def weight_column(table: Table, options: ReadOptions) -> int | None:
    """The position of the column of weights; None if there is none and none is asked for.

    Raises:
        InputError: ``options`` names a column that is not there.
    """
    return optional_column(table, options.weight_column, "weight", option_name(table.source, "weight_column"))


def nearest(name: str, names: Sequence[str]) -> str:
    """The one of ``names`` (there is one) that is most like ``name``."""
    near = {other[:_COMPARED]: other for other in reversed(names)}
    close = get_close_matches(name[:_COMPARED], near, n=1, cutoff=0.0)
    return near[close[0]] if close else names[0]


def listed(table: Table) -> str:
    """The first columns of ``table``, for a message."""
    return ", ".join(map(quoted, table.header[:_LISTED])) + (", ..." if len(table.header) > _LISTED else "")


def reading(table: Table, what: str, *, low: bool, weight: int | None, prompt: str | None, read: int) -> str:
    """The sentence for `Population.reading`: ``what`` a table was read as, and what is best.

    Args:
        table: the table, without the columns that were to be ignored.
        what: its kind, and its columns of users and responses.
        low: whether low values are best.
        weight: the position of the weights.
        prompt: the prompt that was read, where there is a column of them.
        read: how many columns of ``table`` were read.
    """
    unread = table.ignored + len(table.header) - read
    return ", ".join(
        [
            what,
            f"{'low' if low else 'high'} is best",
            *([] if weight is None else [f"weights in {quoted(table.header[weight])}"]),
            *([] if prompt is None else [f"prompt {quoted(prompt)}"]),
            *([f"{plural(unread, 'column')} ignored"] if unread else []),
        ]
    )
