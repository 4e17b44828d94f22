"""The four ways to play against oneself: what is played next, and what is remembered.

All players use one common iterate. With a monotone payoff map u (THEORY 2.6; Lipschitz constant L):

- extragradient [Korpelevich 1976], step < 1/L: π_t = P(z + s u(z)), z ← P(z + s u(π_t)). Regret is bounded by a
  constant, |z_1 − y|²/(2s), and the last iterate converges.
- optimistic gradient [Popov 1980], step < 1/(2L): π_t = P(z + s u(π_{t−1})), z ← P(z + s u(π_t)). As good, with
  one evaluation per step.
- projected gradient ascent [Zinkevich 2003], steps s/√t: regret O(√T) whatever the payoffs; fixed points are symmetric
  equilibria (Proposition 5).
- multiplicative weights [Freund, Schapire 1997], π_t ∝ π_1 exp(s/√t · Σ_{r<t} u(π_r)): regret at most
  √T (ln m / s + s/4), from the uniform start; s = 2 unless told.

P is the projection onto the simplex. Every iterate is rounded to the dyadic grid, so the bounds hold up to about 2^-49
per step; the exact regret of what was played is counted in `verifier.rules.self_play.ledger`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from math import sqrt

import numpy as np

from verifier.errors import InputError
from verifier.rules.self_play.game import Game, safe_step
from verifier.rules.self_play.grid import Floats, projected, reweighted

SAFE_PART = Fraction(49, 50)


@dataclass(frozen=True)
class Method:
    """One method of self-play; a state is one vector of floats, and decides everything that follows.

    Attributes:
        name: what users call it.
        remember: the state before the first step, from the first policy.
        advance: (game, state, t, step) → what is played at time t = 1, 2, ..., and the next state.
        step: the step where none is given, from L².
        width: how many vectors of m numbers a state has.
    """

    name: str
    remember: Callable[[Game, Floats], Floats]
    advance: Callable[[Game, Floats, int, float], tuple[Floats, Floats]]
    step: Callable[[Fraction], Fraction]
    width: int


def _itself(_: Game, first: Floats) -> Floats:
    return first


def _extragradient(game: Game, state: Floats, _: int, step: float) -> tuple[Floats, Floats]:
    played = projected(state + step * game.payoffs(state))
    return played, projected(state + step * game.payoffs(played))


def _with_payoffs(game: Game, first: Floats) -> Floats:
    return np.concatenate([first, game.payoffs(first)])


def _optimistic(game: Game, state: Floats, _: int, step: float) -> tuple[Floats, Floats]:
    centre, before = state[: game.m], state[game.m :]
    played = projected(centre + step * before)
    payoffs = game.payoffs(played)
    return played, np.concatenate([projected(centre + step * payoffs), payoffs])


def _gradient(game: Game, state: Floats, t: int, step: float) -> tuple[Floats, Floats]:
    return state, projected(state + step / sqrt(t) * game.payoffs(state))


def _with_zeros(game: Game, first: Floats) -> Floats:
    return np.concatenate([first, np.zeros(game.m)])


def _weights(game: Game, state: Floats, t: int, step: float) -> tuple[Floats, Floats]:
    prior, sums = state[: game.m], state[game.m :]
    played = reweighted(prior, step / sqrt(t) * sums)
    return played, np.concatenate([prior, sums + game.payoffs(played)])


METHODS = {
    method.name: method
    for method in (
        Method("extragradient", _itself, _extragradient, lambda square: safe_step(square, SAFE_PART), 1),
        Method("optimistic", _with_payoffs, _optimistic, lambda square: safe_step(square, SAFE_PART / 4), 2),
        Method("gradient", _itself, _gradient, lambda _: Fraction(1), 1),
        Method("weights", _with_zeros, _weights, lambda _: Fraction(2), 2),
    )
}


def method_of(name: str) -> Method:
    """The method called ``name``.

    Raises:
        InputError: there is none.
    """
    if name not in METHODS:
        raise InputError(f"{name!r} is no method of self-play; choose one of {', '.join(METHODS)}")
    return METHODS[name]
