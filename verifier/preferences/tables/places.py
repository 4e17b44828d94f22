"""Tables with a column for each place: the cells of a row name the responses, from the best on."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from verifier.preferences.formats.source import malformed, option_name, quoted
from verifier.preferences.tables.ballots import Ballot, Ballots
from verifier.preferences.tables.columns import AFFIRMED
from verifier.preferences.tables.plan import Plan, Role
from verifier.preferences.tables.vocabulary import key, place_number
from verifier.preferences.tables.wide import refuse_second_rows

if TYPE_CHECKING:
    from verifier.preferences.formats.options import ReadOptions
    from verifier.preferences.tables.cells import Cells

_NO_CHOICE = frozenset("skipped skip undervote overvote exhausted blank void no_vote not_ranked unranked".split())


def places_ballots(plan: Plan, options: ReadOptions, cells: Cells) -> Ballots:
    """What the users of a table of places gave; an empty cell names nobody, and later places move up.

    Raises:
        InputError: a row names a response twice, or a cell reads like no response at all, such as ``skipped``.
    """
    table = plan.table
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
            if (key(name) in _NO_CHOICE or cells.is_missing(name)) and AFFIRMED not in silent:
                flag = option_name(table.source, "missing", name)
                problem = f"{quoted(name)} reads like no response; say {flag} if so, else that {AFFIRMED} is missing"
                raise malformed(table.source, row.line, problem, {"missing": (name,)})
            values[name] = str(place)
            found.numbers.setdefault(str(place), Fraction(place))
            found.responses.setdefault(name)
        who = f"row {row.line}" if user is None else row.cells[user]
        found.ballots.append(Ballot(who, row.line, None if weight is None else row.cells[weight], values))
    if user is not None:
        refuse_second_rows(found.ballots, table, user)
    return found


def _number(name: str) -> int:
    """The place that a column is of, by its name: columns without one keep their order, in front."""
    place, bare = place_number(name), key(name)
    return place if place is not None else int(bare) if bare.isascii() and bare.isdigit() and len(bare) < 4 else 0  # noqa: PLR2004  # a place
