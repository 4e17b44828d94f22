"""Signs on intervals and for every k: what is proved holds where it is tried, what is refuted fails where it says."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from verifier.errors import InputError, UnsupportedError
from verifier.exact.expression import evaluate
from verifier.exact.formula_text import parse_expression
from verifier.lab.symbolic.algebra import functions
from verifier.lab.symbolic.algebra.cells import cells
from verifier.lab.symbolic.algebra.exponentials import Exponentials, exponentials
from verifier.lab.symbolic.algebra.faulhaber import power_sum, summed
from verifier.lab.symbolic.algebra.interval import Interval, parse_interval, simplest_between
from verifier.lab.symbolic.algebra.polynomial import polynomial, sign_at, times
from verifier.lab.symbolic.algebra.quantifier import Failure, Open, Proved, for_every, for_listed
from verifier.lab.symbolic.algebra.region import Region

small = st.fractions(-3, 3, max_denominator=6)
NAMES = frozenset({"x", "k"})


def product(roots, squares):
    """A polynomial with these rational roots, and ±√c for each of ``squares``."""
    p = (1,)
    for root in roots:
        p = times(p, polynomial([1, -root]))
    for c in squares:
        p = times(p, (1, 0, -c))
    return p


polynomials = st.builds(product, st.lists(small, max_size=3), st.lists(st.sampled_from([2, 3, 5, -1]), max_size=2))
SIDES = (None, Fraction(-2), Fraction(0), Fraction(3, 2))


@st.composite
def intervals(draw):
    lower, upper = draw(st.sampled_from(SIDES)), draw(st.sampled_from((*SIDES[2:], Fraction(2), None)))
    if lower is not None and upper is not None and lower >= upper:
        upper = lower + 1
    ends = draw(st.booleans()), draw(st.booleans())
    return Interval(lower, upper, ends[0] and lower is not None, ends[1] and upper is not None)


def holds_at(cell, x):
    return (
        cell.sample == x
        if cell.is_point
        else (cell.low is None or cell.low < x) and (cell.high is None or x < cell.high)
    )


@given(st.lists(polynomials, min_size=1, max_size=3), intervals(), st.lists(small, min_size=1, max_size=8))
def test_every_number_of_the_interval_has_the_signs_of_its_cell(given_polynomials, interval, numbers):
    found = cells(given_polynomials, interval)
    for x in numbers:
        signs = tuple(sign_at(p, x) for p in given_polynomials)
        near = [i for i, cell in enumerate(found) if holds_at(cell, x)]
        if near:
            assert [found[i].signs for i in near] == [signs]
        elif x in interval:
            # It is nearer to an irrational root than the bounds of the open cells show: then it is in one beside it.
            beside = [i for i, cell in enumerate(found) if cell.sample is None and cell.low <= x <= cell.high]
            assert any(signs in {found[i - 1].signs, found[i + 1].signs} for i in beside)
        assert x in interval or not any(found[i].is_point for i in near)


@given(st.lists(polynomials, min_size=1, max_size=3), intervals())
def test_samples_lie_in_the_interval_and_show_the_signs(given_polynomials, interval):
    for cell in cells(given_polynomials, interval):
        if cell.sample is None:
            assert 0 in cell.signs
        else:
            assert cell.sample in interval
            assert cell.signs == tuple(sign_at(p, cell.sample) for p in given_polynomials)


def test_irrational_roots_are_points_without_a_sample():
    found = cells([(1, 0, -2), (1, 0, -3)], parse_interval("[1, 2]"))
    assert [cell.signs for cell in found if cell.is_point and cell.sample is None] == [(0, -1), (1, 0)]


@given(small, small)
def test_the_simplest_number_between_two_has_the_least_denominator(a, b):
    if a != b:
        low, high = sorted((a, b))
        found = simplest_between(low, high)
        assert low < found < high
        for d in range(1, found.denominator):
            first = low.numerator * d // low.denominator + 1
            assert not Fraction(first, d) < high


def claim(text):
    _, x, k = functions.field()
    return exponentials(parse_expression(text, NAMES), {"x": x, "k": k})


def relation(symbol):
    return {
        ">=": lambda signs: all(each <= {0, 1} for each in signs),
        ">": lambda signs: all(each == {1} for each in signs),
        "=": lambda signs: all(each == {0} for each in signs),
    }[symbol]


def value(sums, x, k):
    return [evaluate(parse_expression(text, NAMES), {"x": x, "k": Fraction(k)}) for text in sums]


TRUE_OF = {">=": lambda v: v >= 0, ">": lambda v: v > 0, "=": lambda v: v == 0}

terms = st.builds(
    lambda c, i, p, a: f"({c})*x^{p}*k^{i}*({a})^k",
    st.integers(-3, 3),
    st.integers(0, 1),
    st.integers(0, 2),
    st.sampled_from(["0", "1/3", "1/2", "2/3", "1"]),
)


@settings(max_examples=150)
@given(st.lists(terms, min_size=1, max_size=4), st.sampled_from([">=", ">", "="]), st.integers(1, 4))
def test_statements_about_every_k_agree_with_trying(summands, symbol, corner):
    text = " + ".join(summands)
    interval = [None, "(0, 1]", "[0, 1)", "[1/2, oo)", "(0, 1)"][corner]
    outcome = for_every([claim(text)], Region(parse_interval(interval)), relation(symbol))
    if isinstance(outcome, Failure):
        (found,) = value([text], outcome.x, outcome.k)
        assert outcome.x in parse_interval(interval)
        assert not TRUE_OF[symbol](found)
    elif isinstance(outcome, Proved):
        for x in map(Fraction, ("0", "1/100", "1/2", "99/100", "1", "7")):
            if x in parse_interval(interval):
                assert all(TRUE_OF[symbol](value([text], x, k)[0]) for k in (*range(1, 30), 100))
    else:
        assert outcome.reason


def test_a_tail_that_grows_first_is_waited_for():
    outcome = for_every([claim("2 - k^3*(1/2)^k")], Region(parse_interval("[0, 1]")), relation(">="))
    assert isinstance(outcome, Failure)
    assert outcome.k == 3
    fine = for_every([claim("5 - k^3*(1/2)^k")], Region(parse_interval("[0, 1]")), relation(">"))
    assert isinstance(fine, Proved)
    assert fine.tail > 1


def test_a_failure_far_out_is_found():
    outcome = for_every([claim("1 - k/1000")], Region(parse_interval("[0, 1]")), relation(">="))
    assert isinstance(outcome, Failure)
    assert outcome.k > 1000


def test_a_leading_coefficient_that_vanishes_at_an_open_end_is_no_proof():
    outcome = for_every([claim("x - (1/2)^k")], Region(parse_interval("(0, 1]")), relation(">="))
    assert isinstance(outcome, Failure)
    assert outcome.x < Fraction(1, 2) ** outcome.k


def test_a_failure_at_irrational_numbers_alone_stays_open():
    outcome = for_listed([claim("(x^2 - 2)^2")], Region(parse_interval("[1, 2]")), (1,), relation(">"))
    assert isinstance(outcome, Open)
    assert "irrational" in outcome.reason


def test_bases_that_depend_on_the_parameter_are_decided_where_they_cancel():
    same = claim("(1/2 + x)^k - (1 + 2*x)^k/2^k")
    assert not same.terms
    assert isinstance(for_every([claim("x*(1/2 + x)^k")], Region(parse_interval("[0, 1]")), relation(">=")), Proved)
    assert isinstance(
        for_every([claim("(1/2 + x)^k - x^k/3^k")], Region(parse_interval("[0, 1]")), relation(">")), Open
    )


def test_dividing_by_zero_within_the_interval_is_an_error():
    with pytest.raises(InputError, match="divides by zero"):
        for_listed([claim("1/x")], Region(parse_interval("[0, 1]")), (1,), relation(">"))


@pytest.mark.parametrize("text", ["k^k", "1/(2^k + 1)", "2^(k^2)", "2^(x)", "2^(k/2)"])
def test_what_is_no_sum_of_exponentials_is_refused(text):
    with pytest.raises(UnsupportedError):
        claim(text)


@pytest.mark.parametrize("text", ["", "1 +", "2^3^4", "y", "1..2", "Sum(k, k, 0, 3)", "(1", "1)", "ε", "__import__"])
def test_what_is_no_formula_is_refused_in_one_line(text):
    with pytest.raises(InputError) as error:
        parse_expression(text, NAMES)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("text", ["(1, 0)", "(0, 0]", "[oo, 1)", "0, 1", "[0, oo]", "(a, 1)", "(0 1)"])
def test_what_is_no_interval_is_refused(text):
    with pytest.raises(InputError):
        parse_interval(text)


@given(st.integers(0, 7), st.integers(0, 12))
def test_sums_of_powers_are_faulhabers_polynomials(p, n):
    assert functions.value_at(power_sum(p), Fraction(n)) == sum(i**p for i in range(n))


@given(st.integers(1, 5), st.integers(1, 9))
def test_a_sum_carried_out_is_the_sum_term_by_term(k, number):
    expression = parse_expression("Sum((1 - 1/2 + i/(2*R))^k*i, i, 1, R+2)/R", frozenset({"R", "k"}))
    _, x, _ = functions.field()
    closed = summed(expression, {"R": x, "k": functions.constant(k)})
    assert functions.value_at(closed, Fraction(number)) == evaluate(
        expression, {"R": Fraction(number), "k": Fraction(k)}
    )


@given(small)
def test_limits_at_regular_points_are_values(x):
    f = claim("(x^2 + k)/(x^2 + 1)").limit(x)
    assert functions.rational(Exponentials.at(f, 3)) == (x * x + 3) / (x * x + 1)


def test_limits_at_infinity_compare_degrees():
    _, x, _ = functions.field()
    assert functions.limit((2 * x**2 + 1) / (3 * x**2 - x), None) == functions.constant(Fraction(2, 3))
    assert functions.limit(x / (x**2 + 1), None) == functions.constant(0)
    assert functions.limit(x**2 / (x + 1), None) is None
    assert functions.limit(1 / x, Fraction(0)) is None
