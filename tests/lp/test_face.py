"""The set of optimal strategies and its point of least norm, against enumeration."""

from __future__ import annotations

from fractions import Fraction
from itertools import chain, combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import Matrix, Rational, eye

from verifier.errors import InputError, SolverError
from verifier.lp.complementarity import complementary_point
from verifier.lp.face import (
    affine_basis,
    face_dimension,
    is_strictly_complementary,
    nullity_is_one_mod,
    strictly_complementary,
)
from verifier.lp.game import Strategy, optimal_strategy
from verifier.lp.integers import integer_array
from verifier.lp.norm import least_norm

DETERMINISTIC = settings(derandomize=True, deadline=None, max_examples=60, database=None)
SMALL = st.integers(-2, 2)


@st.composite
def games(draw, least=1, most=4, entries=SMALL):
    size = draw(st.integers(least, most))
    matrix = [[0] * size for _ in range(size)]
    for y in range(size):
        for z in range(y + 1, size):
            matrix[y][z] = draw(entries)
            matrix[z][y] = -matrix[y][z]
    return matrix


def eliminate(rows):
    """The nonzero rows of the reduced echelon form."""
    rows, done = [list(map(Fraction, row)) for row in rows], []
    while rows:
        row = rows.pop()
        lead = next((j for j, entry in enumerate(row) if entry), None)
        if lead is None:
            continue
        row = [entry / row[lead] for entry in row]
        rows = [[a - other[lead] * b for a, b in zip(other, row, strict=True)] for other in rows]
        done = [[a - other[lead] * b for a, b in zip(other, row, strict=True)] for other in done]
        done.append(row)
    return done


def nearest(rows):
    """The point of least norm with A x = b for the rows (A, b); None where there is none."""
    kept = eliminate(rows)
    if any(not any(row[:-1]) for row in kept):
        return None
    gram = [[sum(a * b for a, b in zip(r[:-1], q[:-1], strict=True)) for q in kept] + [r[-1]] for r in kept]
    solved = sorted(eliminate(gram), reverse=True)
    return [sum(y[-1] * row[j] for y, row in zip(solved, kept, strict=True)) for j in range(len(rows[0]) - 1)]


def planes(matrix):
    """The rows (a, 0) of a · p >= 0 that cut the optimal strategies out, and the row of Σ p = 1."""
    size = len(matrix)
    signs = [[int(y == z) for y in range(size)] + [0] for z in range(size)]
    gains = [[matrix[y][z] for y in range(size)] + [0] for z in range(size)]
    return signs + gains, [1] * size + [1]


def fits(rows, point):
    return all(sum(a * p for a, p in zip(row[:-1], point, strict=True)) >= 0 for row in rows)


def vertices(matrix):
    rows, total = planes(matrix)
    found = set()
    for chosen in combinations(rows, len(matrix) - 1):
        system = eliminate([*chosen, total])
        if len(system) == len(matrix) and all(any(row[:-1]) for row in system):
            point = tuple(row[-1] for row in sorted(system, reverse=True))
            if fits(rows, point):
                found.add(point)
    return found


def shortest(matrix):
    """The optimal strategy of least norm: the best of the nearest points of all active sets."""
    rows, total = planes(matrix)
    subsets = chain.from_iterable(combinations(rows, count) for count in range(len(matrix)))
    points = (nearest([*chosen, total]) for chosen in subsets)
    return min((p for p in points if p is not None and fits(rows, p)), key=lambda p: sum(v * v for v in p))


def entries(strategy):
    return [Fraction(numerator, strategy.denominator) for numerator in strategy.numerators]


def affine_rank(points):
    first, *others = points
    return len(eliminate([[a - b for a, b in zip(point, first, strict=True)] for point in others]))


@given(games())
@DETERMINISTIC
def test_the_dimension_is_that_of_the_vertices(matrix):
    full = strictly_complementary(matrix)
    assert is_strictly_complementary(integer_array(matrix), full.numerators)
    assert face_dimension(matrix, full) == affine_rank(sorted(vertices(matrix)))


@given(games(most=6, entries=st.integers(-1, 1)))
@DETERMINISTIC
def test_the_affine_basis_consists_of_independent_optimal_strategies(matrix):
    full = strictly_complementary(matrix)
    basis = affine_basis(matrix, full)
    rows, _ = planes(matrix)
    assert basis[0] == full
    assert all(fits(rows, entries(strategy)) and sum(entries(strategy)) == 1 for strategy in basis)
    assert len(basis) - 1 == affine_rank([entries(strategy) for strategy in basis]) == face_dimension(matrix, full)


@given(games())
@DETERMINISTIC
def test_the_least_norm_is_the_least_over_all_active_sets(matrix):
    assert entries(least_norm(matrix, strictly_complementary(matrix))) == shortest(matrix)


@given(games(least=3, most=7, entries=st.integers(-1, 1)), st.randoms(use_true_random=False))
@DETERMINISTIC
def test_relabelling_responses_relabels_the_strategy_of_least_norm(matrix, random):
    order = list(range(len(matrix)))
    random.shuffle(order)
    relabelled = [[matrix[y][z] for z in order] for y in order]
    here = entries(least_norm(matrix, strictly_complementary(matrix)))
    assert entries(least_norm(relabelled, strictly_complementary(relabelled))) == [here[y] for y in order]


@given(games(least=3, most=7, entries=st.integers(-1, 1)), st.integers(0, 3))
@DETERMINISTIC
def test_the_least_norm_does_not_depend_on_what_floating_point_proposes(matrix, kind):
    full = strictly_complementary(matrix)

    def lie(_basis, cone):
        return [[], list(range(len(cone))), [0], [len(cone) - 1]][kind]

    assert least_norm(matrix, full, lie).numerators == least_norm(matrix, full).numerators


@given(games(most=6, entries=st.sampled_from([0, 0, 1, -1, 10**15, -(10**30)])))
@DETERMINISTIC
def test_the_linear_program_alone_gives_a_strictly_complementary_strategy(matrix):
    full = strictly_complementary(matrix, lambda _: None)
    assert is_strictly_complementary(integer_array(matrix), full.numerators)
    again = strictly_complementary(matrix)
    assert full.support == again.support
    assert least_norm(matrix, full).numerators == least_norm(matrix, again).numerators


def needing_an_active_set():
    """A game whose affine hull of optimal strategies has its point of least norm outside them."""
    generator = np.random.default_rng(0)
    while True:
        upper = np.triu(generator.integers(-1, 2, (7, 7)), 1)
        matrix = upper - upper.T
        full = strictly_complementary(matrix)
        found = least_norm(matrix, full)
        if found.route != "support":
            return matrix, full, found


def test_least_norm_by_active_set_and_by_pivoting_agree():
    matrix, full, found = needing_an_active_set()
    pivoted = least_norm(matrix, full, lambda _basis, cone: list(range(len(cone))))
    assert (found.route, pivoted.route) == ("basis", "pivoting")
    assert found.numerators == pivoted.numerators


def test_clones_share_evenly_in_the_strategy_of_least_norm():
    # Rock, paper, scissors with two rocks.
    matrix = [[0, 0, -1, 1], [0, 0, -1, 1], [1, 1, 0, -1], [-1, -1, 1, 0]]
    full = strictly_complementary(matrix)
    assert face_dimension(matrix, full) == 1
    assert least_norm(matrix, full).numerators == (1, 1, 2, 2)


def test_a_weak_winner_beside_a_strict_one_is_part_of_the_face():
    matrix = [[0, 0, 1], [0, 0, 2], [-1, -2, 0]]
    full = strictly_complementary(matrix)
    assert full.support == (0, 1)
    assert face_dimension(matrix, full) == 1
    assert len(affine_basis(matrix, full)) == 2


def test_one_response_is_a_face_of_dimension_zero():
    full = strictly_complementary([[0]])
    assert face_dimension([[0]], full) == 0
    assert affine_basis([[0]], full) == [full]
    assert least_norm([[0]], full).numerators == (1,)


def test_all_ties_give_the_uniform_strategy_and_the_whole_simplex():
    matrix = np.zeros((30, 30), dtype=np.int64)
    full = strictly_complementary(matrix)
    assert face_dimension(matrix, full) == 29
    assert least_norm(matrix, full).numerators == (1,) * 30


def test_a_strategy_that_is_not_strictly_complementary_is_refused():
    matrix = [[0, 0], [0, 0]]
    for question in (face_dimension, affine_basis, least_norm):
        with pytest.raises(InputError, match="not strictly complementary"):
            question(matrix, Strategy((1, 0), 1, "support"))
    with pytest.raises(InputError):
        face_dimension(matrix, Strategy((1,), 1, "support"))


def test_a_kernel_of_two_dimensions_has_no_prime():
    assert nullity_is_one_mod([[0, 0], [0, 0]]) is None
    assert nullity_is_one_mod([[0, 1, -1], [-1, 0, 1], [1, -1, 0]]) == 2**61 - 1


def test_a_multiple_of_the_first_prime_is_settled_by_another_one():
    prime = 2**61 - 1
    assert nullity_is_one_mod([[0, prime, -prime], [-prime, 0, prime], [prime, -prime, 0]]) not in {None, prime}


def test_an_optimal_strategy_that_is_unique_is_the_strictly_complementary_one():
    matrix = [[0, 3, -1], [-3, 0, 2], [1, -2, 0]]
    assert optimal_strategy(matrix).numerators == strictly_complementary(matrix).numerators


@given(st.lists(st.lists(st.integers(-3, 3), min_size=3, max_size=3), min_size=1, max_size=5), st.data())
@DETERMINISTIC
def test_complementarity_problems_of_feasible_positive_semidefinite_matrices_are_solved(factor, data):
    rows = np.array(factor, dtype=object)
    matrix = rows @ rows.T
    # q = w - M z for some w, z >= 0 makes the problem feasible, hence solvable.
    point = np.array(data.draw(st.lists(st.integers(0, 3), min_size=len(rows), max_size=len(rows))), dtype=object)
    room = np.array(data.draw(st.lists(st.integers(0, 3), min_size=len(rows), max_size=len(rows))), dtype=object)
    constants = room - matrix @ point
    found = complementary_point(matrix, constants)
    z = [Rational(entry, found.denominator) for entry in found.numerators]
    w = Matrix(matrix.tolist()) * Matrix(z) + eye(len(z)) * Matrix(constants.tolist())
    assert min(z) >= 0
    assert min(w) >= 0
    assert all(a * b == 0 for a, b in zip(z, w, strict=True))


def test_an_infeasible_complementarity_problem_is_an_error():
    with pytest.raises(SolverError):
        complementary_point(np.array([[0]], dtype=object), np.array([-1], dtype=object))
    with pytest.raises(SolverError):
        complementary_point(np.array([[0, 1], [0, 0]], dtype=object), np.array([-1, 0], dtype=object))
