"""The precision of a frame's fractions: 0.1 as a text, as a double and as a single float are three numbers."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from numbers import Rational

from verifier.errors import InputError
from verifier.exact.rational import parse_rational
from verifier.preferences.formats.source import quoted

_FLOATS = ("float16", "float32", "float64")
_SHORT = 1024
"""Fractions whose denominator divides this are the same number in every precision."""


@dataclass
class Precision:
    """Notes in which precision the fractions of a frame are written; equal ones tie only if it is one and the same.

    Attributes:
        found: a precision → the first column that has it.
    """

    found: dict[str, str] = field(default_factory=dict)

    def note(self, value: object, text: str, column: str, dtype: object) -> None:
        """Note the precision of ``value``, which is ``text`` exactly, from a column of this ``dtype``.

        Raises:
            InputError: fractions stand elsewhere in another precision.
        """
        if not _is_fraction(text):
            return
        self.found.setdefault(_kind(value, dtype), column)
        if len(self.found) > 1:
            (one, where), (other, _) = self.found.items()
            raise InputError(
                f"fractions are {other} here, and {one} in {quoted(where)}: 0.1 would be two numbers, which do not "
                "tie; write all of them as text, such as '0.1'"
            )


def _is_fraction(text: str) -> bool:
    """Whether ``text`` is a number that not every precision holds."""
    if not {".", "/"} & set(text):
        return False
    try:
        return _SHORT % parse_rational(text).denominator != 0
    except InputError:
        return False  # no number: whoever reads the table says so


def _kind(value: object, dtype: object) -> str:
    if isinstance(value, (str, Decimal, Rational)):
        return "exact"
    names = (type(value).__name__, str(dtype).lower())
    return next((each for each in _FLOATS for name in names if name == each), "float64")
