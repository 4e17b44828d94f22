"""Promised rates are read exactly, and what is no rate is refused with what was wanted."""

import re
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifier.errors import InputError
from verifier.game.rate import best_guaranteed, best_guaranteed_product, parse_rate

LEAVES = st.sampled_from(["k", "l", "1", "2", "0.25", "3/7", "V(k,l)", "W(k, l)"])
FORMULAS = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.builds("({} {} {})".format, inner, st.sampled_from("+-*/"), inner),
        st.builds("-({})".format, inner),
        st.builds("({}) ^ {}".format, inner, st.integers(0, 3)),
        st.builds("max({}, {})".format, inner, inner),
    ),
    max_leaves=5,
)


def by_python(text, k, l):
    """The value as Python's own parser and fractions give it; None where it divides by zero."""
    code = re.sub(r"[0-9]+(\.[0-9]+)?", r'Fraction("\g<0>")', text.replace("^", "**"))
    functions = {"V": lambda _k, _l: best_guaranteed(k, l), "W": lambda _k, _l: best_guaranteed_product(k, l)}
    try:
        return eval(code, {"Fraction": Fraction, "k": Fraction(k), "l": Fraction(l), **functions})  # noqa: S307  # ours
    except ZeroDivisionError:
        return None


@given(FORMULAS, st.integers(1, 9), st.integers(1, 3))
def test_a_rate_is_what_python_makes_of_it_where_it_lies_between_0_and_1(text, k, l):
    wanted = by_python(text, k, l)
    if wanted is not None and 0 <= wanted <= 1:
        assert parse_rate(text)(k, l) == wanted
    else:
        with pytest.raises(InputError, match="it divides by zero" if wanted is None else "a win rate lies in"):
            parse_rate(text)(k, l)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "ends where a number was expected"),
        ("k/", "ends where a number was expected"),
        ("x/2", "cannot read 'x'"),
        ("ε", "cannot read 'ε'"),
        ("k/(k+1", r"ends where \) was expected"),
        ("k/k+1)", r"'\)' was not expected there"),
        ("1_000", "cannot read '_000'"),
        ("1e", "'e' was not expected there"),
        ("1e-401", "the exponent of '1e-401' is out of range"),
        ("V(k)", r"has '\)' where , was expected"),
        ("max(k)", r"has '\)' where , was expected"),
        ("max(k, l, 1)", r"has ',' where \) was expected"),
        ("V(l,k)", "has 'l' where k was expected"),
        ("Sum(1,i,1,2)", "cannot read 'Sum'"),
        ("2^k^2", "has a tower of powers"),
        ("(" * 30 + "1" + ")" * 30, "is nested more than 20 deep"),
        ("-" * 30 + "1", "is nested more than 20 deep"),
        ("1/" + "1" * 199, "has 201 characters; at most 200 are read"),
    ],
)
def test_what_is_no_rate_is_refused_with_what_was_wanted(text, said):
    with pytest.raises(InputError, match=said):
        parse_rate(text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("k/(l-1)", r"rate 'k/\(l-1\)' at k = 3, l = 1: it divides by zero"),
        ("1/k^99", r"the power 3\^\(99\) is not allowed: exponents are whole, at most 64"),
        ("2^(1/2)", r"the power 2\^\(1/2\) is not allowed"),
        ("0^(l-2)", r"the power 0\^\(-1\) is not allowed"),
        ("1/((2^64)^64)^64", "grows beyond 20000 bits"),
        ("k/2", r"rate k/2 at k = 3 is 3/2, above 1; a win rate lies in \[0, 1\]"),
        ("l-k", "rate l-k at k = 3, l = 1 is -2, below 0"),
    ],
)
def test_a_rate_that_has_no_value_somewhere_says_where(text, said):
    with pytest.raises(InputError, match=said):
        parse_rate(text)(3, 1)


def test_a_rate_is_shown_as_it_was_written_and_equal_texts_are_equal_rates():
    assert parse_rate("  k /(k+ 1) ").text == "k /(k+ 1)"
    assert parse_rate("k/(k+1)") == parse_rate("k/(k+1)")
    assert parse_rate("k/(k+1)")(999_999_999, 1) == Fraction(999_999_999, 1_000_000_000)
