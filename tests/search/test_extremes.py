"""Best sets of columns and the trees that prove them, against looking at every set."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from verifier.errors import InputError
from verifier.exact.tree import Leaf, Split, Tree, lower_bound, upper_bound, verify_tree
from verifier.search.extremes import largest, least
from verifier.search.multipliers import evaluated, first_alpha, improved

DETERMINISTIC = settings(derandomize=True, deadline=None, max_examples=80, database=None)


@st.composite
def matrices(draw):
    rows, columns = draw(st.integers(1, 7)), draw(st.integers(1, 7))
    entries = draw(
        st.sampled_from([st.integers(0, 1), st.integers(-9, 9), st.integers(0, 10**6), st.integers(0, 10**40)])
    )
    return [draw(st.lists(entries, min_size=columns, max_size=columns)) for _ in range(rows)]


def totals(matrix, size, best):
    width = len(matrix[0])
    return {
        chosen: sum(best(row[y] for y in chosen) for row in matrix)
        for chosen in combinations(range(width), min(size, width))
    }


def permuted(rows, columns, seed):
    generator = np.random.default_rng(seed)
    return np.array([generator.permutation(columns) for _ in range(rows)])


@given(matrices(), st.integers(1, 5), st.sampled_from([0, None]))
@DETERMINISTIC
def test_the_largest_set_is_the_one_that_enumeration_finds(matrix, size, enumerate_below):
    every = totals(matrix, size, max)
    found = largest(np.array(matrix, dtype=object), size, enumerate_below=enumerate_below)
    assert found.value == found.bound == every[found.chosen] == max(every.values())


@given(matrices(), st.integers(1, 5), st.sampled_from([0, None]))
@DETERMINISTIC
def test_the_least_set_is_the_one_that_enumeration_finds(matrix, size, enumerate_below):
    every = totals(matrix, size, min)
    found = least(np.array(matrix, dtype=object), size, enumerate_below=enumerate_below)
    assert found.value == found.bound == every[found.chosen] == min(every.values())


@given(matrices(), st.integers(1, 5), st.sampled_from([0, None]), st.integers(-1, 1))
@DETERMINISTIC
def test_a_threshold_is_passed_by_a_set_or_proved(matrix, size, enumerate_below, offset):
    every = totals(matrix, size, max)
    threshold = max(every.values()) + offset
    found = largest(np.array(matrix, dtype=object), size, threshold=threshold, enumerate_below=enumerate_below)
    assert found.value == every[found.chosen]
    assert found.value > threshold if offset < 0 else found.bound <= threshold


@given(matrices(), st.integers(1, 4), st.integers(0, 3))
@DETERMINISTIC
def test_a_search_that_ends_early_still_brackets_the_largest_set(matrix, size, kilos):
    every = totals(matrix, size, max)
    found = largest(np.array(matrix, dtype=object), size, budget=1000 * kilos, enumerate_below=0)
    assert found.value <= max(every.values()) <= found.bound


@given(matrices(), st.integers(1, 4))
@DETERMINISTIC
def test_the_tree_proves_its_bound_and_nothing_tighter_than_the_truth(matrix, size):
    exact = np.array(matrix, dtype=object)
    up, down = largest(exact, size, enumerate_below=0), least(exact, size, enumerate_below=0)
    assert verify_tree(exact, size, up.tree, up.bound)
    assert not verify_tree(exact, size, up.tree, up.value - 1)
    assert verify_tree(exact, size, down.tree, down.bound, least=True)
    assert not verify_tree(exact, size, down.tree, down.value + 1, least=True)


@given(matrices(), st.integers(1, 4), st.data())
@DETERMINISTIC
def test_any_multipliers_give_a_bound(matrix, size, data):
    vector = st.lists(st.integers(-20, 20), min_size=len(matrix), max_size=len(matrix)).map(tuple)
    tree = Tree(data.draw(st.integers(1, 5)), (data.draw(vector), data.draw(vector)), (Leaf(0),))
    if len(matrix[0]) > 1:
        tree = Tree(tree.denominator, tree.alphas, (Split(1), Leaf(None), Split(0), Leaf(0), Leaf(1)))
    exact = np.array(matrix, dtype=object)
    assert upper_bound(exact, size, tree) >= max(totals(matrix, size, max).values())
    assert lower_bound(exact, size, tree) <= min(totals(matrix, size, min).values())


@pytest.mark.parametrize(
    "nodes",
    [
        (),
        (Split(0), Leaf(0)),
        (Leaf(0), Leaf(0)),
        (Leaf(None),),
        (Leaf(1),),
        (Leaf(-1),),
        (Split(2), Leaf(0), Leaf(0)),
        (Split(-1), Leaf(0), Leaf(0)),
        (Split(0), Split(0), Leaf(0), Leaf(0), Leaf(0)),
        (Split(0), Split(1), Leaf(0), Leaf(0), Leaf(0)),
        (Split(0), Leaf(0), Split(0), Leaf(0), Leaf(0)),
    ],
)
def test_a_malformed_tree_proves_nothing(nodes):
    tree = Tree(1, ((5, 5),), nodes)
    assert not verify_tree(np.ones((2, 2), dtype=np.int64), 1, tree, 10**9)


@pytest.mark.parametrize(
    "tree", [Tree(0, ((5, 5),), (Leaf(0),)), Tree(1, ((5,),), (Leaf(0),)), Tree(-1, (), (Leaf(0),))]
)
def test_a_tree_with_wrong_vectors_proves_nothing(tree):
    assert not verify_tree(np.ones((2, 2), dtype=np.int64), 1, tree, 10**9)


def test_other_multipliers_do_not_prove_the_same_bound():
    matrix = permuted(20, 8, 1)
    found = largest(matrix, 3, enumerate_below=0)
    unbounded = Tree(found.tree.denominator, tuple((0,) * 20 for _ in found.tree.alphas), found.tree.nodes)
    assert found.tree.alphas
    assert not verify_tree(matrix, 3, unbounded, found.bound)


def test_the_root_bound_comes_close_to_the_linear_relaxation():
    # The relaxation of this instance has the optimum 0.601209 (HiGHS); its best set has 0.5450881.
    matrix = (59 - permuted(500, 60, 1)) ** 5
    columns = np.ascontiguousarray((matrix >> 2).T)
    start = first_alpha(columns, 5)
    zeros = np.zeros(500, dtype=np.int64)
    best = improved(columns, 5, start, zeros, 0, int(0.54 * 500 * 60**5 / 4), 300)
    assert best.bound < evaluated(columns, 5, start).bound
    assert 0.6 < 4 * best.bound / (500 * 60**5) < 0.605


def test_branching_and_enumeration_agree_where_sets_are_many():
    matrix = (29 - permuted(200, 30, 2)) ** 4
    by_tree, by_looking = largest(matrix, 4, enumerate_below=0), largest(matrix, 4)
    assert by_looking.tree is None
    assert by_tree.tree is not None
    assert by_tree.value == by_tree.bound == by_looking.value == by_looking.bound


def test_python_integers_beyond_64_bits_give_the_scaled_answer():
    matrix = (19 - permuted(30, 20, 3)).astype(object) ** 3
    small, huge = largest(matrix, 3, enumerate_below=0), largest(matrix * 10**50, 3, enumerate_below=0)
    assert huge.value == huge.bound == small.value * 10**50


def test_the_same_search_gives_the_same_tree():
    matrix = permuted(60, 20, 4)
    assert largest(matrix, 4, enumerate_below=0) == largest(matrix, 4, enumerate_below=0)


@pytest.mark.parametrize("matrix", [np.zeros((0, 3)), np.zeros((3, 0)), [1, 2], [[0.5]]])
def test_what_is_no_integer_matrix_is_refused(matrix):
    with pytest.raises(InputError):
        largest(matrix, 1)


def test_a_set_of_no_column_is_refused():
    with pytest.raises(InputError):
        least(np.ones((2, 2), dtype=np.int64), 0)
