"""Opponents that show several responses: those to which a policy loses most, in floats."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from verifier.game.tangent import BelowSets

_DIGITS = 10
"""Losses that agree so far are read as equal: the first sets come first, whatever a float's last bits."""


def losing_sets(nested: BelowSets, policy: Any, shares: Any, k: int, size: int, above: float, most: int) -> list[Any]:
    """Up to ``most`` sets of ``size`` responses to which the float ``policy`` loses more than ``above``."""
    powers = nested.sums_below(policy) ** k
    m = powers.shape[1]
    found: list[tuple[float, tuple[int, ...]]] = []
    for first in combinations(range(m - 1), size - 1):
        last = np.arange(first[-1] + 1, m)
        best = powers[:, first].max(axis=1)
        values = shares @ np.maximum(best[:, None], powers[:, last])
        found += [(-round(float(values[i]), _DIGITS), (*first, int(last[i]))) for i in np.flatnonzero(values > above)]
        if len(found) > 100 * most:
            found = sorted(found)[:most]
    return [chosen for _, chosen in sorted(found)[:most]]
