"""All k at once: what is certified holds for every k tried, what is refuted fails, and the limit is the limit."""

import random
from fractions import Fraction

import pytest

from verifier.audits.audit import audit
from verifier.certificates.certificate import format_certificate
from verifier.claims.every_k import LimitRate, RobustForEveryK, Steps, Violation
from verifier.claims.robust import AtLimit, Fewer, Opponent, Robust
from verifier.claims.verdict import Certified, Refuted, Undecided
from verifier.game.masses import masses
from verifier.game.worst_case import worst_case
from verifier.preferences.policy import Policy
from verifier.preferences.population import Population


def random_instance(seed):
    rng = random.Random(seed)
    m = rng.randint(2, 5)
    rows = [(tuple((y,) for y in rng.sample(range(m), m)), rng.randint(1, 4)) for _ in range(rng.randint(1, 6))]
    weights = {str(y): rng.choice((0, 1, 1, 2, 9)) for y in range(m)}
    weights["0"] += not any(weights.values())
    population = Population.from_counts([str(y) for y in range(m)], rows)
    return population, Policy.from_weights(weights, population.responses, counts=True)


@pytest.mark.parametrize("seed", range(60))
def test_the_verdict_for_every_k_agrees_with_the_first_fifty(seed):
    population, policy = random_instance(seed)
    report = audit(population, policy, k="all")
    every, limit = [finding for finding in report.findings if finding.claim in {"robust-every-k", "limit"}]
    kept = [worst_case(masses(population, policy), k).loss <= Fraction(1, k + 1) for k in range(1, 51)]
    assert limit.verdict.value == "certified"
    if every.verdict.value == "certified":
        assert all(kept)
        assert report.exit_code == 0
    else:
        assert every.verdict.value == "refuted"
        assert report.exit_code == 1
        assert worst_case(masses(population, policy), every.k).loss > Fraction(1, every.k + 1)
        assert every.k > 50 or not kept[every.k - 1]
    far = 1 - worst_case(masses(population, policy), 300).loss
    assert far <= limit.value
    assert limit.value - far < Fraction(1, 10**6)


def test_steps_that_skip_a_broken_promise_are_not_accepted():
    population = Population.from_rankings({"a > b": 3, "b > a": 2})
    policy = Policy.from_fractions([Fraction(9, 10), Fraction(1, 10)])
    claim = RobustForEveryK(population, policy)
    for numbers in ((1,), (1, 50), (2, 50), (), (1, 1, 50), (1, 2, 3, 4, 5, 60)):
        assert isinstance(claim.decide(Steps(numbers)), Undecided)
    assert isinstance(claim.decide(Violation(3, Opponent((1,)))), Refuted)
    assert isinstance(claim.decide(Violation(1, Opponent((0,)))), Undecided)


def test_the_limit_is_certified_only_at_its_value():
    population = Population.from_rankings({"a > b": 3, "b > a": 2})
    point = Policy.point(0, 2)
    assert isinstance(LimitRate(population, point, Fraction(3, 5)).decide(Opponent((1,))), Certified)
    assert isinstance(LimitRate(population, point, Fraction(2, 5)).decide(Opponent((1,))), Undecided)
    assert isinstance(LimitRate(population, point, Fraction(3, 5)).decide(Opponent((0,))), Undecided)


@pytest.mark.parametrize("seed", range(60))
def test_what_fewer_samples_or_the_limit_settle_is_true_at_k(seed, checker):
    population, policy = random_instance(1000 + seed)
    rng = random.Random(seed)
    k, fewer = rng.randint(2, 12), rng.randint(1, 11)
    rate = Fraction(rng.randint(0, 12), 12)
    value = worst_case(masses(population, policy), k).value
    claim = Robust(population, policy, k, 1, "model", rate)
    verdicts = [claim.decide(Fewer(fewer))]
    verdicts += [claim.decide(AtLimit((y,))) for y in range(len(population.responses))]
    for verdict in verdicts:
        if isinstance(verdict, Certified):
            assert value >= rate
            assert fewer < k
        elif isinstance(verdict, Refuted):
            assert value < rate
        if isinstance(verdict, Undecided):
            assert verdict.lower <= value <= verdict.upper
        else:
            assert checker.check(format_certificate(verdict).encode()) == str(verdict)
