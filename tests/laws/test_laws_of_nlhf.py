"""NLHF by its definition, over random populations; the majority relation; and the collapse to a Condorcet winner."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from verifier.certificates.certificate import format_certificate
from verifier.claims.nlhf import NLHF, Collapse, CondorcetWinner, Face, MarginGameValue, NLHFFace
from verifier.claims.verdict import Certified, Undecided
from verifier.game.loss import mixed_loss
from verifier.game.margins import condorcet_winner, margins, smith_set
from verifier.game.masses import masses
from verifier.game.worst_case import worst_case
from verifier.preferences.policy import Policy
from verifier.preferences.population import Population
from verifier.rules.nlhf.policy import nlhf

RANDOMS = st.randoms(use_true_random=False)
PRIME = 2**61 - 1


def margin(case, pairwise, y, z):
    return pairwise(case, y, z) - pairwise(case, z, y)


def gains(case, pairwise, policy):
    """Σ_y p(y) M(y, z) for every z, from the rankings' texts."""
    weights = policy.weights(case.names)
    return [sum(p * margin(case, pairwise, y, z) for y, p in weights.items()) for z in case.names]


def accepted(checker, verdict):
    assert isinstance(verdict, Certified), str(verdict)
    return checker.check(format_certificate(verdict).encode()) == str(verdict)


@settings(max_examples=100)
@given(RANDOMS)
def test_margins_are_skew(random_case, rng):
    matrix = margins(random_case(rng).population)
    assert (matrix == -matrix.T).all()


@pytest.mark.parametrize("batch", range(10))
def test_nlhf_loses_to_no_response_on_balance(batch, seeded, random_case, pairwise, checker):
    rng = seeded(batch)
    for _ in range(30):
        case = random_case(rng, m=(1, 7), rankings=(1, 8))
        population, solution = case.population, nlhf(case.population)
        for policy in (solution.policy, solution.interior, *solution.optima):
            balance = gains(case, pairwise, policy)
            assert min(balance) >= 0, (case, policy)
            # The game is symmetric, so its value is 0: no optimum gains anything where it plays.
            assert all(balance[y] == 0 for y in policy.support), (case, policy)
            assert sum(policy.numerators) == policy.denominator
            assert min(policy.numerators) >= 0
        assert len(solution.optima) == solution.dimension + 1
        assert accepted(checker, NLHF(population, solution.policy).decide())
        face = NLHFFace(population, solution.dimension, solution.policy)
        assert accepted(checker, face.decide(Face(solution.optima, solution.interior, solution.prime)))
        game = MarginGameValue(population, Fraction(0))
        assert accepted(checker, game.decide((solution.policy, solution.interior)))


@pytest.mark.parametrize("batch", range(5))
def test_a_policy_is_nlhf_exactly_if_no_response_gains_against_it(
    batch, seeded, random_case, random_draws, pairwise, checker
):
    rng = seeded(100 + batch)
    for _ in range(60):
        case = random_case(rng, m=(1, 4), rankings=(1, 3))
        policy = random_draws(rng, case.names, largest=1).policy
        verdict = NLHF(case.population, policy).decide()
        assert isinstance(verdict, Certified) == (min(gains(case, pairwise, policy)) >= 0), (case, policy)
        if isinstance(verdict, Certified):
            assert accepted(checker, verdict)
        else:
            with pytest.raises(checker.NotProved):
                checker.check(format_certificate(Certified(verdict.claim, None)).encode())


@pytest.mark.parametrize("batch", range(6))
def test_nlhf_does_not_depend_on_how_responses_are_numbered_or_users_are_counted(batch, seeded, random_case):
    rng = seeded(200 + batch)
    for _ in range(25):
        case = random_case(rng, m=(1, 7), counted=True)
        shuffled = list(case.names)
        rng.shuffle(shuffled)
        reordered = replace(case, names=tuple(shuffled))
        copied = replace(case, rows=case.rows * 3)
        first = nlhf(case.population)
        for other in (reordered, copied, replace(case, counted=False)):
            second = nlhf(other.population)
            assert second.policy.weights(other.names) == first.policy.weights(case.names), (case, other)
            assert second.dimension == first.dimension


@pytest.mark.parametrize("batch", range(6))
def test_an_odd_number_of_strict_users_has_one_nlhf_policy_and_its_support_is_odd(batch, seeded, random_case):
    rng = seeded(300 + batch)
    for _ in range(30):
        case = random_case(rng, m=(1, 8), rankings=(1, 9), strict=True, complete=True, counted=True)
        if case.total % 2 == 0:
            case = replace(case, rows=(*case.rows, (case.rows[0][0], 1)))
        solution = nlhf(case.population)
        assert solution.unique
        assert len(solution.policy.support) % 2 == 1


def test_users_who_cancel_out_leave_every_policy_optimal():
    people = Population.from_rankings(["a > b > c > d", "d > c > b > a"])
    solution = nlhf(people)
    assert solution.dimension == 3
    assert solution.policy == Policy.uniform(range(4), 4)
    assert not margins(people).any()


@pytest.mark.parametrize("batch", range(6))
def test_the_condorcet_winner_is_the_response_that_beats_every_other_one(batch, seeded, random_case, pairwise, checker):
    rng = seeded(400 + batch)
    for _ in range(60):
        case = random_case(rng)
        winners = [
            y for y, name in enumerate(case.names)
            if all(margin(case, pairwise, name, other) > 0 for other in case.names if other != name)
        ]  # fmt: skip
        found = condorcet_winner(margins(case.population))
        assert [found] == (winners or [None]), case
        if winners:
            verdict = CondorcetWinner(case.population, found).decide()
        else:
            rivals = [
                next(
                    z
                    for z, other in enumerate(case.names)
                    if other != name and margin(case, pairwise, name, other) <= 0
                )
                for name in case.names
            ]
            verdict = CondorcetWinner(case.population, None).decide(tuple(rivals))
        assert accepted(checker, verdict)


@pytest.mark.parametrize("batch", range(4))
def test_the_smith_set_is_the_least_set_that_beats_everything_outside(batch, seeded, random_case, pairwise):
    rng = seeded(500 + batch)
    for _ in range(60):
        case = random_case(rng, m=(1, 6))
        m = len(case.names)

        def dominates(chosen, case=case, m=m):
            inside, outside = ([y for y in range(m) if (y in chosen) == member] for member in (True, False))
            return all(margin(case, pairwise, case.names[y], case.names[z]) > 0 for y in inside for z in outside)

        sets = [{y for y in range(m) if bits >> y & 1} for bits in range(1, 2**m)]
        least = min((chosen for chosen in sets if dominates(chosen)), key=len)
        assert set(smith_set(margins(case.population))) == least, case


@pytest.mark.parametrize("batch", range(5))
def test_with_a_condorcet_winner_more_samples_of_nlhf_buy_nothing(batch, seeded, random_case, pairwise, checker):
    rng, met = seeded(600 + batch), 0
    for _ in range(60):
        case = random_case(rng)
        winner = condorcet_winner(margins(case.population))
        if winner is None:
            continue
        met += 1
        population, solution = case.population, nlhf(case.population)
        assert solution.policy == Policy.point(winner, len(case.names))
        assert solution.unique
        rate = 1 - max(pairwise(case, name, case.names[winner]) for name in case.names)
        for k in (1, 2, 3, 10, 1000):
            assert worst_case(masses(population, solution.policy), k).value == rate
        assert accepted(checker, Collapse(population, winner, rate).decide())
        wrong = Collapse(population, winner, rate - Fraction(1, 10**6))
        assert isinstance(wrong.decide(), Undecided)
        if rate > 0:
            with pytest.raises((checker.NotProved, checker.Malformed)):
                checker.check(format_certificate(Certified(wrong, None)).encode())
    assert met > 10


@settings(max_examples=60)
@given(RANDOMS)
def test_one_sample_of_nlhf_wins_half_against_every_policy_if_ties_count_half(random_case, random_draws, rng):
    case = random_case(rng, unranked="bottom")
    policy, against = nlhf(case.population).policy, random_draws(rng, case.names).policy
    assert mixed_loss(masses(case.population, policy), 1, against, "half") <= Fraction(1, 2)


@settings(max_examples=60)
@given(RANDOMS)
def test_every_mixture_of_nlhf_policies_is_one_and_none_lies_off_their_face(random_case, checker, rng):
    case = random_case(rng, m=(2, 5), rankings=(1, 3))
    population, solution = case.population, nlhf(case.population)
    weights = [rng.randint(0, 3) for _ in solution.optima]
    weights[0] += 1
    mixed = Policy.from_fractions([
        sum((Fraction(w * p.numerators[y], sum(weights) * p.denominator)
             for w, p in zip(weights, solution.optima, strict=True)), Fraction(0))
        for y in range(len(case.names))
    ])  # fmt: skip
    assert accepted(checker, NLHF(population, mixed).decide())
    witness = Face(solution.optima, solution.interior, solution.prime)
    for dimension in range(len(case.names)):
        claim = NLHFFace(population, dimension, mixed)
        assert isinstance(claim.decide(witness), Certified) == (dimension == solution.dimension)
    for fewer in range(1, len(solution.optima)):
        claim = NLHFFace(population, fewer - 1, solution.policy)
        assert isinstance(claim.decide(Face(solution.optima[:fewer], solution.interior, PRIME)), Undecided)


@pytest.mark.parametrize("batch", range(4))
def test_no_optimum_passes_for_the_only_one_where_there_are_several(batch, seeded, random_case, pairwise, checker):
    rng, met = seeded(700 + batch), 0
    for _ in range(30):
        case = random_case(rng, m=(2, 4), rankings=(1, 3))
        m, solution = len(case.names), nlhf(case.population)
        flat = [Policy.uniform(chosen, m) for size in range(1, m + 1) for chosen in combinations(range(m), size)]
        optima = [policy for policy in flat if min(gains(case, pairwise, policy)) >= 0]
        if solution.unique:
            assert set(optima) <= {solution.policy}
            continue
        # A vertex such as a point mass is alone on its support: only the strict complementarity it lacks tells.
        for policy in (solution.policy, solution.interior, *solution.optima, *optima):
            met += 1
            claim, witness = NLHFFace(case.population, 0, policy), Face((policy,), policy, PRIME)
            assert isinstance(claim.decide(witness), Undecided), (case, policy)
            with pytest.raises(checker.NotProved):
                checker.check(format_certificate(Certified(claim, witness)).encode())
    assert met > 10
