"""A floating-point interior path for symmetric zero-sum games: it tends to a strictly complementary strategy.

For a skew K the conditions x >= 0, s = K x >= 0, x · s = 0 have the maximal self-dual embedding

    s = K x + θ r,   r · x = m,   r = 1 - K 1,   started at x = s = 1, θ = 1,

in which x · s = m θ throughout (Goldman, Tucker 1956; Ye, Todd, Mizuno 1994). As θ falls to 0 along the central path,
x and s tend to a pair with x + s > 0, whose x, normalised, is an optimal strategy of full support. A working set of
responses grows until no other one gains, since the games of voters have small supports.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import numpy as np

from verifier.lp.highs import logarithms, scaled

if TYPE_CHECKING:
    from verifier.lp.highs import Floats
    from verifier.lp.integers import IntegerArray

_FIRST = 24
"""The size of the first working set."""

_STEPS = 80
_CLOSED = 1e-8
_CLEAR = 1e-4
"""The path ends where x · s / m is below the first, and in every pair x_i, s_i the ratio is below the second."""
_STUCK = 1e-15

_TOLERANCE = 1e-7


def interior_strategy(margins: IntegerArray) -> Floats | None:
    """Approximately a strictly complementary optimal strategy of the skew ``margins``; exact zeros off its support.

    None where floating point gives up.
    """
    size = margins.shape[0]
    game, weights = _balanced(margins)
    # Responses with the best mean result first: a support is likely among them.
    working = np.sort(np.argsort(-game.sum(axis=1), kind="stable")[:_FIRST])
    while True:
        pair = _central_path(game[np.ix_(working, working)].T)
        if pair is None:
            return None
        x, s = pair
        x = np.where(x > s, x, 0.0)
        x /= x.sum()
        strategy = np.zeros(size)
        strategy[working] = x
        outside = np.setdiff1d(np.arange(size), working)
        gains = -(x @ game[np.ix_(working, outside)])
        beating = outside[np.argsort(-gains, kind="stable")][: np.count_nonzero(gains > -_TOLERANCE)]
        if not beating.size:
            break
        working = np.sort(np.concatenate((working, beating[: len(working)])))
        if 2 * len(working) > size:
            working = np.arange(size)
    strategy *= weights
    total = strategy.sum()
    return cast("Floats", strategy / total) if np.isfinite(total) and total > 0 else None


def _balanced(margins: IntegerArray) -> tuple[Floats, Floats]:
    """D M D in floating point with rows of largest entry near 1, and the diagonal of D (scaled to a maximum of 1)."""
    logs = logarithms(margins)
    high = np.where(np.isnan(logs), -np.inf, logs)
    shift = np.zeros(len(margins))
    for _ in range(12):
        top = (high + shift).max(axis=1) + shift
        top = np.where(np.isfinite(top), top, 0.0)
        if np.abs(top).max() < 1:
            break
        shift = shift - top / 2
    exponents = np.rint(shift).astype(np.int64)
    game = scaled(margins, -(exponents[:, None] + exponents[None, :]))
    return game, np.ldexp(1.0, (exponents - exponents.max()).astype(np.int32))


def _central_path(matrix: Floats) -> tuple[Floats, Floats] | None:
    """The end of the path for the skew ``matrix`` K: Mehrotra's predictor and corrector, one system each."""
    size = len(matrix)
    matrix = matrix / max(1.0, float(np.sqrt(size)))
    residual = 1.0 - matrix.sum(axis=1)
    x, s = np.ones(size), np.ones(size)

    def step(right: Floats) -> tuple[Floats, Floats, float]:
        """The Newton step to x s = x s + ``right``, and how far (at most 1) it may go."""
        both = np.linalg.solve(matrix + np.diag(s / x), np.column_stack((right / x, residual)))
        change = both[:, 0] - (residual @ both[:, 0]) / (residual @ both[:, 1]) * both[:, 1]
        slack = (right - s * change) / x
        return change, slack, 1.0 / max(1.0, float((-change / x).max()), float((-slack / s).max()))

    with np.errstate(all="ignore"):
        for _ in range(_STEPS):
            gap = float(x @ s) / size
            parted = float((np.minimum(x, s) / np.maximum(x, s)).max())
            if (gap < _CLOSED and parted < _CLEAR) or gap < _STUCK:
                break
            try:
                change, slack, length = step(-x * s)
                ahead = float((x + length * change) @ (s + length * slack)) / size
                change, slack, length = step((ahead / gap) ** 3 * gap - x * s - change * slack)
            except np.linalg.LinAlgError:
                return None
            length = 1.0 if length == 1.0 else 0.995 * length
            x, s = x + length * change, s + length * slack
            if not (np.isfinite(x).all() and np.isfinite(s).all()):
                return None
    return x, s
