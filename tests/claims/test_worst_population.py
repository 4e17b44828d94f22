"""The worst population of a kind: linear programs made by other means, laws, and witnesses that show less."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import permutations, product
from random import Random

import numpy as np
import pytest
from pace import paced
from scipy.optimize import linprog

from verifier.certificates.certificate import format_certificate
from verifier.claims.verdict import Certified, Undecided
from verifier.claims.worst_population import Multipliers
from verifier.errors import BudgetError, InputError
from verifier.game.condition import Condition, Event
from verifier.lab.counterexample.condition_text import parse_condition
from verifier.lab.counterexample.worst_program import worst_population
from verifier.preferences.policy import Policy
from verifier.preferences.population import Population

NAMES = ["b", "x y", "C", "50%", "é"]
THIRDS = Policy.uniform(range(3), 3)
FEWER = ["P[b > x y] >= 1/2", "P[C > b, x y] <= 1/3", "P[b > C] - 2 P[x y > b, C] <= 1/4", "P[x y > C] = 1/3"]


def places(m, *, strict):
    """Every complete ranking as the place of each response, 0 the best."""
    for each in product(range(m), repeat=m):
        if set(each) == set(range(max(each) + 1)) and (not strict or len(set(each)) == m):
            yield each


def rows_of(policy, each, conditions, *, nlhf):
    """What one ranking gives to every condition, read off its places."""
    weights = [Fraction(weight, policy.denominator) for weight in policy.numerators]
    gains = [
        sum(w * ((here < there) - (here > there)) for w, here in zip(weights, each, strict=True)) for there in each
    ]
    others = [
        condition.constant
        + sum(c * all(each[event.response] < each[z] for z in event.below) for event, c in condition.terms)
        for condition in conditions
    ]
    return (gains if nlhf else []) + others


def loss_of(policy, each, y, k):
    return Fraction(sum(w for w, place in zip(policy.numerators, each, strict=True) if place > each[y]) ** k,
                    policy.denominator**k)  # fmt: skip


def worst_by_floats(policy, k, conditions=(), *, strict, nlhf):
    """The least win rate over all populations of the kind, by an LP solver on a matrix made here; None without one."""
    m = len(policy.numerators)
    rankings = list(places(m, strict=strict))
    rows = np.array([rows_of(policy, each, conditions, nlhf=nlhf) for each in rankings], dtype=float)
    above = None if not rows.size else -rows.T
    rates = []
    for y in range(m):
        costs = [-float(loss_of(policy, each, y, k)) for each in rankings]
        zeros = None if above is None else np.zeros(len(above))
        found = linprog(costs, above, zeros, np.ones((1, len(rankings))), [1])
        rates.append(None if found.x is None else 1 + found.fun)
    return None if None in rates else min(rates)


def asked(rng):
    """A random policy, number of samples, and kind."""
    m = rng.randint(2, 4)
    weights = [rng.randint(0, 3) for _ in range(m)]
    weights[rng.randrange(m)] += 1
    conditions = []
    for _ in range(rng.randint(0, 2)):
        first, *below = rng.sample(range(m), rng.randint(2, min(m, 3)))
        terms = [
            (Event(first, tuple(sorted(below))), rng.choice([1, -1])),
            (Event(below[0], (first,)), rng.randint(0, 1)),
        ]
        conditions.append(Condition.from_terms(Fraction(rng.randint(-1, 3), 4), terms))
    kind = {"strict": rng.random() < 0.5, "nlhf": rng.random() < 0.5, "conditions": tuple(conditions)}
    return NAMES[:m], Policy(tuple(weights), sum(weights)), rng.randint(1, 4), kind


@pytest.mark.parametrize("seed", range(60))
def test_the_value_is_that_of_a_linear_program_made_by_other_means(seed, checker):
    names, policy, k, kind = asked(Random(seed))
    expected = worst_by_floats(policy, k, **kind)
    if expected is None:
        with pytest.raises(InputError, match="no population of complete"):
            worst_population(names, policy, k, **kind)
        return
    found = worst_population(names, policy, k, **kind)
    assert isinstance(found, Certified)
    assert abs(float(found.claim.value) - expected) < 1e-9
    assert checker.check(format_certificate(found).encode()) == str(found)


@pytest.mark.parametrize("seed", range(60, 90))
def test_the_worst_population_meets_the_conditions_and_is_a_vertex(seed):
    names, policy, k, kind = asked(Random(seed))
    try:
        found = worst_population(names, policy, k, **kind)
    except InputError:
        assert worst_by_floats(policy, k, **kind) is None
        return
    people = found.claim.population
    seen = [
        (Fraction(weight, people.total), {y: at for at, group in enumerate(ranking) for y in group})
        for ranking, weight in zip(people.rankings, people.weights, strict=True)
    ]
    seen = [(share, tuple(place[y] for y in range(len(names)))) for share, place in seen]
    rows = [rows_of(policy, each, kind["conditions"], nlhf=kind["nlhf"]) for _, each in seen]
    means = [sum(share * row[i] for (share, _), row in zip(seen, rows, strict=True)) for i in range(len(rows[0]))]
    assert min(means, default=0) >= 0
    losses = [sum(share * loss_of(policy, each, y, k) for share, each in seen) for y in range(len(names))]
    assert 1 - max(losses) == found.claim.value
    # The points of a vertex are independent, so there is none more than conditions and the sum.
    assert len(seen) <= 1 + len(rows[0])


@pytest.mark.parametrize(
    ("strict", "k", "value"), [(s, k, v) for s in (True, False) for k, v in ((2, "7/9"), (5, "227/243"))]
)
def test_where_the_uniform_policy_is_nlhf_on_three_responses_half_may_rank_a_response_last(strict, k, value):
    found = worst_population("abc", THIRDS, k, strict=strict, nlhf=True)
    assert found.claim.value == Fraction(value) == 1 - Fraction(2, 3) ** k / 2
    assert abs(float(found.claim.value) - worst_by_floats(THIRDS, k, strict=strict, nlhf=True)) < 1e-9


@pytest.mark.parametrize("strict", [True, False])
@pytest.mark.parametrize("k", [2, 5])
def test_a_fourth_response_may_beat_such_a_policy_half_of_the_time_whatever_k(strict, k):
    policy = Policy((1, 1, 1, 0), 3)
    found = worst_population("abcd", policy, k, strict=strict, nlhf=True)
    assert found.claim.value == Fraction(1, 2)
    assert abs(0.5 - worst_by_floats(policy, k, strict=strict, nlhf=True)) < 1e-9


def test_without_conditions_all_users_rank_the_policy_below_what_it_draws_least():
    assert worst_population("abc", Policy((3, 2, 1), 6), 2).claim.value == 1 - Fraction(25, 36)


def test_one_more_condition_never_lowers_the_value_and_more_samples_neither():
    for strict in (True, False):
        given, before = [], Fraction(0)
        for text in FEWER:
            given += parse_condition(text, NAMES[:3])
            values = [
                worst_population(NAMES[:3], Policy((1, 2, 2), 5), k, strict=strict, conditions=given).claim.value
                for k in (1, 2, 3)
            ]
            assert values == sorted(values)
            assert values[1] >= before
            before = values[1]


@pytest.mark.parametrize("to", list(permutations(range(3))))
def test_responses_in_another_order_and_under_other_names_have_the_same_value(to):
    names = NAMES[:3]
    conditions = [one for text in FEWER[:2] for one in parse_condition(text, names)]
    value = worst_population(names, Policy((1, 2, 3), 6), 2, conditions=conditions).claim.value
    moved = [""] * 3
    weights = [0] * 3
    for y, there in enumerate(to):
        moved[there], weights[there] = names[y], y + 1
    again = [one for text in FEWER[:2] for one in parse_condition(text, moved)]
    assert worst_population(moved, Policy(tuple(weights), 6), 2, conditions=again).claim.value == value


@pytest.mark.parametrize(("m", "strict"), [(6, True), (5, False)])
def test_six_strictly_ranked_responses_and_five_with_ties_are_quick(m, strict):
    policy = Policy(tuple(range(1, m + 1)), m * (m + 1) // 2)
    with paced() as taken:
        found = worst_population("abcdef"[:m], policy, 3, strict=strict, nlhf=True)
    assert isinstance(found, Certified)
    assert taken.seconds < 2


def test_more_rankings_than_the_budget_are_refused_with_their_number():
    with pytest.raises(BudgetError, match=r"5040, \d+ work units; the budget is 1000"):
        worst_population("abcdefg", Policy.point(0, 7), 2, budget=1000)
    with pytest.raises(BudgetError, match="weak rankings of 40 responses are at least"):
        worst_population([f"r{i}" for i in range(40)], Policy.point(0, 40), 2, strict=False)


def test_conditions_that_no_population_meets_are_said_to_be_so():
    both = [*parse_condition("P[a > b] >= 2/3", "ab"), *parse_condition("P[b > a] >= 2/3", "ab")]
    with pytest.raises(InputError, match="no population of complete weak rankings meets the conditions together"):
        worst_population("ab", Policy.point(0, 2), 1, strict=False, conditions=both)


def test_a_policy_over_other_responses_is_refused():
    with pytest.raises(InputError, match="over 3 responses, not over these 2"):
        worst_population("ab", THIRDS, 1)


@pytest.fixture(scope="module")
def cycle():
    return worst_population("abc", THIRDS, 2, nlhf=True)


def rejected(checker, claim, witness):
    """Our own evaluation is undecided, and the checker does not prove the certificate."""
    with pytest.raises(checker.NotProved):
        checker.check(format_certificate(Certified(claim, witness)).encode())
    return isinstance(claim.decide(witness), Undecided)


def test_another_value_another_k_and_another_population_are_not_certified(checker, cycle):
    claim, witness = cycle.claim, cycle.witness
    rotations = Population.from_rankings(["a > b > c", "b > c > a", "c > a > b"])
    lopsided = Population.from_rankings(["a > b > c", "b > a > c", "c > a > b"])
    for changed in (
        replace(claim, value=claim.value + Fraction(1, 10**12)),
        replace(claim, value=claim.value - Fraction(1, 10**12)),
        replace(claim, k=3),
        replace(claim, population=rotations),
        replace(claim, population=rotations, value=Fraction(22, 27)),
        replace(claim, population=lopsided),
        replace(claim, population=Population.from_rankings({"a > b = c": 1, "b = c > a": 1})),
        replace(claim, conditions=parse_condition("P[a > b] >= 9/10", "abc")),
    ):
        more = len(changed.conditions) * (Fraction(0),)
        assert rejected(checker, changed, Multipliers(tuple(row + more for row in witness.rows))), changed


def test_other_multipliers_are_not_certified(checker, cycle):
    rows = cycle.witness.rows
    nothing = tuple(tuple(Fraction(0) for _ in row) for row in rows)
    for changed in (nothing, rows[::-1], tuple(tuple(2 * u for u in row) for row in rows)):
        assert rejected(checker, cycle.claim, Multipliers(changed))
    for bad in (rows[:2], tuple(row[:2] for row in rows), ((Fraction(-1), *rows[0][1:]), *rows[1:])):
        assert isinstance(cycle.claim.decide(Multipliers(bad)), Undecided)


def test_strict_rankings_meet_more_than_weak_ones_can_be_asked_to(checker):
    tops = parse_condition("P[b > a, c] + P[c > a, b] <= 1/2", "abc")
    strict = worst_population("abc", Policy.point(0, 3), 2, conditions=tops)
    weak = worst_population("abc", Policy.point(0, 3), 2, strict=False, conditions=tops)
    assert (strict.claim.value, weak.claim.value) == (Fraction(1, 2), 0)
    assert rejected(checker, replace(strict.claim, strict=False), strict.witness)
    assert rejected(checker, replace(weak.claim, strict=True), weak.witness)
