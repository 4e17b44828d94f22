"""Numbers enter exactly: texts as `Decimal` reads them, floats as the decimals that they print."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifier.errors import InputError
from verifier.exact.numbers import as_whole, exact, written
from verifier.exact.rational import MAX_EXPONENT, parse_rational

DIGITS = st.text("0123456789", min_size=1, max_size=30)


@given(
    st.sampled_from(["", "-"]),
    DIGITS,
    st.none() | DIGITS,
    st.none() | st.integers(-MAX_EXPONENT, MAX_EXPONENT),
    st.data(),
)
def test_a_decimal_is_the_number_that_the_decimal_module_reads(sign, whole, decimals, exponent, data):
    text = sign + whole + ("" if decimals is None else f".{decimals}")
    if exponent is not None:
        text += data.draw(st.sampled_from("eE")) + data.draw(st.sampled_from([f"{exponent}", f"{exponent:+04d}"]))
    assert parse_rational(text) == Fraction(Decimal(text))


@given(
    st.decimals(allow_nan=False, allow_infinity=False, places=None).filter(lambda d: abs(d.as_tuple().exponent) <= 400)
)
def test_what_the_decimal_module_prints_is_read(number):
    if abs(number.adjusted()) <= MAX_EXPONENT:
        assert parse_rational(str(number)) == exact(number) == Fraction(number)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_float_is_the_decimal_that_it_prints_and_comes_back(number):
    read = exact(number)
    assert read == Fraction(repr(number)) == exact(np.float64(number)) == parse_rational(written(number))
    assert float(read) == number


@given(st.floats(allow_nan=False, allow_infinity=False, width=32))
def test_a_single_is_the_decimal_that_it_prints_and_not_its_double(number):
    single = np.float32(number)
    assert np.float32(float(exact(single))) == single
    assert exact(np.float32(0.1)) == exact(np.float16(0.1)) == exact(0.1) == Fraction(1, 10)


@given(st.integers(-(2**63), 2**63 - 1))
def test_whole_numbers_of_every_type_are_themselves(number):
    assert exact(np.int64(number)) == exact(number) == exact(Fraction(number)) == number
    assert as_whole(np.int64(number)) == number


@pytest.mark.parametrize(
    "text",
    [
        *[
            "nan",
            "inf",
            "-Infinity",
            "1_000",
            "１",
            ".5",
            "5.",
            "+3",
            "1e",
            "e5",
            "1e2.5",
            "3/5e2",
            "1e1/2",
            "0x1",
            "1e５",
        ],
        " 1",
        "1 ",
        "1e 5",
        "",
    ],
)
def test_what_is_no_number_is_refused(text):
    with pytest.raises(InputError, match=re.escape(f"{text!r} is not a number; write it as 3/5, 0.6 or 2, or 8e-06")):
        parse_rational(text)


@pytest.mark.parametrize("text", ["1e401", "1e-401", "0e9999999", "1E+" + "9" * 5000, "1.5e-1000"])
def test_an_exponent_out_of_range_is_said(text):
    with pytest.raises(InputError, match="is out of range; exponents are whole, from -400 to 400"):
        parse_rational(text)


def test_leading_zeros_of_an_exponent_count_for_nothing():
    assert parse_rational("1e-" + "0" * 5000 + "5") == Fraction(1, 10**5)


def test_a_number_written_out_has_at_most_4096_digits():
    assert parse_rational("1" * 3696 + "e400") == int("1" * 3696) * 10**400
    for text in ("1" * 3697 + "e400", "0." + "1" * 3696 + "e-400"):
        with pytest.raises(InputError, match="is too long; integers of at most 4096 are read"):
            parse_rational(text)


@pytest.mark.parametrize(
    "value", [True, np.True_, None, float("nan"), float("inf"), np.float32("-inf"), Decimal("sNaN"), 1j, [1], b"1"]
)
def test_what_is_no_number_of_python_is_refused_with_its_type(value):
    with pytest.raises(InputError, match=rf"\({type(value).__name__}\) is no number|\(bool\) is no number"):
        exact(value)
