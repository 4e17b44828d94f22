"""NLHF: the optimal strategies of the symmetric zero-sum game of margins (maximal lotteries)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from verifier.game.margins import condorcet_winner, margins
from verifier.preferences.policy import Policy

if TYPE_CHECKING:
    from verifier.preferences.population import Population

DEFAULT_PRIME = 2**61 - 1


@dataclass(frozen=True)
class NLHFSolution:
    """NLHF's policy, and the evidence for how many there are.

    Attributes:
        responses: the names of the responses that the policies are about.
        policy: the only NLHF policy; where there are several, the one of least Euclidean norm.
        dimension: the dimension of the polytope of all NLHF policies; 0 means exactly one.
        interior: a strictly complementary NLHF policy (weight or gain on every response).
        optima: ``dimension + 1`` affinely independent NLHF policies.
        prime: a prime modulo which the ranks that prove the dimension are full.
        condorcet_winner: the index of the Condorcet winner, to which NLHF then collapses; else None.
        route: how the exact solution was reached: ``condorcet`` or one of `verifier.lp`.
    """

    responses: tuple[str, ...]
    policy: Policy
    dimension: int
    interior: Policy
    optima: tuple[Policy, ...]
    prime: int
    condorcet_winner: int | None
    route: str

    @property
    def unique(self) -> bool:
        """True if there is exactly one NLHF policy."""
        return self.dimension == 0

    def _repr_html_(self) -> str:
        """How a notebook shows it."""
        from verifier.preferences.notebook import policy_html

        if self.unique:
            told = "NLHF's policy: there is no other"
        else:
            told = f"NLHF's policy of least norm: all of them form a face of dimension {self.dimension}"
        return policy_html(self.policy, self.responses, told)


def nlhf(population: Population) -> NLHFSolution:
    """NLHF's policy for ``population``, exactly: p ≥ 0, Σ p = 1, Σ_y p(y) M(y, z) ≥ 0 for every z.

    A Condorcet winner is the only one [Fishburn 1984]. Otherwise a float solver proposes and rational arithmetic
    decides (`verifier.lp`); where the optimum is not unique, the policy of least norm is returned: it is rational,
    unique, and does not depend on how responses are numbered.

    Raises:
        SolverError: no exact solution was found (never answered with an approximate one).

    >>> from verifier.preferences.population import Population
    >>> nlhf(Population.from_rankings({"a > b > c": 2, "b > c > a": 2, "c > a > b": 1})).policy
    Policy(numerators=(3, 1, 1), denominator=5)
    """
    margin, names = margins(population), population.responses
    winner = condorcet_winner(margin)
    if winner is not None:
        point = Policy.point(winner, len(margin))
        return NLHFSolution(names, point, 0, point, (point,), DEFAULT_PRIME, winner, "condorcet")
    from verifier.lp import face, game, norm

    first = game.optimal_strategy(margin)
    complementary = face.is_strictly_complementary(margin, first.numerators)
    interior = first if complementary else face.strictly_complementary(margin)
    dimension = face.face_dimension(margin, interior)
    if dimension == 0:
        policy = _policy(interior)
        prime = face.nullity_is_one_mod(face.support_margins(margin, interior)) or DEFAULT_PRIME
        return NLHFSolution(names, policy, 0, policy, (policy,), prime, None, first.route)
    least = norm.least_norm(margin, interior)
    optima = tuple(_policy(strategy) for strategy in face.affine_basis(margin, interior))
    every = (_policy(least), dimension, _policy(interior), optima)
    return NLHFSolution(names, *every, DEFAULT_PRIME, None, first.route)


def nlhf_model(population: Population) -> Any:
    """The linear program of NLHF as a cvxpy problem, to be read and changed; its float solution decides nothing.

    maximise v subject to Σ_y p(y) M(y, z) ≥ v for every z, p ≥ 0, Σ p = 1. The optimum is 0; the problem's variables
    are named ``p`` and ``v``.
    """
    import cvxpy as cp

    margin = np.asarray(margins(population), dtype=float) / population.total
    p, v = cp.Variable(len(margin), nonneg=True, name="p"), cp.Variable(name="v")
    gains, whole = margin.T @ p >= v, cp.sum(p) == 1  # type: ignore[attr-defined]  # cvxpy overloads comparison
    return cp.Problem(cp.Maximize(v), [gains, whole])  # type: ignore[list-item]  # the same


def _policy(strategy: Any) -> Policy:
    return Policy(strategy.numerators, strategy.denominator)
