"""Populations and policies from files: opening, then parsing."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from verifier.files.reading import Source, read_source
from verifier.preferences.formats.options import ReadOptions
from verifier.preferences.formats.registry import parse_population
from verifier.preferences.population import Population


def read_population(path: str, options: ReadOptions | None = None, **more: Any) -> Population:
    """The population in the file at ``path`` (``-``: standard input).

    Args:
        path: a PrefLib file (``.soc .soi .toc .toi .cat``), our ``.json``, or a ``.csv`` or ``.tsv`` table.
        options: how to read it.
        more: single options of `ReadOptions` by name, such as ``unranked="incomparable"``.

    Raises:
        InputError: the file cannot be read; the message names file, line, what was found and what is accepted.
    """
    return read_with_source(path, replace(options or ReadOptions(), **more))[0]


def read_with_source(path: str, options: ReadOptions) -> tuple[Population, Source]:
    """The population in the file at ``path``, and the file itself."""
    source = read_source(path)
    return parse_population(source.text, source.name, options), source
