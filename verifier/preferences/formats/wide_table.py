"""Wide tables: one row for each user, one column of scores for each response."""

from __future__ import annotations

from typing import TYPE_CHECKING

from verifier.errors import InputError
from verifier.exact.rational import parse_rational
from verifier.preferences.formats.ballots import Ballot, prompt_column, prompt_rows, read_number, to_population
from verifier.preferences.formats.pairwise import refuse_pairs
from verifier.preferences.formats.records import Record, Table, column, optional_column, parse_rows
from verifier.preferences.formats.source import located, malformed, quoted
from verifier.preferences.names import check_names

if TYPE_CHECKING:
    from fractions import Fraction

    from verifier.preferences.formats.options import ReadOptions
    from verifier.preferences.population import Population

ID_COLUMNS = frozenset(
    (
        "",
        "id",
        "index",
        *tuple(
            who + end
            for who in ("user", "voter", "session", "participant", "worker", "annotator", "rater", "judge", "task")
            for end in ("", "_id")
        ),
    )
)
"""A first column of one of these names (in any case) holds the users' names."""


def parse_wide_table(text: str, source: str, options: ReadOptions, delimiter: str = ",") -> Population:
    r"""The population of a table with one row for each user: an id, if there is one, and one score for each response.

    Columns named ``prompt`` and ``weight`` (or as ``options`` says) are what they are in long tables. Scores are exact,
    equal ones tie, high ones are best unless ``options.best`` is ``"low"``; an empty cell leaves a response unranked.

    Raises:
        InputError: a cell is no number, a row has no score, an id stands twice, or it is unclear whether the first
            column holds ids.
        UnsupportedError: the columns are those of pairwise comparisons.

    >>> from verifier.preferences.formats.options import ReadOptions
    >>> parse_wide_table("user,tea,milk\nann,4,5\nben,2,\n", "drinks.csv", ReadOptions()).rankings
    (((0,),), ((1,), (0,)))
    """
    return wide_population(parse_rows(text, source, delimiter), options)


def wide_population(table: Table, options: ReadOptions) -> Population:
    """The population of ``table``, as in `parse_wide_table`."""
    refuse_pairs(table.header, table.source, table.line)
    weight = optional_column(table, options.weight_column, "weight", "--weight-column")
    prompt = prompt_column(table, options)
    rows = prompt_rows(table, options)
    user = user_position(table, options, {weight, prompt})
    rated = [i for i in range(len(table.header)) if i not in {user, weight, prompt}]
    with located(table.source, table.line):
        responses = check_names([table.header[i] for i in rated])
    lines: dict[str, int] = {}
    ballots: list[Ballot] = []
    numbers: dict[str, Fraction] = {}
    for row in rows:
        ballot = Ballot(
            f"row {row.line}" if user is None else row.cells[user],
            row.line,
            None if weight is None else row.cells[weight],
        )
        if user is not None and lines.setdefault(ballot.user, row.line) != row.line:
            raise malformed(
                table.source,
                row.line,
                f"{quoted(ballot.user)} has a second row (first on line {lines[ballot.user]}); each user has one",
            )
        for i in rated:
            text = row.cells[i]
            if text:
                if text not in numbers:
                    numbers[text] = read_number(text, table.source, row.line, _cell(table, i))
                ballot.values[table.header[i]] = text
        if not ballot.values:
            raise malformed(table.source, row.line, "all cells are empty; leave out a user who rates no response")
        ballots.append(ballot)
    return to_population(responses, ballots, numbers, table.source, options, low=options.best == "low")


def user_position(table: Table, options: ReadOptions, taken: set[int | None]) -> int | None:
    """The position of the column of users, or None if there is none.

    It is the one ``options`` names; else the first (but for those ``taken`` as weight or prompt), if its name is one of
    `ID_COLUMNS`, or if none of its cells is a number. Where all of them are numbers it is a response.

    Raises:
        InputError: the column that ``options`` names is not there, or the first has numbers and other text.
    """
    if options.user_column is not None:
        return column(table, options.user_column, "--user-column")
    first = next((i for i in range(len(table.header)) if i not in taken), None)
    if first is None:
        return None
    if table.header[first].lower() in ID_COLUMNS:
        return first
    filled = [row for row in table.rows if row.cells[first]]
    text = next((row for row in filled if not _is_number(row, first)), None)
    number = next((row for row in filled if _is_number(row, first)), None)
    if text is not None and number is not None:
        raise malformed(
            table.source,
            text.line,
            f"{_cell(table, first)} is {quoted(text.cells[first])}, and a number on line {number.line}; "
            f"correct it, or say --user-column {table.header[first]} if the column holds users",
        )
    return None if text is None else first


def _is_number(row: Record, position: int) -> bool:
    try:
        parse_rational(row.cells[position])
    except InputError:
        return False
    return True


def _cell(table: Table, position: int) -> str:
    return f"the cell of {quoted(table.header[position])}"
