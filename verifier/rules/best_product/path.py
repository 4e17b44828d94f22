"""A primal-dual interior path to the best product policy, in floats or in balls of any precision.

    minimise t   subject to   L_k(π; T) + s_T = t,   Σ π = 1,   π ≥ 0,   s ≥ 0,

with multipliers τ of the losses and ν of π ≥ 0. On the path τ_T s_T = π_z ν_z = μ; as μ → 0 it runs to a point in the
relative interior of the optimal faces, which does not depend on how responses are numbered. Nothing here is exact.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from verifier.rules.best_product.losses import LossFamily
    from verifier.rules.best_product.numbers import Arithmetic

_TO_THE_BOUNDARY = 0.99
_BALANCE = 0.01
_STEPS = 1000
_STALLED = 12


@dataclass(frozen=True, eq=False)
class PathPoint:
    """A point near the path.

    Attributes:
        policy: π > 0, m entries.
        mixture: τ > 0, one entry for each opponent.
        slack: s > 0, one entry for each opponent.
        excess: ν > 0, m entries: how much steeper than least the mixed loss is in each response.
        level: t.
        least: λ, the least slope.
    """

    policy: Any
    mixture: Any
    slack: Any
    excess: Any
    level: Any
    least: Any

    @property
    def mu(self) -> Any:
        """The mean of the products that vanish at an optimum."""
        products = self.mixture @ self.slack + self.policy @ self.excess
        return products / (len(self.policy) + len(self.mixture))

    def moved(self, step: PathPoint, length: Any) -> PathPoint:
        """This point plus ``length`` · ``step``."""
        return PathPoint(*(getattr(self, name) + length * getattr(step, name) for name in _FIELDS))


_FIELDS = ("policy", "mixture", "slack", "excess", "level", "least")


def follow(family: LossFamily, numbers: Arithmetic, accuracy: float, patience: float = 0.0) -> PathPoint:
    """The point of the path where μ and the residuals are below ``accuracy``, or the best one reached.

    A step leaves at least the part ``patience`` of μ: slower, but steadier where the optimum is degenerate.
    """
    at = _start(family, numbers)
    best, error, best_step = at, float("inf"), 0
    with np.errstate(all="ignore"):  # what overflows is not finite, and ends the path
        for step in range(_STEPS):
            system = _System(family, numbers, at)
            worst = float(np.max([system.residual, float(at.mu)]))
            if worst < error:
                best, error, best_step = at, worst, step
            if error <= accuracy or step - best_step > _STALLED or not np.isfinite(worst):
                break
            at = _advanced(system, at, numbers, patience)
    return best


def _start(family: LossFamily, numbers: Arithmetic) -> PathPoint:
    m, count = family.nested.size.shape[1], len(family.sets)
    one = numbers.array([1])[0]
    policy = numbers.array([one / m] * m)
    mixture = numbers.array([one / count] * count)
    values = family.values(family.masses(policy))
    largest = max(values.tolist())
    level = largest + (largest + one / (family.k + 1)) / 2
    slack = numbers.array(level - values)
    mu = mixture @ slack / count
    return PathPoint(policy, mixture, slack, numbers.array(mu / policy), level, 0 * one)


class _System:
    """Newton's equations of the path at one point, reduced to (dπ, dt, dλ)."""

    def __init__(self, family: LossFamily, numbers: Arithmetic, at: PathPoint) -> None:
        masses = family.masses(at.policy)
        self.at, self.numbers = at, numbers
        self.slopes = family.slopes(masses)
        self.dual = at.mixture @ self.slopes - at.excess - at.least
        self.primal = at.slack - at.level + family.values(masses)
        self.whole, self.mixed = 1 - at.policy.sum(), 1 - at.mixture.sum()
        self.weight = at.mixture / at.slack
        m = len(at.policy)
        matrix = np.zeros((m + 2, m + 2), dtype=masses.dtype)
        curvature = family.curvature(masses, at.mixture)
        matrix[:m, :m] = curvature + self.slopes.T @ (self.weight[:, None] * self.slopes)
        matrix[range(m), range(m)] += at.excess / at.policy
        matrix[:m, m] = matrix[m, :m] = -(self.weight @ self.slopes)
        matrix[m, m] = self.weight.sum()
        matrix[:m, m + 1] = matrix[m + 1, :m] = -1
        self.matrix = matrix

    @property
    def residual(self) -> float:
        """The largest violation of an equation."""
        parts = [*self.dual.tolist(), *self.primal.tolist(), self.whole, self.mixed]
        return float(np.max([abs(float(part)) for part in parts]))

    def step(self, products: Any, reduced: Any) -> PathPoint:
        """The step after which τ s = ``products`` and π ν = ``reduced``, to first order."""
        at, m = self.at, len(self.at.policy)
        pull = products / at.slack - at.mixture + self.weight * self.primal
        right = np.zeros(m + 2, dtype=self.matrix.dtype)
        right[:m] = -self.dual - pull @ self.slopes + reduced / at.policy - at.excess
        right[m] = pull.sum() - self.mixed
        right[m + 1] = -self.whole
        solution = self.numbers.solve(self.matrix, right)
        policy, level, least = solution[:m], solution[m], solution[m + 1]
        mixture = pull - self.weight * (level - self.slopes @ policy)
        slack = level - self.slopes @ policy - self.primal
        excess = reduced / at.policy - at.excess - at.excess / at.policy * policy
        return PathPoint(policy, mixture, slack, excess, level, least)


def _advanced(system: _System, at: PathPoint, numbers: Arithmetic, patience: float) -> PathPoint:
    """Mehrotra's predictor and corrector."""
    mu = at.mu
    ahead = system.step(0 * at.slack, 0 * at.policy)
    reached = at.moved(ahead, _longest(at, ahead))
    ratio = float(reached.mu / mu)
    # Where losses are flat, residuals fall more slowly than μ would; ahead of them it meets a singular system.
    kept = max(patience, min(ratio, 1.0) ** 3, min(1.0, _BALANCE * system.residual / float(mu)))
    # The second-order term, for the part of the predicted way that is gone.
    gone = _longest(at, ahead) * (1 - kept) ** 2
    step = system.step(kept * mu - gone * ahead.mixture * ahead.slack, kept * mu - gone * ahead.policy * ahead.excess)
    moved = at.moved(step, min(1.0, _TO_THE_BOUNDARY * _longest(at, step)))
    return PathPoint(*(_settled(numbers, getattr(moved, name)) for name in _FIELDS))


def _settled(numbers: Arithmetic, value: Any) -> Any:
    return numbers.array(value) if isinstance(value, np.ndarray) else numbers.array([value])[0]


def _longest(at: PathPoint, step: PathPoint) -> float:
    """The largest length, at most 1.01, that keeps everything non-negative."""
    longest = 1 / _TO_THE_BOUNDARY
    for name in ("policy", "mixture", "slack", "excess"):
        for value, change in zip(getattr(at, name).tolist(), getattr(step, name).tolist(), strict=True):
            if change < 0:
                longest = min(longest, float(-value / change))
    return longest
