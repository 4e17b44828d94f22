"""Tables of ranks or scores, ``.csv`` and ``.tsv``: long ones and wide ones, told apart by their headers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from verifier.preferences.formats.columns import read_table
from verifier.preferences.formats.long_table import long_population
from verifier.preferences.formats.wide_table import wide_population

if TYPE_CHECKING:
    from collections.abc import Sequence

    from verifier.preferences.formats.options import ReadOptions
    from verifier.preferences.population import Population


def parse_table(text: str, source: str, options: ReadOptions, delimiter: str = ",") -> Population:
    """The population of a long or a wide table, as `is_long` says.

    Raises:
        InputError: as in `parse_long_table` and `parse_wide_table`.
    """
    table = read_table(text, source, options, delimiter)
    return long_population(table, options) if is_long(table.header, options) else wide_population(table, options)


def is_long(header: Sequence[str], options: ReadOptions) -> bool:
    """True if a table with this header is a long one.

    It is, if it has a column of responses (``response`` in any case, or as ``options`` names it), or if ``options``
    names a column that only long tables have: then a missing one is an error of the header, not a reason to read scores
    elsewhere.
    """
    named = any(name.lower() == "response" for name in header)
    return named or options.response_column is not None or options.value_column is not None
