"""The best product policy among the mixtures of given ones: a convex program in floats or balls; nothing is exact."""

from __future__ import annotations

from fractions import Fraction
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from verifier.game.tangent import below_sets
from verifier.preferences.policy import Policy
from verifier.rules.best_product.path import follow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from verifier.preferences.population import Population
    from verifier.rules.best_product.losses import LossFamily
    from verifier.rules.best_product.numbers import Arithmetic


class HullLosses:
    """L_k(Σ_i a_i p_i; y) for all responses y, as functions of the weights a: a `LossFamily` for the interior path.

    m opponents, n rankings, P policies; ``parts[i, v, y]`` is p_i(B_v(y)), so that masses are linear in a.
    """

    def __init__(self, population: Population, policies: Sequence[Policy], k: int, numbers: Arithmetic) -> None:
        nested, total = below_sets(population), population.total
        rows = [numbers.array(Fraction(w, p.denominator) for w in p.numerators) for p in policies]
        self.parts = np.array([nested.sums_below(row) for row in rows])
        self.shares = numbers.array(Fraction(weight, total) for weight in population.read[1])
        self.k = k
        self.sets = tuple((y,) for y in range(len(population.responses)))
        self.nested = SimpleNamespace(size=self.parts[:, :, 0].T)  # of which the path reads the number of variables

    def masses(self, weights: Any) -> Any:
        """An n × m array: the mass of the mixture in B_v(y)."""
        return np.tensordot(weights, self.parts, axes=1)

    def values(self, masses: Any) -> Any:
        """The m losses."""
        return self.shares @ masses**self.k

    def slopes(self, masses: Any) -> Any:
        """The m × P matrix of derivatives with respect to the weights."""
        weighted = self.k * self.shares[:, None] * masses ** (self.k - 1)
        return (self.parts * weighted).sum(axis=1).T

    def curvature(self, masses: Any, mixture: Any) -> Any:
        """The P × P second derivative of Σ_y τ_y L_k."""
        count = len(self.parts)
        if self.k == 1:
            return np.zeros((count, count), dtype=masses.dtype)
        weighted = self.k * (self.k - 1) * self.shares[:, None] * masses ** (self.k - 2) * mixture
        flat = self.parts.reshape(count, -1)
        return (flat * weighted.ravel()) @ flat.T


def best_mixture(
    population: Population, policies: Sequence[Policy], k: int, numbers: Arithmetic, accuracy: float
) -> tuple[list[Fraction], list[Fraction]]:
    """The weights a that make max_y L_k(Σ_i a_i p_i; y) least, and the opponents' mixture that shows it, nearly.

    Both are non-negative, with sums next to 1.
    """
    family = cast("LossFamily", HullLosses(population, policies, k, numbers))
    end = follow(family, numbers, accuracy)
    weights, opponent = numbers.exact(end.policy), numbers.exact(end.mixture)
    return [max(weight, Fraction(0)) for weight in weights], [max(share, Fraction(0)) for share in opponent]


def mixture(policies: Sequence[Policy], weights: Sequence[Fraction], bits: int) -> Policy:
    """Exactly a convex combination of ``policies``, with weights within about 2^-``bits`` of ``weights``.

    It is Σ_i b_i N_i / Σ_i b_i D_i with N_i / D_i the policies and b_i integers: no common denominator of all the
    policies arises.

    >>> mixture([Policy((1, 1, 0), 2), Policy((0, 0, 1), 1)], [Fraction(1, 2), Fraction(1, 2)], 4)
    Policy(numerators=(1, 1, 2), denominator=4)
    """
    unit = max(policy.denominator for policy in policies) << bits
    counts = [round(weight * unit / policy.denominator) for weight, policy in zip(weights, policies, strict=True)]
    columns = zip(*(policy.numerators for policy in policies), strict=True)
    mixed = [sum(count * entry for count, entry in zip(counts, column, strict=True)) for column in columns]
    return Policy.from_fractions([Fraction(entry, sum(mixed)) for entry in mixed])
