"""The best product policy: published numbers, brackets that close, and nothing that beats them."""

import random
from fractions import Fraction

import numpy as np
import pytest

from verifier.errors import BudgetError, InputError
from verifier.game.masses import masses
from verifier.game.tangent import tangent_bound
from verifier.game.worst_case import worst_case
from verifier.preferences.policy import Policy
from verifier.preferences.population import Population
from verifier.rules.best_product import propose as optimal_propose
from verifier.rules.best_product.policy import DEFAULT_GAP, best_product, best_product_model

SIX = [" > ".join(word) for word in ["abcdef", "cfedab", "dafbec", "bcdfea", "edacfb", "febdac"]]


def random_population(seed, m, n, ties=0.0, unranked="bottom", *, complete=True):
    rng, rows = random.Random(seed), {}
    for _ in range(n):
        order = rng.sample(range(m), m)
        classes = [[order[0]]]
        for y in order[1 : m if complete else rng.randint(1, m)]:
            if rng.random() < ties:
                classes[-1].append(y)
            else:
                classes.append([y])
        ranking = tuple(tuple(sorted(group)) for group in classes)
        rows[ranking] = rows.get(ranking, 0) + 1
    return Population.from_counts([f"r{y}" for y in range(m)], rows.items(), unranked)


def mixed_population(seed, m=(1, 20), n=(1, 200)):
    rng = random.Random(seed)
    m, n, ties = rng.randint(*m), rng.randint(*n), rng.choice([0, 0, 0.3, 0.8])
    unranked, complete = rng.choice(["bottom", "bottom", "incomparable"]), rng.random() < 0.7
    return random_population(seed, m, n, ties, unranked, complete=complete), rng


def blocks(groups, size):
    """THEORY 2.9: each group of users has its own responses on top, in cyclic order, the others tied below."""
    rows = []
    for g in range(groups):
        own = [g * size + i for i in range(size)]
        rest = tuple(y for y in range(groups * size) if y not in own)
        for shift in range(size):
            ranking = tuple((own[(shift + i) % size],) for i in range(size))
            rows.append(((*ranking, rest) if rest else ranking, 1))
    return Population.from_counts([f"r{y}" for y in range(groups * size)], rows)


def assert_bracket(population, best, gap=DEFAULT_GAP):
    """What `best` says, evaluated again from its parts; and its bracket is narrow."""
    seen = masses(population, best.policy)
    assert best.lower == worst_case(seen, best.k, min(best.l, len(population.responses))).value
    assert best.upper == min(1, 1 - tangent_bound(population, best.opponent, best.point, best.k))
    assert max(map(len, best.opponent.sets)) <= best.l
    assert 0 <= best.width <= gap


def floats(policy):
    return np.array([numerator / policy.denominator for numerator in policy.numerators])


@pytest.mark.parametrize(("k", "rate"), [(1, 0.595890), (2, 0.747541), (3, 0.826787)])
def test_the_six_voters_best_product_rates_are_the_published_ones(k, rate):
    best = best_product(Population.from_rankings(SIX), k)
    assert_bracket(Population.from_rankings(SIX), best)
    assert abs(best.lower - Fraction(rate)) < Fraction(1, 10**6)


@pytest.mark.parametrize(("k", "l"), [(1, 1), (1, 2), (2, 2), (3, 2), (4, 2), (2, 3), (3, 3), (4, 3)])
@pytest.mark.parametrize("size", [3, 5])
def test_on_block_populations_the_loss_is_known_and_certified_on_both_sides(k, l, size):
    population = blocks(l, size)
    best = best_product(population, k, l)
    loss = sum((1 - Fraction(1, l) + Fraction(i, l * size)) ** k for i in range(size)) / size
    assert best.lower == best.upper == 1 - loss
    assert best.policy == Policy.uniform(range(l * size), l * size)
    assert_bracket(population, best, Fraction(0))


def test_no_product_policy_of_two_samples_wins_half_the_time_against_two_responses():
    assert best_product(blocks(2, 5), 2, 2).upper == Fraction(49, 100)


@pytest.mark.parametrize("k", [1, 2, 3, 7])
@pytest.mark.parametrize("share", ["1/2", "3/5", "9/10"])
def test_with_two_responses_no_point_of_a_fine_grid_does_better(k, share):
    share = Fraction(share)
    population = Population.from_rankings({"a > b": share, "b > a": 1 - share})
    best = best_product(population, k)
    assert_bracket(population, best)
    grid = 2000
    rates = [1 - max(share * (grid - i) ** k, (1 - share) * i**k) / Fraction(grid) ** k for i in range(grid + 1)]
    assert max(rates) <= best.upper
    assert best.lower - max(rates) < Fraction(k, grid)
    a, b = float(share) ** (1 / k), float(1 - share) ** (1 / k)
    assert abs(float(best.lower) - (1 - float(share * (1 - share)) / (a + b) ** k)) < 1e-12


@pytest.mark.parametrize("start", range(0, 100, 20))
def test_a_hundred_random_populations_have_narrow_brackets_above_the_general_guarantee(start):
    for seed in range(start, start + 20):
        population, rng = mixed_population(seed)
        k, m = rng.randint(1, 10), len(population.responses)
        best = best_product(population, k)
        assert_bracket(population, best)
        assert best.lower > Fraction(k, k + 1)
        if population.weak_orders:
            assert best.upper >= Fraction(k, k + 1) + Fraction(1, m**k * (k + 1))


@pytest.mark.parametrize("seed", range(40))
def test_small_populations_full_of_ties_reach_thirty_digits(seed):
    population, rng = mixed_population(seed, (1, 6), (1, 5))
    gap = Fraction(1, 10**30)
    assert_bracket(population, best_product(population, rng.choice([1, 2, 3, 5]), rng.choice([1, 1, 2]), gap), gap)


def test_two_hundred_digits_can_be_asked_for():
    gap = Fraction(1, 10**200)
    assert_bracket(Population.from_rankings(SIX), best_product(Population.from_rankings(SIX), 2, gap=gap), gap)


@pytest.mark.parametrize("seed", range(30))
def test_the_model_in_cvxpy_agrees_to_six_digits(seed):
    population, rng = mixed_population(seed, (1, 5), (1, 8))
    k = rng.randint(1, 4)
    problem = best_product_model(population, k)
    problem.solve(solver="CLARABEL")
    assert abs(1 - problem.value - float(best_product(population, k).lower)) < 1e-6


@pytest.mark.parametrize("seed", range(20))
def test_no_random_policy_beats_the_upper_end_against_sets(seed):
    population, rng = mixed_population(seed, (1, 6), (1, 6))
    k, l, m = rng.randint(1, 4), rng.randint(1, 3), len(population.responses)
    best = best_product(population, k, l)
    assert_bracket(population, best)
    for _ in range(30):
        weights = [rng.randint(0, 6) for _ in range(m)]
        weights[rng.randrange(m)] += 1
        policy = Policy.from_fractions([Fraction(weight, sum(weights)) for weight in weights])
        assert worst_case(masses(population, policy), k, min(l, m)).value <= best.upper


def test_more_samples_never_lower_the_best_rate_and_larger_opponents_never_raise_it():
    population = random_population(5, 7, 15)
    rates = {(k, l): best_product(population, k, l) for k in (1, 2, 3) for l in (1, 2, 3)}
    assert all(rates[k, l].lower < rates[k + 1, l].upper for k in (1, 2) for l in (1, 2, 3))
    assert all(rates[k, l + 1].lower < rates[k, l].upper for k in (1, 2, 3) for l in (1, 2))


@pytest.mark.parametrize("k", [1, 4])
@pytest.mark.parametrize("unranked", ["bottom", "incomparable"])
@pytest.mark.parametrize("rankings", [["a"], ["a = b = c"], ["a > b > c"], ["a = b > c", "b > a > c"]])
def test_a_response_that_nobody_ranks_below_another_wins_always(rankings, unranked, k):
    best = best_product(Population.from_rankings(rankings, unranked=unranked), k)
    assert (best.lower, best.upper) == (1, 1)


def test_clones_do_not_change_the_best_rate():
    alone = best_product(Population.from_rankings(["a > b > c", "b > c > a", "c > a > b", "c > b > a"]), 3)
    cloned = ["a = x > b > c", "b > c > a = x", "c > a = x > b", "c > b > a = x"]
    twins = best_product(Population.from_rankings(cloned), 3)
    assert abs(alone.lower - twins.lower) < 10**-12


@pytest.mark.parametrize("seed", range(8))
def test_relabelled_responses_get_the_relabelled_policy_and_a_second_run_the_same(seed):
    population = random_population(seed, 6, 9)
    new = random.Random(seed).sample(range(6), 6)
    rows = [(tuple((new[y],) for (y,) in ranking), w) for ranking, w in zip(*population.read, strict=True)]
    names = [population.responses[new.index(y)] for y in range(6)]
    best, moved = best_product(population, 2), best_product(Population.from_counts(names, rows), 2)
    assert best == best_product(population, 2)
    shift = floats(moved.policy)[new] - floats(best.policy)
    assert np.abs(shift).max() < 1e-13
    assert abs(best.lower - moved.lower) <= DEFAULT_GAP


def test_splitting_a_ranking_into_shares_changes_nothing():
    counted = best_product(Population.from_rankings({"a > b > c": 3, "b > c > a": 2, "c > a > b": 1}), 2)
    shared = best_product(Population.from_rankings({"a > b > c": "1/2", "b > c > a": "1/3", "c > a > b": "1/6"}), 2)
    assert counted == shared


def test_fifty_responses_and_a_thousand_voters_are_bracketed():
    population = random_population(1, 50, 1000)
    assert_bracket(population, best_product(population, 10))


@pytest.mark.parametrize("seed", [0, 3, 7])
def test_without_newton_the_path_in_balls_closes_the_bracket(seed, monkeypatch):
    monkeypatch.setattr(optimal_propose, "newton", lambda *_, **__: None)
    population = random_population(seed, 5, 7)
    best, gap = best_product(population, 3, gap=Fraction(1, 10**30)), Fraction(1, 10**30)
    assert best.route == "path"
    assert_bracket(population, best, gap)


@pytest.mark.parametrize("l", [1, 2])
def test_without_any_precise_proposal_the_bracket_is_wider_and_still_true(l, monkeypatch):
    population = random_population(2, 5, 7)
    true = best_product(population, 3, l)
    monkeypatch.setattr(optimal_propose, "newton", lambda *_, **__: None)
    monkeypatch.setattr(optimal_propose.Search, "_path", lambda *_: iter(()))
    best = best_product(population, 3, l, Fraction(1, 10**30))
    assert_bracket(population, best, Fraction(1, 10**9))
    assert best.lower <= true.upper
    assert best.upper >= true.lower


@pytest.mark.parametrize("gap", [Fraction(0), Fraction(-1), Fraction(1), Fraction(1, 10**201)])
def test_a_gap_that_is_none_is_refused(gap):
    with pytest.raises(InputError, match="does not lie between"):
        best_product(Population.from_rankings(SIX), 2, gap=gap)


@pytest.mark.parametrize(("k", "l"), [(0, 1), (1, 0), (True, 1), (1.5, 1)])
def test_a_number_of_samples_or_responses_that_is_none_is_refused(k, l):
    with pytest.raises(InputError, match="whole number"):
        best_product(Population.from_rankings(SIX), k, l)


def test_a_budget_too_small_is_announced_before_the_work():
    with pytest.raises(BudgetError, match="raise --budget"):
        best_product(random_population(1, 10, 20), 2, 3, budget=1000)
