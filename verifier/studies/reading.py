"""Populations from files, and from the gallery by name."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from typing import Any

from verifier.errors import InputError
from verifier.files.reading import Source, read_source
from verifier.preferences.formats.options import ReadOptions
from verifier.preferences.formats.population_json import format_population_json
from verifier.preferences.formats.registry import parse_population
from verifier.preferences.gallery.named import find_named
from verifier.preferences.gallery.reference import PREFIX
from verifier.preferences.population import Population


def read_population(path: str, options: ReadOptions | None = None, **more: Any) -> Population:
    """The population in the file at ``path`` (``-``: standard input), or the one that ``gallery:NAME`` names.

    Args:
        path: a PrefLib file (``.soc .soi .toc .toi .cat``), our ``.json``, or a ``.csv`` or ``.tsv`` table; or a name
            of the gallery such as ``gallery:three-cycle``.
        options: how to read it.
        more: single options of `ReadOptions` by name, such as ``unranked="incomparable"``.

    Raises:
        InputError: the file cannot be read; the message names file, line, what was found and what is accepted.
    """
    return read_with_source(path, replace(options or ReadOptions(), **more))[0]


def read_with_source(path: str, options: ReadOptions) -> tuple[Population, Source]:
    """The population in the file at ``path``, and the file itself.

    A population of the gallery has for its source the JSON file that describes it: ``verifier show --write`` writes it.
    """
    if str(path).startswith(PREFIX):
        return _read_named(path, options)
    source = read_source(path)
    return parse_population(source.text, source.name, options), source


def _read_named(path: str, options: ReadOptions) -> tuple[Population, Source]:
    flags = (*(() if options.format is None else ("--input-format",)), *options.table_flags)
    if flags:
        raise InputError(f"{path}: {flags[0]} is for files; a population of the gallery is not read but built")
    named = find_named(path.removeprefix(PREFIX), unranked=options.unranked)
    text = format_population_json(named.population)
    return named.population, Source(named.name, text, sha256(text.encode()).hexdigest())
