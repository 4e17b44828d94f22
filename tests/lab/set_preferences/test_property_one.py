"""Property 1 for rankings, Plackett-Luce users and tables, against enumeration; what violates it is found."""

from fractions import Fraction
from itertools import combinations_with_replacement, product
from math import prod

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from verifier.claims.verdict import Certified, Refuted, Undecided
from verifier.errors import InputError, UnknownResponseError, UnsupportedError
from verifier.lab.set_preferences.exchange import elevated_by, exchange_form
from verifier.lab.set_preferences.multiset import count_up_to, joined, up_to_size
from verifier.lab.set_preferences.plackett_luce import PlackettLuce
from verifier.lab.set_preferences.preferences import above, at_least, single_payoffs, single_wins, tie_chance
from verifier.lab.set_preferences.property_one import Antisymmetry, Sets, Subadditivity
from verifier.lab.set_preferences.search_versus_single import multi_versus_single_evidence
from verifier.lab.set_preferences.set_game import SetEquilibrium, SetRobust
from verifier.lab.set_preferences.set_table import SetTable
from verifier.lab.set_preferences.versus_single import (
    Elevation,
    MultiVersusSingle,
    MultiVersusSingleAt,
    SingleWins,
    TiesExplain,
)
from verifier.preferences.policy import Policy
from verifier.preferences.population import Population

RANDOMS = st.randoms(use_true_random=False)
UNIFORM = Policy((1, 1), 2)


def sets_of(names, size):
    return [each for number in range(1, size + 1) for each in combinations_with_replacement(names, number)]


def table_of(names, size, preferred):
    """The table of a judge who prefers S to T with probability preferred(S, T), for all sets up to ``size``."""
    every = sets_of(names, size)
    statements = {f"{', '.join(one)} > {', '.join(other)}": preferred(one, other) for one in every for other in every}
    return SetTable.from_statements(names, statements)


def averaging(one, other):
    """Half of the time a is better than b, half of the time worse; sets are compared by their averages."""
    first, second = (Fraction(each.count("a"), len(each)) for each in (one, other))
    return Fraction(1, 2) if first != second else Fraction(0)


def random_users(rng, names):
    kinds = [
        ({name: Fraction(rng.randint(1, 9), rng.randint(1, 4)) for name in names}, rng.randint(1, 5)) for _ in "xy"
    ]
    total = sum(share for _, share in kinds)
    return [(weights, Fraction(share, total)) for weights, share in kinds]


def beaten_by_one_more(draws, k, beats):
    """P[π > π^k], over all tuples of k+1 names."""
    names = [name for name, weight in draws.weights.items() if weight]
    total = Fraction(0)
    for drawn in product(names, repeat=k + 1):
        total += prod(draws.weights[name] for name in drawn) * beats(drawn[0], drawn[1:])
    return total / draws.total ** (k + 1)


# Populations --------------------------------------------------------------------------------------------------------


def weakly_above(place, y, z):
    return y == z or (y in place and z in place and place[y] <= place[z])


@settings(max_examples=60)
@given(RANDOMS)
def test_sets_are_compared_as_their_members_are(random_case, rng):
    case = random_case(rng, m=(1, 4))
    people, places = case.population, [(case.places(text), users) for text, users in case.rows]
    one, other = (rng.choices(case.names, k=rng.randint(1, 3)) for _ in "ST")
    indices = [tuple(sorted(case.names.index(name) for name in each)) for each in (one, other)]
    strictly = sum(
        users
        for place, users in places
        if any(all(s in place and t in place and place[s] < place[t] for t in other) for s in one)
    )
    weakly = sum(users for place, users in places if any(all(weakly_above(place, s, t) for t in other) for s in one))
    assert above(people, *indices) == Fraction(strictly, case.total)
    assert at_least(people, *indices) == Fraction(weakly, case.total)


@settings(max_examples=40)
@given(RANDOMS)
def test_one_sample_beats_k_others_as_often_as_all_tuples_say_and_ties_explain_it(random_case, random_draws, rng):
    case = random_case(rng, m=(1, 4))
    draws, k = random_draws(rng, case.names), rng.randint(1, 3)

    def beats(y, others):
        def over(place, z):
            return y in place and z in place and place[y] < place[z]

        fans = (users for text, users in case.rows if all(over(case.places(text), z) for z in others))
        return Fraction(sum(fans), case.total)

    expected = beaten_by_one_more(draws, k, beats)
    people = case.population
    assert single_wins(people, draws.policy, k) == expected <= Fraction(1, k + 1)
    if people.weak_orders:
        assert expected == (1 - tie_chance(people, draws.policy, k)) / (k + 1)
        assert isinstance(TiesExplain(people, draws.policy, k).decide(), Certified)
    else:
        with pytest.raises(UnsupportedError, match="weak orders"):
            tie_chance(people, draws.policy, k)


@settings(max_examples=25)
@given(RANDOMS)
def test_rankings_have_property_one_and_incomparable_responses_lack_antisymmetry_only(random_case, rng):
    people = random_case(rng, m=(1, 3)).population
    k = rng.randint(1, 3)
    assert isinstance(Subadditivity(people, 2).decide(), Certified)
    assert multi_versus_single_evidence(people, k) == Elevation(0)
    assert isinstance(MultiVersusSingle(people, k).decide(Elevation(0)), Certified)
    verdict = Antisymmetry(people, 2).decide()
    assert isinstance(verdict, Certified if people.weak_orders else Refuted)


def test_the_chance_of_a_tie_is_that_of_the_best_class_hit_twice():
    people = Population.from_rankings(["a = b > c"])
    policy = Policy((1, 1, 2), 4)
    best_is_tied = sum(
        prod(policy.numerators[y] for y in drawn)
        for drawn in product(range(3), repeat=3)
        if sum(y < 2 for y in drawn) >= 2 or drawn == (2, 2, 2)
    )
    assert tie_chance(people, policy, 2) == Fraction(best_is_tied, 4**3)


# Plackett-Luce users ------------------------------------------------------------------------------------------------


@settings(max_examples=40)
@given(RANDOMS)
def test_plackett_luce_users_prefer_one_to_k_others_with_probability_one_in_k_plus_one(random_draws, rng):
    names = ["x", "y", "z"][: rng.randint(1, 3)]
    users = random_users(rng, names)
    model, draws, k = PlackettLuce.from_shares(names, users), random_draws(rng, names), rng.randint(1, 3)

    def beats(y, others):
        return sum(share * w[y] / (w[y] + sum(w[z] for z in others)) for w, share in users)

    by_tuples, bottom = draws.tuples(k)
    for y, payoff in zip(names, single_payoffs(model, draws.policy, k), strict=True):
        assert payoff == sum(weight * beats(y, others) for others, weight in by_tuples) / Fraction(bottom)
    assert beaten_by_one_more(draws, k, beats) == Fraction(1, k + 1)
    assert isinstance(SingleWins(model, draws.policy, k, Fraction(1, k + 1)).decide(), Certified)
    assert isinstance(SingleWins(model, draws.policy, k, Fraction(1, k + 2)).decide(), Refuted)
    assert isinstance(Antisymmetry(model, 2).decide(), Certified)
    assert isinstance(Subadditivity(model, 3).decide(), Certified)
    assert set(exchange_form(model, k).terms.values()) == {0}


def test_only_the_proportions_of_plackett_luce_weights_matter():
    one = PlackettLuce.from_shares("ab", [({"a": "1/2", "b": 1}, "1/3"), ({"a": 3, "b": 6}, "2/3")])
    assert (one.weights, one.shares) == (((1, 2),), (1,))


@pytest.mark.parametrize(
    ("users", "message"),
    [
        ([({"a": 1}, 1)], "gives 'b' no weight"),
        ([({"a": 1, "b": 0}, 1)], "the weight of 'b' is 0; Plackett-Luce weights are positive"),
        ([({"a": 1, "b": 1}, "1/2")], "sum to 1/2, not 1"),
        ([({"a": 1, "b": 1}, "3/2"), ({"a": 1, "b": 2}, "-1/2")], "is negative"),
        ([({"a": 1, "b": 1.5}, 1)], "write it as text"),
    ],
)
def test_plackett_luce_users_that_make_no_sense_are_refused(users, message):
    with pytest.raises(InputError, match=message):
        PlackettLuce.from_shares("ab", users)


# Tables -------------------------------------------------------------------------------------------------------------


@settings(max_examples=40)
@given(RANDOMS)
def test_a_table_pays_what_its_rows_say(random_draws, rng):
    names = ["x", "y", "z"][: rng.randint(1, 3)]
    chances = {}

    def preferred(one, other):
        return chances.setdefault((one, other), Fraction(rng.randint(0, 5), 5))

    k = rng.randint(1, 3)
    model, draws = table_of(names, k, preferred), random_draws(rng, names)
    expected = beaten_by_one_more(draws, k, lambda y, others: chances[(y,), tuple(sorted(others))])
    assert single_wins(model, draws.policy, k) == expected
    evidence = multi_versus_single_evidence(model, k)
    verdict = MultiVersusSingle(model, k).decide(evidence)
    if isinstance(verdict, Refuted):
        assert single_wins(model, verdict.witness, k) > Fraction(1, k + 1)
    if isinstance(verdict, Certified):
        assert expected <= Fraction(1, k + 1)
    at = MultiVersusSingleAt(model, draws.policy, k).decide()
    assert isinstance(at, Certified if expected <= Fraction(1, k + 1) else Refuted)


def test_a_judge_of_averages_breaks_the_theorem():
    judge = table_of("ab", 3, averaging)
    assert isinstance(Antisymmetry(judge, 3).decide(), Certified)
    assert isinstance(Subadditivity(judge, 3).decide(), Certified)
    assert single_wins(judge, UNIFORM, 2) == Fraction(3, 8) > Fraction(1, 3)
    assert multi_versus_single_evidence(judge, 2) == UNIFORM
    assert isinstance(SetEquilibrium(judge, UNIFORM, 2).decide(), Certified)
    assert isinstance(SetRobust(judge, UNIFORM, 2, Fraction(5, 8)).decide(), Certified)
    refuted = SetRobust(judge, UNIFORM, 2, Fraction(2, 3)).decide()
    assert isinstance(refuted, Refuted)
    assert "with rate 5/8, below 2/3" in str(refuted)
    leaning = SetEquilibrium(judge, Policy((2, 1), 3), 2).decide()
    assert isinstance(leaning, Refuted)
    assert leaning.witness.responses == (1,)


def test_under_a_judge_of_averages_more_samples_make_things_worse():
    judge = table_of("ab", 4, averaging)
    rates = [1 - max(single_payoffs(judge, UNIFORM, k)) for k in (1, 2, 3, 4)]
    assert rates == [Fraction(1, 2) + Fraction(1, 2 ** (k + 1)) for k in (1, 2, 3, 4)]


def test_multi_versus_single_can_need_a_form_of_higher_degree():
    """Of a, b, b the members beat the rest 4/5 + 2 · 3/20 > 1 times, but these are not drawn often enough to matter."""
    chances = {("a", ("b", "b")): Fraction(4, 5), ("b", ("a", "b")): Fraction(3, 20)}
    judge = table_of("ab", 2, lambda one, other: chances.get(("".join(one), other), Fraction(0)))
    evidence = multi_versus_single_evidence(judge, 2)
    assert isinstance(evidence, Elevation)
    assert evidence.times > 0
    assert isinstance(MultiVersusSingle(judge, 2).decide(evidence), Certified)
    assert isinstance(MultiVersusSingle(judge, 2).decide(Elevation(0)), Undecided)
    most = max(single_wins(judge, Policy((i, 60 - i), 60), 2) for i in range(61))
    assert 0 < most <= Fraction(1, 3)


def test_what_does_not_prove_the_inequality_leaves_it_undecided():
    judge = table_of("ab", 2, averaging)
    for witness in (None, Elevation(0), Elevation(2), Policy((1, 0), 1)):
        assert isinstance(MultiVersusSingle(judge, 2).decide(witness), Undecided)


def test_a_form_keeps_its_values_when_its_degree_is_raised():
    form = exchange_form(table_of("ab", 2, averaging), 2)
    raised = elevated_by(form, 3)
    assert raised.degree == form.degree + 3
    assert raised.at((2, 5)) == form.at((2, 5)) * 7**3
    assert Fraction(form.at((1, 1)), 2**3 * form.denominator) == 1 - 3 * single_wins(
        table_of("ab", 2, averaging), UNIFORM, 2
    )


def test_a_judge_with_a_position_bias_is_not_antisymmetric():
    judge = SetTable.from_statements("a", {"a > a": "3/5"})
    verdict = Antisymmetry(judge, 1).decide()
    assert isinstance(verdict, Refuted)
    assert "P[T > S] = 3/5 sum to more than 1" in str(verdict)


def test_stated_weak_preferences_must_complete_the_strict_ones():
    judge = SetTable.from_statements("a", {"a > a": "1/5", "a >= a": "7/10"})
    verdict = Antisymmetry(judge, 1).decide()
    assert isinstance(verdict, Refuted)
    assert "P[S > T] = 1/5 and P[T >= S] = 7/10 do not sum to 1" in str(verdict)
    assert verdict.witness == Sets(((0,), (0,)))


def test_a_judge_who_likes_complements_is_not_subadditive():
    judge = table_of("ab", 2, lambda one, other: Fraction(len(set(one)) > len(set(other))))
    verdict = Subadditivity(judge, 2).decide()
    assert isinstance(verdict, Refuted)
    one, two, other = verdict.witness.sets
    assert above(judge, joined(one, two), other) > above(judge, one, other) + above(judge, two, other)


def test_too_many_comparisons_leave_the_claims_undecided():
    people = Population.from_rankings(["a > b > c > d"])
    for claim in (Antisymmetry(people, 3), Subadditivity(people, 3)):
        verdict = claim.decide(budget=100)
        assert isinstance(verdict, Undecided)
        assert "over the budget of 100" in verdict.reason
    assert multi_versus_single_evidence(people, 3, budget=10) is None


@pytest.mark.parametrize(
    ("statements", "error", "message"),
    [
        ({}, InputError, "is empty"),
        ({"a > b > a": "1/2"}, InputError, "no comparison of two multisets"),
        ({"a": "1/2"}, InputError, "no comparison of two multisets"),
        ({"a > , b": "1/2"}, InputError, "a response is missing"),
        ({"a > x": "1/2"}, UnknownResponseError, "'x' is not a response"),
        ({"a > b": "3/2"}, InputError, "a probability lies in"),
        ({"a > b": 0.5}, InputError, "write it as text"),
        ({"a, b > a": "1/2", "b,a > a": "1/3"}, InputError, "stated twice"),
    ],
)
def test_tables_that_make_no_sense_are_refused(statements, error, message):
    with pytest.raises(error, match=message):
        SetTable.from_statements("ab", statements)


def test_a_table_is_asked_only_what_it_says():
    judge = SetTable.from_statements("ab", {"a > b": "1/2"})
    with pytest.raises(InputError, match=r"does not say P\[a > a\]; add 'a > a' = its value"):
        single_wins(judge, UNIFORM, 1)


def test_claims_about_nothing_are_refused():
    people = Population.from_rankings(["a > b"])
    for claim in (
        lambda: Antisymmetry(people, 0),
        lambda: Subadditivity(people, 1),
        lambda: MultiVersusSingle(people, 0),
    ):
        with pytest.raises(InputError):
            claim()
    with pytest.raises(InputError, match="not over the 2 responses"):
        single_wins(people, Policy((1,), 1), 1)


@pytest.mark.parametrize(("m", "size"), [(1, 1), (2, 3), (4, 2)])
def test_multisets_are_counted(m, size):
    every = up_to_size(m, size)
    assert len(every) == len(set(every)) == count_up_to(m, size)
