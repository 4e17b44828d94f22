"""The losses to a list of opponents as smooth convex functions of the policy, with two derivatives."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from verifier.game.tangent import below_sets

if TYPE_CHECKING:
    from collections.abc import Sequence

    from verifier.preferences.population import Population


class LossFamily:
    """L_k(·; T) for the sets T in ``sets``: Σ_v D(v) π(B_v(y*(v, T)))^k, in whatever arithmetic the arrays have.

    J sets, n rankings, m responses. Policies are arrays of m entries (floats or balls), mixtures have J entries.
    """

    def __init__(self, population: Population, sets: Sequence[tuple[int, ...]], k: int, shares: Any) -> None:
        self.sets = tuple(sets)
        self.k = k
        self.shares = shares
        self.nested = below_sets(population)
        self.tops = np.array([self.nested.tops(chosen) for chosen in self.sets])
        self.sizes = np.take_along_axis(self.nested.size, self.tops.T, axis=1)

    def masses(self, policy: Any) -> Any:
        """An n × J array: π(B_v(y*(v, T)))."""
        return np.take_along_axis(self.nested.sums_below(policy), self.tops.T, axis=1)

    def values(self, masses: Any) -> Any:
        """The J losses."""
        return self.shares @ masses**self.k

    def slopes(self, masses: Any) -> Any:
        """The J × m matrix of ∂_z L_k(π; T)."""
        weighted = self.k * self.shares[:, None] * masses ** (self.k - 1)
        place = self.nested.place
        rows = [weighted[:, j] @ (place < self.sizes[:, j, None]) for j in range(len(self.sets))]
        return np.array(rows)

    def mixed_slopes(self, masses: Any, mixture: Any) -> Any:
        """The m slopes ∂_z Σ_T τ_T L_k(π; T): what ``mixture @ slopes(masses)`` is, in far fewer operations."""
        weighted = self.k * self.shares[:, None] * masses ** (self.k - 1) * mixture
        return self.nested.sums_above(self._spread(weighted)).sum(axis=0)

    def curvature(self, masses: Any, mixture: Any) -> Any:
        """The m × m second derivative of Σ_T τ_T L_k(π; T).

        Below-sets are nested, so a user's contribution to the entry (z, z') is the smaller of those to (z, z) and
        (z', z'): only responses above both count.
        """
        m = self.nested.size.shape[1]
        if self.k == 1:
            return np.zeros((m, m), dtype=masses.dtype)
        weighted = self.k * (self.k - 1) * self.shares[:, None] * masses ** (self.k - 2) * mixture
        diagonal = self.nested.sums_above(self._spread(weighted))
        return np.array([np.minimum(diagonal[:, z, None], diagonal).sum(axis=0) for z in range(m)])

    def _spread(self, weighted: Any) -> Any:
        """An n × m array: the entries of ``weighted`` (n × J) at the responses that they belong to."""
        spread, users = np.zeros(self.nested.size.shape, dtype=weighted.dtype), np.arange(len(weighted))
        for j, top in enumerate(self.tops):
            spread[users, top] += weighted[:, j]
        return spread
