"""Linear programs solved exactly: proposed in floating point, repaired to rationals, verified."""

from __future__ import annotations

from typing import TYPE_CHECKING

from verifier.lp import highs
from verifier.lp.pivoting import pivoted_solution
from verifier.lp.repair import basis_solution, refined_solution, support_solution

if TYPE_CHECKING:
    from collections.abc import Callable

    from verifier.lp.highs import Proposal
    from verifier.lp.program import LinearProgram, Solution


def solve(
    program: LinearProgram, propose: Callable[[LinearProgram], Proposal | None] = highs.propose, *, refine: bool = True
) -> Solution:
    """An exact optimal solution of ``program``, with the dual solution that proves it.

    The routes, in order: the support of the float solution, its basis, iterative refinement, and exact pivoting from
    the proposed basis, which always ends. ``propose`` and ``refine`` are for tests: nothing they do can make the
    answer wrong.

    Raises:
        InfeasibleError: there is no feasible point (the error holds a Farkas proof).
        UnboundedError: there is no least cost (the error holds a point and a ray).

    Example:
        >>> from verifier.lp.program import LinearProgram
        >>> print(*solve(LinearProgram((1, 1), [[1, 2], [3, 1]], (3, 4))).primal)
        1 1
    """
    proposal = propose(program)
    if proposal is not None:
        found = support_solution(program, proposal)
        found = found or basis_solution(program, proposal.basic_columns, proposal.basic_rows)
        if found is not None:
            return found
        if refine and proposal.feasible:
            found = refined_solution(program)
            if found is not None:
                return found
    return pivoted_solution(program, proposal)
