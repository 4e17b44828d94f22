"""Populations from files, from the gallery by name, and from objects of other libraries."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from os import PathLike, fspath
from typing import Any

from verifier.errors import InputError
from verifier.files.reading import Source, read_source
from verifier.preferences.formats.options import ReadOptions
from verifier.preferences.formats.registry import parse_population, plan_population
from verifier.preferences.gallery.reference import PREFIX
from verifier.preferences.population import Population
from verifier.preferences.tables.plan import Plan


def read_population(path: Any, options: ReadOptions | None = None, **more: Any) -> Population:
    """The population in the file at ``path`` (``-``: standard input), or the one that ``gallery:NAME`` names.

    A data frame or a profile is read too, as `Population.from_frame` and `Population.from_profile` do.

    Args:
        path: a PrefLib file (``.soc .soi .toc .toi .cat``), our ``.json``, or a ``.csv`` or ``.tsv`` table; or a name
            of the gallery such as ``gallery:three-cycle``; or a data frame, or a profile of pref_voting, votekit or
            preflibtools.
        options: how to read it.
        more: single options of `ReadOptions` by name, such as ``unranked="incomparable"``.

    Raises:
        InputError: the file cannot be read; the message names file, line, what was found and what is accepted.
    """
    return read_with_source(path, replace(options or ReadOptions(), **more))[0]


def read_with_source(path: Any, options: ReadOptions) -> tuple[Population, Source]:
    """The population in the file at ``path``, and the file itself.

    A population that stands in no file has for its source the JSON file that describes it: ``verifier show --write``
    writes it for those of the gallery.
    """
    if not isinstance(path, (str, PathLike)):
        population = _from_object(path, options)
        return population, _described(population, "the population" if path is population else type(path).__name__)
    name = fspath(path)
    if name.startswith(PREFIX):
        return _read_named(name, options)
    source = read_source(name)
    return parse_population(source.text, source.name, options), source


def explained(path: str, options: ReadOptions) -> tuple[Plan, Population | InputError]:
    """How the table in the file at ``path`` is read, column by column, and what comes of it.

    Raises:
        InputError: it is no table, or has no columns of which a population is made.
    """
    if path.startswith(PREFIX):
        raise InputError(f"{path}: a population of the gallery has no columns to explain")
    source = read_source(path)
    found: Population | InputError
    try:
        found = parse_population(source.text, source.name, options)
    except InputError as refusal:
        found = refusal
    try:
        return plan_population(source.text, source.name, options), found
    except InputError as unclear:
        raise (found if isinstance(found, InputError) else unclear) from None


def _read_named(path: str, options: ReadOptions) -> tuple[Population, Source]:
    flags = (*(() if options.format is None else ("--input-format",)), *options.table_flags)
    if flags:
        raise InputError(f"{path}: {flags[0]} is for files; a population of the gallery is not read but built")
    from verifier.preferences.gallery.named import find_named

    named = find_named(path.removeprefix(PREFIX), unranked=options.unranked)
    return named.population, _described(named.population, named.name)


def _described(population: Population, name: str) -> Source:
    from verifier.preferences.formats.population_json import format_population_json

    text = format_population_json(population)
    return Source(name, text, sha256(text.encode()).hexdigest())


def _from_object(value: Any, options: ReadOptions) -> Population:
    """The population that ``value`` is, or that is read from it.

    Raises:
        InputError: it is nothing of the kind, it is malformed, or an option has no meaning for it.
    """
    if isinstance(value, Population):
        if options != ReadOptions():
            raise InputError("a Population is read already; give the options where it is built")
        return value
    from verifier.preferences.objects.frame import is_frame, read_frame
    from verifier.preferences.objects.profile import is_profile, read_profile
    from verifier.preferences.objects.tables import as_frame

    if not is_profile(value):
        table = as_frame(value)
        if is_frame(table):
            return read_frame(table, options)
        raise InputError(
            f"{type(value).__name__} is no population; build one with Population.from_rankings, or give a table "
            "or a profile (see Population.from_frame and Population.from_profile)"
        )
    given = (*(() if options.format is None else ("format",)), *options.table_fields)
    if given:
        raise InputError(f"{given[0]}= has no meaning for a {type(value).__name__}; it is for tables and data frames")
    return read_profile(value, options.unranked, normalize=options.normalize)
