"""No one policy for several numbers of samples: the bound against policies themselves, and witnesses that show less."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import permutations
from random import Random

import pytest

from verifier.certificates.certificate import format_certificate
from verifier.claims.common_policy import JointTangent, NoCommonPolicy
from verifier.claims.robust import Robust
from verifier.claims.verdict import Certified, Refuted, Undecided
from verifier.errors import InputError
from verifier.game.tangent import joint_bound
from verifier.lab.book.mathematics.common_policy import common_excess, no_common_policy
from verifier.preferences.policy import Policy
from verifier.preferences.population import Population
from verifier.rules.best_product.policy import best_product

CYCLE = Population.from_rankings(["a > b > c", "b > c > a", "c > a > b"])
EVEN = Policy.uniform(range(3), 3)
NUMBERS = (1, 11)


def two_blocks(size=10, share=Fraction(18, 25)):
    """Users who rotate two blocks together, a share of them with the first one on top."""
    blocks = [[f"{letter}{i}" for i in range(size)] for letter in "xz"]
    rows = {}
    for turn in range(size):
        first, second = ([block[(i + turn) % size] for i in range(size)] for block in blocks)
        rows[" > ".join(first + second)] = share / size
        rows[" > ".join(second + first)] = (1 - share) / size
    return Population.from_rankings(rows)


@pytest.fixture(scope="module")
def blocks():
    return two_blocks()


def scaled(scale):
    return [(k, 1 - Fraction(scale) / (k + 1)) for k in NUMBERS]


def test_two_blocks_have_no_policy_for_one_and_eleven_samples(blocks, checker):
    for promises in (scaled("1"), scaled("1.0229"), scaled("1.0229185")):
        found = no_common_policy(blocks, promises)
        assert isinstance(found, Certified)
        assert common_excess(found) > 1
        assert checker.check(format_certificate(found).encode()) == str(found)


def test_the_number_of_two_blocks_is_found_to_eight_digits(blocks):
    compromise = Policy((772373,) * 10 + (227627,) * 10, 10**7)
    for k, rate in scaled("1.02291858"):
        assert isinstance(Robust(blocks, compromise, k, 1, "model", rate).decide(), Certified)
    assert isinstance(no_common_policy(blocks, scaled("1.02291858")), Undecided)
    assert isinstance(no_common_policy(blocks, scaled("1.02291857")), Certified)


@pytest.mark.parametrize("k", NUMBERS)
def test_each_number_of_samples_alone_has_a_policy(blocks, k):
    assert best_product(blocks, k).lower > Fraction(k, k + 1)
    assert isinstance(no_common_policy(blocks, [(k, Fraction(k, k + 1))]), Undecided)


def some_policy(rng, m):
    weights = [rng.choice((0, 1, rng.randint(0, 50))) for _ in range(m)]
    weights[rng.randrange(m)] += 1
    return Policy(tuple(weights), sum(weights))


@pytest.mark.parametrize("seed", range(12))
def test_no_policy_loses_less_than_the_bound(seed, random_case):
    rng = Random(seed)
    people = random_case(rng).population
    m = len(people.responses)
    terms = [(k, rng.randint(0, 5), some_policy(rng, m)) for k in sorted(rng.sample(range(1, 8), 2))]
    bound = joint_bound(people, terms, some_policy(rng, m))
    for _ in range(30):
        policy = some_policy(rng, m)
        lost = sum(u * (1 - _worst(people, policy, k)) for k, u, _ in terms)
        assert lost >= bound


def _worst(people, policy, k):
    from verifier.game.masses import masses
    from verifier.game.worst_case import worst_case

    return worst_case(masses(people, policy), k, 1).value


@pytest.mark.parametrize("seed", range(12))
def test_what_is_certified_no_policy_of_many_keeps(seed, random_case, checker):
    rng = Random(100 + seed)
    people = random_case(rng).population
    numbers = sorted(rng.sample(range(1, 6), 2))
    promises = [
        (k, min(Fraction(1), best_product(people, k).upper + Fraction(rng.randint(-2, 1), 100))) for k in numbers
    ]
    found = no_common_policy(people, promises)
    policies = [some_policy(rng, len(people.responses)) for _ in range(200)]
    kept = [policy for policy in policies if all(_worst(people, policy, k) >= rate for k, rate in promises)]
    if isinstance(found, Certified):
        assert kept == []
        assert checker.check(format_certificate(found).encode()) == str(found)
    elif any(rate > best_product(people, k).upper + Fraction(1, 10**6) for k, rate in promises):
        pytest.fail("a rate that no policy reaches was not excluded")


def test_a_promise_that_is_exactly_kept_is_not_excluded_and_the_least_more_is(checker):
    rates = [(k, 1 - Fraction(2**k + 1, 3 ** (k + 1))) for k in (1, 2)]
    witness = JointTangent((1, 1), (EVEN, EVEN), EVEN)
    assert isinstance(NoCommonPolicy(CYCLE, tuple(rates)).decide(witness), Undecided)
    more = NoCommonPolicy(CYCLE, (rates[0], (2, rates[1][1] + Fraction(1, 10**30))))
    assert isinstance(more.decide(witness), Certified)
    assert checker.check(format_certificate(more.decide(witness)).encode()) == str(more)
    with pytest.raises(checker.NotProved):
        checker.check(format_certificate(Certified(NoCommonPolicy(CYCLE, tuple(rates)), witness)).encode())


@pytest.mark.parametrize("to", list(permutations(range(3))))
def test_responses_in_another_order_have_the_same_bound(to):
    rows = {"a > b > c": 3, "b = c > a": 2, "c > a > b": 2}
    order = [name for _, name in sorted(zip(to, "abc", strict=True))]
    terms = {"a": 3, "b": 1, "c": 2}

    def bound(people):
        policy = Policy(tuple(terms[name] for name in people.responses), 6)
        return joint_bound(people, [(1, 2, policy), (4, 3, policy)], policy)

    assert bound(Population.from_rankings(rows, order)) == bound(Population.from_rankings(rows, "abc"))


def test_a_promise_of_one_hundred_per_cent_is_excluded():
    assert isinstance(no_common_policy(CYCLE, [(1, Fraction(1, 3)), (3, Fraction(1))]), Certified)


def test_a_population_with_a_response_that_nobody_ranks_below_another_keeps_every_promise():
    unanimous = Population.from_rankings(["a > b", "a > b"])
    assert isinstance(no_common_policy(unanimous, [(1, Fraction(1)), (2, Fraction(1))]), Undecided)


def test_a_witness_of_another_size_shows_nothing():
    claim = NoCommonPolicy(CYCLE, ((1, Fraction(3, 4)), (2, Fraction(9, 10))))
    good = JointTangent((1, 1), (EVEN, EVEN), EVEN)
    assert isinstance(claim.decide(good), Certified)
    for bad in (
        replace(good, multipliers=(1,)),
        replace(good, opponents=(EVEN,)),
        replace(good, multipliers=(2, -1)),
        replace(good, multipliers=(0, 0)),
    ):
        assert isinstance(claim.decide(bad), Undecided)


@pytest.mark.parametrize(
    ("promises", "said"),
    [
        ([], "there is no promise"),
        ([(2, Fraction(1, 2)), (1, Fraction(1, 2))], "k = 1 follows k = 2"),
        ([(1, Fraction(1, 2)), (1, Fraction(1, 2))], "k = 1 follows k = 1"),
        ([(1, Fraction(3, 2))], "the rate 3/2 is outside"),
        ([(0, Fraction(1, 2))], "k = 0"),
    ],
)
def test_promises_without_meaning_are_refused(promises, said):
    with pytest.raises(InputError, match=said):
        no_common_policy(CYCLE, promises)


def test_one_of_two_promises_that_fails_by_itself_needs_no_other(checker):
    found = no_common_policy(CYCLE, [(1, Fraction(1, 3)), (2, Fraction(9, 10))])
    assert found.witness.multipliers[0] == 0
    assert isinstance(Robust(CYCLE, EVEN, 2, 1, "model", Fraction(9, 10)).decide(), Refuted)
    assert checker.check(format_certificate(found).encode()) == str(found)
