"""The tangent bound is what its formula says, and no policy is below it."""

from fractions import Fraction
from itertools import combinations
from random import Random

import numpy as np
import pytest

from verifier.errors import InputError
from verifier.game.masses import masses
from verifier.game.tangent import below_sets, tangent_bound
from verifier.game.worst_case import worst_case
from verifier.preferences.policy import Lottery, Policy
from verifier.preferences.population import Population
from verifier.rules.best_product.numbers import Balls, Floats, on_grid, precision, simple_ratios


def below(case, text):
    """For each response the set strictly below it, by name."""
    place = case.places(text)
    return {y: {z for z in place if y in place and place[y] < place[z]} for y in case.names}


def slow_bound(case, opponent, weights, k):
    """min_z ∂_z g − (k − 1) g, with Fractions, from the text of the rankings."""
    slopes, value = dict.fromkeys(case.names, Fraction(0)), Fraction(0)
    for text, users in case.rows:
        sets = below(case, text)
        for chosen, weight in zip(opponent.sets, opponent.weights, strict=True):
            most = max((sets[case.names[y]] for y in chosen), key=len)
            share = Fraction(users, case.total) * Fraction(weight, opponent.denominator)
            mass = sum((weights[z] for z in most), Fraction(0))
            value += share * mass**k
            for z in most:
                slopes[z] += share * k * mass ** (k - 1)
    return min(slopes.values()) - (k - 1) * value


def random_lottery(rng, m, l):
    sets = [chosen for size in range(1, min(l, m) + 1) for chosen in combinations(range(m), size)]
    drawn = [(rng.choice(sets), rng.randint(1, 5)) for _ in range(rng.randint(1, 5))]
    total = sum(weight for _, weight in drawn)
    return Lottery.from_fractions([(chosen, Fraction(weight, total)) for chosen, weight in drawn])


@pytest.mark.parametrize("seed", range(120))
def test_the_bound_is_the_formula_and_no_policy_is_below_it(seed, random_case, random_draws, seeded):
    rng = seeded(seed)
    case = random_case(rng, huge=seed % 10 == 0)
    m, k, l = len(case.names), rng.randint(1, 4), rng.randint(1, 3)
    opponent, draws = random_lottery(rng, m, l), random_draws(rng, case.names)
    bound = tangent_bound(case.population, opponent, draws.policy, k)
    weights = {name: Fraction(weight, draws.total) for name, weight in draws.weights.items()}
    assert bound == slow_bound(case, opponent, weights, k)
    for _ in range(5):
        policy = random_draws(rng, case.names).policy
        assert worst_case(masses(case.population, policy), k, min(l, m)).loss >= bound


def test_weights_beyond_a_machine_word_change_nothing():
    cycle = Population.from_rankings(["a > b > c", "b > c > a", "c > a > b"])
    whole = 3**60
    each = Lottery(((0,), (1,), (2,)), (3**59, 3**59, 3**59), whole, 1)
    spread = Policy((3**59, 3**59, 3**59), whole)
    assert tangent_bound(cycle, each, spread, 2) == Fraction(5, 27)


def test_a_witness_over_other_responses_is_refused():
    two = Population.from_rankings(["a > b"])
    with pytest.raises(InputError, match="not over the population's 2 responses"):
        tangent_bound(two, Lottery(((2,),), (1,), 1, 1), Policy((1, 1), 2), 1)
    with pytest.raises(InputError, match="not over the population's 2 responses"):
        tangent_bound(two, Lottery(((0,),), (1,), 1, 1), Policy((1, 1, 1), 3), 1)


@pytest.mark.parametrize("seed", range(30))
def test_below_sets_are_those_of_the_text(seed, random_case, seeded):
    case = random_case(seeded(seed))
    population = case.population
    sets = below_sets(population)
    expected = sorted(sorted(map(len, below(case, text).values())) for text in {text for text, _ in case.rows})
    merged = {tuple(row) for row in np.sort(sets.size, axis=1).tolist()}
    assert merged == {tuple(row) for row in expected}
    ones = np.ones(len(case.names), dtype=int)
    assert (sets.sums_below(ones) == sets.size).all()
    above = sets.sums_above(np.ones(sets.size.shape, dtype=int))
    assert above.sum() == sets.size.sum()


def test_rounding_to_a_grid_keeps_the_sum_and_zeros():
    rng = Random(1)
    for _ in range(50):
        values = [Fraction(rng.randint(-2, 9), 7) for _ in range(rng.randint(1, 8))] + [Fraction(1)]
        rounded = on_grid(values, 20)
        assert sum(rounded) == 2**20
        assert min(rounded) >= 0
        positive = sum(max(value, Fraction(0)) for value in values)
        assert all(abs(r - max(v, 0) * 2**20 / positive) < 1 for r, v in zip(rounded, values, strict=True))


def test_floats_near_small_fractions_are_read_as_them_and_others_are_not():
    assert simple_ratios([0.2, 0.8], 10, 1e-6) == [Fraction(1, 5), Fraction(4, 5)]
    assert simple_ratios([0.2360679775, 0.7639320225], 50, 1e-6) is None


def test_balls_solve_systems_to_their_precision_and_singular_ones_with_zeros():
    with precision(200) as balls:
        solution = balls.solve(balls.array([3, 1, 1, 2]).reshape(2, 2), balls.array([1, 1]))
        exact = balls.exact(solution)
        assert max(abs(exact[0] - Fraction(1, 5)), abs(exact[1] - Fraction(2, 5))) < Fraction(1, 2**190)
        assert balls.exact(balls.solve(balls.array([1, 1, 1, 1]).reshape(2, 2), balls.array([1, 2]))) == [0, 0]
    assert isinstance(balls, Balls)


def test_floats_solve_singular_systems_as_well_as_can_be():
    assert np.allclose(Floats().solve(np.ones((2, 2)), np.ones(2)), [0.5, 0.5])
    assert np.isnan(Floats().solve(np.full((1, 1), np.inf), np.ones(1))).all()
