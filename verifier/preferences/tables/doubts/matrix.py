"""Wide tables that are no ballots but matrices: of pairs of responses, or of zeros and ones for each place."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from verifier.errors import UnsupportedError
from verifier.preferences.formats.records import is_numeral
from verifier.preferences.formats.source import located, malformed, option_name, quoted
from verifier.preferences.tables.columns import listed
from verifier.preferences.tables.pairs import REASON
from verifier.preferences.tables.plan import Role

if TYPE_CHECKING:
    from verifier.preferences.formats.options import ReadOptions
    from verifier.preferences.tables.cells import Cells
    from verifier.preferences.tables.plan import Plan

_NUMBERED = re.compile(r"(.+?)[\s_]*(?:\(([0-9]+)\)|\[([0-9]+)\]|[\s_.-](?:r|rank|place|pos)?_?([0-9]+))", re.ASCII)
_FEW = 2


def refuse_matrices(plan: Plan, options: ReadOptions, cells: Cells) -> None:
    """Return if the wide table of ``plan`` is no matrix.

    Raises:
        UnsupportedError: its rows are named as its columns are, so its cells are counts or correlations of pairs.
        InputError: its columns are those of an indicator of each place, such as ``Ann(1)`` and ``Ann(2)``.
    """
    _refuse_pairs(plan, options, cells)
    _refuse_indicators(plan, options, cells)


def _refuse_pairs(plan: Plan, options: ReadOptions, cells: Cells) -> None:
    user, rated = plan.position(Role.USER), plan.positions(Role.RATED)
    names = [plan.table.header[i] for i in rated]
    if user is None or options.user_column is not None or len(names) < _FEW or set(names) & set(options.keep_columns):
        return
    rows = cells.columns[user]
    both = set(rows) & set(names)
    if (
        len(both) < _FEW
        or len(both) < min(len(set(rows)), len(names))
        or 3 * len(both) < 2 * max(len(rows), len(names))
    ):
        return
    if all(map(is_numeral, both)) and not _is_blank_diagonal(plan, user, cells):
        return
    source, name = plan.table.source, plan.table.header[user]
    with located(source, plan.table.line):
        raise UnsupportedError(
            f"rows and columns have the same names ({listed(sorted(both))}), as counts of pairs or correlations have; "
            f"{REASON}; if they are users who rate one another, say {option_name(source, 'user_column', quoted(name))}",
            [{"user_column": name}],
        )


def _is_blank_diagonal(plan: Plan, user: int, cells: Cells) -> bool:
    """Whether numbers that name rows and columns alike have no value, or all the same one, for themselves."""
    own = [
        row.cells[i]
        for row in cells.rows
        for i in plan.positions(Role.RATED)
        if plan.table.header[i] == row.cells[user]
    ]
    square = len(own) == len(cells.rows) == len(plan.positions(Role.RATED)) > _FEW
    return square and (len(set(own)) == 1 or all(map(cells.is_missing, own)))


def _refuse_indicators(plan: Plan, options: ReadOptions, cells: Cells) -> None:
    rated = [i for i in plan.positions(Role.RATED) if plan.table.header[i] not in options.keep_columns]
    names = [plan.table.header[i] for i in rated]
    found = [_NUMBERED.fullmatch(name) for name in names]
    stems = [match[1] for match in found if match]
    if len(stems) < len(names) or not stems or len(set(stems)) < _FEW or len(set(stems)) == len(stems):
        return
    numbers = {number for i in rated for number in cells.numbers(i).values()}
    if not numbers <= {0, 1} or not all(cells.is_numeric(i) or cells.is_blank(i) for i in rated):
        return
    raise malformed(
        plan.table.source,
        plan.table.line,
        f"{listed(names)} hold zeros and ones for each response and number, as ballots with a mark for each place do: "
        "write the places themselves, a column for each response; or say "
        f"{option_name(plan.table.source, 'keep_columns')} for each column that is a response",
        {"keep_columns": tuple(names)},
    )
