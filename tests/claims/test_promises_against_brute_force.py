"""What is certified holds against every opponent, what is refuted its opponent really beats, and the checker agrees."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from verifier.certificates.certificate import format_certificate
from verifier.claims.robust import Mixture, Opponent, Robust, WinRate, WorstCaseValue
from verifier.claims.verdict import Certified, Refuted, Undecided
from verifier.game.loss import mixed_loss
from verifier.game.masses import masses
from verifier.game.worst_case import worst_case
from verifier.preferences.policy import Lottery

BATCHES = range(10)


def random_rate(rng, k, values):
    """A rate near what can be decided either way: one of the exact win rates, next to one, or a formula's."""
    value = 1 - rng.choice(values)
    near = [
        value,
        value + Fraction(1, 10**9),
        value - Fraction(1, 10**9),
        Fraction(k, k + 1),
        Fraction(rng.randint(0, 6), 6),
    ]
    return min(max(rng.choice(near), Fraction(0)), Fraction(1))


def random_question(rng, random_case, random_draws, random_joint_draws):
    """A case, what the model draws, the policy or lottery, k, l and ties: everything but the rate."""
    case, k = random_case(rng, m=(1, 5)), rng.randint(1, 3)
    l = rng.randint(1, min(3, len(case.names)))
    if rng.random() < 0.3:
        draws = random_joint_draws(rng, case.names, k)
        model, ties = draws.lottery(k), ["model", "opponent"]
    else:
        draws = random_draws(rng, case.names)
        model, ties = draws.policy, ["model", "opponent", "shared", *(["half"] if k == 1 else [])]
    if l > 1 or not case.population.weak_orders:
        ties = ["model"]
    return case, draws, model, k, l, rng.choice(ties)


def every_opponent(case, l):
    return [shown for size in range(1, l + 1) for shown in combinations(case.names, size)]


def accepted(checker, verdict):
    return checker.check(format_certificate(verdict).encode()) == str(verdict)


@pytest.mark.parametrize("batch", BATCHES)
def test_certified_promises_hold_against_every_opponent_and_refuted_ones_lose_to_theirs(
    batch, seeded, random_case, random_draws, random_joint_draws, opponents_win, checker
):
    rng, outcomes = seeded(batch), set()
    for _ in range(100):
        case, draws, model, k, l, ties = random_question(rng, random_case, random_draws, random_joint_draws)
        wins = opponents_win(case, draws, k, every_opponent(case, l), ties)
        rate = random_rate(rng, k, list(wins.values()))
        verdict = Robust(case.population, model, k, l, ties, rate).decide()
        outcomes.add(type(verdict))
        if isinstance(verdict, Certified):
            assert max(wins.values()) <= 1 - rate, (case, draws, k, l, ties, rate)
            assert f" with rate at least {rate} " in str(verdict)
        else:
            shown = tuple(case.names[y] for y in verdict.witness.responses)
            assert 1 <= len(shown) <= l
            assert wins[shown] > 1 - rate, (case, draws, k, l, ties, rate)
            assert f" with rate below {rate} " in str(verdict)
        assert accepted(checker, verdict)
    assert outcomes == {Certified, Refuted}


@pytest.mark.parametrize("batch", BATCHES)
def test_a_given_opponent_refutes_exactly_if_it_wins_more_than_is_allowed(
    batch, seeded, random_case, random_draws, random_joint_draws, opponents_win, checker
):
    rng, outcomes = seeded(100 + batch), set()
    for _ in range(60):
        case, draws, model, k, l, ties = random_question(rng, random_case, random_draws, random_joint_draws)
        wins = opponents_win(case, draws, k, every_opponent(case, l), ties)
        rate = random_rate(rng, k, list(wins.values()))
        shown = rng.choice(list(wins))
        witness = Opponent(tuple(case.names.index(name) for name in shown))
        verdict = Robust(case.population, model, k, l, ties, rate).decide(witness)
        outcomes.add(type(verdict))
        assert isinstance(verdict, Refuted) == (wins[shown] > 1 - rate), (case, draws, k, shown, ties, rate)
        if isinstance(verdict, Refuted):
            assert accepted(checker, verdict)
        else:
            assert isinstance(verdict, Undecided)
            assert verdict.upper == 1 - wins[shown]
    assert outcomes == {Refuted, Undecided}


@pytest.mark.parametrize("batch", BATCHES)
def test_the_worst_case_is_certified_at_its_exact_value_only(
    batch, seeded, random_case, random_draws, random_joint_draws, opponents_win, checker
):
    rng = seeded(200 + batch)
    for _ in range(60):
        case, draws, model, k, l, ties = random_question(rng, random_case, random_draws, random_joint_draws)
        wins = opponents_win(case, draws, k, every_opponent(case, l), ties)
        best = [tuple(case.names.index(name) for name in shown) for shown in wins if wins[shown] == max(wins.values())]
        mixed = {chosen: rng.randint(1, 3) for chosen in rng.sample(best, min(len(best), 3))}
        total = sum(mixed.values())
        lottery = Lottery.from_fractions([(chosen, Fraction(weight, total)) for chosen, weight in mixed.items()])
        claim = WorstCaseValue(case.population, model, k, l, ties, 1 - max(wins.values()))
        verdict = claim.decide(Mixture(lottery))
        assert isinstance(verdict, Certified), (case, draws, k, l, ties, lottery)
        assert accepted(checker, verdict)
        other = WorstCaseValue(case.population, model, k, l, ties, claim.value / 2 + Fraction(1, 3))
        if other.value != claim.value:
            assert isinstance(other.decide(Mixture(lottery)), Undecided)


@pytest.mark.parametrize("batch", BATCHES)
def test_the_rate_against_a_given_policy_is_decided_as_the_enumeration_says(
    batch, seeded, random_case, random_draws, random_joint_draws, opponents_win, checker
):
    rng, outcomes = seeded(300 + batch), set()
    for _ in range(60):
        case, draws, model, k, _, ties = random_question(rng, random_case, random_draws, random_joint_draws)
        wins = opponents_win(case, draws, k, [(name,) for name in case.names], ties)
        against = random_draws(rng, case.names)
        lost = sum(Fraction(against.weights[name], against.total) * wins[name,] for name in case.names)
        rate = random_rate(rng, k, [lost])
        verdict = WinRate(case.population, model, k, ties, rate, against.policy).decide()
        outcomes.add(type(verdict))
        assert isinstance(verdict, Certified if 1 - lost >= rate else Refuted), (case, draws, k, ties, rate, against)
        assert accepted(checker, verdict)
    assert outcomes == {Certified, Refuted}


@settings(max_examples=150)
@given(st.randoms(use_true_random=False))
def test_the_checker_refuses_what_is_false_by_the_least_amount(
    random_case, random_draws, random_joint_draws, checker, rng
):
    case, _, model, k, l, ties = random_question(rng, random_case, random_draws, random_joint_draws)
    population = case.population
    worst = worst_case(masses(population, model), k, l, ties)
    least = Fraction(1, 10**40)
    against = random_draws(rng, case.names).policy
    value = 1 - mixed_loss(masses(population, model), k, against, ties)
    false = [
        Refuted(Robust(population, model, k, l, ties, worst.value), Opponent(worst.opponent)),
        Refuted(WinRate(population, model, k, ties, value, against), None),
    ]
    if worst.value < 1:
        above = worst.value + least
        mixture = Mixture(Lottery.from_fractions([(worst.opponent, Fraction(1))]))
        false.append(Certified(Robust(population, model, k, l, ties, above), None))
        false.append(Certified(WorstCaseValue(population, model, k, l, ties, above), mixture))
    if worst.value > 0:
        mixture = Mixture(Lottery.from_fractions([(worst.opponent, Fraction(1))]))
        false.append(
            Certified(WorstCaseValue(population, model, k, l, ties, worst.value - min(least, worst.value)), mixture)
        )
    if value < 1:
        false.append(Certified(WinRate(population, model, k, ties, value + least, against), None))
    for verdict in false:
        certificate = format_certificate(verdict).encode()
        with pytest.raises(checker.NotProved):
            checker.check(certificate)


@settings(max_examples=60)
@given(st.randoms(use_true_random=False))
def test_the_checker_refuses_an_opponent_that_wins_less_than_the_worst_one(
    random_case, random_draws, opponents_win, checker, rng
):
    case = random_case(rng, m=(2, 4))
    draws, k = random_draws(rng, case.names), rng.randint(1, 3)
    wins = opponents_win(case, draws, k, [(name,) for name in case.names])
    rate = 1 - max(wins.values())
    for name in case.names:
        mixture = Mixture(Lottery.from_fractions([([case.names.index(name)], Fraction(1))]))
        claim = WorstCaseValue(case.population, draws.policy, k, 1, "model", rate)
        verdict = claim.decide(mixture)
        if wins[name,] == 1 - rate:
            assert accepted(checker, verdict)
        else:
            assert isinstance(verdict, Undecided)
            with pytest.raises(checker.NotProved):
                checker.check(format_certificate(Certified(claim, mixture)).encode())


@settings(max_examples=60)
@given(st.randoms(use_true_random=False))
def test_a_certificate_does_not_depend_on_the_order_in_which_responses_were_declared(random_case, random_draws, rng):
    case, k = random_case(rng, m=(1, 5)), rng.randint(1, 3)
    draws = random_draws(rng, case.names)
    shuffled = list(case.names)
    rng.shuffle(shuffled)
    other = replace(case, names=tuple(shuffled))
    others = replace(draws, names=tuple(shuffled))
    rate = worst_case(masses(case.population, draws.policy), k).value
    texts = {
        format_certificate(Robust(each.population, drawn.policy, k, 1, "model", rate).decide())
        for each, drawn in ((case, draws), (other, others))
    }
    assert len(texts) == 1


@pytest.mark.parametrize("batch", range(4))
def test_a_certificate_tells_rankings_apart_that_are_read_alike_in_one_line_only(
    batch, seeded, random_case, random_draws, checker
):
    # Left-out responses are tied at the bottom: then "b" and "b > a" are one ranking of a and b, whatever was written.
    rng = seeded(500 + batch)
    for _ in range(40):
        case = random_case(rng, unranked="bottom")
        rows = []
        for text, weight in case.rows:
            left_out = [name for name, place in case.places(text).items() if place > text.count(">")]
            rows.append((f"{text} > {' = '.join(left_out)}" if left_out else text, weight))
        written = replace(case, rows=tuple(rows))
        policy = random_draws(rng, case.names).policy
        first, second = (
            Robust(each.population, policy, 2, 1, "model", Fraction(0)).decide() for each in (case, written)
        )
        if case.population.complete:
            assert str(first) == str(second), case
            assert format_certificate(first) == format_certificate(second)
            continue
        assert str(first).replace("unranked ones tied at the bottom", "all ranked") == str(second), case
        assert format_certificate(first).replace("\nunranked bottom\n", "\n", 1) == format_certificate(second)
        assert accepted(checker, first)
        assert accepted(checker, second)


def test_no_verdict_has_a_truth_value(random_case, random_draws, seeded):
    case = random_case(seeded(0))
    policy = random_draws(seeded(0), case.names).policy
    for rate in (Fraction(0), Fraction(1)):
        verdict = Robust(case.population, policy, 1, 1, "model", rate).decide()
        with pytest.raises(TypeError, match="isinstance"):
            bool(verdict)


def test_more_work_than_the_budget_is_undecided_and_not_a_promise(random_case, random_draws, seeded):
    case = random_case(seeded(1), m=(5, 5), rankings=(5, 5))
    policy = random_draws(seeded(1), case.names).policy
    verdict = Robust(case.population, policy, 2, 3, "model", Fraction(0)).decide(budget=10)
    assert isinstance(verdict, Undecided)
    assert (verdict.lower, verdict.upper) == (0, 1)
    assert "budget of 10" in str(verdict)
