"""Symmetric zero-sum games: exact optimal strategies where floating point is known to fail, and everywhere else."""

from __future__ import annotations

import json
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from verifier.errors import InputError
from verifier.lp import game
from verifier.lp.face import face_dimension, nullity_is_one_mod, strictly_complementary
from verifier.lp.game import optimal_strategy
from verifier.lp.pivoting import pivoted_solution

DETERMINISTIC = settings(derandomize=True, deadline=None, max_examples=60, database=None)
SMALL = st.integers(-1, 1)
LARGE = 10**15


def skew(upper, size):
    """The skew matrix with these entries above its diagonal, row by row."""
    matrix = [[0] * size for _ in range(size)]
    entries = iter(upper)
    for y in range(size):
        for z in range(y + 1, size):
            matrix[y][z] = next(entries)
            matrix[z][y] = -matrix[y][z]
    return matrix


@st.composite
def games(draw, most=7, entries=SMALL):
    size = draw(st.integers(1, most))
    count = size * (size - 1) // 2
    return skew(draw(st.lists(entries, min_size=count, max_size=count)), size)


def magnitudes():
    return st.builds(lambda digit, power: digit * 10**power, st.integers(-9, 9), st.integers(0, 30))


def is_optimal(matrix, strategy):
    weights = [Fraction(numerator, strategy.denominator) for numerator in strategy.numerators]
    gains = [sum(p * row[z] for p, row in zip(weights, matrix, strict=True)) for z in range(len(matrix))]
    return min(weights) >= 0 and sum(weights) == 1 and min(gains) >= 0


def voters(generator, size, count):
    """Margins of ``count`` random strict rankings."""
    margins = np.zeros((size, size), dtype=np.int64)
    for _ in range(count):
        places = generator.permutation(size)
        margins += np.sign(places[None, :] - places[:, None])
    return margins


def odd_margins(generator, size):
    upper = np.triu(generator.integers(0, 2, (size, size)) * 2 - 1, 1)
    return upper - upper.T


@given(games())
@DETERMINISTIC
def test_games_full_of_ties_are_solved_exactly(matrix):
    assert is_optimal(matrix, optimal_strategy(matrix))


@given(games(entries=magnitudes()))
@DETERMINISTIC
def test_games_with_magnitudes_from_1_to_10_to_the_30_are_solved_exactly(matrix):
    assert is_optimal(matrix, optimal_strategy(matrix))


@given(games(most=5, entries=magnitudes()))
@DETERMINISTIC
def test_the_linear_program_alone_solves_the_same_games(matrix):
    assert is_optimal(matrix, optimal_strategy(matrix, propose=lambda _: None))


@pytest.mark.parametrize("guess", [np.nan, 0.0, 1.0, -1.0, np.inf])
def test_garbage_from_the_interior_path_cannot_make_the_answer_wrong(guess):
    matrix = skew([3, -1, 2, 5, -7, 1], 4)
    strategy = optimal_strategy(matrix, propose=lambda given: np.full(len(given), guess))
    assert is_optimal(matrix, strategy)
    assert strategy.numerators == optimal_strategy(matrix).numerators


def test_without_any_floating_point_pivoting_solves_the_game(monkeypatch):
    monkeypatch.setattr(game, "solve", pivoted_solution)
    matrix = skew([3, -1, 2, 5, -7, 1], 4)
    strategy = optimal_strategy(matrix, propose=lambda _: None)
    assert strategy.route == "pivoting"
    assert strategy.numerators == optimal_strategy(matrix).numerators


def test_a_cycle_with_margins_of_very_different_size_keeps_its_exact_lottery():
    # a over b by 10^15, b over c by 10^15 - 1, c over a by 1: others answer with the uniform lottery.
    strategy = optimal_strategy(skew([LARGE, -1, LARGE - 1], 3))
    assert (strategy.numerators, strategy.denominator) == ((LARGE - 1, 1, LARGE), 2 * LARGE)


@pytest.mark.parametrize("power", [0, 9, 15, 40, 400])
def test_margins_e_2e_3e_give_the_same_lottery_for_every_e(power):
    scale = 10**power
    strategy = optimal_strategy(skew([scale, -3 * scale, 2 * scale], 3))
    assert (strategy.numerators, strategy.denominator) == ((2, 3, 1), 6)


def test_a_tiny_cycle_beside_huge_margins_is_kept():
    scale = 10**400
    strategy = optimal_strategy(skew([1, -1, scale, 1, scale, scale], 4))
    assert strategy.numerators == (1, 1, 1, 0)


def test_a_condorcet_winner_by_one_vote_beside_huge_margins_is_found():
    matrix = skew([1, 1, 1, LARGE, -LARGE, LARGE], 4)
    assert optimal_strategy(matrix).numerators == (1, 0, 0, 0)
    assert strictly_complementary(matrix).numerators == (1, 0, 0, 0)


@pytest.mark.parametrize("size", [1, 2, 5, 40])
def test_the_game_without_margins_is_played_uniformly(size):
    assert optimal_strategy(np.zeros((size, size), dtype=np.int64)).numerators == (1,) * size


def test_int64_object_and_nested_margins_are_the_same_game():
    nested = skew([3, -1, 2], 3)
    expected = optimal_strategy(nested)
    assert optimal_strategy(np.array(nested, dtype=np.int64)) == expected
    assert optimal_strategy(np.array(nested, dtype=object)) == expected
    assert optimal_strategy(np.array(nested, dtype=np.int8)) == expected
    assert expected.support == (0, 1, 2)


def test_entries_at_the_end_of_int64_do_not_wrap_around():
    least, most = np.iinfo(np.int64).min, np.iinfo(np.int64).max
    strategy = optimal_strategy(skew([int(most), -int(most), int(most)], 3))
    assert strategy.numerators == (1, 1, 1)
    with pytest.raises(InputError, match="not its opposite"):
        optimal_strategy(np.array([[0, least], [least, 0]]))


@pytest.mark.parametrize("matrix", [[[0, 1]], [[0, 1], [1, 0]], [[1]], [], [[0.0]], [[0, 0.5], [-0.5, 0]], [0]])
def test_what_is_no_game_is_refused(matrix):
    with pytest.raises(InputError):
        optimal_strategy(matrix)


@pytest.mark.parametrize(("size", "seed"), [(10, 0), (10, 1), (33, 2), (60, 3), (100, 4), (100, 5)])
def test_an_odd_number_of_strict_voters_gives_one_lottery_of_odd_support(size, seed):
    matrix = voters(np.random.default_rng(seed), size, 101)
    strategy = optimal_strategy(matrix)
    full = strictly_complementary(matrix)
    assert is_optimal(matrix.tolist(), strategy)
    assert strategy.numerators == full.numerators
    assert len(full.support) % 2 == 1
    assert face_dimension(matrix, full) == 0
    assert nullity_is_one_mod(matrix[np.ix_(full.support, full.support)]) is not None


@pytest.mark.parametrize("size", [30, 100, 250])
def test_large_games_of_odd_margins_need_no_pivoting(size):
    matrix = odd_margins(np.random.default_rng(size), size)
    strategy = optimal_strategy(matrix)
    assert strategy.route == "support"
    weights = np.array(strategy.numerators, dtype=object)
    assert (weights @ matrix.astype(object) >= 0).all()


@given(games(entries=st.integers(-3, 3)), st.randoms(use_true_random=False))
@DETERMINISTIC
def test_relabelling_responses_relabels_an_optimal_strategy_into_one(matrix, random):
    order = list(range(len(matrix)))
    random.shuffle(order)
    strategy = optimal_strategy([[matrix[y][z] for z in order] for y in order])
    back = [0] * len(order)
    for place, y in enumerate(order):
        back[y] = strategy.numerators[place]
    assert is_optimal(matrix, game.Strategy(tuple(back), strategy.denominator, strategy.route))


def test_the_answer_holds_python_integers_that_json_can_write():
    strategy = optimal_strategy(odd_margins(np.random.default_rng(1), 9))
    assert json.loads(json.dumps(strategy.numerators)) == list(strategy.numerators)
