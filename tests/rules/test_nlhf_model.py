"""The cvxpy model that people read is the test oracle of the exact solver; sympy's exact simplex is another."""

import random
from fractions import Fraction

import numpy as np
import pytest
from sympy import Rational, symbols
from sympy.solvers.simplex import lpmax

from verifier.claims.nlhf import is_optimal
from verifier.game.margins import margins
from verifier.preferences.policy import Policy
from verifier.preferences.population import Population
from verifier.rules.nlhf.policy import nlhf, nlhf_model


def random_population(seed, voters, m):
    rng = random.Random(seed)
    rankings = [[(y,) for y in rng.sample(range(m), m)] for _ in range(voters)]
    names = [f"r{y}" for y in range(m)]
    return Population.from_counts(names, [(tuple(ranking), 1) for ranking in rankings])


@pytest.mark.parametrize("seed", range(12))
def test_the_model_in_cvxpy_has_the_value_zero_and_our_policy(seed):
    population = random_population(seed, voters=7, m=5)
    problem = nlhf_model(population)
    problem.solve()
    assert abs(problem.value) < 1e-6
    solution = nlhf(population)
    assert is_optimal(population, solution.policy)
    assert solution.unique  # an odd number of strict voters
    weights = np.array(solution.policy.numerators) / solution.policy.denominator
    (found,) = [variable.value for variable in problem.variables() if variable.name() == "p"]
    assert np.abs(found - weights).max() < 1e-4


@pytest.mark.parametrize("seed", range(6))
def test_sympys_exact_simplex_finds_the_same_unique_policy(seed):
    population = random_population(100 + seed, voters=5, m=4)
    margin = margins(population).tolist()
    p = symbols("p0:4")
    v = symbols("v")
    gains = [sum(p[y] * margin[y][z] for y in range(4)) >= v for z in range(4)]
    value, at = lpmax(v, [*gains, *(each >= 0 for each in p), sum(p) <= 1, sum(p) >= 1])
    assert value == 0
    policy = Policy.from_fractions([Fraction(int(Rational(at[each]).p), int(Rational(at[each]).q)) for each in p])
    assert policy == nlhf(population).policy
