"""A float proposal for a symmetric equilibrium: semismooth Newton on the complementarity form, from the uniform policy.

π ≥ 0, v − u(π) ≥ 0 and Σ_y π_y (v − u_y(π)) = 0 are the roots of the Fischer–Burmeister function [Fischer 1992;
De Luca, Facchinei, Kanzow 1996]. Where that stalls, the proximal point method [Rockafellar 1976] takes over: the
problem is monotone (THEORY 2.6), so every regularised problem has one solution and their centres converge.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import numpy.typing as npt

from verifier.game.payoffs import Payoff

if TYPE_CHECKING:
    from verifier.preferences.population import Population

Floats: TypeAlias = npt.NDArray[np.float64]

TARGET = 2e-15
ENOUGH = 1e-13
STEPS = 60
CENTRES = 60
HALVINGS = 30
SLOPE = 1e-4


class FloatGame:
    """Payoffs and their Jacobian in float64, vectorised over the users."""

    def __init__(self, population: Population, k: int, payoff: Payoff) -> None:
        levels = population.levels.astype(np.int16)
        self.k, self.payoff, self.m = k, payoff, levels.shape[1]
        self.levels = levels
        self.seen_from = np.where(levels < 0, np.int16(self.m), levels)
        self.order = population.worst_first
        # How many responses are strictly below, and how many are below or tied: places in the cumulated masses.
        self.strictly = np.zeros(levels.shape, dtype=np.intp)
        self.weakly = np.zeros(levels.shape, dtype=np.intp)
        for z in range(self.m):
            self.strictly += levels[:, z, np.newaxis] > self.seen_from
            self.weakly += levels[:, z, np.newaxis] >= self.seen_from
        total = population.total
        self.shares = np.array([weight / total for weight in population.read[1]])

    def _masses(self, policy: Floats) -> tuple[Floats, Floats]:
        cumulated = np.zeros((len(self.levels), self.m + 1))
        np.cumsum(policy[self.order], axis=1, out=cumulated[:, 1:])
        below = np.take_along_axis(cumulated, self.strictly, axis=1)
        return below, np.take_along_axis(cumulated, self.weakly, axis=1) if self.payoff == "shared" else below

    def payoffs(self, policy: Floats) -> Floats:
        """u_y(π) for every y."""
        below, upto = self._masses(policy)
        if self.payoff == "strict":
            return np.asarray(self.shares @ below**self.k)
        return np.asarray(self.shares @ _shared(below, upto, self.k)[0])

    def jacobian(self, policy: Floats) -> Floats:
        """∂u_y/∂π_z, an m × m array."""
        below, upto = self._masses(policy)
        if self.payoff == "strict":
            by_below, by_upto = self.k * below ** (self.k - 1), None
        else:
            _, by_below, by_upto = _shared(below, upto, self.k)
        slopes = np.empty((self.m, self.m))
        for y in range(self.m):
            own = self.seen_from[:, y, np.newaxis]
            slopes[y] = (self.shares * by_below[:, y]) @ (self.levels > own)
            if by_upto is not None:
                slopes[y] += (self.shares * by_upto[:, y]) @ (self.levels >= own)
        return slopes


def _shared(below: Floats, upto: Floats, k: int) -> tuple[Floats, Floats, Floats]:
    """Σ_i b^i a^(k−i)/(k+1) and its derivatives by a and b: sums of terms of one sign, so nothing cancels at b = a."""
    value, by_a, by_b, power = np.ones_like(below), np.zeros_like(below), np.zeros_like(below), np.ones_like(below)
    for j in range(1, k + 1):
        by_a, by_b = upto * by_a + j * power, upto * by_b + value
        power = power * below
        value = value * upto + power
    return value / (k + 1), by_a / (k + 1), by_b / (k + 1)


def float_gap(game: FloatGame, policy: Floats) -> float:
    """max_y u_y − ⟨π, u⟩ in floats."""
    values = game.payoffs(policy)
    return float(values.max() - policy @ values)


def propose(game: FloatGame) -> Floats:
    """A policy with float weights ≥ 0 that sum to about 1, close to a symmetric equilibrium; a guess, never a proof."""
    uniform = np.full(game.m, 1 / game.m)
    best = _projected(_newton(game, uniform, uniform, 0.0))
    if float_gap(game, best) <= ENOUGH:
        return best
    centre, mu = uniform, 0.1
    for _ in range(CENTRES):
        centre = _projected(_newton(game, centre, centre, mu))
        if float_gap(game, centre) < float_gap(game, best):
            best = centre
        if float_gap(game, best) <= ENOUGH:
            break
        mu = max(0.3 * mu, 1e-12)
    return best


def _projected(policy: Floats) -> Floats:
    positive = np.maximum(policy, 0.0)
    return np.asarray(positive / positive.sum())


def _newton(game: FloatGame, start: Floats, centre: Floats, mu: float) -> Floats:
    """Damped semismooth Newton on φ(π_y, v − u_y + μ(π_y − c_y)) = 0 for all y, Σπ = 1."""
    m = game.m
    values = game.payoffs(start)
    point = np.append(start, values.max())
    residual = _residual(point, values, centre, mu)
    for _ in range(STEPS):
        if np.abs(residual).max() <= TARGET:
            break
        direction, slope = _direction(game, point, residual, centre, mu)
        merit, step = float(residual @ residual), 1.0
        for _ in range(HALVINGS):
            trial = point + step * direction
            values = game.payoffs(trial[:m])
            then = _residual(trial, values, centre, mu)
            if float(then @ then) <= merit + 2 * SLOPE * step * slope:
                break
            step /= 2
        else:
            break
        point, residual = trial, then
    return point[:m]


def _residual(point: Floats, values: Floats, centre: Floats, mu: float) -> Floats:
    weights, slack = point[:-1], point[-1] - values + mu * (point[:-1] - centre)
    return np.append(weights + slack - np.hypot(weights, slack), weights.sum() - 1)


def _direction(game: FloatGame, point: Floats, residual: Floats, centre: Floats, mu: float) -> tuple[Floats, float]:
    """A descent direction of ½|F|² and its slope: Newton's, else Levenberg–Marquardt's."""
    m, weights = game.m, point[:-1]
    slack = point[-1] - game.payoffs(weights) + mu * (weights - centre)
    length = np.hypot(weights, slack)
    safe = np.where(length > 0, length, 1.0)
    by_weight = np.where(length > 0, 1 - weights / safe, 1 - np.sqrt(0.5))
    by_slack = np.where(length > 0, 1 - slack / safe, 1 - np.sqrt(0.5))
    matrix = np.zeros((m + 1, m + 1))
    matrix[:m, :m] = by_slack[:, np.newaxis] * (mu * np.eye(m) - game.jacobian(weights))
    matrix[np.arange(m), np.arange(m)] += by_weight
    matrix[:m, m] = by_slack
    matrix[m, :m] = 1.0
    gradient = matrix.T @ residual
    direction: Floats
    try:
        direction = np.asarray(np.linalg.solve(matrix, -residual), dtype=np.float64)
    except np.linalg.LinAlgError:
        direction = np.full(m + 1, np.inf)
    size = float(np.linalg.norm(direction))
    if np.isfinite(size) and gradient @ direction <= -1e-8 * size**2.1:
        return direction, float(gradient @ direction)
    # Levenberg and Marquardt's direction, as a least-squares problem.
    shift = float(np.sqrt(min(1e-2, float(np.linalg.norm(residual))) * 1e-2 + 1e-20))
    stacked = np.vstack([matrix, shift * np.eye(m + 1)])
    direction = np.linalg.lstsq(stacked, np.append(-residual, np.zeros(m + 1)))[0]
    return direction, float(gradient @ direction)
