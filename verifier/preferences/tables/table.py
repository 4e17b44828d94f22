"""Tables of ranks or scores, ``.csv`` and ``.tsv``: planned, doubted, and read."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from verifier.preferences.formats.records import parse_rows
from verifier.preferences.formats.source import located, malformed, option_name
from verifier.preferences.names import check_names, refuse_look_alikes
from verifier.preferences.tables.ballots import to_population
from verifier.preferences.tables.cells import Cells
from verifier.preferences.tables.columns import left_out, prompt_rows
from verifier.preferences.tables.doubts.columns import refuse_doubts
from verifier.preferences.tables.doubts.silence import refuse_silent_scores
from verifier.preferences.tables.doubts.triples import refuse_hidden_triples
from verifier.preferences.tables.doubts.unread import refuse_unread_prompts, refuse_unread_weights
from verifier.preferences.tables.long import is_long, long_ballots, long_plan
from verifier.preferences.tables.pairs import refuse_pairs
from verifier.preferences.tables.places import places_ballots
from verifier.preferences.tables.plan import Kind, Plan, Role, sentence
from verifier.preferences.tables.remedies import settle
from verifier.preferences.tables.wide import wide_ballots, wide_plan

if TYPE_CHECKING:
    from verifier.preferences.formats.options import ReadOptions
    from verifier.preferences.formats.records import Table
    from verifier.preferences.population import Population


def parse_table(text: str, source: str, options: ReadOptions, delimiter: str = ",") -> Population:
    r"""The population of a table in a text.

    A long table has a row for each user and response, a wide one a row for each user and a column for each response;
    which of them it is, and what each column is, its names say, or ``options``. Values are exact, equal ones tie; a
    cell that is empty, or NA, leaves a response unranked.

    Raises:
        InputError: the text is no table, or it does not say what it means; the message then names options that do, each
            tried out (`verifier.errors.InputError.remedies`).
        UnsupportedError: the rows are pairwise comparisons.

    >>> from verifier.preferences.formats.options import ReadOptions
    >>> table = "user,response,score\nann,tea,4\nann,milk,5\nben,tea,2\nben,milk,2\n"
    >>> parse_table(table, "drinks.csv", ReadOptions()).rankings
    (((0, 1),), ((1,), (0,)))
    >>> parse_table("user,tea,milk\nann,4,5\nben,2,\n", "drinks.csv", ReadOptions()).rankings
    (((0,),), ((1,), (0,)))
    """
    rows: dict[object, Table] = {}

    def table(chosen: ReadOptions) -> Table:
        key = (chosen.delimiter, chosen.header)
        if key not in rows:
            rows[key] = rows_of(text, source, chosen, delimiter)
        return rows[key]

    def sketch(chosen: ReadOptions) -> Population:
        whole = table(chosen)
        return read_table(replace(whole, rows=whole.rows[:_SKETCHED]), chosen)

    return settle(lambda chosen: read_table(table(chosen), chosen), options, sketch)


_SKETCHED = 2000
"""So many rows are looked at for the ways to read a refused table; what they offer is tried out on all."""


def rows_of(text: str, source: str, options: ReadOptions, delimiter: str = ",") -> Table:
    """The header and rows of a text; errors as in `parse_rows`."""
    return parse_rows(text, source, options.delimiter or delimiter, options.header)


def plan_table(table: Table, options: ReadOptions) -> Plan:
    """What each column of ``table`` is; `read_table` doubts it.

    Raises:
        InputError: a column lacks, or two may be meant.
        UnsupportedError: the columns are those of pairwise comparisons.
    """
    if options.rows == "responses" and options.columns == "places":
        flags = [option_name(table.source, *each) for each in (("rows", "responses"), ("columns", "places"))]
        raise malformed(table.source, None, f"{flags[0]} and {flags[1]} exclude each other; give one of them")
    cells = Cells(table.rows, options)
    free = set(range(len(table.header))) - left_out(table, options)
    refuse_pairs({table.header[i]: i for i in sorted(free)}, table.source, table.line, cells)
    long = is_long(table, options, cells, free)
    if not long:
        refuse_hidden_triples(table, options, cells)
    plan = (long_plan if long else wide_plan)(table, options, cells, free)
    idle = next((field for field in _IDLE[plan.kind] if getattr(options, field)), None)
    if idle is not None:
        flag = option_name(table.source, idle)
        raise malformed(table.source, None, f"{flag} has no meaning for {plan.title}; leave it out")
    return plan


_IDLE: dict[Kind, tuple[str, ...]] = {
    "long": ("keep_columns",),
    "wide": (),
    "transposed": ("user_column", "value_column", "weight_column"),
    "places": ("value_column", "response_column", "best"),
}
"""Options that would do nothing to a table of that kind."""


def read_table(table: Table, options: ReadOptions) -> Population:
    """The population of ``table``; errors as in `parse_table`, with remedies that are not tried out."""
    plan = plan_table(table, options)
    cells = Cells(table.rows, options)
    if plan.kind == "long":
        refuse_unread_weights(plan, cells)
        refuse_unread_prompts(plan, cells)
    else:
        with located(table.source, table.line):
            refuse_look_alikes([plan.columns[i].name for i in plan.positions(Role.RATED)])
        refuse_doubts(plan, options, cells)
    prompt, rows = prompt_rows(table, options, plan.position(Role.PROMPT))
    plan = replace(plan, prompt=prompt, table=replace(table, rows=rows))
    ballots = {"long": long_ballots, "wide": wide_ballots, "transposed": wide_ballots, "places": places_ballots}
    found = ballots[plan.kind](plan, options, cells if rows is table.rows else Cells(rows, options))
    if plan.kind != "places":
        refuse_silent_scores(found, options)
    with located(table.source, table.line):
        check_names(tuple(found.responses))
    population = to_population(found, options)
    answers = [len(ballot.values) for ballot in found.ballots if ballot.user not in options.ignore_users]
    return replace(population, reading=sentence(plan, population.responses, answers))
