"""Numbers of the literature and of THEORY 4 that need only losses, margins and NLHF."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations, permutations
from math import comb

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from verifier.game.loss import loss, mixed_loss
from verifier.game.margins import margins
from verifier.game.masses import masses
from verifier.game.rate import best_guaranteed, best_guaranteed_product
from verifier.game.worst_case import worst_case
from verifier.lp.game import optimal_strategy
from verifier.preferences.policy import Lottery, Policy
from verifier.preferences.population import Population
from verifier.rules.nlhf.policy import nlhf
from verifier.rules.simple import borda

RANDOMS = st.randoms(use_true_random=False)
CYCLE = ["a > b > c", "b > c > a", "c > a > b"]
SCHULZE = {"acbed": 5, "adecb": 5, "bedac": 8, "cabed": 3, "caebd": 7, "cbade": 2, "dceba": 7, "ebadc": 8}
SIX = ["abcdef", "cfedab", "dafbec", "bcdfea", "edacfb", "febdac"]


def spelled(word):
    return " > ".join(word)


def mcgarvey(wins, names):
    """The population with margins in proportion to ``wins[y, z]``: for each pair two rankings that else cancel out."""
    rows = {}
    for (y, z), weight in wins.items():
        rest = [name for name in names if name not in {y, z}]
        for order in ([y, z, *rest], [*reversed(rest), y, z]):
            text = " > ".join(order)
            rows[text] = rows.get(text, 0) + weight
    return Population.from_rankings(rows, names)


def uniform_population(m):
    return Population.from_rankings([" > ".join(order) for order in permutations("abcdef"[:m])])


def fixed_set(chosen):
    return Lottery.from_fractions([(chosen, Fraction(1))])


def test_the_three_cycle():
    people = Population.from_rankings(CYCLE)
    assert nlhf(people).policy == Policy.uniform(range(3), 3)
    assert nlhf(people).unique
    seen = masses(people, nlhf(people).policy)
    assert [worst_case(seen, k).value for k in (1, 2, 3)] == [Fraction(2, 3), Fraction(22, 27), Fraction(8, 9)]
    for k in range(1, 30):
        assert worst_case(seen, k).value == 1 - Fraction(2**k + 1, 3 ** (k + 1))
    # Condorcet dimension 2: every response is beaten by two of three users, every pair by one.
    assert {worst_case(masses(people, fixed_set([y])), 1).loss for y in range(3)} == {Fraction(2, 3)}
    pairs = combinations(range(3), 2)
    assert {worst_case(masses(people, fixed_set(pair)), 2).loss for pair in pairs} == {Fraction(1, 3)}


def test_schulzes_45_voters():
    people = Population.from_rankings({spelled(word): count for word, count in SCHULZE.items()}, "abcde")
    assert people.voters == 45
    solution = nlhf(people)
    assert solution.policy.weights("abcde") == {"e": Fraction(7, 11), "a": Fraction(3, 11), "c": Fraction(1, 11)}
    assert solution.unique


def test_two_two_and_one():
    people = Population.from_rankings({"a > b > c": 2, "b > c > a": 2, "c > a > b": 1})
    assert nlhf(people).policy == Policy((3, 1, 1), 5)


@pytest.mark.parametrize("epsilon", ["1/10", "1/6", "49/100", "1/1000000000000000000000000000000"])
def test_two_responses_leave_nlhf_at_the_bare_majority(epsilon):
    majority = Fraction(1, 2) + Fraction(epsilon)
    people = Population.from_rankings({"a > b": majority, "b > a": 1 - majority})
    assert nlhf(people).policy == Policy.point(0, 2)
    assert nlhf(people).unique
    for k in (1, 2, 10, 1000):
        assert worst_case(masses(people, nlhf(people).policy), k).value == majority


def test_two_equal_camps():
    people = Population.from_rankings(["a > b", "b > a"])
    assert nlhf(people).dimension == 1
    half = Policy.uniform(range(2), 2)
    for k in range(1, 12):
        assert worst_case(masses(people, half), k).value == 1 - Fraction(1, 2 ** (k + 1))


def test_two_responses_have_the_published_equilibria_for_one_sample_and_for_shared_ties():
    people = Population.from_rankings({"a > b": 3, "b > a": 2})
    # Strict payoffs, k = 1, ε = 1/10: π(a) = 3/5 wins 19/25 against both responses.
    assert [1 - loss(people, Policy((3, 2), 5), 1, name) for name in "ab"] == [Fraction(19, 25)] * 2
    # Shared payoffs, k = 2: π(a) = 1/2 + 3ε = 4/5 loses 1/3 to both responses.
    assert [loss(people, Policy((4, 1), 5), 2, name, "shared") for name in "ab"] == [Fraction(1, 3)] * 2
    # Half credit at k = 1 is NLHF: its point mass loses at most one half.
    assert max(loss(people, Policy.point(0, 2), 1, name, "half") for name in "ab") == Fraction(1, 2)


@pytest.mark.parametrize("exponent", [0, 1, 3, 9, 12, 15, 18, 30, 300])
def test_margins_in_the_ratio_1_2_3_have_one_lottery_however_small_they_are(exponent):
    # Others get this wrong from 1e-9 down (a over b, b over c, c over a).
    margin = Fraction(1, 12 * 10**exponent)
    shares = dict.fromkeys([spelled(order) for order in permutations("abc")], (1 - 12 * margin) / 6)
    for word, units in (("abc", 3), ("cab", 4), ("bca", 5)):
        shares[spelled(word)] += units * margin
    people = Population.from_rankings(shares, "abc")
    matrix = margins(people)
    # a over b: 3 + 4 - 5 units; b over c: 3 + 5 - 4; c over a: 4 + 5 - 3. The other half of the users cancels out.
    assert [Fraction(int(matrix[y, z]), people.total) / margin for y, z in ((0, 1), (1, 2), (2, 0))] == [2, 4, 6]
    assert nlhf(people).policy == Policy((2, 3, 1), 6)


@pytest.mark.parametrize(
    ("x", "y", "z"),
    [
        (10**15, 10**15 - 1, 1),
        (10**15, 1, 10**15 - 1),
        (1, 1, 10**18),
        (10**9, 10**9 + 1, 10**9 + 2),
        (2**62, 2**63, 2**64 + 1),
        (10**40, 1, 10**20),
    ],
)
def test_a_three_cycle_is_won_by_each_response_in_proportion_to_the_margin_opposite(x, y, z):
    people = mcgarvey({("a", "b"): x, ("b", "c"): y, ("c", "a"): z}, "abc")
    wanted = Policy.from_fractions([Fraction(part, x + y + z) for part in (y, z, x)])
    assert nlhf(people).policy == wanted
    assert nlhf(people).unique
    found = optimal_strategy([[0, x, -z], [-x, 0, y], [z, -y, 0]])
    assert (found.numerators, found.denominator) == (wanted.numerators, wanted.denominator)


@settings(max_examples=60)
@given(RANDOMS)
def test_mcgarveys_population_has_the_margins_that_were_asked_for(rng):
    names = "abcde"[: rng.randint(2, 5)]
    wins = {pair if rng.random() < 0.5 else pair[::-1]: rng.randint(1, 10**6) for pair in combinations(names, 2)}
    matrix = margins(mcgarvey(wins, names))
    for (y, z), weight in wins.items():
        assert matrix[names.index(y), names.index(z)] == 2 * weight


@pytest.mark.parametrize("m", [2, 3, 4, 5])
def test_the_uniform_policy_on_uniform_rankings(m):
    people, policy = uniform_population(m), Policy.uniform(range(m), m)
    for k in range(1, 9):
        wanted = Fraction(sum(j**k for j in range(m)), m ** (k + 1))
        assert {loss(people, policy, k, name) for name in people.responses} == {wanted}


@pytest.mark.parametrize(
    ("m", "rates"),
    [
        (2, ["3/4", "1"]),
        (3, ["2/3", "8/9", "1"]),
        (4, ["5/8", "5/6", "15/16", "1"]),
        (5, ["3/5", "4/5", "9/10", "24/25", "1"]),
    ],
)
def test_the_best_that_k_outputs_win_on_uniform_rankings(m, rates):
    people = uniform_population(m)
    for k, rate in enumerate(rates, 1):
        uniform = [(chosen, Fraction(1, comb(m, k))) for chosen in combinations(range(m), k)]
        assert worst_case(masses(people, Lottery.from_fractions(uniform)), k).value == Fraction(rate)
        assert Fraction(rate) == 1 - Fraction(m - k, m * (k + 1))


@settings(max_examples=100)
@given(RANDOMS)
def test_no_k_outputs_win_more_than_that_on_uniform_rankings(random_joint_draws, random_draws, rng):
    m = rng.randint(2, 5)
    k, names = rng.randint(1, m), "abcde"[:m]
    people, everyone = uniform_population(m), Policy.uniform(range(m), m)
    for model in (random_joint_draws(rng, names, k).lottery(k), random_draws(rng, names).policy):
        assert 1 - mixed_loss(masses(people, model), k, everyone) <= 1 - Fraction(m - k, m * (k + 1))


def test_six_voters_of_condorcet_dimension_3():
    people = Population.from_rankings([spelled(word) for word in SIX], "abcdef")
    pairs = {worst_case(masses(people, fixed_set(pair)), 2).loss for pair in combinations(range(6), 2)}
    triples = {worst_case(masses(people, fixed_set(triple)), 3).loss for triple in combinations(range(6), 3)}
    assert min(pairs) == Fraction(3, 6)
    assert min(triples) < Fraction(3, 6)


def test_seven_candidates_and_21_voters():
    people = Population.from_rankings(
        [" > ".join(str((b + a * i) % 7) for i in range(7)) for a in (1, 2, 4) for b in range(7)],
        [str(y) for y in range(7)],
    )
    least = [
        min(worst_case(masses(people, fixed_set(chosen)), k).loss for chosen in combinations(range(7), k))
        for k in (1, 2, 3)
    ]
    assert least == [Fraction(14, 21), Fraction(11, 21), Fraction(6, 21)]


@pytest.mark.parametrize("m", [3, 4, 6])
def test_the_limit_of_reward_learning_can_come_close_to_winning_one_in_m(m):
    names = [f"r{i}" for i in range(m)]
    y, z, rest = names[0], names[1], names[2:]
    share = Fraction(m - 1, m) - Fraction(1, 10**6)
    people = Population.from_rankings({" > ".join([z, y, *rest]): share, " > ".join([y, *rest, z]): 1 - share}, names)
    assert borda(people) == Policy.point(0, m)
    assert worst_case(masses(people, borda(people)), 5).value == 1 - share


@pytest.mark.parametrize(("groups", "size"), [(2, 5), (2, 2), (2, 3), (3, 2), (3, 3)])
def test_cyclic_blocks_show_what_product_policies_cannot_win_against_many_responses(groups, size):
    # THEORY 2.9: group g ranks its own block on top, in cyclic orders, and everything else tied below.
    blocks = [[f"{g}{i}" for i in range(size)] for g in range(groups)]
    people = Population.from_rankings(
        [" > ".join(block[i:] + block[:i]) for block in blocks for i in range(size)], [n for b in blocks for n in b]
    )
    m = groups * size
    for k in (1, 2, 3):
        wanted = sum((1 - Fraction(1, groups) + Fraction(i, groups * size)) ** k for i in range(size)) / size
        worst = worst_case(masses(people, Policy.uniform(range(m), m)), k, groups)
        assert worst.loss == wanted
        assert worst.value > best_guaranteed_product(k, groups)
    if (groups, size) == (2, 5):
        assert worst_case(masses(people, Policy.uniform(range(m), m)), 2, 2).loss == Fraction(51, 100)


@pytest.mark.parametrize(
    ("k", "l", "product", "anything"),
    [
        (1, 2, "1/4", "1/4"),
        (2, 2, "5/12", "1/2"),
        (3, 2, "17/32", "7/12"),
        (4, 2, "49/80", "2/3"),
        (2, 3, "8/27", "1/3"),
        (3, 3, "43/108", "1/2"),
        (4, 3, "194/405", "5/9"),
    ],
)
def test_the_best_guaranteed_rates_against_many_responses(k, l, product, anything):
    assert (best_guaranteed_product(k, l), best_guaranteed(k, l)) == (Fraction(product), Fraction(anything))
    assert best_guaranteed(k, 1) == best_guaranteed_product(k, 1) == Fraction(k, k + 1)
