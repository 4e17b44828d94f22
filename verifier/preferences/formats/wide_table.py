"""Wide tables: one row for each user, one column of scores for each response."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from verifier.errors import InputError
from verifier.exact.rational import parse_rational
from verifier.preferences.formats.ballots import Ballot, prompt_rows, read_number, to_population
from verifier.preferences.formats.columns import column, prompt_column, read_table, reading, weight_column
from verifier.preferences.formats.source import located, malformed, option_name, plural, quoted, row_name
from verifier.preferences.names import check_names

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from fractions import Fraction

    from verifier.preferences.formats.options import ReadOptions
    from verifier.preferences.formats.records import Record, Table
    from verifier.preferences.population import Population

ID_COLUMNS = frozenset(
    (
        "",
        "id",
        "index",
        "unnamed: 0",  # what pandas calls a first column without a name
        *tuple(
            who + end
            for who in (
                "user",
                "voter",
                "session",
                "participant",
                "respondent",
                "subject",
                "worker",
                "annotator",
                "labeler",
                "evaluator",
                "reviewer",
                "rater",
                "judge",
                "task",
            )
            for end in ("", "_id")
        ),
    )
)
"""A first column of one of these names (in any case) holds the users' names."""

_UNCLEAR = 3  # a row of 1 and 2 alone may well be one of scores


def parse_wide_table(text: str, source: str, options: ReadOptions, delimiter: str = ",") -> Population:
    r"""The population of a table with one row for each user: an id, if there is one, and one score for each response.

    Columns named ``prompt`` and ``weight`` (or as ``options`` says) are what they are in long tables; the others, but
    for those that ``options`` ignores, are responses. Scores are exact, equal ones tie, high ones are best unless
    ``options.best`` is ``"low"``; an empty cell leaves a response unranked.

    Raises:
        InputError: a cell is no number, a row has no score, an id stands twice, it is unclear whether the first column
            holds ids, or every row numbers its responses 1, 2, ... and ``options.best`` does not say which is best.
        UnsupportedError: the columns are those of pairwise comparisons.

    >>> from verifier.preferences.formats.options import ReadOptions
    >>> parse_wide_table("user,tea,milk\nann,4,5\nben,2,\n", "drinks.csv", ReadOptions()).rankings
    (((0,),), ((1,), (0,)))
    """
    return wide_population(read_table(text, source, options, delimiter), options)


def wide_population(table: Table, options: ReadOptions) -> Population:
    """The population of ``table``, as in `parse_wide_table`."""
    weight = weight_column(table, options)
    prompt = prompt_column(table, options)
    rows = prompt_rows(table, options)
    user = user_position(table, options, {weight, prompt})
    rated = [i for i in range(len(table.header)) if i not in {user, weight, prompt}]
    with located(table.source, table.line):
        responses = check_names([table.header[i] for i in rated])
    numbers = _numbers(table, rows, rated)
    ballots = [_ballot(table, row, user, weight, rated) for row in rows]
    _refuse_second_rows(ballots if user is not None else [], table.source)
    if options.best is None and _numbers_its_responses(ballots, numbers):
        raise malformed(
            table.source,
            None,
            f"every row numbers its responses 1..r: say {option_name(table.source, 'best', 'low')} if 1 is the best, "
            f"or {option_name(table.source, 'best', 'high')}",
        )
    low = options.best == "low"
    population = to_population(responses, ballots, numbers, table.source, options, low=low)
    sentence = reading(
        table,
        f"a wide table: {_users(table, user)}, {plural(len(responses), 'response')}",
        low=low,
        weight=weight,
        prompt=None if prompt is None else rows[0].cells[prompt],
        read=len(table.header),
    )
    return replace(population, reading=sentence)


def _numbers(table: Table, rows: Sequence[Record], rated: Sequence[int]) -> dict[str, Fraction]:
    """The value of each text in the columns ``rated``."""
    numbers: dict[str, Fraction] = {}
    for row in rows:
        for i in rated:
            text = row.cells[i]
            if text and text not in numbers:
                numbers[text] = read_number(text, table.source, row.line, f"the cell of {quoted(table.header[i])}")
    return numbers


def _ballot(table: Table, row: Record, user: int | None, weight: int | None, rated: Sequence[int]) -> Ballot:
    values = {table.header[i]: row.cells[i] for i in rated if row.cells[i]}
    if not values:
        raise malformed(table.source, row.line, "all cells are empty; leave out a user who rates no response")
    who = f"row {row.line}" if user is None else row.cells[user]
    return Ballot(who, row.line, None if weight is None else row.cells[weight], values)


def _refuse_second_rows(ballots: Sequence[Ballot], source: str) -> None:
    lines: dict[str, int] = {}
    for ballot in ballots:
        first = lines.setdefault(ballot.user, ballot.line)
        if first != ballot.line:
            raise malformed(
                source,
                ballot.line,
                f"{quoted(ballot.user)} has a second row (first on {row_name(source, first)}); each user has one",
            )


def _numbers_its_responses(ballots: Sequence[Ballot], numbers: Mapping[str, Fraction]) -> bool:
    """True if each row has the values 1..r once, for some r, and one row rates three responses or more.

    These are the first r places of a ranking, or else scores that happen to differ and have no gap.
    """
    places = {text: value.numerator for text, value in numbers.items() if value.denominator == 1}
    return max(len(ballot.values) for ballot in ballots) >= _UNCLEAR and all(
        {places.get(text) for text in ballot.values.values()} == set(range(1, len(ballot.values) + 1))
        for ballot in ballots
    )


def _users(table: Table, user: int | None) -> str:
    if user is None:
        return "one user in each row"
    return f"users in {quoted(table.header[user])}" if table.header[user] else "users in the column without a name"


def user_position(table: Table, options: ReadOptions, taken: set[int | None]) -> int | None:
    """The position of the column of users, or None if there is none.

    It is the one ``options`` names; else the first (but for those ``taken`` as weight or prompt), if its name is one of
    `ID_COLUMNS`, or if none of its cells is a number. Where all of them are numbers it is a response.

    Raises:
        InputError: the column that ``options`` names is not there, or the first has numbers and other text.
    """
    if options.user_column is not None:
        return column(table, options.user_column, option_name(table.source, "user_column"))
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
            f"the cell of {quoted(table.header[first])} is {quoted(text.cells[first])}, and a number on "
            f"{row_name(table.source, number.line)}; correct it, or say "
            f"{option_name(table.source, 'user_column', table.header[first])} if the column holds users",
        )
    return None if text is None else first


def _is_number(row: Record, position: int) -> bool:
    try:
        parse_rational(row.cells[position])
    except InputError:
        return False
    return True
