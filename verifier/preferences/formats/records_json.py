"""Lists of records as JSON, ``[{"user": "ann", "tea": 5, "milk": 3}, ...]``: tables, a row for each record."""

from __future__ import annotations

from fractions import Fraction

from verifier.errors import UnsupportedError
from verifier.exact.rational import format_rational
from verifier.preferences.formats.options import ReadOptions
from verifier.preferences.formats.records import Record, Table
from verifier.preferences.formats.source import BLANKS, located, malformed, option_name, quoted
from verifier.preferences.formats.strict_json import Json, items_at, kind
from verifier.preferences.tables.pairs import refuse_pairs


def records_in(value: Json) -> list[dict[str, Json]] | None:
    """The records that ``value`` lists; None if it is no list of objects."""
    if not isinstance(value, list) or not value:
        return None
    records = [each for each in value if isinstance(each, dict)]
    return records if len(records) == len(value) else None


def records_table(records: list[dict[str, Json]], text: str, source: str, options: ReadOptions) -> Table:
    """The table of ``records``, which `records_in` found in ``text``: a column for each key, in order of appearance.

    A record's line is where it begins in ``text``. A key that is left out and null are empty cells; numbers stay exact.

    Raises:
        UnsupportedError: the keys are those of pairwise comparisons, or a record holds a list or another record under a
            key that ``options`` does not ignore.
        InputError: no record has a key.
    """
    header = tuple(dict.fromkeys(key for record in records for key in record))
    if not header:
        raise malformed(source, None, 'the records are empty; a record reads {"user": "ann", "tea": 5, "milk": 3}')
    refuse_pairs(header, source, None)
    ignored = set(options.ignore_columns)
    rows = []
    for line, record in zip(items_at(text), records, strict=True):
        cells = [_cell(record.get(key), key, source, line, nested=key in ignored) for key in header]
        rows.append(Record(line, cells))
    return Table(source, header, None, rows)


def _cell(value: Json, key: str, source: str, line: int, *, nested: bool) -> str:
    if isinstance(value, str):
        return value.strip(BLANKS)
    if value is None:
        return ""
    if isinstance(value, (dict, list)):
        if nested:
            return ""
        with located(source, line):
            raise UnsupportedError(
                f"{quoted(key)} holds {kind(value)}: nested records are not read; write one value for each key, or "
                f"leave it out with {option_name(source, 'ignore_columns', key)}"
            )
    return kind(value) if isinstance(value, bool) else format_rational(Fraction(value))
