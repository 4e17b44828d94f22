"""Symmetric equilibria of the alignment game of k+1 players: the policies of Theorem 2 (THEORY 2.3)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import isqrt
from typing import TYPE_CHECKING

import numpy as np

from verifier.errors import BudgetError
from verifier.game.enclosure import Krawczyk
from verifier.game.payoffs import Payoff, check_payoff, gap
from verifier.game.worst_case import DEFAULT_BUDGET, WORDS_OF_A_UNIT
from verifier.preferences.policy import Policy
from verifier.rules.equilibrium.krawczyk import krawczyk
from verifier.rules.equilibrium.newton import FloatGame, propose
from verifier.rules.equilibrium.reduce import Reduced, reduced
from verifier.rules.equilibrium.refine import (
    WORK_BITS,
    coarse,
    coarse_weights,
    embedded,
    recognised,
    refine,
    rounded,
)

if TYPE_CHECKING:
    from verifier.preferences.population import Population
    from verifier.rules.equilibrium.newton import Floats

REGULAR_GAP = Fraction(1, 1 << 100)
"""What is reached wherever the game is regular."""

LARGEST_GAP = Fraction(1, 10**12)
"""What is reached always, for weak orders."""

LOOKS = 40
"""About how often every user looks at every response, in floats and in long integers."""

LEAST_WEIGHTS = (1e-4, 1e-6, 1e-9)
"""Weights below these may be none at all."""


@dataclass(frozen=True)
class Equilibrium:
    """A rational policy close to a symmetric equilibrium, and how close.

    The policy is the exact equilibrium where that is rational with small denominators (weights of up to 2^40), and for
    shared payoffs with k = 1, where it is NLHF's; else every weight is a multiple of 2^-160, or of 2^-48 where Newton
    did not settle; copies share such a weight evenly. Responses off the support have weight exactly 0.

    Attributes:
        policy: π.
        k: the number of other players.
        payoff: ``strict`` or ``shared``.
        epsilon: exactly max_y u_y(π) − Σ_z π_z u_z(π).
        regular: true if strict complementarity holds above 2^-40 and the Jacobian on the support is not singular.
        condition: the condition that failed, with its numbers, where the game is not regular; else None.
        enclosure: where regular, the proof that exactly one equilibrium on this support is within its radius.
    """

    policy: Policy
    k: int
    payoff: Payoff
    epsilon: Fraction
    regular: bool
    condition: str | None
    enclosure: Krawczyk | None


def equilibrium(population: Population, k: int, payoff: str = "strict", *, budget: int = DEFAULT_BUDGET) -> Equilibrium:
    """A symmetric equilibrium of the (k+1)-player game, as a rational policy with its exact gap.

    Dominated responses are left out and copies are merged; a float solver proposes, Newton's method in long integers
    refines on the support, and the rounded policy is judged exactly. Where responses are read as incomparable nothing
    guarantees that the float solver converges; ``epsilon`` is exact all the same.

    Raises:
        UnsupportedError: half-credit or weak payoffs, or shared ones with incomparable responses.
        BudgetError: the arithmetic takes more than ``budget`` work units.

    >>> from verifier.preferences.population import Population
    >>> people = Population.from_rankings({"a > b": 3, "b > a": 2})
    >>> equilibrium(people, 1).policy, equilibrium(people, 2, "shared").policy
    (Policy(numerators=(3, 2), denominator=5), Policy(numerators=(4, 1), denominator=5))
    """
    checked = check_payoff(population, k, payoff)
    units = work(population, k)
    if units > budget:
        raise BudgetError(
            f"the equilibrium of {k + 1} players over {len(population.read[1])} rankings takes {units} work units, "
            f"over the budget of {budget}; raise --budget to {units}, or lower -k"
        )
    policy, epsilon = _solve(population, k, checked)
    found = krawczyk(population, policy, k, checked)
    if isinstance(found, str):
        return Equilibrium(policy, k, checked, epsilon, regular=False, condition=found, enclosure=None)
    return Equilibrium(policy, k, checked, epsilon, regular=True, condition=None, enclosure=found)


def work(population: Population, k: int) -> int:
    """The work units of `equilibrium`, in the unit of `verifier.game.worst_case`."""
    n, m = population.levels.shape
    words = k * WORK_BITS // 64
    units: int = LOOKS * n * m * (m + k + words + words * isqrt(words)) // WORDS_OF_A_UNIT
    return units


def _solve(population: Population, k: int, payoff: Payoff) -> tuple[Policy, Fraction]:
    if payoff == "shared" and k == 1:
        from verifier.rules.nlhf.policy import nlhf

        policy = nlhf(population).policy
        return policy, gap(population, policy, k, payoff)
    smaller = reduced(population)
    people = smaller.population
    game = FloatGame(people, k, payoff)
    proposal = propose(game)
    best = _closest(people, k, payoff, _candidates(people, k, payoff, game, proposal))
    if best[0] > LARGEST_GAP:
        best = min(best, _closest(people, k, payoff, _of_smaller_games(people, k, payoff, proposal)), key=_gap_of)
    policy = smaller.lifted(best[1])
    return policy, gap(population, policy, k, payoff)


def _closest(population: Population, k: int, payoff: Payoff, candidates: Iterator[Policy]) -> tuple[Fraction, Policy]:
    """The first candidate of the least gap, with its gap; none after one that is good enough is looked at."""
    judged: list[tuple[Fraction, Policy]] = []
    for candidate in candidates:
        judged.append((gap(population, candidate, k, payoff), candidate))
        if judged[-1][0] <= REGULAR_GAP:
            break
    return min(judged, key=_gap_of)


def _gap_of(judged: tuple[Fraction, Policy]) -> Fraction:
    return judged[0]


def _candidates(population: Population, k: int, payoff: Payoff, game: FloatGame, proposal: Floats) -> Iterator[Policy]:
    """Policies worth judging, the most precise first."""
    for support in _supports(game, proposal):
        refined = refine(population, k, payoff, proposal, support)
        if refined is None:
            continue
        exact = recognised(refined)
        if exact is not None:
            candidate = embedded(exact, support, game.m)
            if gap(population, candidate, k, payoff) == 0:
                yield candidate
        yield embedded(rounded(refined), support, game.m)
    yield coarse(proposal)


def _of_smaller_games(population: Population, k: int, payoff: Payoff, proposal: Floats) -> Iterator[Policy]:
    """Equilibria of the games without the responses of smallest weight: a game may be flat where these vanish."""
    order = np.argsort(-coarse_weights(proposal), kind="stable").tolist()
    m = len(order)
    for size in range(m - 1, 0, -1):
        kept = tuple(sorted(order[:size]))
        part = Reduced(population, tuple((y,) for y in kept)).population
        game = FloatGame(part, k, payoff)
        for candidate in _candidates(part, k, payoff, game, propose(game)):
            yield embedded(candidate, kept, m)


def _supports(game: FloatGame, proposal: Floats) -> Iterator[tuple[int, ...]]:
    """Likely supports: weight above shortfall first, then by size of the weight."""
    values = game.payoffs(proposal)
    shortfall = proposal @ values - values
    masks = [proposal > np.maximum(shortfall, 1e-14), *(proposal > least for least in LEAST_WEIGHTS)]
    yield from dict.fromkeys(tuple(np.flatnonzero(mask).tolist()) for mask in masks if mask.any())
