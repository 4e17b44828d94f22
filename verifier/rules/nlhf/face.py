"""The polytope F = {p ≥ 0, Σ p = 1, p^T M ≥ 0} of all NLHF policies: exact linear programs over it, its vertices."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, lru_cache
from itertools import combinations
from math import comb
from typing import TYPE_CHECKING

import numpy as np

from verifier.exact.rational import clear_denominators
from verifier.game.margins import margins
from verifier.game.masses import Integers
from verifier.preferences.policy import Policy
from verifier.rules.nlhf.policy import nlhf

if TYPE_CHECKING:
    from collections.abc import Sequence

    from verifier.preferences.population import Population

_MOST_BASES = 20_000
"""Vertices are enumerated where at most so many sets of constraints can meet in one."""


@dataclass(frozen=True)
class Least:
    """Where a linear function is least over F, and why.

    Attributes:
        policy: a policy in F where it is least; the linear program gives a vertex.
        multipliers: μ ≥ 0, one for each response, with costs_z ≥ λ + Σ_x M(z, x) μ_x for every z and λ the minimum;
            M(y, z) = P[y > z] − P[z > y].
    """

    policy: Policy
    multipliers: tuple[Fraction, ...]


@dataclass(frozen=True, eq=False)
class Face:
    """All NLHF policies of a population.

    Attributes:
        margin: m × m integers; ``margin / total`` is M.
        total: the sum of the users' weights.
        dimension: of F; 0 means that ``policy`` is the only one.
        policy: the NLHF policy of least norm.
        interior: a policy in the relative interior of F, with p_z + (p^T M)_z > 0 for every z.
    """

    margin: Integers
    total: int
    dimension: int
    policy: Policy
    interior: Policy

    def least(self, costs: Sequence[Fraction], bits: int | None = None) -> Least:
        """The least Σ_z costs_z p_z over F, by an exact linear program.

        With ``bits`` the costs are rounded to multiples of 2^-``bits`` and the multipliers to those of 2^-``bits`` / m,
        which keeps numbers short: the policy is then the best one up to 2^-``bits``, and so is λ.
        """
        from verifier.lp.program import LinearProgram
        from verifier.lp.solve import solve

        m = len(self.margin)
        rows = np.vstack([self.margin.T, np.ones((1, m), dtype=self.margin.dtype)])
        listed, scale = clear_denominators(costs)
        if bits is not None:
            listed, scale = tuple(int(cost * 2**bits // 1) for cost in costs), 2**bits
        solution = solve(LinearProgram(listed, rows, (0,) * m + (1,), frozenset({m})))
        prices = [price * self.total / scale for price in solution.dual[:m]]
        if bits is not None:
            fine = 2**bits * m
            prices = [Fraction(round(price * fine), fine) for price in prices]
        return Least(Policy.from_fractions(solution.primal), tuple(prices))

    @cached_property
    def vertices(self) -> tuple[Policy, ...] | None:
        """All vertices of F, sorted; None where more than 20 000 sets of constraints might each give one.

        With S the support of the interior and V a basis of the kernel of M_SS, F is the set of all p_S = V t with
        Σ p = 1 and G t ≥ 0, G = (V; (M_SN)^T V). At a vertex G has ``dimension`` independent rows that vanish.
        """
        from verifier.lp.integers import integers, kernel

        if self.dimension == 0:
            return (self.policy,)
        support = list(self.interior.support)
        others = [z for z in range(len(self.margin)) if z not in support]
        basis = kernel(self.margin[np.ix_(support, support)])
        cone = np.vstack([basis, self.margin[np.ix_(support, others)].T.astype(object) @ basis])
        primitive = {tuple(row // divisor) for row in cone if (divisor := int(np.gcd.reduce(row)))}
        rows = np.array(sorted(primitive), dtype=object)
        if comb(len(rows), self.dimension) > _MOST_BASES:
            return None
        found = set()
        for chosen in combinations(range(len(rows)), self.dimension):
            line = kernel(rows[list(chosen)])
            if line.shape[1] != 1:
                continue
            ray = line[:, 0]
            ray = ray if basis.sum(axis=0) @ ray > 0 else -ray
            if min(rows @ ray) < 0:
                continue
            whole = np.zeros(len(self.margin), dtype=object)
            whole[support] = basis @ ray
            weights = integers(whole)
            found.add(Policy.from_fractions([Fraction(weight, sum(weights)) for weight in weights]))
        return tuple(sorted(found, key=lambda policy: [Fraction(w, policy.denominator) for w in policy.numerators]))


@lru_cache(maxsize=2)
def nlhf_face(population: Population) -> Face:
    """All NLHF policies of ``population``; remembered.

    >>> from verifier.preferences.population import Population
    >>> nlhf_face(Population.from_rankings(["a > b", "b > a"])).vertices
    (Policy(numerators=(0, 1), denominator=1), Policy(numerators=(1, 0), denominator=1))
    """
    solution = nlhf(population)
    return Face(margins(population), population.total, solution.dimension, solution.policy, solution.interior)
