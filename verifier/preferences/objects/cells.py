"""Python values as the texts that tables hold: names, and numbers that order or weigh, each exactly or not at all."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from math import isinf
from numbers import Real
from typing import Any

from verifier.errors import InputError
from verifier.exact.numbers import as_whole, described, written

_ALL_WHOLE = 2**53
_PANDAS_MISSING = {"NAType", "NaTType"}
_SHORT_FLOATS = {
    **dict.fromkeys(("float16", "halffloat", "halffloat[pyarrow]"), "float16"),
    **dict.fromkeys(("float32", "float", "float[pyarrow]"), "float32"),
}
"""What numpy, pandas, polars and pyarrow call floats that are no doubles, in lower case → numpy's name."""


def missing(value: object) -> bool:
    """Whether ``value`` stands for nothing: None, a NaN of any type, NA or NaT of pandas.

    >>> [missing(value) for value in (None, float("nan"), Decimal("NaN"), 0, "", "nan")]
    [True, True, True, False, False, False]
    """
    if value is None or type(value).__name__ in _PANDAS_MISSING:
        return True
    if isinstance(value, Decimal):
        return value.is_nan()
    return isinstance(value, Real) and bool(value != value)  # noqa: PLR0124  # only a NaN differs from itself


def name_text(value: object) -> str:
    """The name that ``value`` is: a text, or a whole number, of which the digits are taken; empty if it is missing.

    Raises:
        InputError: it is anything else.

    >>> name_text("tea"), name_text(7)
    ('tea', '7')
    """
    if isinstance(value, str):
        return str(value)
    whole = whole_float(value)
    if whole is None:
        whole = as_whole(value)
    if whole is not None:
        return written(whole)
    if missing(value):
        return ""
    _refuse_nested(value)
    raise InputError(f"{described(value)} is no name; names are texts or whole numbers, so write it as text")


def whole_float(value: object) -> int | None:
    """The integer that a float stands for; None for all else, and from 2**53 on, where a float stands for several.

    Pandas makes floats of whole numbers where one is missing.

    >>> whole_float(7.0), whole_float(7.5), whole_float(7), whole_float(1e23)
    (7, None, None, None)
    """
    return int(value) if isinstance(value, float) and value.is_integer() and abs(value) < _ALL_WHOLE else None


def number_text(value: object) -> str:
    """The number that ``value`` is, exactly, or the text itself; empty if it is missing.

    A float is the decimal that it prints.

    Raises:
        InputError: it is infinite, or no number (a truth value, a date, a list).

    >>> number_text(0.5), number_text(Decimal("0.10")), number_text("4/6")
    ('0.5', '0.10', '4/6')
    """
    if isinstance(value, str):
        return str(value)
    if missing(value):
        return ""
    _refuse_nested(value)
    if isinstance(value, float) and isinf(value):
        raise InputError(f"{described(value)} is infinite; write a number, or None where nothing is rated")
    return written(value)


weight_text = number_text
"""The weight that a value is, as text; a weight is a number like any other."""


def printed(values: Iterable[Any]) -> Iterable[Any]:
    """``values`` of a column, those of single and half precision as the doubles that print alike.

    Libraries give a single 0.1 as the double 0.10000000149011612, which nobody wrote.
    """
    kind = _SHORT_FLOATS.get(str(getattr(values, "dtype", getattr(values, "type", ""))).lower())
    if kind is None:
        return values
    import numpy as np

    precision = getattr(np, kind)
    return (float(str(precision(value))) if isinstance(value, float) else value for value in values)


def _refuse_nested(value: object) -> None:
    """Refuse records within records, whatever they hold."""
    several: Any = getattr(value, "shape", None)
    if several or isinstance(value, (list, dict, set)):
        raise InputError(
            f"{described(value)} holds several values; nested records are not read, so write one value in a cell "
            "(a row for each user and response, or a column for each response)"
        )
