"""What in memory stands for a population: one itself, a table, or a profile of another library."""

from __future__ import annotations

from typing import Any

from verifier.errors import InputError
from verifier.preferences.formats.options import ReadOptions
from verifier.preferences.population import Population


def to_population(value: Any, options: ReadOptions | None = None) -> Population:
    """The population that ``value`` is, or that is read from it.

    Raises:
        InputError: it is nothing of the kind, it is malformed, or an option has no meaning for it.
    """
    options = options or ReadOptions()
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
