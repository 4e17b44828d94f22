"""Statements about families: true ones are certified, perturbed ones never, and every witness is a real failure."""

from fractions import Fraction
from math import isqrt
from random import Random

import pytest
from hypothesis import assume, given, reject, settings
from hypothesis import strategies as st

from verifier.claims.verdict import Certified, Refuted, Undecided
from verifier.errors import InputError, UnsupportedError
from verifier.exact.expression import evaluate
from verifier.exact.formula_text import parse_expression
from verifier.game.loss import losses
from verifier.game.masses import masses
from verifier.game.rate import best_guaranteed, best_guaranteed_product
from verifier.game.worst_case import worst_case
from verifier.lab.symbolic import losses as symbolic
from verifier.lab.symbolic.algebra import functions
from verifier.lab.symbolic.algebra.region import Region
from verifier.lab.symbolic.family import Family
from verifier.lab.symbolic.pieces import Piece, covers, is_proved
from verifier.lab.symbolic.policies import family_policies
from verifier.lab.symbolic.statements.closed_form import ClosedForm
from verifier.lab.symbolic.statements.limits import InfimumStatement, LimitStatement
from verifier.lab.symbolic.statements.policy import FamilyPolicy
from verifier.lab.symbolic.statements.sequence import EveryNumber, Formula, Tends
from verifier.lab.symbolic.statements.statement import FamilyStatement, parse_bound
from verifier.preferences.policy import Policy
from verifier.preferences.population import Population
from verifier.rules.nlhf.policy import nlhf
from verifier.rules.simple import borda, plurality, uniform

RULES = ("nlhf", "borda", "uniform", "plurality")
AT_ONE = {"nlhf": lambda people: nlhf(people).policy, "borda": borda, "uniform": uniform, "plurality": plurality}
INSIDE = [Fraction(0), Fraction(1, 9), Fraction(1, 3), Fraction(1, 2), Fraction(5, 7), Fraction(1)]


def half(interval):
    return Family.from_rankings("ε", interval, {"yes > no": "1/2 + ε", "no > yes": "1/2 - ε"})


def state(family, rule, claim, k=None):
    statement = FamilyStatement(family, rule, k, parse_bound(claim, "win rate", family.parameter))
    return statement.decide(family_policies(family, rule))


def policy_at(pieces, x):
    """The policy of the piece that holds x."""
    for piece in pieces:
        inside = Region(piece.region.interval, piece.region.conditions).cells([(x.denominator, -x.numerator)])
        if any(cell.is_point and cell.sample == x for cell in inside):
            return Policy.from_fractions([functions.value_at(weight, x) for weight in piece.policy])
    raise AssertionError(f"no piece holds {x}")


def mixed_family(seed):
    """(1 − x) of one random population and x of another, x in [0, 1]: strict rankings, and some with ties."""
    rng = Random(seed)
    names = list("abcd"[: rng.randint(2, 4)])
    texts = {}
    for _ in range(rng.randint(2, 4)):
        order = rng.sample(names, len(names))
        text = order[0] + "".join(rng.choice([" > ", " > ", " > ", " = "]) + name for name in order[1:])
        texts.setdefault(frozenset(Population.from_rankings([text], names).rankings), text)
    sides = []
    for _ in range(2):
        weights = [rng.randint(0, 3) for _ in texts]
        weights[rng.randrange(len(texts))] += 1
        sides.append([Fraction(weight, sum(weights)) for weight in weights])
    shares = [f"({a})*(1-x) + ({b})*x" for a, b in zip(*sides, strict=True)]
    return Family.from_rankings("x", "[0, 1]", dict(zip(texts.values(), shares, strict=True)), names)


families = st.integers(0, 10**6).map(mixed_family)


@settings(max_examples=60)
@given(families, st.sampled_from(RULES))
def test_formulas_of_a_rule_give_the_rules_policy_at_every_point(family, rule):
    try:
        pieces = family_policies(family, rule)
    except UnsupportedError:
        reject()
    assert covers(pieces, family)
    assert all(is_proved(piece, family, rule) for piece in pieces)
    for x in INSIDE:
        people = family.at(x)
        assert policy_at(pieces, x) == AT_ONE[rule](people)
        if rule == "nlhf":
            unique = all(piece.unique for piece in pieces if _holds(piece, x))
            assert unique == nlhf(people).unique


def _holds(piece, x):
    cells = piece.region.cells([(x.denominator, -x.numerator)])
    return any(cell.is_point and cell.sample == x for cell in cells)


@settings(max_examples=40)
@given(families, st.integers(1, 4))
def test_losses_with_symbols_are_the_losses_of_every_member(family, k):
    policy = family_policies(family, "plurality")[0].policy
    found = symbolic.losses(family, policy)
    for x in INSIDE:
        there = Policy.from_fractions([functions.value_at(weight, x) for weight in policy])
        numerators, bottom = losses(masses(family.at(x), there), k)
        assert [functions.value_at(each.at(k), x) for each in found] == [Fraction(n, bottom) for n in numerators]


@settings(max_examples=60)
@given(
    families,
    st.sampled_from(RULES),
    st.sampled_from(["1/2", "k/(k+1)", "2/3 - x/6", "1 - (2/3)^k", "1/3", "1 - x/2", "1"]),
    st.sampled_from([">=", ">", "=", "<=", "<"]),
    st.sampled_from([None, (1,), (2, 3)]),
)
def test_verdicts_agree_with_trying_points_and_witnesses_fail(family, rule, side, relation, k):
    try:
        verdict = state(family, rule, f"win rate {relation} {side}", k)
    except UnsupportedError:
        reject()
    compare = {">=": "__ge__", ">": "__gt__", "=": "__eq__", "<=": "__le__", "<": "__lt__"}[relation]

    def true_at(x, samples):
        people = family.at(x)
        rate = worst_case(masses(people, AT_ONE[rule](people)), samples).value
        claimed = evaluate(parse_expression(side, frozenset({"x", "k"})), {"k": Fraction(samples), "x": x})
        return getattr(rate, compare)(claimed)

    if isinstance(verdict, Certified):
        assert all(true_at(x, samples) for x in INSIDE for samples in (k or (1, 2, 3, 5, 8)))
    elif isinstance(verdict, Refuted):
        assert verdict.witness.x in family.interval
        assert not true_at(verdict.witness.x, verdict.witness.k)
    else:
        assert verdict.reason


def test_the_half_barrier_is_one_statement_for_every_parameter_and_every_k():
    family = half("(0, 1/2]")
    pieces = family_policies(family, "nlhf")
    statement = FamilyStatement(family, "nlhf", None, parse_bound("win rate = 1/2 + ε", "win rate", "ε"))
    assert isinstance(statement.decide(pieces), Certified)
    sentence = statement.proved(pieces)
    assert sentence.startswith('for every ε in (0, 1/2] and every k >= 1: NLHF is the point mass on "yes"')
    assert "the only NLHF policy" in sentence
    for x in (Fraction(1, 100), Fraction(1, 4), Fraction(1, 2)):
        people = family.at(x)
        for k in (1, 2, 7):
            assert worst_case(masses(people, nlhf(people).policy), k).value == Fraction(1, 2) + x


small = st.fractions(-2, 2, max_denominator=12)


@given(small, small, small)
def test_a_perturbed_barrier_is_never_certified(a, b, c):
    assume((a, b, c) != (0, 0, 0))
    verdict = state(half("(0, 1/2]"), "nlhf", f"win rate = 1/2 + ε + ({a}) + ({b})*ε + ({c})*(1/2)^k")
    assert isinstance(verdict, Refuted)
    witness = verdict.witness
    assert witness.value == Fraction(1, 2) + witness.x != witness.claimed


def test_the_other_half_of_the_interval_turns_the_winner_round():
    verdict = state(half("(-1/2, 0]"), "nlhf", "win rate = 1/2 + ε")
    assert isinstance(verdict, Refuted)
    assert verdict.witness.policy.support == (1,)
    assert isinstance(state(half("(-1/2, 0)"), "nlhf", "win rate = 1/2 - ε"), Certified)
    at_zero = state(half("(-1/2, 0]"), "nlhf", "win rate = 1/2 - ε")
    assert isinstance(at_zero, Refuted)
    assert at_zero.witness.x == 0
    assert at_zero.witness.policy == Policy.uniform(range(2), 2)


def test_a_promise_is_refuted_at_the_first_k_that_breaks_it():
    verdict = state(half("[1/4, 1/3]"), "nlhf", "win rate >= k/(k+1)")
    assert isinstance(verdict, Refuted)
    assert verdict.witness.k == 4


def cycle(shares="e", interval="(0, 1/6]"):
    rows = {"a > b > c": "1/2 - 3*e/2", "b > c > a": "5*e/2", "c > a > b": "2*e", "c > b > a": "1/2 - 3*e"}
    return Family.from_rankings("e", interval, {text: share.replace("e", shares) for text, share in rows.items()})


def test_a_cycle_keeps_its_policy_however_small_the_margins():
    family = cycle()
    weights = tuple(functions.constant(Fraction(*each)) for each in ((1, 3), (1, 2), (1, 6)))
    pieces = family_policies(family, "nlhf")
    assert isinstance(FamilyPolicy(family, "nlhf", weights).decide(pieces), Certified)
    other = (weights[1], weights[0], weights[2])
    refuted = FamilyPolicy(family, "nlhf", other).decide(pieces)
    assert isinstance(refuted, Refuted)
    assert nlhf(family.at(refuted.witness.x)).policy == Policy((2, 3, 1), 6)


def test_pieces_that_are_not_the_rules_prove_nothing():
    family = half("(0, 1/2]")
    one, zero = functions.constant(1), functions.constant(0)
    wrong = Piece(Region(family.interval), (zero, one))
    bound = parse_bound("win rate = 1/2 - ε", "win rate", "ε")
    assert isinstance(FamilyStatement(family, "nlhf", None, bound).decide([wrong]), Undecided)
    assert isinstance(FamilyStatement(family, "given", None, bound).decide([wrong]), Certified)
    part = Piece(Region(family.interval, (((4, -1), 1),)), (one, zero))
    barrier = parse_bound("win rate = 1/2 + ε", "win rate", "ε")
    assert isinstance(FamilyStatement(family, "nlhf", None, barrier).decide([part]), Undecided)
    elsewhere = Piece(Region(half("(0, 1/4]").interval), (one, zero))
    assert isinstance(FamilyStatement(family, "nlhf", None, barrier).decide([elsewhere]), Undecided)
    flat = half("[0, 0]")
    tied = Piece(Region(flat.interval), (one, zero))
    assert not is_proved(tied, flat, "nlhf")


@pytest.mark.parametrize(
    ("rankings", "said"),
    [
        ({"a > b": "1/2 + x", "b > a": "1/2 + x"}, "not to 1 identically"),
        ({"a > b": "2*x", "b > a": "1 - 2*x"}, "is no share at x = "),
        ({"a > b": "1/x", "b > a": "1 - 1/x"}, "is no share"),
    ],
)
def test_shares_that_are_none_are_refused(rankings, said):
    family = Family.from_rankings("x", "[0, 1]", rankings)
    with pytest.raises(InputError, match=said):
        family_policies(family, "plurality")


@pytest.mark.parametrize("m", [3, 4, 5])
def test_rlhf_comes_down_to_one_over_m_without_reaching_it(m):
    rest = " > ".join("abc"[: m - 2])
    rankings = {f"z > y > {rest}": "q", f"y > {rest} > z": "1 - q"}

    def family(end):
        return Family.from_rankings("q", f"[0, {m - 1}/{m}{end}", rankings)

    assert isinstance(state(family(")"), "borda", "win rate = 1 - q"), Certified)
    at_end = state(family("]"), "borda", "win rate = 1 - q")
    assert isinstance(at_end, Refuted)
    assert at_end.witness.x == Fraction(m - 1, m)
    bound = parse_bound(f"infimum = 1/{m}", "infimum", "q")
    pieces = family_policies(family(")"), "borda")
    assert isinstance(InfimumStatement(family(")"), "borda", None, bound, attained=False).decide(pieces), Certified)
    assert isinstance(InfimumStatement(family(")"), "borda", None, bound, attained=True).decide(pieces), Refuted)


def infimum(interval, rule, number, *, attained):
    family = half(interval)
    statement = InfimumStatement(family, rule, None, parse_bound(f"infimum = {number}", "infimum", "ε"), attained)
    return statement.decide(family_policies(family, rule))


def test_infima_are_told_from_minima():
    assert isinstance(infimum("(0, 1/2]", "nlhf", "1/2", attained=False), Certified)
    assert isinstance(infimum("(0, 1/2]", "nlhf", "1/2", attained=True), Refuted)
    # At 0 itself the policy of least norm is uniform and does better: the infimum is still not attained.
    assert isinstance(infimum("[0, 1/2]", "nlhf", "1/2", attained=False), Certified)
    assert isinstance(infimum("[0, 1/2]", "nlhf", "1/2", attained=True), Refuted)
    assert isinstance(infimum("[1/4, 1/2]", "nlhf", "3/4", attained=True), Certified)
    assert isinstance(infimum("[1/4, 1/2]", "nlhf", "3/4", attained=False), Refuted)


def test_an_infimum_may_be_approached_at_a_jump_inside_the_interval():
    # The winner changes at 0, where both are NLHF and the policy of least norm does better: 1/2 is nowhere reached.
    for interval in ("[-1/4, 1/2]", "(-1/3, 1/4)"):
        assert isinstance(infimum(interval, "nlhf", "1/2", attained=False), Certified)
        assert isinstance(infimum(interval, "nlhf", "1/2", attained=True), Refuted)
        assert isinstance(infimum(interval, "nlhf", "2/3", attained=False), Refuted)
        assert not isinstance(infimum(interval, "nlhf", "1/3", attained=False), Certified)


@given(st.fractions(0, 1, max_denominator=20).filter(lambda number: number != Fraction(1, 2)))
def test_another_infimum_is_never_certified(number):
    for attained in (True, False):
        assert not isinstance(infimum("(0, 1/2]", "nlhf", str(number), attained=attained), Certified)


@given(st.fractions(0, 1, max_denominator=20))
def test_a_limit_is_certified_for_the_right_number_only(number):
    family = half("(0, 1/2]")
    bound = parse_bound(f"win rate = {number}", "win rate", "ε")
    verdict = LimitStatement(family, "nlhf", None, bound, Fraction(0), 1).decide(family_policies(family, "nlhf"))
    assert isinstance(verdict, Certified if number == Fraction(1, 2) else Refuted)


def test_limits_at_ends_that_are_none_are_refused():
    bound = parse_bound("win rate = 1/2", "win rate", "ε")
    with pytest.raises(InputError, match="no end of the interval"):
        LimitStatement(half("(0, 1/2]"), "nlhf", None, bound, Fraction(1, 4), 1)
    with pytest.raises(InputError, match="depends on ε"):
        InfimumStatement(half("(0, 1/2]"), "nlhf", None, parse_bound("infimum = ε", "infimum", "ε"), attained=True)


# Sequences ----------------------------------------------------------------------------------------------------------

ROWS = [(1, 2), (2, 2), (3, 2), (4, 2), (2, 3), (3, 3), (4, 3)]


def product_formula(k, l):
    return Formula.parse("", "R", "1 - Sum((1 - 1/l + i/(l*R))^k, i, 0, R-1)/R", k, l, 1)


@pytest.mark.parametrize(("k", "l"), ROWS)
def test_block_formulas_come_down_to_their_limits(k, l):
    w, v = best_guaranteed_product(k, l), best_guaranteed(k, l)
    formula = product_formula(k, l)
    assert isinstance(Tends(formula, w).decide(), Certified)
    assert isinstance(EveryNumber(formula, ">", w).decide(), Certified)
    assert isinstance(Tends(formula, w + Fraction(1, 10**6)).decide(), Refuted)
    assert all(formula.at(number) > w for number in range(1, 40))
    every = Formula.parse("", "R", f"{v}*(1 + 1/R)", k, l, 1)
    assert isinstance(Tends(every, v).decide(), Certified)


@settings(max_examples=25)
@given(st.sampled_from(ROWS), st.integers(5, 300))
def test_a_bound_a_little_above_the_limit_fails_at_a_whole_number(row, tenths):
    formula = product_formula(*row)
    value = best_guaranteed_product(*row) + Fraction(tenths, 1000)
    verdict = EveryNumber(formula, ">", value).decide()
    first = next((number for number in range(1, 500) if formula.at(number) <= value), None)
    if first is None:
        assert isinstance(verdict, Certified)
    else:
        assert isinstance(verdict, Refuted)
        assert formula.at(verdict.witness.number) <= value


@given(st.integers(1, 60))
def test_whole_numbers_beside_irrational_roots_are_not_missed(c):
    formula = Formula.parse("", "R", f"(R^2 - {c})^2", 1, 1, 1)
    verdict = EveryNumber(formula, ">", Fraction(0)).decide()
    assert isinstance(verdict, Refuted if isqrt(c) ** 2 == c else Certified)
    lower = EveryNumber(Formula.parse("", "R", f"(R^2 - {c})*(R^2 - {c + 1})", 1, 1, 1), ">=", Fraction(0)).decide()
    assert isinstance(lower, Certified)


# Closed forms -------------------------------------------------------------------------------------------------------


def closed(policy, rate, roots=None, payoff="strict", k=None, interval="[0, 1/2)"):
    family, roots = half(interval), {"a": "1/2 + ε", "b": "1/2 - ε"} if roots is None else roots
    names = frozenset({"ε", "k", *roots})
    powers = tuple((name, text, parse_expression(text, frozenset({"ε"}))) for name, text in roots.items())
    weights = tuple(parse_expression(text, names) for text in policy)
    return ClosedForm(family, payoff, k, powers, weights, tuple(policy), (rate, parse_expression(rate, names))).decide()


RATE = "1 - (1/4 - ε^2)/(a+b)^k"


def test_the_equilibrium_of_two_responses_is_an_identity():
    assert isinstance(closed(["a/(a+b)", "b/(a+b)"], RATE), Certified)


@pytest.mark.parametrize(
    ("policy", "rate", "interval"),
    [
        (["b/(a+b)", "a/(a+b)"], RATE, "[0, 1/2)"),
        (["a/(a+b)", "b/(a+b)"], "1 - (1/4 - ε^2)/(a+b)^(k+1)", "[0, 1/2)"),
        (["a/(a+b)", "b/(a+b)"], "1 - (1/4 - ε^2)*(a+b)^k", "[0, 1/2)"),
        (["a/(a+b)", "a/(a+b)"], RATE, "[0, 1/2)"),
        (["a^2/(a^2+b^2)", "b^2/(a^2+b^2)"], RATE, "[0, 1/2)"),
        (["a/(a+b)", "b/(a+b)"], RATE, "[0, 1/2]"),
        (["1/2", "1/2"], RATE, "[0, 1/2)"),
    ],
)
def test_a_closed_form_with_something_changed_is_not_certified(policy, rate, interval):
    assert isinstance(closed(policy, rate, interval=interval), Undecided)


@given(st.fractions(-6, 6, max_denominator=4), st.integers(1, 4))
def test_shared_payoffs_of_two_samples_have_slope_three(slope, k):
    policy = [f"1/2 + ({slope})*ε", f"1/2 - ({slope})*ε"]
    verdict = closed(policy, "k/(k+1)", roots={}, payoff="shared", k=(k,), interval="[0, 1/13)")
    assert isinstance(verdict, Certified if (k, slope) == (2, 3) else Undecided)


def test_the_closed_form_is_the_equilibrium_that_is_solved():
    from verifier.rules.equilibrium.policy import equilibrium

    x, k = Fraction(1, 10), 2
    found = equilibrium(half("[0, 1/2)").at(x), k)
    # a = √(3/5), b = √(2/5): a/(a+b) lies between these decimals, by 20-digit roots.
    a, b = (Fraction(isqrt(n * 10**40 // 5), 10**20) for n in (3, 2))
    weight = Fraction(found.policy.numerators[0], found.policy.denominator)
    assert abs(weight - a / (a + b)) < Fraction(1, 10**9)
    rate = worst_case(masses(half("[0, 1/2)").at(x), found.policy), k).value
    assert abs(rate - (1 - (Fraction(1, 4) - x * x) / (a + b) ** k)) < Fraction(1, 10**9)
