"""The formats of populations, by suffix."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING

from verifier.preferences.formats.options import ReadOptions
from verifier.preferences.formats.population_json import json_table, parse_json_file
from verifier.preferences.formats.preflib import PREFLIB, parse_preflib
from verifier.preferences.formats.records import DELIMITERS
from verifier.preferences.formats.source import content, malformed, quoted
from verifier.preferences.formats.unread import refuse_format
from verifier.preferences.tables.table import parse_table, plan_table, rows_of

if TYPE_CHECKING:
    from verifier.preferences.population import Population
    from verifier.preferences.tables.plan import Plan

__all__ = ["POPULATION_SUFFIXES", "ReadOptions", "parse_population", "plan_population"]

POPULATION_SUFFIXES = (*PREFLIB, ".json", *DELIMITERS)
"""What `parse_population` reads."""


def parse_population(text: str, name: str, options: ReadOptions) -> Population:
    """The population in ``text``, read as the suffix of ``name`` says, or as ``options.format`` says.

    Args:
        text: what the file holds; a byte order mark at its start is dropped.
        name: the file's name, or ``-`` for standard input, which needs ``options.format``.
        options: what the text does not say.

    Raises:
        InputError: the format is unknown, an option has no meaning for it, or the text is malformed.
    """
    source = "standard input" if name == "-" else name
    suffix = _suffix(name, options.format, source, text)
    text = content(text, source, f"a {suffix} file holds a population of at least one ranking")
    if suffix in DELIMITERS:
        return parse_table(text, source, options, DELIMITERS[suffix])
    if suffix == ".json":
        return parse_json_file(text, source, options)
    if options.table_flags:
        raise malformed(
            source,
            None,
            f"{options.table_flags[0]} has no meaning for a {suffix} file; it is for {_TABLES}",
        )
    return parse_preflib(text, suffix, source, options.unranked)


def plan_population(text: str, name: str, options: ReadOptions) -> Plan:
    """How the table in ``text`` is read, column by column, before anything is doubted; arguments as `parse_population`.

    Raises:
        InputError: it is no table, or has no columns of which a population is made.
    """
    source = "standard input" if name == "-" else name
    suffix = _suffix(name, options.format, source, text)
    text = content(text, source, "a table has a header and at least one row")
    if suffix == ".json":
        return plan_table(json_table(text, source, options), options)
    if suffix not in DELIMITERS:
        raise malformed(source, None, f"a {suffix} file has no columns to explain; --explain is for {_TABLES}")
    return plan_table(rows_of(text, source, options, DELIMITERS[suffix]), options)


_TABLES = " and ".join(DELIMITERS)


def _suffix(name: str, given: str | None, source: str, text: str) -> str:
    suffix = PurePath(name).suffix.lower() if given is None else "." + given.lower().removeprefix(".")
    if suffix not in POPULATION_SUFFIXES:
        refuse_format(text, suffix, source)
        found = f"{quoted(suffix)} is no format of populations" if suffix else "the name has no suffix"
        accepted = " ".join(POPULATION_SUFFIXES)
        raise malformed(source, None, f"{found}; accepted are {accepted}, by the name or by --input-format")
    return suffix
