"""Long tables: one row for each user and response, ``user,response,rank`` or ``user,response,score``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from verifier.errors import InputError, UnsupportedError
from verifier.preferences.formats.source import malformed, option_name, quoted, row_name
from verifier.preferences.tables.ballots import Ballot, Ballots, read_number
from verifier.preferences.tables.cells import parse_number
from verifier.preferences.tables.columns import (
    AFFIRMED,
    NAMING,
    are_places,
    below_one,
    column,
    direction_of,
    listed,
    named_like,
    only_one,
    prompt_position,
)
from verifier.preferences.tables.doubts.aspects import are_aspects
from verifier.preferences.tables.doubts.triples import triples
from verifier.preferences.tables.doubts.unread import belongs, tell_apart, unread
from verifier.preferences.tables.pairs import REASON
from verifier.preferences.tables.plan import Column, Plan, Role
from verifier.preferences.tables.vocabulary import (
    HIGH,
    LOW,
    PROMPTS,
    RESPONSES,
    USERS,
    WEIGHTS,
    is_metadata,
    key,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from verifier.errors import Remedy
    from verifier.preferences.formats.options import ReadOptions
    from verifier.preferences.formats.records import Table
    from verifier.preferences.tables.cells import Cells

_PAIR = 2
_FAR, _CODE = 2, 10
_PLACES = frozenset({"position", "ranking", "placement", "order", "choice"})
"""Keys of columns that are places more often than scores."""


def is_long(table: Table, options: ReadOptions, cells: Cells, free: Collection[int]) -> bool:
    """Whether ``table`` has a row for each user and response.

    It has, if ``options`` name a column that only such tables have, and if the names of its columns, and users who come
    back, say so; a column of numbers named like responses does not, as it may be one that is rated.
    """
    if options.rows == "responses" or options.columns == "places":
        return False
    if options.response_column is not None or options.value_column is not None:
        return True
    users, responses, values = (named_like(table, words, free) for words in (USERS, RESPONSES, HIGH | LOW))
    come_back = any(len(set(cells.columns[i])) < len(cells.rows) for i in users)
    if responses and values:
        return not cells.is_numeric(responses[0]) or come_back or not users
    if responses and users:
        repeated = any(len(set(cells.columns[i])) < len(cells.rows) for i in responses)
        named = any(key(table.header[i]) == "response" for i in responses)
        return come_back or ((named or repeated) and not cells.is_numeric(responses[0]))
    plain = [i for i in free if cells.is_numeric(i) and not is_metadata(table.header[i])]
    return not plain if values else come_back and len(plain) <= 1


def long_plan(table: Table, options: ReadOptions, cells: Cells, free: set[int]) -> Plan:
    """Which column of a long ``table`` is what.

    Args:
        table: the table.
        options: how to read it.
        cells: its cells.
        free: the positions of the columns that are not ignored.

    Raises:
        InputError: a column lacks, or two may be meant.
    """
    given = {getattr(options, field) for field in NAMING}
    free = free - {i for i, name in enumerate(table.header) if name in given}
    prompt = prompt_position(table, options, cells, free)
    if prompt is not None and table.header[prompt] in given - {options.prompt_column}:
        flag = option_name(table.source, "prompt_column")
        problem = f"{quoted(table.header[prompt])} is named by another option; name the column of prompts with {flag}"
        raise malformed(table.source, table.line, problem)
    value, low, why = _value(table, options, cells, free - {prompt})
    response = _named(table, options, "response_column", RESPONSES, cells, free - {prompt, value}, prompt)
    user = _named(table, options, "user_column", USERS, cells, free - {prompt, value, response}, None)
    flag = option_name(table.source, "weight_column")
    if options.weight_column is not None:
        weight: int | None = column(table, options.weight_column, flag)
    else:
        rest = free - {prompt, value, response, user}
        weights = named_like(table, WEIGHTS, rest)
        if len(weights) > 1:
            both = " and ".join(quoted(table.header[i]) for i in weights)
            problem = f"the columns {both} may both hold the weights; say which one to read with {flag}"
            raise malformed(table.source, table.line, problem, *({"weight_column": table.header[i]} for i in weights))
        weight = next(iter(weights), None)
    roles = {
        position: Column(table.header[position], role, _reason(table.header[position], given))
        for position, role, given in (
            (user, Role.USER, options.user_column),
            (response, Role.RESPONSE, options.response_column),
            (value, Role.VALUE, options.value_column),
            (weight, Role.WEIGHT, options.weight_column),
            (prompt, Role.PROMPT, options.prompt_column),
        )
        if position is not None
    }
    columns = tuple(
        roles.get(i) or Column(name, Role.IGNORED, "as asked" if name in options.ignore_columns else "no role")
        for i, name in enumerate(table.header)
    )
    return Plan(table, "long", columns, low, why)


def long_ballots(plan: Plan, options: ReadOptions, cells: Cells) -> Ballots:
    """What the users of a long table gave.

    Raises:
        InputError: a cell is empty or no number, a user rates a response twice, or weighs differently from row to row.
        UnsupportedError: nobody rates more than two of more than two responses.
    """
    table = plan.table
    user, response, value = (plan.positions(role)[0] for role in (Role.USER, Role.RESPONSE, Role.VALUE))
    weight = plan.position(Role.WEIGHT)
    ballots: dict[str, Ballot] = {}
    found = Ballots(table, plan.low, {}, [])
    for row in plan.rows:
        who, what, text = (row.cells[position] for position in (user, response, value))
        for position in (user, response):
            if not row.cells[position]:
                problem = f"the cell of {quoted(table.header[position])} is empty; every row names one"
                raise malformed(table.source, row.line, problem)
        if text not in found.numbers and not cells.is_missing(text):
            item = f"the {table.header[value]} of {quoted(what)} by {quoted(who)}"
            found.numbers[text] = read_number(text, table, row.line, item, options)
        weighs = None if weight is None else row.cells[weight]
        ballot = ballots.get(who)
        if ballot is None:
            ballot = ballots[who] = Ballot(who, row.line, weighs)
        if what in ballot.values:
            raise _second_value(plan, cells, ballot, what, row.line)
        if weighs != ballot.weight and not _same(weighs, ballot.weight, options):
            raise malformed(
                table.source,
                row.line,
                f"the weight of {quoted(who)} is {quoted(weighs or '')}, and on {row_name(table.source, ballot.line)} "
                f"{quoted(ballot.weight or '')}; a user has one weight",
                *([{"ignore_columns": (table.header[weight],)}] if weight is not None else []),
            )
        ballot.values[what] = text if text in found.numbers else ""
        found.responses.setdefault(what)
    _refuse_below_one(plan, found, options, cells)
    _refuse_far_places(plan, found, options, cells)
    if len(found.responses) > _PAIR and all(len(ballot.values) <= _PAIR for ballot in ballots.values()):
        raise _about_two(plan, cells, len(found.responses))
    found.ballots.extend(_answered(ballot) for ballot in ballots.values())
    return found


def _refuse_below_one(plan: Plan, found: Ballots, options: ReadOptions, cells: Cells) -> None:
    """Refuse places below 1, be the column named like places, or its values like places, of which the low are best."""
    (value,) = plan.positions(Role.VALUE)
    name = plan.table.header[value]
    if not plan.low or AFFIRMED in options.missing:
        return
    below = next((text for text, number in found.numbers.items() if number < 1), None)
    if below is not None and (key(name) in LOW or are_places(found.numbers.values())):
        raise below_one(plan.table, cells.line(value, below), below, f"the {name}")


def _refuse_far_places(plan: Plan, found: Ballots, options: ReadOptions, cells: Cells) -> None:
    """Refuse places that lie far behind the last of as many as there are responses, and may stand for no answer."""
    (value,) = plan.positions(Role.VALUE)
    name, m = plan.table.header[value], len(found.responses)
    if not plan.low or AFFIRMED in options.missing or not (key(name) in LOW or are_places(found.numbers.values())):
        return
    far = {text: number for text, number in found.numbers.items() if number > m}
    near = max((number for number in found.numbers.values() if number <= m), default=None)
    if not far or near is None or min(far.values()) < max(_FAR * m, _CODE):
        return
    text = next(iter(far))
    missing = option_name(plan.table.source, "missing")
    raise malformed(
        plan.table.source,
        cells.line(value, text),
        f"the {name} is {text}, and there are {m} responses: say with {missing} which text stands for no answer, or "
        f"{AFFIRMED} if {text} is a place",
        {"missing": tuple(far)},
        {"missing": (AFFIRMED,)},
    )


def _about_two(plan: Plan, cells: Cells, responses: int) -> InputError:
    """The error to raise where nobody is asked about more than two: for want of prompts, or because these are pairs."""
    table = plan.table
    (response,) = plan.positions(Role.RESPONSE)
    prompts = [table.header[i] for i in unread(plan) if belongs(cells, response, i)]
    problem = f"no user is asked about more than two of the {responses} responses"
    if prompts and plan.prompt is None:
        flag = option_name(table.source, "prompt_column", prompts[0])
        problem += f"; every response belongs to one value of {listed(prompts)}: say {flag} if that is the prompt"
        return malformed(table.source, None, problem, *({"prompt_column": name} for name in prompts))
    return UnsupportedError(f"{table.source}: {problem}; {REASON}")


def _same(one: str | None, other: str | None, options: ReadOptions) -> bool:
    """Whether two texts write one number."""
    try:
        return parse_number(one or "", options.decimal) == parse_number(other or "", options.decimal)
    except InputError:
        return False


def _answered(ballot: Ballot) -> Ballot:
    return Ballot(ballot.user, ballot.line, ballot.weight, {what: text for what, text in ballot.values.items() if text})


def _reason(name: str, given: str | None) -> str:
    return "as asked" if given is not None else f"named {name}"


def _value(table: Table, options: ReadOptions, cells: Cells, free: set[int]) -> tuple[int, bool, str]:
    """The position of the values, whether low ones are best, and why."""
    flag = option_name(table.source, "value_column")
    either = " or ".join(option_name(table.source, "best", which) for which in ("low", "high"))
    if options.value_column is not None:
        position = column(table, options.value_column, flag)
    else:
        present = named_like(table, HIGH | LOW, free)
        if not present:
            best = "" if options.best else f", and say {either}"
            raise malformed(
                table.source,
                table.line,
                f"no column is named like values: rank, place, score, rating, reward or overall (found: "
                f"{listed(table.header)}); if one holds the values, name it with {flag}{best}",
                *triples(table, options, cells),
                *({"value_column": table.header[i]} for i in _unnamed(table, cells, free)),
            )
        if len(present) > 1:
            both = " and ".join(quoted(table.header[i]) for i in present)
            raise malformed(
                table.source,
                table.line,
                f"the columns {both} may all hold the values; name the one to read with {flag}",
                *({"value_column": table.header[i]} for i in present),
            )
        position = present[0]
    name = table.header[position]
    known = direction_of(name, options)
    if known is None:
        raise malformed(
            table.source,
            table.line,
            f"a column {quoted(name)} does not say which values are best; say it with {either}",
            *(({"best": "low"}, {"best": "high"}) if key(name) in _PLACES else ({"best": "high"}, {"best": "low"})),
        )
    return position, *known


def _unnamed(table: Table, cells: Cells, free: set[int]) -> Iterator[int]:
    """The columns of numbers that nothing else tells what they are."""
    names = {i: table.header[i] for i in sorted(free) if cells.is_numeric(i)}
    return (i for i, name in names.items() if key(name) in _PLACES or not is_metadata(name))


def _named(
    table: Table,
    options: ReadOptions,
    field: str,
    words: Collection[str],
    cells: Cells,
    free: set[int],
    within: int | None,
) -> int:
    """The position of the users or the responses: the column that ``field`` names, or one that is named like them."""
    given = getattr(options, field)
    flag = option_name(table.source, field)
    if given is not None:
        return column(table, given, flag)
    position = only_one(table, named_like(table, words, free), cells, field, within)
    if position is not None:
        return position
    what = field.removesuffix("_column")
    raise malformed(
        table.source,
        table.line,
        f"no column is named like {what}s (found: {listed(table.header)}); name one with {flag}"
        + (_aggregated(table, free) if what == "user" else ""),
        *(triples(table, options, cells) or _candidates(table, cells, field, free)),
        *({field: table.header[i]} for i in named_like(table, PROMPTS, [within] if within is not None else [])),
    )


def _aggregated(table: Table, free: Collection[int]) -> str:
    aspects = [quoted(name) for i, name in enumerate(table.header) if i in free and are_aspects([name])]
    end = f" ({', '.join(aspects)} are aspects, and no users)" if aspects else ""
    return f"; values without users, such as means over many, are of nobody, and make no population{end}"


def _candidates(table: Table, cells: Cells, field: str, free: set[int]) -> Iterator[Remedy]:
    """The columns that may hold the names that are looked for: those whose texts come back, and are not all one."""
    others = USERS if field == "response_column" else RESPONSES
    for i in sorted(free - set(named_like(table, others, free))):
        distinct = len(set(cells.columns[i]))
        if 1 < distinct < len(cells.rows) and (cells.is_text(i) or all("." not in text for text in cells.texts(i))):
            yield {field: table.header[i]}


def _second_value(plan: Plan, cells: Cells, ballot: Ballot, response: str, line: int) -> InputError:
    """The error to raise for a user who rates a response twice; columns that tell the ratings apart may be prompts."""
    table = plan.table
    return malformed(
        table.source,
        line,
        f"{quoted(ballot.user)} gives {quoted(response)} a second value; a user rates a response once per prompt",
        *({"prompt_column": table.header[i]} for i in tell_apart(plan, cells)),
    )
