"""Float64 arithmetic of self-play that gives the same bits on every CPU, and the dyadic grid the iterates lie on.

Only operations that IEEE 754 rounds correctly are used, in a fixed order: no BLAS, no library exponential, no power. A
policy on the grid has weights n/2^52 that sum to exactly 1, so float sums of its weights are exact.
"""

from __future__ import annotations

from fractions import Fraction
from math import ldexp
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from verifier.preferences.policy import Policy

Floats: TypeAlias = npt.NDArray[np.float64]
Ticks: TypeAlias = npt.NDArray[np.int64]

BITS = 52
ONE = 1 << BITS
"""Weights are multiples of 1/ONE: float64 adds them without error while the sum is at most 2."""

_LOG2E = 1.4426950408889634
_LN2 = 0.6931471805599453
_TERMS = tuple(map(float, range(14, 0, -1)))
_FEW = 30
_LEAST = -700.0


def ticks(weights: Floats) -> Ticks:
    """``weights`` · 2^52 as integers; exact for a policy on the grid."""
    return np.rint(weights * ONE).astype(np.int64)


def on_grid(weights: Floats) -> Floats:
    """The policy on the grid next to ``weights``: each is rounded, and the first largest takes what is over."""
    rounded = ticks(weights)
    rounded[int(np.argmax(rounded))] += ONE - int(rounded.sum())
    return np.asarray(rounded / ONE)


def policy_on_grid(policy: Policy) -> Floats:
    """``policy`` with every weight rounded down to the grid, and the first largest takes what is left."""
    rounded = [ONE * numerator // policy.denominator for numerator in policy.numerators]
    rounded[rounded.index(max(rounded))] += ONE - sum(rounded)
    return np.array(rounded, dtype=np.int64) / ONE


def projected(point: Floats) -> Floats:
    """The policy on the grid next to the Euclidean projection of ``point`` onto the simplex."""
    point = point - point.max()  # the projection does not change; large steps stay harmless
    descending = np.sort(point)[::-1]
    thresholds = (np.cumsum(descending) - 1) / np.arange(1, len(point) + 1)
    last = int(np.flatnonzero(descending > thresholds)[-1])
    return on_grid(np.maximum(point - thresholds[last], 0.0))


def reweighted(prior: Floats, exponents: Floats) -> Floats:
    """The policy on the grid next to the one proportional to ``prior`` · e^``exponents``."""
    highest = exponents[prior > 0].max()
    values = prior * exponential(np.minimum(exponents - highest, 0.0))
    return on_grid(values / float(np.cumsum(values)[-1]))


def exponential(exponents: Floats) -> Floats:
    """e^x for x ≤ 0, to about 2^-50: Taylor's polynomial after reduction by ln 2; below e^-700 it stays there.

    A few numbers take a tenth of the time one by one; the operations, and so the bits, are the same.
    """
    if exponents.size <= _FEW:
        return np.array([_exponential(x) for x in exponents.tolist()])
    x = np.maximum(exponents, _LEAST)
    halvings = np.rint(x * _LOG2E)
    rest = x - halvings * _LN2
    value = np.ones_like(rest)
    for term in _TERMS:
        value = value * rest / term + 1.0
    return np.asarray(np.ldexp(value, halvings.astype(np.int64)))


def _exponential(x: float) -> float:
    x = max(x, _LEAST)
    halvings = round(x * _LOG2E)
    rest = x - halvings * _LN2
    value = 1.0
    for term in _TERMS:
        value = value * rest / term + 1.0
    return ldexp(value, halvings)


def exact(values: Floats) -> tuple[Fraction, ...]:
    """The rational numbers that the floats are."""
    return tuple(map(Fraction, values.tolist()))
