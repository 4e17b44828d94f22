"""Fixed sets, the Condorcet dimension, and verdicts about opponents that show many responses."""

from fractions import Fraction
from itertools import combinations

import numpy as np
import pytest

from verifier.errors import BudgetError
from verifier.exact.tree import Leaf, upper_bound
from verifier.game.loss import set_loss
from verifier.game.masses import masses
from verifier.game.rate import best_guaranteed_product
from verifier.game.worst_case import worst_case
from verifier.preferences.policy import Lottery, Policy
from verifier.preferences.population import Population
from verifier.rules.best_lottery import verdict as multi_output_verdict
from verifier.rules.best_lottery.verdict import loss_matrix, verdict_for_sets
from verifier.rules.best_lottery.winning import best_fixed_set, condorcet_dimension

ORDERS = ["abcdef", "cfedab", "dafbec", "bcdfea", "edacfb", "febdac"]
SIX = Population.from_rankings([" > ".join(order) for order in ORDERS])
CYCLE = Population.from_rankings(["a > b > c", "b > c > a", "c > a > b"])
SEVEN = Population.from_counts(
    [str(y) for y in range(7)],
    [(tuple(((b + i * a) % 7,) for i in range(7)), 1) for a in (1, 2, 4) for b in range(7)],
)


def impartial(seed, voters, m):
    generator = np.random.default_rng(seed)
    rows = [(tuple((int(y),) for y in generator.permutation(m)), 1) for _ in range(voters)]
    return Population.from_counts([f"r{y}" for y in range(m)], rows)


def above(population, y, chosen):
    """P[y > S], from the rankings themselves."""
    won = 0
    for ranking, weight in zip(*population.read, strict=True):
        place = {z: level for level, group in enumerate(ranking) for z in group}
        won += weight * all(place[y] < place[z] for z in chosen)
    return Fraction(won, population.total)


def worst_loss(population, chosen):
    return max(above(population, y, chosen) for y in range(len(population.responses)))


@pytest.mark.parametrize(("k", "loss"), [(1, "14/21"), (2, "11/21"), (3, "6/21")])
def test_seven_candidates_have_the_published_best_sets(k, loss):
    found = best_fixed_set(SEVEN, k)
    assert found.loss == found.lower == Fraction(loss)
    assert above(SEVEN, found.opponent, found.responses) == found.loss


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("k", [1, 2, 3])
def test_no_set_loses_less_than_the_best_one(seed, k):
    people = impartial(seed, 7, 6)
    found = best_fixed_set(people, k)
    assert found.loss == min(worst_loss(people, chosen) for chosen in combinations(range(6), k))
    assert found.responses == min(c for c in combinations(range(6), k) if worst_loss(people, c) == found.loss)


@pytest.mark.parametrize("k", [1, 2, 3])
def test_beyond_the_budget_a_fixed_set_is_bracketed_by_the_game(k):
    found, best = best_fixed_set(SEVEN, k, budget=0), best_fixed_set(SEVEN, k)
    assert found.lower <= best.loss <= found.loss == worst_loss(SEVEN, found.responses)
    assert found.mixture.upper == 1 - found.lower


def test_everything_shown_loses_nothing():
    assert best_fixed_set(CYCLE, 5).loss == 0


@pytest.mark.parametrize(("population", "dimension"), [(CYCLE, 2), (SIX, 3), (SEVEN, 3)])
def test_condorcet_dimensions_are_the_published_ones(population, dimension):
    assert condorcet_dimension(population).dimension == dimension


@pytest.mark.parametrize("population", [CYCLE, SIX, SEVEN, *(impartial(seed, 6, 5) for seed in range(4))])
def test_the_condorcet_dimension_comes_with_its_proof(population):
    found = condorcet_dimension(population)
    m, half = len(population.responses), Fraction(1, 2)
    assert worst_loss(population, found.winning) == found.loss < half
    smaller = list(combinations(range(m), found.dimension - 1)) if found.dimension > 1 else []
    assert len(smaller) == len(found.opponents)
    assert all(above(population, y, chosen) >= half for chosen, y in zip(smaller, found.opponents, strict=True))


def test_exactly_half_is_not_a_win():
    assert condorcet_dimension(Population.from_rankings(["a > b", "b > a"])).dimension == 2


def test_a_condorcet_winner_is_a_set_of_one():
    found = condorcet_dimension(Population.from_rankings(["a > b > c", "a > c > b", "c > b > a"]))
    assert (found.dimension, found.winning, found.opponents) == (1, (0,), ())


def test_a_dimension_beyond_the_budget_says_what_to_raise():
    with pytest.raises(BudgetError, match="raise --budget"):
        condorcet_dimension(SIX, budget=100)


def random_policy(seed, m):
    generator = np.random.default_rng(seed)
    counts = generator.integers(0, 5, m)
    counts[0] += 1
    return Policy.from_fractions([Fraction(int(count), int(counts.sum())) for count in counts])


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize(("k", "l"), [(1, 1), (2, 2), (3, 2), (9, 3), (40, 4)])
@pytest.mark.parametrize("looks", [0, 10**6])
def test_verdicts_agree_with_looking_at_every_opponent(seed, k, l, looks, monkeypatch):
    monkeypatch.setattr(multi_output_verdict, "_LOOKS", looks)
    people, policy = impartial(seed, 9, 7), random_policy(seed, 7)
    value = worst_case(masses(people, policy), k, l).value
    tiny = Fraction(1, 10**30)
    assert verdict_for_sets(people, policy, k, l).lower == value == verdict_for_sets(people, policy, k, l).upper
    holds, fails = (verdict_for_sets(people, policy, k, l, rate) for rate in (value, value + tiny))
    assert holds.certifies(value)
    assert not holds.refutes(value)
    assert fails.refutes(value + tiny)
    assert 1 - set_loss(masses(people, policy), k, fails.opponent) == fails.upper


@pytest.mark.parametrize("seed", range(3))
def test_the_tree_of_a_verdict_proves_its_lower_end(seed, monkeypatch):
    monkeypatch.setattr(multi_output_verdict, "_LOOKS", 0)
    people, policy = impartial(seed, 30, 12), random_policy(seed, 12)
    rate = worst_case(masses(people, policy), 3, 3).value
    found = verdict_for_sets(people, policy, 3, 3, rate - Fraction(1, 100), budget=1000)
    matrix = loss_matrix(masses(people, policy), 3)
    bound = upper_bound(matrix, 3, found.tree)
    assert found.lower == 1 - Fraction(bound, people.total * policy.denominator**3)


def test_a_lottery_is_judged_as_it_is_drawn():
    lottery = Lottery.from_fractions([((0, 1), Fraction(1, 2)), ((2, 3), Fraction(1, 2))])
    value = worst_case(masses(SIX, lottery), 2, 2).value
    assert verdict_for_sets(SIX, lottery, 2, 2).lower == value


def test_five_outputs_against_five_are_certified_at_the_root():
    people = impartial(1, 500, 60)
    rate = best_guaranteed_product(5, 5)
    found = verdict_for_sets(people, Policy.uniform(range(60), 60), 5, 5, rate)
    assert found.certifies(rate)
    assert found.tree.nodes == (Leaf(0),)


def test_the_uniform_policy_loses_51_of_100_on_ten_cyclic_users():
    rows = []
    for first, rest in ((0, tuple(range(5, 10))), (5, tuple(range(5)))):
        rows += [((*((first + (shift + i) % 5,) for i in range(5)), rest), 1) for shift in range(5)]
    people = Population.from_counts([f"r{y}" for y in range(10)], rows)
    found = verdict_for_sets(people, Policy.uniform(range(10), 10), 2, 2, Fraction(1, 2))
    assert found.refutes(Fraction(1, 2))
    assert found.upper == Fraction(49, 100)
