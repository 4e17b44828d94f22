"""Python values as the texts that tables hold: names, numbers that order, and weights, each exactly or not at all."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from math import isfinite
from numbers import Integral, Rational, Real

from verifier.errors import InputError
from verifier.exact.rational import MAX_DIGITS, format_rational, is_short

_PANDAS_MISSING = {"NAType", "NaTType"}
_SHOWN = 40


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
    if isinstance(value, Integral) and not isinstance(value, bool):
        return _digits(Fraction(int(value)))
    if missing(value):
        return ""
    raise InputError(f"{described(value)} is no name; names are texts or whole numbers, so write it as text")


def number_text(value: object) -> str:
    """The number that ``value`` is, exactly, or the text itself; empty if it is missing.

    A float is the rational that its bits say: enough to order values, as comparing floats is exact.

    Raises:
        InputError: it is infinite, or no number (a truth value, a date, a list).

    >>> number_text(0.5), number_text(Decimal("0.10")), number_text("4/6")
    ('1/2', '1/10', '4/6')
    """
    if isinstance(value, str):
        return str(value)
    return "" if missing(value) else _digits(_rational(value))


def weight_of(value: object, exact: str = "Fraction({!r})") -> Fraction:
    """The weight that ``value`` is: a whole number, a `Fraction` or a `Decimal`, or a float that is whole.

    ``exact`` is how, the message says, any other float is to be written.

    Raises:
        InputError: it is another float, or no number.

    >>> weight_of(2.0), weight_of(Fraction(1, 3))
    (Fraction(2, 1), Fraction(1, 3))
    """
    number = _rational(value)
    if number.denominator != 1 and not isinstance(value, (Rational, Decimal)):
        shown = str(value)
        raise InputError(
            f"{shown} is a float, which need not be the number that was meant; "
            f"write the weight as {exact.format(shown)}, or count users with whole numbers"
        )
    return number


def weight_text(value: object) -> str:
    """The weight that ``value`` is, as text; a text stays as it is, and one that is missing is empty.

    Raises:
        InputError: as in `weight_of`.
    """
    if isinstance(value, str):
        return str(value)
    return "" if missing(value) else _digits(weight_of(value, "the text {!r}"))


def described(value: object) -> str:
    """``value`` and its type, for a message.

    >>> described(True)
    'True (bool)'
    """
    shown = str(value)
    if len(shown) > _SHOWN:
        shown = shown[: _SHOWN - 3] + "..."
    return f"{shown} ({type(value).__name__})"


def _rational(value: object) -> Fraction:
    if isinstance(value, Rational) and not isinstance(value, bool):
        return Fraction(int(value.numerator), int(value.denominator))
    if isinstance(value, Decimal) and value.is_finite() and abs(value.adjusted()) < MAX_DIGITS:
        return Fraction(value)
    if isinstance(value, Real) and not isinstance(value, bool) and hasattr(value, "as_integer_ratio"):
        if not isfinite(value):
            raise InputError(f"{described(value)} is infinite; write a number, or None where nothing is rated")
        return Fraction(*value.as_integer_ratio())
    raise InputError(f"{described(value)} is no number; write 3, '0.6' or Fraction(3, 5)")


def _digits(number: Fraction) -> str:
    if not is_short(number):
        raise InputError(f"a number of more than {MAX_DIGITS} digits is too long; round it")
    return format_rational(number)
