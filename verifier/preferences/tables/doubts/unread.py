"""What a long table's unread columns may be: weights, whose people would be lost, or prompts, which would be merged."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from verifier.preferences.formats.source import malformed, option_name, quoted
from verifier.preferences.tables.plan import Role
from verifier.preferences.tables.vocabulary import (
    HIGH,
    LOW,
    RESPONSES,
    USERS,
    key,
    named_like_prompts,
    named_like_weights,
)

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Sequence

    from verifier.preferences.tables.cells import Cells
    from verifier.preferences.tables.plan import Plan

_SEVERAL = 2


def unread(plan: Plan) -> list[int]:
    """The positions of the columns that are left out without having been asked to be."""
    return [i for i in plan.positions(Role.IGNORED) if plan.columns[i].reason != "as asked"]


def refuse_unread_weights(plan: Plan, cells: Cells) -> None:
    """Return if no column of a long table that is not read may hold the weights of its users.

    One may that is named like weights, such as ``n_votes``, and holds numbers, none below 0, one for each user (within
    a prompt), be it on the first of the user's rows only.

    Raises:
        InputError: one may.
    """
    if plan.position(Role.WEIGHT) is not None:
        return
    table = plan.table
    who = _tuples(cells, [*plan.positions(Role.USER), *plan.positions(Role.PROMPT)])
    for i in unread(plan):
        name = table.header[i]
        if not (named_like_weights(name) and cells.is_numeric(i) and min(cells.numbers(i).values()) >= 0):
            continue
        given = {pair for pair in zip(who, cells.columns[i], strict=True) if not cells.is_missing(pair[1])}
        if len(given) == len({pair[0] for pair in given}):
            raise malformed(
                table.source,
                table.line,
                f"every user has one value of {quoted(name)}, which may be how many users, or what share of them, "
                f"answer so: say {option_name(table.source, 'weight_column', name)} if so, or "
                f"{option_name(table.source, 'ignore_columns', name)} if each user counts once",
                {"weight_column": name},
                {"ignore_columns": (name,)},
            )


def refuse_unread_prompts(plan: Plan, cells: Cells) -> None:
    """Return if no column of a long table that is not read may be the one of prompts.

    A column of several values may, unless it tells all rows apart, as times do, or all responses, as their texts do, if

    * it is named like prompts, such as ``qid``; a name that may as well tell of rows, such as ``index``, says nothing
      where its values are other names of the users, and one such as ``group`` nothing where each user has one value;
    * or, whatever its name, its values part the responses: three of four that are rated twice or more stand with one
      value, and most rows with a value that has several responses;
    * or all users of a value rate the same responses, and those of another value others (some of them the same ones,
      such as a reference).

    What belongs to the user, such as an age, thus is no prompt unless the responses are parted by it too.

    Raises:
        InputError: one may.
    """
    if plan.position(Role.PROMPT) is not None:
        return
    columns = unread(plan)
    table = plan.table
    for i in sorted(columns, key=lambda i: (named_like_prompts(table.header[i]) != "surely", i)):
        why = _prompt_like(plan, cells, i)
        if why:
            name = table.header[i]
            raise malformed(
                table.source,
                table.line,
                f"{why} {quoted(name)}, which may be the column of prompts; say "
                f"{option_name(table.source, 'prompt_column', name)}, as each prompt is a population, or "
                f"{option_name(table.source, 'ignore_columns', name)} if all responses answer the same one",
                {"prompt_column": name},
                {"ignore_columns": (name,)},
            )


def belongs(cells: Cells, inner: int, outer: int) -> bool:
    """Whether each name in the column ``inner`` stands with one value of ``outer``, which has several."""
    pairs = set(zip(cells.columns[inner], cells.columns[outer], strict=True))
    return len({pair[1] for pair in pairs}) > 1 and len(pairs) == len({pair[0] for pair in pairs})


def tell_apart(plan: Plan, cells: Cells) -> list[int]:
    """The unread columns by whose values users rate a response once, such as prompts; those named so come first."""
    if plan.position(Role.PROMPT) is not None:
        return []
    keys = _tuples(cells, [*plan.positions(Role.USER), *plan.positions(Role.RESPONSE)])
    apart = [
        i
        for i in unread(plan)
        if key(plan.table.header[i]) not in USERS | RESPONSES
        and _SEVERAL * len(set(cells.columns[i])) <= len(keys)
        and len(set(zip(keys, cells.columns[i], strict=True))) == len(keys)
    ]
    return sorted(apart, key=lambda i: (named_like_prompts(plan.table.header[i]) != "surely", i))


def _prompt_like(plan: Plan, cells: Cells, position: int) -> str:
    """Why the column may be of prompts, in words that its name follows; nothing if it may not."""
    (response,), (user,) = plan.positions(Role.RESPONSE), plan.positions(Role.USER)
    name, values = plan.table.header[position], cells.columns[position]
    distinct = len(set(values))
    if distinct == 1:
        return ""
    named = named_like_prompts(name)
    of_user, of_response = (belongs(cells, inner, position) for inner in (user, response))
    if named == "surely" and (of_user or of_response):
        return f"every {'response' if of_response else 'user'} belongs to one value of"
    responses = _sets(zip(values, cells.columns[response], strict=True))
    grouped = sum(len(responses[value]) >= _SEVERAL for value in values)
    alias = of_user and distinct == len(set(cells.columns[user]))
    if distinct == len(values) or alias or _SEVERAL * grouped < len(values):
        return ""
    if named in {"surely", "rather"} or (named == "maybe" and not of_user):
        return "several responses stand with a value of"
    if key(name) in USERS | RESPONSES | HIGH | LOW:
        return ""
    parted = _parts_responses(cells, response, position) or _parts_tasks(cells, user, response, position)
    return "users rate other responses with each value of" if parted else ""


def _parts_responses(cells: Cells, response: int, position: int) -> bool:
    """Whether three of four responses that stand in several rows stand with one value, and there are several values."""
    rated = cells.columns[response]
    values = _sets(zip(rated, cells.columns[position], strict=True))
    times: dict[str, int] = defaultdict(int)
    for name in rated:
        times[name] += 1
    often = [name for name, rows in times.items() if rows > 1]
    single = [name for name in often if len(values[name]) == 1]
    return 4 * len(single) >= 3 * len(often) and len({min(values[name]) for name in single}) > 1


def _parts_tasks(cells: Cells, user: int, response: int, position: int) -> bool:
    """Whether within most values several users rate the same responses, two or more, and others within others."""
    values = cells.columns[position]
    users = _sets(zip(values, cells.columns[user], strict=True))
    rated = _sets(zip(_tuples(cells, [position, user]), cells.columns[response], strict=True))
    common: dict[Hashable, frozenset[str]] = {}
    for value, people in users.items():
        sets = {frozenset(rated[value, person]) for person in people}
        if len(people) > 1 and len(sets) == 1:
            common[value] = sets.pop()
    shared = [each for each in common.values() if len(each) > 1]
    rows = sum(value in common for value in values)
    return len(shared) > 1 and len(set(shared)) > 1 and 4 * rows >= 3 * len(values)


def _tuples(cells: Cells, positions: Sequence[int]) -> list[tuple[str, ...]]:
    """The texts of these columns, row by row."""
    return list(zip(*(cells.columns[i] for i in positions), strict=True))


def _sets(pairs: Iterable[tuple[Hashable, str]]) -> dict[Hashable, set[str]]:
    """What stands with each of the first ones."""
    found: dict[Hashable, set[str]] = defaultdict(set)
    for one, other in pairs:
        found[one].add(other)
    return found
