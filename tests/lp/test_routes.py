"""Every route to an exact solution by itself, and floating point that lies."""

from __future__ import annotations

import numpy as np
import pytest

from verifier.lp import pivoting
from verifier.lp.highs import Proposal, propose, to_float
from verifier.lp.pivoting import pivoted_solution
from verifier.lp.program import LinearProgram, UnboundedError
from verifier.lp.repair import basis_solution, refined_solution, support_solution
from verifier.lp.solve import solve

COVER = LinearProgram((3, 4, 5), [[1, 2, 0], [0, 1, 3], [2, 0, 1]], (4, 5, 6))


def random_program(seed, rows, columns, size=100):
    generator = np.random.default_rng(seed)
    matrix = generator.integers(1, size, (rows, columns))
    bounds = tuple(generator.integers(1, size, rows).tolist())
    return LinearProgram(tuple(generator.integers(1, size, columns).tolist()), matrix, bounds)


def garbage(program, kind):
    """A proposal without truth in it."""
    rows, columns = program.matrix.shape
    nothing = {
        "nan": (np.full(columns, np.nan), np.full(rows, np.nan)),
        "zero": (np.zeros(columns), np.zeros(rows)),
        "large": (np.full(columns, 1e300), np.full(rows, -1e300)),
    }[kind]
    basic_columns = np.zeros(columns, dtype=bool)
    basic_columns[-1] = True
    basic_rows = np.ones(rows, dtype=bool)
    basic_rows[0] = False
    return Proposal(True, basic_columns, basic_rows, nothing[0], nothing[1], nothing[1])  # noqa: FBT003


def test_the_support_route_alone_solves():
    assert support_solution(COVER, propose(COVER)).route == "support"


def test_the_basis_route_alone_solves():
    proposal = propose(COVER)
    assert basis_solution(COVER, proposal.basic_columns, proposal.basic_rows).route == "basis"


def test_refinement_alone_solves():
    found = refined_solution(COVER)
    assert (found.route, found.value) == ("refinement", solve(COVER).value)


def test_refinement_decides_between_costs_that_floating_point_cannot_tell_apart():
    size = 10**18
    program = LinearProgram((size + 1, size), [[1, 1]], (1,))
    assert refined_solution(program).primal == (0, 1)


def test_no_proposal_at_all_leaves_it_to_pivoting():
    found = solve(COVER, lambda _: None)
    assert (found.route, found.value) == ("pivoting", solve(COVER).value)


@pytest.mark.parametrize("kind", ["nan", "zero", "large"])
@pytest.mark.parametrize("seed", range(4))
def test_garbage_from_floating_point_still_gives_the_exact_value_by_pivoting(kind, seed):
    program = random_program(seed, 8, 10)
    found = solve(program, lambda given: garbage(given, kind), refine=False)
    assert (found.route, found.value) == ("pivoting", solve(program).value)


def test_garbage_from_floating_point_is_refined_away():
    found = solve(COVER, lambda given: garbage(given, "nan"))
    assert (found.route, found.value) == ("refinement", solve(COVER).value)


def test_a_proposal_whose_counts_do_not_match_is_no_basis():
    everything = np.ones(3, dtype=bool)
    assert basis_solution(COVER, everything, everything) is None


@pytest.mark.parametrize("seed", range(6))
def test_all_routes_agree_on_magnitudes_from_1_to_10_to_the_30(seed):
    generator = np.random.default_rng(seed)

    def number():
        return int(generator.integers(1, 10)) * 10 ** int(generator.integers(0, 31))

    matrix = [[number() for _ in range(8)] for _ in range(6)]
    bounds, costs = tuple(number() for _ in range(6)), tuple(number() for _ in range(8))
    program = LinearProgram(costs, matrix, bounds)
    assert solve(program).value == pivoted_solution(program).value


def test_a_program_on_which_floating_point_cycles_ends():
    # HiGHS without an iteration limit does not return from the second round of refinement here.
    program = LinearProgram(
        (56075615125316318526, 45795349748367156656, -48051128724245707843, -36336195705311350575),
        [
            [-1, -95889942677909385606, 0, 67274454633041250650],
            [-41170768210030949549, 58787459440236619928, 77688379677138767008, -58467466180823351769],
            [-43680068253067040995, 0, 26633658699839222508, 73055887521764277022],
        ],
        (0, -8934809536210415799, 36342571505695470637),
        frozenset({0, 1}),
    )
    assert refined_solution(program) is None
    with pytest.raises(UnboundedError):
        solve(program)


@pytest.mark.parametrize("eager", [0, 4])
@pytest.mark.parametrize("seed", range(6))
def test_least_index_pivots_alone_reach_the_same_value(monkeypatch, seed, eager):
    monkeypatch.setattr(pivoting, "_EAGER", eager)
    program = random_program(seed, 9, 7, size=4)
    assert pivoted_solution(program).value == solve(program).value


def test_the_beale_and_klee_minty_programs_end():
    beale = LinearProgram(
        (-75, 15000, -2, 600), [[-25, 6000, 4, -900], [-50, 9000, 2, -300], [0, 0, -1, 0]], (0, 0, -1)
    )
    assert pivoted_solution(beale).value == solve(beale).value
    size = 6
    cube = LinearProgram(
        tuple(-(10 ** (size - 1 - j)) for j in range(size)),
        [[-2 * 10 ** (i - j) if j < i else -int(i == j) for j in range(size)] for i in range(size)],
        tuple(-(100**i) for i in range(size)),
    )
    assert pivoted_solution(cube).value == solve(cube).value == -(100 ** (size - 1))


def test_integers_of_any_size_become_floats_near_their_scale():
    assert to_float(10**400, (10**400).bit_length()) == pytest.approx(10**400 / 2 ** (10**400).bit_length())
    assert to_float(-3, 1) == -1.5
    assert to_float(1, 5000) == 0.0
    assert to_float(-(10**400), 0) == -np.inf
