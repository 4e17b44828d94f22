"""Populations as JSON: ``{"format": "verifier-population/1", "responses": [...], "rankings": [...]}``."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import TYPE_CHECKING, TypeGuard

from verifier.exact.rational import format_rational, parse_rational
from verifier.preferences.formats.completeness import refuse_left_out
from verifier.preferences.formats.records_json import records_in, records_table
from verifier.preferences.formats.source import located, malformed, quoted
from verifier.preferences.formats.strict_json import Json, kind, parse_json, whole
from verifier.preferences.formats.unread import JSON_LINES, is_json_lines, refuse_format
from verifier.preferences.names import check_names
from verifier.preferences.population import Population
from verifier.preferences.ranking import Unranked, index_ranking, parse_ranking
from verifier.preferences.shares import sum_of_parts
from verifier.preferences.tables.pairs import refuse_pairs
from verifier.preferences.tables.remedies import settle
from verifier.preferences.tables.table import read_table

if TYPE_CHECKING:
    from collections.abc import Iterable

    from verifier.preferences.formats.options import ReadOptions
    from verifier.preferences.formats.records import Table

POPULATION_FORMAT = "verifier-population/1"
_KEYS = ("format", "responses", "rankings")
_SCORES = (
    "write a table with a row for each ballot and a column for each candidate, its scores in the cells and nothing for "
    "null, and read it with --best high"
)
_ROW = 'a row reads {"count": 3, "ranking": [["a"], ["b", "c"]]} or {"share": "1/2", "ranking": "a > b = c"}'


def parse_population_json(text: str, source: str, unranked: Unranked, *, normalize: bool = False) -> Population:
    """The population that a JSON text describes.

    Every row has a ``count`` (a positive integer), or every row has a ``share`` (``"p/q"`` or a decimal, read exactly).
    A ranking is a list of indifference classes, or text such as ``a > b = c``. Without ``responses`` the names are
    taken in the order in which they first appear. With ``normalize`` shares are divided by their sum.

    Raises:
        InputError: the text is not strict JSON, has another shape, or its rows make no population.
    """
    return _population(_value(text, source), source, unranked, normalize=normalize)


def parse_json_file(text: str, source: str, options: ReadOptions) -> Population:
    r"""The population that a JSON text holds: one described, or a table as a list of records, long or wide.

    Raises:
        InputError: as in `parse_population_json`, or as for tables; or an option for tables is given for no table.

    >>> from verifier.preferences.formats.options import ReadOptions
    >>> parse_json_file('[{"user": "ann", "tea": 3, "milk": 5e-1}]', "drinks.json", ReadOptions()).rankings
    (((0,), (1,)),)
    """
    value = _value(text, source)
    records = records_in(value)
    if records is not None:
        return settle(lambda chosen: read_table(records_table(records, text, source, chosen), chosen), options)
    if options.table_flags:
        found = f"{options.table_flags[0]} has no meaning for a population in JSON"
        raise malformed(source, None, f"{found}; it is for tables, such as a list of records")
    return _population(value, source, options.unranked, normalize=options.normalize)


def json_table(text: str, source: str, options: ReadOptions) -> Table:
    """The table that a JSON text holds as a list of records.

    Raises:
        InputError: it holds something else, or as in `records_table`.
    """
    records = records_in(_value(text, source))
    if records is None:
        raise malformed(source, None, "it holds no list of records, and has no columns to explain")
    return records_table(records, text, source, options)


def _population(value: Json, source: str, unranked: Unranked, *, normalize: bool) -> Population:
    value = _object(value, source)
    _check_keys(value, _KEYS, "a population", source)
    if value.get("format") != POPULATION_FORMAT:
        found = f"the format is {kind(value['format'])}" if "format" in value else "the key 'format' is missing"
        raise malformed(source, None, f'{found}; a population has "format": "{POPULATION_FORMAT}"')
    rows = value.get("rankings")
    if not isinstance(rows, list) or not rows:
        found = f"'rankings' is {kind(rows)}" if rows else "there are no 'rankings'"
        raise malformed(source, None, f"{found}; they must be a list in which {_ROW}")
    declared = _declared(value, source)
    parsed = [_parse_row(row, i, source, declared) for i, row in enumerate(rows, start=1)]
    names = declared or _first_seen((classes for classes, _, _ in parsed), source)
    index = {name: i for i, name in enumerate(names)}
    measure = parsed[0][1]
    weighted = []
    for i, (classes, key, weight) in enumerate(parsed, start=1):
        if key != measure:
            raise malformed(
                source,
                None,
                f"ranking {i} has a '{key}' and ranking 1 a '{measure}'; all must have a count, or all a share",
            )
        with located(source, item=f"ranking {i}: "):
            weighted.append((index_ranking(classes, index), weight))
        if unranked == "refuse" and weight:
            refuse_left_out(weighted[-1][0], names, f"ranking {i}", source, None)
    with located(source):
        if measure == "share":
            shares = [share for _, share in weighted]
            sum_of_parts(
                shares, "the shares sum", lambda i: f"share {i + 1}", normalize=normalize, option="--normalize"
            )
            return Population.from_shares(names, weighted, unranked, normalize=normalize)
        return Population.from_counts(names, [(ranking, weight.numerator) for ranking, weight in weighted], unranked)


def format_population_json(population: Population) -> str:
    """``population`` as JSON, one ranking per line; how left-out responses are read is not part of the text."""
    responses = population.responses
    rows = []
    for ranking, weight in zip(population.rankings, population.weights, strict=True):
        size = f'"count": {weight}'
        if not population.counted:
            size = f'"share": "{format_rational(Fraction(weight, sum(population.weights)))}"'
        classes = json.dumps([[responses[i] for i in group] for group in ranking], ensure_ascii=False)
        rows.append(f'  {{{size}, "ranking": {classes}}}')
    names = json.dumps(list(responses), ensure_ascii=False)
    body = ",\n".join(rows)
    return f'{{"format": "{POPULATION_FORMAT}",\n "responses": {names},\n "rankings": [\n{body}]}}\n'


def _value(text: str, source: str) -> Json:
    if is_json_lines(text):
        refuse_format(text, JSON_LINES[0], source)
    return parse_json(text, source)


def _object(value: Json, source: str) -> dict[str, Json]:
    """``value``, if it is an object that is not the export of another program."""
    if isinstance(value, list) and value and isinstance(value[0], dict):
        refuse_pairs(value[0], source, None)
    if not isinstance(value, dict):
        raise malformed(source, None, f"the file holds {kind(value)}; a population is an object with {_listed(_KEYS)}")
    if {"Election", "ballots"} <= value.keys():
        raise malformed(source, None, f"this is an export of BetterVoting, which is not read; {_SCORES}")
    if value and all(isinstance(each, (int, Fraction)) for each in value.values()):
        raise malformed(source, None, f"this is a policy, a weight for each name; a population has {_listed(_KEYS)}")
    return value


def _parse_row(
    row: Json, number: int, source: str, declared: tuple[str, ...] | None
) -> tuple[list[list[str]], str, Fraction]:
    """Ranking, ``"count"`` or ``"share"``, and its value."""
    place = f"ranking {number}"
    if not isinstance(row, dict):
        raise malformed(source, None, f"{place} is {kind(row)}; {_ROW}")
    _check_keys(row, ("count", "share", "ranking"), place, source)
    if ("count" in row) == ("share" in row) or "ranking" not in row:
        found = ", ".join(map(repr, row)) or "no key"
        raise malformed(source, None, f"{place} has {found}; {_ROW}")
    ranking = row["ranking"]
    if isinstance(ranking, str):
        with located(source, item=f"{place}: "):
            classes = parse_ranking(ranking, declared)
    else:
        classes = [_names(group, place, source) for group in _list(ranking, place, source)]
    if not any(classes):
        raise malformed(source, None, f"{place} ranks no response; {_ROW}")
    if "count" in row:
        count = whole(row["count"])
        if count is None or count <= 0:
            found = kind(row["count"])
            raise malformed(source, None, f"the count of {place} is {found}; counts are positive whole numbers")
        return classes, "count", Fraction(count)
    share = row["share"]
    if isinstance(share, str):
        with located(source, item=f"the share of {place}: "):
            share = parse_rational(share)
    if isinstance(share, bool) or not isinstance(share, (int, Fraction)):
        raise malformed(source, None, f'the share of {place} is {kind(share)}; shares are "p/q" or decimal numbers')
    return classes, "share", Fraction(share)


def _declared(value: dict[str, Json], source: str) -> tuple[str, ...] | None:
    if "responses" not in value:
        return None
    names = _names(value["responses"], "'responses'", source)
    with located(source):
        return check_names(names)


def _first_seen(rankings: Iterable[list[list[str]]], source: str) -> tuple[str, ...]:
    names = list(dict.fromkeys(name for classes in rankings for group in classes for name in group))
    with located(source):
        return check_names(names)


def _list(value: Json, place: str, source: str) -> list[Json]:
    if not isinstance(value, list):
        raise malformed(source, None, f"{place} has {kind(value)} where a list of classes is wanted; {_ROW}")
    return value


def _names(value: Json, place: str, source: str) -> list[str]:
    if not isinstance(value, list):
        raise malformed(source, None, f"{place} has {kind(value)} where a list of names is wanted; {_ROW}")
    if _all_text(value):
        return value
    other = next(name for name in value if not isinstance(name, str))
    raise malformed(source, None, f"{place} has {kind(other)} where a name is wanted; names are text")


def _all_text(values: list[Json]) -> TypeGuard[list[str]]:
    return all(isinstance(value, str) for value in values)


def _check_keys(value: dict[str, Json], accepted: tuple[str, ...], place: str, source: str) -> None:
    unknown = [key for key in value if key not in accepted]
    if unknown:
        raise malformed(
            source, None, f"{place} has the unknown key {quoted(unknown[0])}; accepted are {_listed(accepted)}"
        )


def _listed(names: Iterable[str]) -> str:
    return ", ".join(map(repr, names))
