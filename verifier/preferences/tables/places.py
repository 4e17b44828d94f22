"""Tables with a column for each place: the cells of a row name the responses, from the best on."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING

from verifier.preferences.formats.source import malformed, option_name, quoted
from verifier.preferences.tables.ballots import Ballot, Ballots
from verifier.preferences.tables.columns import AFFIRMED, listed
from verifier.preferences.tables.doubts.silence import reads_like_no_choice
from verifier.preferences.tables.plan import Plan, Role
from verifier.preferences.tables.vocabulary import key, place_number
from verifier.preferences.tables.wide import refuse_second_rows

if TYPE_CHECKING:
    from verifier.preferences.formats.options import ReadOptions
    from verifier.preferences.tables.cells import Cells

_LAST_NUMBER = re.compile(r"(.*?)_?(\d+)", re.DOTALL)
_BETWEEN = re.compile(r"[=~;|/,&+]| and ")


def places_ballots(plan: Plan, options: ReadOptions, cells: Cells) -> Ballots:
    """What the users of a table of places gave; an empty cell names nobody, and later places move up.

    Raises:
        InputError: a row names a response twice, or a cell reads like no response at all, such as ``skipped``.
    """
    table = plan.table
    _refuse_contests(plan, options)
    places = sorted(plan.positions(Role.PLACE), key=lambda i: (_number(table.header[i]), i))
    silent = set(options.missing)
    user, weight = plan.position(Role.USER), plan.position(Role.WEIGHT)
    found = Ballots(table, low=True, numbers={}, ballots=[], named=user is not None)
    for row in plan.rows:
        given = [row.cells[i] for i in places if row.cells[i] and row.cells[i] not in silent]
        values: dict[str, str] = {}
        for place, name in enumerate(given, start=1):
            if name in values:
                problem = f"{quoted(name)} stands at two places; a row names each response once"
                raise malformed(table.source, row.line, problem)
            if (reads_like_no_choice(name) or cells.is_missing(name)) and AFFIRMED not in silent:
                flag = option_name(table.source, "missing", name)
                problem = f"{quoted(name)} reads like no response; say {flag} if so, else that {AFFIRMED} is missing"
                raise malformed(table.source, row.line, problem, {"missing": (name,)})
            values[name] = str(place)
            found.numbers.setdefault(str(place), Fraction(place))
            found.responses.setdefault(name)
        who = f"row {row.line}" if user is None else row.cells[user]
        found.ballots.append(Ballot(who, row.line, None if weight is None else row.cells[weight], values))
    if AFFIRMED not in silent:
        _refuse_ties(found)
    if user is not None:
        refuse_second_rows(found.ballots, table, user)
    return found


def _refuse_contests(plan: Plan, options: ReadOptions) -> None:
    """Refuse two columns for the same place: they are of two contests, or of two rounds.

    Raises:
        InputError: there are such; the columns of each contest alone are offered.
    """
    names = [
        plan.table.header[i] for i in plan.positions(Role.PLACE) if plan.table.header[i] not in options.keep_columns
    ]
    contests: dict[str, list[str]] = {}
    numbers: dict[str, list[str]] = {}
    for name in names:
        place, match = place_number(name), _LAST_NUMBER.fullmatch(key(name))
        contest, number = match.groups() if match else ("", "")
        contests.setdefault(contest, []).append(name)
        numbers.setdefault(number if place is None else str(place), []).append(name)
    twice = next((same for number, same in numbers.items() if number and len(same) > 1), None)
    if twice is None:
        return
    ignore = option_name(plan.table.source, "ignore_columns")
    raise malformed(
        plan.table.source,
        plan.table.line,
        f"{listed(twice)} are of the same place, so of two contests: leave out those of all but one with {ignore}",
        *({"ignore_columns": tuple(name for name in names if name not in own)} for own in contests.values()
          if len(contests) > 1),
    )  # fmt: skip


def _refuse_ties(found: Ballots) -> None:
    """Refuse a response whose name is made of others, with a sign between them: a cell may hold a tie."""
    names = set(found.responses)
    for name in names:
        parts = [part.strip() for part in _BETWEEN.split(name)]
        if len(parts) > 1 and names.issuperset(parts):
            line = next(ballot.line for ballot in found.ballots if name in ballot.values)
            flag = option_name(found.table.source, "missing", AFFIRMED)
            problem = (
                f"{quoted(name)} may be a tie of {listed(parts)}, and a cell of a place names one response: write such "
                f"ballots as a table with a column for each response, or say {flag} if it is one response"
            )
            raise malformed(found.table.source, line, problem, {"missing": (AFFIRMED,)})


def _number(name: str) -> int:
    """The place that a column is of, by its name: columns without one keep their order, in front."""
    place, bare = place_number(name), key(name)
    return place if place is not None else int(bare) if bare.isascii() and bare.isdigit() and len(bare) < 4 else 0  # noqa: PLR2004  # a place
