"""Fixed sets, the Condorcet dimension and enclosed equilibria: against enumeration, known games, and the checker."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from fractions import Fraction
from itertools import combinations

import pytest

from verifier.certificates.certificate import format_certificate
from verifier.claims.equilibrium import EquilibriumNear
from verifier.claims.robust import Robust
from verifier.claims.sets import DimensionIs, Rivals, SetBound, Winning, beats
from verifier.claims.verdict import Certified, Undecided
from verifier.errors import InputError, UnsupportedError
from verifier.game.enclosure import failure
from verifier.preferences.policy import Lottery, Policy
from verifier.preferences.population import Population
from verifier.rules.best_lottery.winning import best_fixed_set, condorcet_dimension, rivals
from verifier.rules.equilibrium.policy import equilibrium

BATCHES = range(6)
HAIR = Fraction(1, 10**40)
CYCLE = Population.from_rankings(["a > b > c", "b > c > a", "c > a > b"])
TWO = Population.from_rankings({"a > b": 3, "b > a": 2})
KNOWN = {
    "cycle-strict-1": (CYCLE, 1, "strict", [Fraction(1, 3)] * 3),
    "cycle-strict-2": (CYCLE, 2, "strict", [Fraction(1, 3)] * 3),
    "cycle-strict-5": (CYCLE, 5, "strict", [Fraction(1, 3)] * 3),
    "cycle-shared-1": (CYCLE, 1, "shared", [Fraction(1, 3)] * 3),
    "cycle-shared-3": (CYCLE, 3, "shared", [Fraction(1, 3)] * 3),
    "two-strict-1": (TWO, 1, "strict", [Fraction(3, 5), Fraction(2, 5)]),
    "two-shared-2": (TWO, 2, "shared", [Fraction(4, 5), Fraction(1, 5)]),
    "two-shared-1": (TWO, 1, "shared", [Fraction(1), Fraction(0)]),
}


def accepted(checker, verdict):
    return checker.check(format_certificate(verdict).encode()) == str(verdict)


def is_not_proved(checker, claim, witness):
    try:
        checker.check(format_certificate(Certified(claim, witness)).encode())
    except checker.NotProved:
        return True
    return False


def weights_above(case, shown):
    """For each response the weight of the users who rank it strictly above all that is shown, from the texts."""
    won = Counter(dict.fromkeys(case.names, 0))
    for text, users in case.rows:
        place = case.places(text)
        if all(name in place for name in shown):
            for y in place:
                won[y] += users * all(place[y] < place[name] for name in shown)
    return [won[name] for name in case.names]


def all_sets(case, k):
    return list(combinations(range(len(case.names)), k))


def strongest(case, k):
    """For each set of k the weight of its strongest rival, and which that is (the first)."""
    found = []
    for chosen in all_sets(case, k):
        above = weights_above(case, [case.names[y] for y in chosen])
        found.append((max(above), above.index(max(above))))
    return found


def dimension_of(case):
    """The least size of a set that no response beats for half of the users, and the first such set."""
    for d in range(1, len(case.names) + 1):
        for chosen, (weight, _) in zip(all_sets(case, d), strongest(case, d), strict=True):
            if 2 * weight < case.total:
                return d, chosen
    raise AssertionError(case)


# Fixed sets ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("batch", BATCHES)
def test_no_set_of_k_wins_more_often_than_the_bound_and_a_hair_less_is_not_proved(batch, seeded, random_case, checker):
    rng, seen = seeded(3000 + batch), set()
    for _ in range(80):
        case = random_case(rng, m=(1, 5), rankings=(1, 7), strict=rng.random() < 0.5)
        k = rng.randint(1, len(case.names))
        found = strongest(case, k)
        loss = Fraction(min(weight for weight, _ in found), case.total)
        assert best_fixed_set(case.population, k).loss == loss, (case, k)
        assert rivals(case.population, k, loss) == tuple(
            next(y for y, weight in enumerate(weights_above(case, [case.names[z] for z in chosen]))
                 if weight >= loss * case.total)
            for chosen in all_sets(case, k)
        )  # fmt: skip
        claim = SetBound(case.population, k, 1 - loss)
        witness, best = Rivals(rivals(case.population, k, loss)), Rivals(tuple(y for _, y in found))
        for each in (witness, best):
            assert isinstance(claim.decide(each), Certified), (case, k)
            assert accepted(checker, claim.decide(each))
        weaker = replace(claim, rate=min(claim.rate + HAIR, Fraction(1)))
        assert accepted(checker, weaker.decide(witness))
        if claim.rate:
            stronger = replace(claim, rate=claim.rate - HAIR)
            assert isinstance(stronger.decide(best), Undecided)
            assert is_not_proved(checker, stronger, best)
        seen.add((k > 1, loss > 0, case.population.weak_orders))
    assert {(True, True, True), (False, True, False), (False, True, True), (True, False, True)} <= seen


@pytest.mark.parametrize("batch", BATCHES)
def test_whatever_rivals_are_named_the_bound_is_certified_only_if_they_win_often_enough(
    batch, seeded, random_case, checker
):
    rng, outcomes = seeded(3100 + batch), set()
    for _ in range(50):
        case = random_case(rng, m=(2, 5))
        k, m = rng.randint(1, len(case.names)), len(case.names)
        found = [y if rng.random() < 0.8 else rng.randrange(m) for _, y in strongest(case, k)]
        sets = [[case.names[z] for z in chosen] for chosen in all_sets(case, k)]
        won = [weights_above(case, shown)[y] for shown, y in zip(sets, found, strict=True)]
        for weight, y, chosen in zip(won, found, all_sets(case, k), strict=True):
            assert weight * case.population.total == beats(case.population, y, chosen) * case.total
        reached = Fraction(min(won), case.total)
        for rate in {1 - reached, max(Fraction(0), 1 - reached - HAIR), Fraction(rng.randint(0, 6), 6)}:
            claim, witness = SetBound(case.population, k, rate), Rivals(tuple(found))
            verdict = claim.decide(witness)
            outcomes.add(type(verdict))
            assert isinstance(verdict, Certified) == (rate >= 1 - reached), (case, k, found)
            if isinstance(verdict, Certified):
                assert accepted(checker, verdict)
            else:
                assert is_not_proved(checker, claim, witness)
    assert outcomes == {Certified, Undecided}


@pytest.mark.parametrize(("k", "rate"), [(0, 1), (4, 1), (1, 2), (1, -1)])
def test_a_set_bound_without_meaning_is_refused(k, rate):
    with pytest.raises(InputError):
        SetBound(CYCLE, k, Fraction(rate))


def test_a_rival_too_few_or_too_many_proves_nothing():
    for named in [(2, 0), (2, 0, 1, 0), ()]:
        assert isinstance(SetBound(CYCLE, 1, Fraction(1)).decide(Rivals(named)), Undecided)
        assert isinstance(DimensionIs(CYCLE, 2).decide(Winning((0, 1), Rivals(named))), Undecided)
    assert isinstance(SetBound(CYCLE, 1, Fraction(1, 3)).decide(Rivals((2, 0, 1))), Certified)


# The Condorcet dimension --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("batch", BATCHES)
def test_the_condorcet_dimension_is_the_enumerated_one_and_no_other_is_proved(batch, seeded, random_case, checker):
    rng, seen = seeded(3200 + batch), set()
    for _ in range(100):
        case = random_case(rng, m=(1, 5), rankings=(1, 7), strict=rng.random() < 0.7)
        d, winning = dimension_of(case)
        found = condorcet_dimension(case.population)
        assert (found.dimension, found.winning) == (d, winning), case
        witness = Winning(found.winning, Rivals(found.opponents))
        verdict = DimensionIs(case.population, d).decide(witness)
        assert isinstance(verdict, Certified), case
        assert accepted(checker, verdict)
        m = len(case.names)
        for other in {d - 1, d + 1} - {0, m + 1}:
            claim = DimensionIs(case.population, other)
            best = Rivals(tuple(y for _, y in strongest(case, other - 1)) if other > 1 else ())
            for chosen in all_sets(case, other):
                assert isinstance(claim.decide(Winning(chosen, best)), Undecided), (case, other)
                assert is_not_proved(checker, claim, Winning(chosen, best))
        seen.add((d > 1, case.population.weak_orders))
    assert {(True, True), (False, False), (False, True)} <= seen


@pytest.mark.parametrize("batch", BATCHES)
def test_whatever_is_named_the_dimension_is_certified_only_if_the_set_wins_and_smaller_ones_do_not(
    batch, seeded, random_case, checker
):
    rng, outcomes = seeded(3300 + batch), set()
    for _ in range(50):
        case = random_case(rng, m=(2, 4), rankings=(2, 5), strict=True, complete=rng.random() < 0.7)
        m = len(case.names)
        d = min(m, rng.choice([1, 2, 2]))
        chosen = rng.choice(all_sets(case, d))
        found = [y if rng.random() < 0.9 else rng.randrange(m) for _, y in strongest(case, d - 1)] if d > 1 else []
        wins = 2 * max(weights_above(case, [case.names[z] for z in chosen])) < case.total
        least = d == 1 or all(
            2 * weights_above(case, [case.names[z] for z in smaller])[y] >= case.total
            for y, smaller in zip(found, all_sets(case, d - 1), strict=True)
        )
        claim, witness = DimensionIs(case.population, d), Winning(chosen, Rivals(tuple(found)))
        verdict = claim.decide(witness)
        outcomes.add((wins, least))
        assert isinstance(verdict, Certified) == (wins and least), (case, witness)
        if isinstance(verdict, Certified):
            assert dimension_of(case)[0] == d
            assert accepted(checker, verdict)
        else:
            assert is_not_proved(checker, claim, witness)
    assert outcomes >= {(True, True), (True, False), (False, True)}


def test_exactly_half_is_enough_for_a_rival_and_one_vote_less_is_not(checker):
    even = Population.from_rankings({"a > b": 5, "b > a": 5})
    assert accepted(checker, DimensionIs(even, 2).decide(Winning((0, 1), Rivals((1, 0)))))
    assert is_not_proved(checker, DimensionIs(even, 1), Winning((0,), Rivals(())))
    tied = Population.from_rankings({"a > b": 5, "a = b": 1, "b > a": 5})
    assert accepted(checker, DimensionIs(tied, 1).decide(Winning((0,), Rivals(()))))
    assert is_not_proved(checker, DimensionIs(tied, 2), Winning((0, 1), Rivals((1, 0))))


def test_three_responses_are_needed_where_every_pair_has_a_common_rival(checker):
    order = (0, 3, 6, 2, 5, 1, 4)
    rows = [" > ".join("abcdefg"[(y * q + s) % 7] for y in order) for q in (1, 2, 4) for s in range(7)]
    people = Population.from_rankings(rows, list("abcdefg"))
    found = condorcet_dimension(people)
    assert found.dimension == 3
    assert accepted(checker, DimensionIs(people, 3).decide(Winning(found.winning, Rivals(found.opponents))))
    pairs = Rivals(rivals(people, 2, Fraction(11, 21)))
    assert accepted(checker, SetBound(people, 2, Fraction(10, 21)).decide(pairs))


# Enclosed equilibria ------------------------------------------------------------------------------------------------


def claimed(population, k, payoff):
    """The equilibrium that is found, as a claim with its witness; None where it is not enclosed."""
    found = equilibrium(population, k, payoff)
    if found.enclosure is None:
        return None
    return EquilibriumNear(population, found.policy, k, payoff, found.enclosure.radius), found.enclosure


def around(claim, enclosure, **changes):
    """The claim that belongs to an enclosure with changes."""
    moved = replace(enclosure, **changes)
    weights = [Fraction(0)] * len(claim.population.responses)
    for y, weight in zip(moved.support, moved.weights, strict=True):
        weights[y] = weight
    return replace(claim, policy=Policy.from_fractions(weights), radius=moved.radius), moved


def tampered(rng, enclosure):
    """Changes that an enclosure may or may not survive."""
    size, rows = len(enclosure.support), [list(row) for row in enclosure.preconditioner]
    i, j = rng.randrange(size + 1), rng.randrange(size + 1)
    moved = list(enclosure.weights)
    step = rng.choice([enclosure.radius / 8, enclosure.radius * 8])
    moved[0] += step
    moved[-1] -= step
    swapped, changed, emptied = ([*map(list, rows)] for _ in range(3))
    swapped[i], swapped[j] = swapped[j], swapped[i]
    changed[i][j] += rng.choice([-1, 1]) * enclosure.denominator * rng.choice([1, 3])
    emptied[i] = [0] * (size + 1)
    matrices = [swapped, changed, emptied, zip(*rows, strict=True)]
    changes = [
        {"radius": enclosure.radius * rng.choice([2, 2**40, 2**100])},
        {"radius": enclosure.radius / rng.choice([2, 8, 2**60])},
        {"value": min(Fraction(1), enclosure.value + rng.choice([Fraction(1, 7), enclosure.radius * 4]))},
        {"denominator": enclosure.denominator * rng.choice([2, 3, 1000])},
        *({"preconditioner": tuple(map(tuple, matrix))} for matrix in matrices),
        {"weights": tuple(moved)} if size > 1 and min(moved) > 0 else {},
    ]
    return rng.choice(changes)


@pytest.mark.parametrize("batch", BATCHES)
def test_enclosures_are_proved_and_of_tampered_ones_the_checker_says_what_the_verifier_says(
    batch, seeded, random_case, checker
):
    rng, seen, reasons = seeded(3400 + batch), Counter(), set()
    for _ in range(30):
        case, k = random_case(rng, m=(1, 4), rankings=(1, 4)), rng.randint(1, 3)
        payoff = rng.choice(["strict", "shared"]) if case.population.weak_orders else "strict"
        found = claimed(case.population, k, payoff)
        if found is None:
            continue
        claim, enclosure = found
        verdict = claim.decide(enclosure)
        assert isinstance(verdict, Certified), (case, k, payoff)
        assert accepted(checker, verdict), (case, k, payoff)
        for _ in range(6):
            changes = tampered(rng, enclosure)
            other, moved = around(claim, enclosure, **changes)
            reason = failure(case.population, moved, k, payoff)
            verdict = other.decide(moved)
            assert isinstance(verdict, Certified) == (reason is None), (case, k, payoff, changes)
            seen[reason is None] += 1
            if isinstance(verdict, Certified):
                assert accepted(checker, verdict), (case, k, payoff, changes)
            else:
                reasons.add(reason.split(",")[0].split(" = ")[0][:12])
                assert is_not_proved(checker, other, moved), (case, k, payoff, changes)
    assert min(seen[True], seen[False]) > 10
    assert len(reasons) > 1


@pytest.mark.parametrize("name", KNOWN)
def test_known_equilibria_are_within_the_radius_of_the_enclosed_policy(name, checker):
    population, k, payoff, exact = KNOWN[name]
    claim, enclosure = claimed(population, k, payoff)
    policy = [Fraction(each, claim.policy.denominator) for each in claim.policy.numerators]
    assert max(abs(x - p) for x, p in zip(exact, policy, strict=True)) <= claim.radius
    assert claim.policy.support == tuple(y for y, x in enumerate(exact) if x)
    assert accepted(checker, claim.decide(enclosure))


@pytest.mark.parametrize("name", [name for name in KNOWN if name != "two-shared-1"])
def test_a_policy_farther_than_the_radius_from_the_only_equilibrium_is_not_proved(name, checker):
    population, k, payoff, _ = KNOWN[name]
    claim, enclosure = claimed(population, k, payoff)
    for far, radius in ((Fraction(1, 100), Fraction(1, 101)), (Fraction(1, 10**9), Fraction(1, 2 * 10**9))):
        moved = list(enclosure.weights)
        moved[0], moved[-1] = moved[0] - far, moved[-1] + far
        other, witness = around(claim, enclosure, weights=tuple(moved), radius=radius)
        assert isinstance(other.decide(witness), Undecided)
        assert is_not_proved(checker, other, witness)


@pytest.mark.parametrize("name", [name for name in KNOWN if name != "two-shared-1"])
def test_an_equilibrium_of_another_game_is_not_proved(name, checker):
    population, k, payoff, exact = KNOWN[name]
    claim, enclosure = claimed(population, k, payoff)
    claim, enclosure = around(claim, enclosure, radius=Fraction(1, 1000))
    assert accepted(checker, claim.decide(enclosure))
    swapped = replace(claim, payoff="shared" if payoff == "strict" else "strict")
    for other in (replace(claim, k=k + 1), swapped):
        assert isinstance(other.decide(enclosure), Undecided)
        assert is_not_proved(checker, other, enclosure)
    turned = replace(claim, population=Population.from_rankings({"a > b > c": 2, "b > c > a": 1, "c > a > b": 2}))
    if len(exact) == 3:
        assert isinstance(turned.decide(enclosure), Undecided)
        assert is_not_proved(checker, turned, enclosure)


def test_an_enclosure_around_another_policy_or_with_another_radius_is_no_witness():
    claim, enclosure = claimed(CYCLE, 2, "strict")
    assert isinstance(replace(claim, radius=2 * claim.radius).decide(enclosure), Undecided)
    assert isinstance(replace(claim, policy=Policy.uniform((0, 1), 3)).decide(enclosure), Undecided)
    assert isinstance(claim.decide(enclosure), Certified)


@pytest.mark.parametrize("radius", [Fraction(0), Fraction(-1), Fraction(101, 100)])
def test_a_radius_without_meaning_is_refused(radius):
    with pytest.raises(InputError):
        EquilibriumNear(CYCLE, Policy.uniform(range(3), 3), 2, "strict", radius)


def test_a_shared_payoff_with_incomparable_responses_is_refused(checker):
    people = Population.from_rankings({"a > b": 3, "b": 2}, ["a", "b"], "incomparable")
    claim, enclosure = claimed(people, 1, "strict") or claimed(TWO, 1, "strict")
    with pytest.raises(UnsupportedError):
        replace(claim, population=people, payoff="shared")
    text = format_certificate(Certified(replace(claim, population=people), enclosure))
    with pytest.raises(checker.Malformed, match="incomparable"):
        checker.check(text.replace("payoff strict", "payoff shared").encode())


# The sentences ------------------------------------------------------------------------------------------------------


def test_sets_of_a_lottery_are_named_in_the_same_order_where_numbers_have_two_digits(checker):
    names = list("abcdefghijkl")
    people = Population.from_rankings([" > ".join(names), " > ".join(reversed(names))], names)
    sets = [((2,), Fraction(1, 8)), ((10,), Fraction(1, 4)), ((2, 3), Fraction(1, 2)), ((2, 10), Fraction(1, 8))]
    verdict = Robust(people, Lottery.from_fractions(sets, 2), 2, 1, "model", Fraction(0)).decide()
    assert isinstance(verdict, Certified)
    assert checker.check(format_certificate(verdict).encode()) == str(verdict)
    shown = '[{"k"}: 1/4, {"c"}: 1/8, {"c", "k"}: 1/8, {"c", "d"}: 1/2]'
    assert shown in str(verdict)


def test_names_out_of_order_give_the_same_sentences_and_rivals(checker):
    people = Population.from_rankings(["z > é > 10 > 9", "é > 10 > 9 > z", "10 > 9 > z > é", "9 > z > é > 10"])
    found = condorcet_dimension(people)
    assert accepted(
        checker, DimensionIs(people, found.dimension).decide(Winning(found.winning, Rivals(found.opponents)))
    )
    for k in range(1, 5):
        loss = best_fixed_set(people, k).loss
        assert accepted(checker, SetBound(people, k, 1 - loss).decide(Rivals(rivals(people, k, loss))))
    for k, payoff in ((1, "strict"), (2, "strict"), (2, "shared")):
        found = claimed(people, k, payoff)
        if found is not None:
            assert accepted(checker, found[0].decide(found[1]))
