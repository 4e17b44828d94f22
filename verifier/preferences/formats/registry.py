"""The table of formats of populations, by suffix."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING, TypeAlias

from verifier.preferences.formats.options import ReadOptions
from verifier.preferences.formats.source import content, malformed, quoted
from verifier.preferences.formats.unread import refuse_format

if TYPE_CHECKING:
    from verifier.preferences.population import Population
    from verifier.preferences.tables.plan import Plan

__all__ = ["FORMATS", "POPULATION_SUFFIXES", "Format", "ReadOptions", "parse_population", "plan_population"]

Parse: TypeAlias = "Callable[[str, str, str, ReadOptions], Population]"
"""From a text, its suffix, the source's name for messages, and how to read it."""

Columns: TypeAlias = "Callable[[str, str, str, ReadOptions], Plan]"
"""From the same to what each column is."""


@dataclass(frozen=True)
class Format:
    """How files with some suffix are read; the module that does is loaded when one is.

    Attributes:
        parse: the population in a text.
        columns: how its table is read, column by column; None: there are no columns, and no option about them.
    """

    parse: Parse
    columns: Columns | None = None


def _preflib(text: str, suffix: str, source: str, options: ReadOptions) -> Population:
    from verifier.preferences.formats.preflib import parse_preflib

    return parse_preflib(text, suffix, source, options.unranked)


def _json(text: str, _: str, source: str, options: ReadOptions) -> Population:
    from verifier.preferences.formats.population_json import parse_json_file

    return parse_json_file(text, source, options)


def _json_columns(text: str, _: str, source: str, options: ReadOptions) -> Plan:
    from verifier.preferences.formats.population_json import json_table
    from verifier.preferences.tables.table import plan_table

    return plan_table(json_table(text, source, options), options)


def _table(text: str, suffix: str, source: str, options: ReadOptions) -> Population:
    from verifier.preferences.formats.records import DELIMITERS
    from verifier.preferences.tables.table import parse_table

    return parse_table(text, source, options, DELIMITERS[suffix])


def _table_columns(text: str, suffix: str, source: str, options: ReadOptions) -> Plan:
    from verifier.preferences.formats.records import DELIMITERS
    from verifier.preferences.tables.table import plan_table, rows_of

    return plan_table(rows_of(text, source, options, DELIMITERS[suffix]), options)


FORMATS: dict[str, Format] = {
    ".soc": Format(_preflib),
    ".soi": Format(_preflib),
    ".toc": Format(_preflib),
    ".toi": Format(_preflib),
    ".cat": Format(_preflib),
    ".json": Format(_json, _json_columns),
    ".csv": Format(_table, _table_columns),
    ".tsv": Format(_table, _table_columns),
}
"""Suffix → how it is read."""

POPULATION_SUFFIXES = tuple(FORMATS)
"""What `parse_population` reads."""

_TABLES = ".csv and .tsv"


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
    found = FORMATS[suffix]
    if found.columns is None and options.table_flags:
        problem = f"{options.table_flags[0]} has no meaning for a {suffix} file; it is for {_TABLES}"
        raise malformed(source, None, problem)
    return found.parse(text, suffix, source, options)


def plan_population(text: str, name: str, options: ReadOptions) -> Plan:
    """How the table in ``text`` is read, column by column, before anything is doubted; arguments as `parse_population`.

    Raises:
        InputError: it is no table, or has no columns of which a population is made.
    """
    source = "standard input" if name == "-" else name
    suffix = _suffix(name, options.format, source, text)
    text = content(text, source, "a table has a header and at least one row")
    columns = FORMATS[suffix].columns
    if columns is None:
        raise malformed(source, None, f"a {suffix} file has no columns to explain; --explain is for {_TABLES}")
    return columns(text, suffix, source, options)


def _suffix(name: str, given: str | None, source: str, text: str) -> str:
    suffix = PurePath(name).suffix.lower() if given is None else "." + given.lower().removeprefix(".")
    if suffix not in FORMATS:
        refuse_format(text, suffix, source)
        found = f"{quoted(suffix)} is no format of populations" if suffix else "the name has no suffix"
        accepted = " ".join(POPULATION_SUFFIXES)
        raise malformed(source, None, f"{found}; accepted are {accepted}, by the name or by --input-format")
    return suffix
