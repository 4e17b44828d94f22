"""The population on which a policy does worst, among all that meet linear conditions: exact linear programs."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import lcm
from typing import TYPE_CHECKING

import numpy as np

from verifier.claims.verdict import Certified, Undecided
from verifier.claims.worst_population import Multipliers, WorstPopulation
from verifier.errors import InputError
from verifier.game.hypothetical import Hypothetical, hypothetical
from verifier.game.worst_case import DEFAULT_BUDGET
from verifier.lp.program import InfeasibleError, LinearProgram
from verifier.lp.solve import solve
from verifier.preferences.population import Population

if TYPE_CHECKING:
    from verifier.game.condition import Condition
    from verifier.preferences.policy import Policy

_PRIME = 999_983


def worst_population(
    responses: Sequence[str],
    policy: Policy,
    k: int,
    *,
    strict: bool = True,
    nlhf: bool = False,
    conditions: Sequence[Condition] = (),
    budget: int = DEFAULT_BUDGET,
) -> Certified | Undecided:
    """The population of complete rankings on which ``k`` independent samples of ``policy`` do worst, with its proof.

    Shares of rankings are the variables of a linear program for each opponent y: maximise L_k(π; y) = Σ_R D(R)
    π(B_R(y))^k (THEORY 2.13). Opponents show one response, ties count for the model.

    Args:
        responses: the m response names.
        policy: the policy π over them.
        k: the number of samples.
        strict: only strict rankings; else all weak orders.
        nlhf: only populations on which ``policy`` is an NLHF policy.
        conditions: what the population has to meet beside.
        budget: work units; every ranking is looked at.

    Returns:
        A certified `WorstPopulation`, whose ``population`` and ``value`` are the answer. The same on every machine:
        among several worst populations and multipliers a fixed linear function chooses.

    Raises:
        InputError: no population meets the conditions, or the policy is not over the responses.
        BudgetError: there are too many rankings.

    >>> from verifier.preferences.policy import Policy
    >>> found = worst_population("abc", Policy.uniform(range(3), 3), 2, nlhf=True)
    >>> print(found.claim.value)
    7/9
    """
    names = tuple(responses)
    if len(policy.numerators) != len(names):
        raise InputError(f"the policy is over {len(policy.numerators)} responses, not over these {len(names)}")
    asked = tuple(conditions)
    game = hypothetical(policy, k, asked, strict=strict, nlhf=nlhf, budget=budget)
    losses = [_greatest_loss(game, y, strict=strict) for y in range(len(names))]
    worst = max(losses)
    rows = tuple(_multipliers(game, y, worst) for y in range(len(names)))
    y = losses.index(worst)
    shares = _shares(game, y, rows[y], worst)
    people = Population.from_shares(names, [(game.rankings[row], share) for row, share in shares])
    claim = WorstPopulation(people, policy, k, strict, nlhf, asked, 1 - worst)
    return claim.decide(Multipliers(rows), budget)


def _greatest_loss(game: Hypothetical, y: int, *, strict: bool) -> Fraction:
    """The greatest loss to ``y`` over all populations that meet the conditions."""
    count, conditions = game.values.shape
    matrix = np.vstack([game.values.T, np.ones((1, count), dtype=object)])
    bounds = (0,) * conditions + (1,)
    program = LinearProgram(tuple((-game.losses[:, y]).tolist()), matrix, bounds, frozenset({conditions}))
    try:
        return -solve(program).value / game.whole
    except InfeasibleError:
        kind = "strict" if strict else "weak"
        raise InputError(
            f"no population of complete {kind} rankings meets the conditions together; leave one out, or weaken one"
        ) from None


def _multipliers(game: Hypothetical, y: int, worst: Fraction) -> tuple[Fraction, ...]:
    """Multipliers μ ≥ 0 with loss_R(y) + Σ_i μ_i c_i(R) ≤ ``worst`` for every R: those of least weighted sum."""
    width = game.values.shape[1]
    if not width:
        return ()
    scale = lcm(game.whole, worst.denominator)
    bounds = (game.losses[:, y] * (scale // game.whole) - int(worst * scale)).tolist()
    # In units of 1/scale the program's numbers are integers; the multipliers come out times scale.
    program = LinearProgram(_weights(width), -game.values, tuple(bounds))
    return tuple(number / scale for number in solve(program).primal)


def _shares(game: Hypothetical, y: int, multipliers: Sequence[Fraction], worst: Fraction) -> list[tuple[int, Fraction]]:
    """The worst population for ``y``: of all that complementary slackness leaves, the one of least weighted sum."""
    bottom = lcm(game.whole, worst.denominator, *(number.denominator for number in multipliers))
    totals = game.losses[:, y] * (bottom // game.whole)
    for i, number in enumerate(multipliers):
        totals = totals + game.values[:, i] * int(number * bottom)
    tight = np.flatnonzero(totals == int(worst * bottom))
    conditions = game.values.shape[1]
    matrix = np.vstack([game.values[tight].T, np.ones((1, len(tight)), dtype=object)])
    equations = frozenset([i for i, number in enumerate(multipliers) if number] + [conditions])
    program = LinearProgram(_weights(len(tight)), matrix, (0,) * conditions + (1,), equations)
    return list(zip(tight.tolist(), solve(program).primal, strict=True))


def _weights(count: int) -> tuple[int, ...]:
    """Integers > 0 in no simple relation, so that mostly one vertex alone has the least weighted sum."""
    return tuple(1 + pow(j + 2, 5, _PRIME) for j in range(count))
