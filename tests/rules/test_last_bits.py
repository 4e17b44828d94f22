"""Best policies and their evidence do not depend on last bits: noise in every float solution changes neither."""

import numpy as np
import pytest

from verifier import gallery
from verifier.preferences.population import Population
from verifier.rules.best_product.numbers import Floats
from verifier.rules.best_product.policy import best_product
from verifier.rules.nlhf.bounds import best_over_face

NOISE = 1e-14


@pytest.fixture
def noisy(monkeypatch):
    """A function that changes every float solution from now on by noise of another seed."""
    solve = Floats.solve

    def with_noise(seed):
        rng = np.random.default_rng(seed)

        def noisily(self, matrix, right):
            solution = solve(self, matrix, right)
            return solution * (1 + NOISE * rng.standard_normal(len(solution)))

        monkeypatch.setattr(Floats, "solve", noisily)

    return with_noise


@pytest.mark.parametrize(
    ("blocks", "k", "l"),
    [({"l": 2, "R": 3}, 1, 2), ({"l": 2, "R": 2}, 4, 2), ({"l": 3, "R": 2}, 2, 3), ({"l": 2, "R": 2}, 2, 1)],
)
def test_the_best_policy_and_its_proof_on_a_symmetric_population(blocks, k, l, noisy):
    people = gallery("blocks", **{name: str(value) for name, value in blocks.items()})
    wanted = best_product(people, k, l)
    for seed in range(4):
        noisy(seed)
        assert best_product(people, k, l) == wanted


@pytest.mark.parametrize("k", [2, 3])
def test_the_best_nlhf_policy_and_its_proof(k, noisy):
    people = Population.from_rankings(["a > b > c", "a = b > c", "c > b > a"])
    wanted = best_over_face(people, k)
    for seed in range(4):
        noisy(seed)
        assert best_over_face(people, k) == wanted
