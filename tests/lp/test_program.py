"""Linear programs: agreement with other solvers, and the proofs that come with every answer."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import Matrix, Rational

from verifier.errors import InputError
from verifier.lp.highs import propose
from verifier.lp.pivoting import pivoted_solution
from verifier.lp.program import (
    InfeasibleError,
    LinearProgram,
    UnboundedError,
    verify,
    verify_infeasible,
    verify_unbounded,
)
from verifier.lp.solve import solve

DETERMINISTIC = settings(derandomize=True, deadline=None, max_examples=100, database=None)


@st.composite
def programs(draw, most=3, sizes=(1, 3, 10**20)):
    rows, columns = draw(st.integers(1, most)), draw(st.integers(1, most))
    size = draw(st.sampled_from(sizes))
    entry = st.integers(-size, size)
    matrix = draw(st.lists(st.lists(entry, min_size=columns, max_size=columns), min_size=rows, max_size=rows))
    bounds = draw(st.lists(st.one_of(st.just(0), entry), min_size=rows, max_size=rows))
    costs = draw(st.lists(st.one_of(st.integers(0, size), entry), min_size=columns, max_size=columns))
    equations = frozenset(draw(st.sets(st.integers(0, rows - 1), max_size=1)))
    return LinearProgram(tuple(costs), matrix, tuple(bounds), equations)


def vertices(program):
    """Every vertex of the feasible region, by solving each square subsystem."""
    rows, columns = program.matrix.shape
    identity = np.eye(columns, dtype=object)
    planes = [(program.matrix[i].tolist(), program.bounds[i]) for i in range(rows)]
    planes += [([int(entry) for entry in identity[j]], 0) for j in range(columns)]
    found = []
    for chosen in combinations(planes, columns):
        system = Matrix([plane[0] for plane in chosen])
        if system.det() == 0:
            continue
        point = system.LUsolve(Matrix([plane[1] for plane in chosen]))
        x = [Fraction(int(value.p), int(value.q)) for value in map(Rational, point)]
        if feasible(program, x):
            found.append(x)
    return found


def feasible(program, x):
    excess = [
        sum(a * v for a, v in zip(row, x, strict=True)) - bound
        for row, bound in zip(program.matrix.tolist(), program.bounds, strict=True)
    ]
    return min(x) >= 0 and all(value >= 0 for value in excess) and all(excess[row] == 0 for row in program.equations)


def outcome(search, program):
    """The optimal value, or the name of the proof that there is none."""
    try:
        return search(program).value
    except InfeasibleError as error:
        return "infeasible" if verify_infeasible(program, error.multipliers) else "a wrong proof"
    except UnboundedError as error:
        return "unbounded" if verify_unbounded(program, error.point, error.ray) else "a wrong proof"


@given(programs())
@DETERMINISTIC
def test_the_value_is_the_least_over_all_vertices(program):
    corners = vertices(program)
    value = outcome(solve, program)
    if not corners:
        assert value == "infeasible"
    elif value != "unbounded":
        assert value == min(sum(c * v for c, v in zip(program.costs, x, strict=True)) for x in corners)


@given(programs(most=6, sizes=(1, 2, 10**9, 10**30)))
@DETERMINISTIC
def test_pivoting_from_the_slack_basis_agrees_with_every_other_route(program):
    value = outcome(solve, program)
    assert value == outcome(pivoted_solution, program) != "a wrong proof"


def test_values_agree_with_sympy_on_feasible_bounded_programs():
    # Strictly positive data: sympy's simplex loops or errs on some degenerate and infeasible programs.
    from sympy.solvers.simplex import linprog

    generator = np.random.default_rng(5)
    for _ in range(20):
        matrix = generator.integers(1, 50, (3, 4))
        bounds, costs = generator.integers(1, 50, 3).tolist(), generator.integers(1, 50, 4).tolist()
        value = linprog(costs, A=(-matrix).tolist(), b=[-b for b in bounds])[0]
        assert solve(LinearProgram(tuple(costs), matrix, tuple(bounds))).value == Fraction(int(value.p), int(value.q))


def test_contradicting_equations_are_infeasible():
    program = LinearProgram((1,), [[-2], [-2]], (0, -1), frozenset({0, 1}))
    assert outcome(solve, program) == "infeasible"


def test_an_infeasible_program_with_a_falling_cost_is_infeasible_not_unbounded():
    program = LinearProgram((-1, 0), [[0, -1]], (1,))
    assert outcome(solve, program) == "infeasible"


def test_a_cost_that_falls_forever_comes_with_its_ray():
    program = LinearProgram((1, -1), [[1, 0]], (3,))
    with pytest.raises(UnboundedError) as caught:
        solve(program)
    assert caught.value.ray[1] > 0


def test_a_program_without_rows_is_solved_by_zero_or_unbounded():
    assert solve(LinearProgram((1, 2), np.zeros((0, 2), dtype=np.int64), ())).primal == (0, 0)
    assert outcome(solve, LinearProgram((1, -2), np.zeros((0, 2), dtype=np.int64), ())) == "unbounded"


def test_redundant_equations_do_no_harm():
    program = LinearProgram((1, 2), [[1, 1], [2, 2], [0, 0]], (3, 6, 0), frozenset({0, 1, 2}))
    assert solve(program).value == 3
    assert pivoted_solution(program).value == 3


@pytest.mark.parametrize("dual", [(0, 0), (Fraction(1, 3), Fraction(1, 2)), (1, -1)])
def test_a_wrong_dual_point_proves_nothing(dual):
    program = LinearProgram((1, 1), [[1, 2], [2, 1]], (3, 3))
    assert verify(program, (1, 1), (Fraction(1, 3), Fraction(1, 3)))
    assert not verify(program, (1, 1), dual)


def test_equal_values_without_feasibility_prove_nothing():
    program = LinearProgram((1, 1), [[1, 2], [2, 1]], (3, 3))
    assert not verify(program, (0, 0), (0, 0))
    assert not verify(program, (3, -1), (Fraction(1, 3), Fraction(1, 3)))
    assert not verify(program, (1, 1, 0), (Fraction(1, 3), Fraction(1, 3)))
    assert not verify_infeasible(program, (0, 0))
    assert not verify_unbounded(program, (1, 1), (0, 0))


def test_a_negative_multiplier_is_allowed_on_equations_only():
    matrix, bounds = [[-1]], (-2,)
    assert verify(LinearProgram((1,), matrix, bounds, frozenset({0})), (2,), (-1,))
    assert not verify(LinearProgram((1,), matrix, bounds), (2,), (-1,))


@pytest.mark.parametrize("matrix", [[[1.0, 2.0]], [[Fraction(1, 2), 1]], np.array([[0.5, 1]]), [[1, 2, 3]], [[1], [2]]])
def test_a_matrix_of_other_entries_or_shape_is_refused(matrix):
    with pytest.raises(InputError):
        LinearProgram((1, 1), matrix, (1,))


def test_an_equation_outside_the_rows_is_refused():
    with pytest.raises(InputError, match=r"outside 0\.\.0"):
        LinearProgram((1,), [[1]], (1,), frozenset({1}))


def test_a_solver_that_is_made_and_run_prints_nothing(capfd):
    solution = propose(LinearProgram((1, 1), [[1, 2], [3, 1]], (3, 4)))
    assert solution is not None
    assert capfd.readouterr() == ("", "")
