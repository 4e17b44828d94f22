"""A formula says nothing where it divides by zero, and an end of an interval is approached from one side."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifier.claims.verdict import Certified, Refuted, Undecided
from verifier.errors import InputError, UnsupportedError
from verifier.exact.formula_text import parse_expression
from verifier.game.masses import masses
from verifier.game.worst_case import worst_case
from verifier.lab.symbolic import losses as symbolic
from verifier.lab.symbolic.algebra import functions
from verifier.lab.symbolic.algebra.exponentials import Exponentials, exponentials
from verifier.lab.symbolic.algebra.interval import parse_interval
from verifier.lab.symbolic.algebra.polynomial import polynomial
from verifier.lab.symbolic.algebra.quantifier import Proved, for_every
from verifier.lab.symbolic.algebra.region import Region
from verifier.lab.symbolic.family import Family
from verifier.lab.symbolic.pieces import Piece
from verifier.lab.symbolic.policies import family_policies
from verifier.lab.symbolic.statements.closed_form import ClosedForm
from verifier.lab.symbolic.statements.limits import InfimumStatement, LimitStatement
from verifier.lab.symbolic.statements.policy import FamilyPolicy
from verifier.lab.symbolic.statements.relation import COMPARES, HOLDS
from verifier.lab.symbolic.statements.sequence import EveryNumber, Formula, Tends
from verifier.lab.symbolic.statements.statement import FamilyStatement, parse_bound
from verifier.rules.simple import borda


def two(interval, first="1/2 + x", second="1/2 - x"):
    return Family.from_rankings("x", interval, {"a > b": first, "b > a": second})


def turning(interval):
    """Borda's policy is y for x < 0 and z for x > 0; at both infinities the shares tend to 2/3 and 1/3."""
    shift = "x/(6*(x^2+1))"
    return Family.from_rankings("x", interval, {"z > y > a": f"2/3 + {shift}", "y > a > z": f"1/3 - {shift}"})


@pytest.mark.parametrize(("side", "far", "rate"), [(1, -(10**9), "1/3"), (-1, 10**9, "2/3")])
def test_both_infinities_are_told_apart(side, far, rate):
    family = turning("(-oo, oo)")
    pieces = family_policies(family, "borda")
    for k in (None, (1,)):
        for claimed in ("1/3", "2/3"):
            statement = LimitStatement(family, "borda", k, parse_bound(f"= {claimed}", "", "x"), None, side)
            assert isinstance(statement.decide(pieces), Certified if claimed == rate else Refuted)
            assert str(statement).count("-> -∞") == (side == 1)
    people = family.at(Fraction(far))
    assert abs(worst_case(masses(people, borda(people)), 1).value - Fraction(rate)) < Fraction(1, 10**8)


def test_an_infinity_that_is_no_end_of_the_interval_is_refused():
    family = two("[1, oo)", "1/2 + 1/(2*x)", "1/2 - 1/(2*x)")
    with pytest.raises(InputError, match="x -> -∞: no end of the interval"):
        LimitStatement(family, "nlhf", None, parse_bound("= 1/2", "", "x"), None, 1)


@pytest.mark.parametrize("share", ["1/2 + x/x*x", "1/2 + x^2*x^(-1)", "1/2 + x*(4*x-1)/(4*x-1)"])
def test_a_share_that_cancels_what_it_divides_by_is_refused(share):
    with pytest.raises(InputError, match="divides by zero at x = "):
        symbolic.shares(two("[0, 1/2]", share))


@pytest.mark.parametrize("rule", ["nlhf", "borda", "uniform", "plurality"])
def test_nothing_is_said_of_a_rule_where_shares_are_none(rule):
    family = two("[0, 1]")
    with pytest.raises(InputError, match="is no share"):
        FamilyPolicy(family, rule, (functions.constant(Fraction(1, 2)),) * 2).decide(family_policies(family, rule))


def test_a_share_may_divide_by_what_is_zero_outside_the_interval():
    assert symbolic.shares(two("(0, 1/2]", "1/2 + x/x*x"))[0] == functions.field()[1] + functions.constant(
        Fraction(1, 2)
    )


@pytest.mark.parametrize("text", ["x/x/8", "(k-3)/(k-3)/8", "(k-3)^(-2)*(k-3)^2/8", "x^(k-2)*x^2/8", "0 - x^9*(1/x)^k"])
@pytest.mark.parametrize("k", [None, (1, 2, 3)])
def test_a_bound_that_divides_by_zero_somewhere_is_refused(text, k):
    family = two("[0, 1/2]")
    statement = FamilyStatement(family, "plurality", k, parse_bound(f">= {text}", "", "x"))
    with pytest.raises(InputError, match="divides by zero"):
        statement.decide(family_policies(family, "plurality"))


def test_a_limit_that_divides_by_zero_at_some_k_is_refused():
    family = two("(0, 1/2]")
    statement = LimitStatement(family, "nlhf", None, parse_bound("= (k-3)/(k-3)/2", "", "x"), Fraction(0), 1)
    with pytest.raises(InputError, match="divides by zero at k = 3"):
        statement.decide(family_policies(family, "nlhf"))


def test_a_power_of_zero_with_exponent_zero_is_one_and_no_division():
    family = two("[0, 1/2]")
    statement = FamilyStatement(family, "plurality", (1, 2), parse_bound(">= x^(k-1)/4", "", "x"))
    assert isinstance(statement.decide(family_policies(family, "plurality")), Certified)


@pytest.mark.parametrize("text", ["1/(2^k - 1)", "1/(k^2 - 2*k + 2)"])
def test_a_divisor_that_is_not_understood_is_no_proof(text):
    family = two("[0, 1/2]")
    verdict = FamilyStatement(family, "nlhf", None, parse_bound(f"<= {text} + 1", "", "x")).decide(
        family_policies(family, "nlhf")
    )
    assert isinstance(verdict, Undecided if "^k" in text else Certified)


def test_a_pole_that_shows_only_for_larger_k_is_seen_where_bases_move():
    """x^9·(1/x)^k has no pole at 0 for k up to 9, and one from k = 10 on."""
    _, x, _ = functions.field()
    sums = [Exponentials(((1 / x, x**9),))]
    assert not isinstance(for_every(sums, Region(parse_interval("[0, 1]")), HOLDS[">="]), Proved)
    assert isinstance(for_every(sums, Region(parse_interval("(0, 1]")), HOLDS[">="]), Proved)


def test_a_piece_that_is_nowhere_attains_nothing():
    """The uniform policy wins 3/4 throughout; a point mass would win 1/2, on a piece where x = 3."""
    family = two("(0, 1/2]", "1/2", "1/2")
    first = (functions.constant(1), functions.constant(0))
    pieces = [Piece(Region(family.interval, ((polynomial([1, -at]), 0),)), first) for at in (3, Fraction(1, 3))]
    statement = InfimumStatement(family, "uniform", (1,), parse_bound("infimum = 1/2", "infimum", "x"), attained=True)
    assert [statement._reached((piece,)) for piece in pieces] == [False, True]


@pytest.mark.parametrize(
    ("text", "first", "said"),
    [
        ("(R-3)/(R-3)", 1, "divides by zero at R = 3"),
        ("Sum(1/(R-3), i, 1, R-3)", 3, "divides by zero at R = 3"),
        ("(R^2-9)*(R-3)^(-1) - R - 2", 1, "divides by zero at R = 3"),
        ("Sum(i, i, 1, R/2)*8/(R*(R+2))", 1, "not whole at R = 1"),
        ("Sum(1, i, 5, R) + 5 - R", 1, "below it at R = 1"),
        ("Sum(1, i, 1, 2 - R) + R - 1", 1, "below it at R = 3"),
    ],
)
def test_a_formula_that_is_not_defined_at_some_number_is_refused(text, first, said):
    """Each is the function 1; term by term each is something else, or nothing, at the number that is named."""
    formula = Formula.parse("it", "R", text, 1, 1, first)
    assert formula.function == functions.constant(1)
    for claim in (EveryNumber(formula, "=", Fraction(1)), Tends(formula, Fraction(1))):
        with pytest.raises(InputError, match=said):
            claim.decide()


def test_a_sum_that_divides_by_its_index_is_refused():
    with pytest.raises(UnsupportedError, match="divides by its index i"):
        EveryNumber(Formula.parse("it", "R", "Sum(i/i, i, 0, R)", 1, 1, 1), "=", Fraction(1)).decide()


PARTS = ["R", "1/R", "R/(R+2)", "(R-4)", "Sum(i^k, i, 0, R)", "Sum(i*R + 1, i, l, R-1)/R", "Sum(1, j, R, R*(R+1)/2)",
         "(R-2)/(R-2)", "1/(R-5)", "Sum(i, i, 2, R-1)", "(2-R)^2", "Sum(i, i, 1, R/2)"]  # fmt: skip


@given(
    st.lists(st.sampled_from(PARTS), min_size=1, max_size=3),
    st.sampled_from(["+", "-", "*"]),
    st.sampled_from(sorted(COMPARES)),
    st.fractions(-2, 8, max_denominator=3),
    st.integers(1, 6),
)
def test_what_is_certified_for_every_number_holds_term_by_term(parts, symbol, relation, value, first):
    formula = Formula.parse("it", "R", f" {symbol} ".join(parts), 2, 1, first)
    try:
        verdict = EveryNumber(formula, relation, value).decide()
    except InputError:
        with pytest.raises(InputError):
            list(map(formula.at, range(first, first + 12)))
        return
    trials = [COMPARES[relation](formula.at(number), value) for number in range(first, first + 30)]
    if isinstance(verdict, Certified):
        assert all(trials)
    else:
        assert isinstance(verdict, Refuted)
        assert not COMPARES[relation](formula.at(verdict.witness.number), value)
        assert verdict.witness.value == formula.at(verdict.witness.number)


@pytest.mark.parametrize(
    ("policy", "rate"),
    [
        ("a/(a+b)", "1 - (1/4 - x^2)/(a+b)^k * (x/x)"),
        ("a/(a+b)", "1 - (1/4 - x^2)/(a+b)^k * ((a-b)/(a-b))"),
        ("a/(a+b) * ((a-b)/(a-b))", "1 - (1/4 - x^2)/(a+b)^k"),
    ],
)
def test_a_closed_form_that_may_divide_by_zero_is_not_certified(policy, rate):
    """At x = 0 the roots a and b are equal."""

    def claim(policy, rate):
        names, texts = frozenset({"x", "a", "b"}), (policy, "b/(a+b)")
        roots = tuple(
            (name, text, parse_expression(text, frozenset({"x"}))) for name, text in (("a", "1/2+x"), ("b", "1/2-x"))
        )
        weights = tuple(parse_expression(text, names) for text in texts)
        side = (rate, parse_expression(rate, names | {"k"}))
        return ClosedForm(two("[0, 1/2)"), "strict", None, roots, weights, texts, side)

    assert isinstance(claim("a/(a+b)", "1 - (1/4 - x^2)/(a+b)^k").decide(), Certified)
    if "x/x" in rate:
        with pytest.raises(InputError, match="divides by zero"):
            claim(policy, rate).decide()
    else:
        assert isinstance(claim(policy, rate).decide(), Undecided)


def test_equal_powers_are_written_in_one_way():
    _, x, _ = functions.field()
    assert functions.power(1 - x, -3) == -functions.power(x - 1, -3)


@pytest.mark.parametrize("text", ["(1-x)^100000", "2^100000 + x", "((1+x)^64)^64"])
def test_powers_too_large_to_write_out_are_refused_at_once(text):
    _, x, k = functions.field()
    with pytest.raises(UnsupportedError, match="too large to be written out"):
        functions.function(parse_expression(text, frozenset({"x"})), {"x": x})
    with pytest.raises(UnsupportedError):
        exponentials(parse_expression(text, frozenset({"x", "k"})), {"x": x, "k": k})
