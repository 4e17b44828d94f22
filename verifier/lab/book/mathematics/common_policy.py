"""That no one policy keeps several promises: the mixtures of opponents and the tangent that show it."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np

from verifier.claims.common_policy import JointTangent, NoCommonPolicy, Promise
from verifier.claims.verdict import Certified, Undecided
from verifier.errors import SolverError
from verifier.exact.rational import clear_denominators, primitive
from verifier.game.tangent import below_sets, joint_bound
from verifier.preferences.policy import Policy
from verifier.rules.best_product.numbers import on_grid

if TYPE_CHECKING:
    from verifier.preferences.population import Population

_GRIDS = (12, 16, 20, 24, 32, 44)
"""Weights are rounded to multiples of 2^-bits: of the first bits that do, so that floats' last bits do not matter."""

_EQUAL = 8
"""Weights that agree to so many decimals are read as equal: those of a symmetric population are."""

_LEAST = Fraction(1, 10**6)
"""A promise that allows less loss than this is weighed as if it allowed so much."""


def no_common_policy(population: Population, promises: Sequence[Promise]) -> Certified | Undecided:
    """Certified that no single policy keeps all ``promises``, pairs (k, rate) in the order of k; else undecided.

    The policy that does least badly, min over π of max over i, y of L_{k_i}(π; y) / (1 − r_i), is a convex program. It
    is solved in floats; its solution is the point of the tangent, its multipliers the weights of promises and
    opponents. Rounded, they are the witness, and the tangent's exact number decides (THEORY 2.10).

    Raises:
        InputError: there is no promise, or they are not in order, or a rate is outside [0, 1].
        SolverError: no proposal was found.

    >>> from verifier.preferences.population import Population
    >>> cycle = Population.from_rankings(["a > b > c", "b > c > a", "c > a > b"])
    >>> no_common_policy(cycle, [(1, Fraction(2, 3)), (2, Fraction(23, 27))]).claim.promises
    ((1, Fraction(2, 3)), (2, Fraction(23, 27)))
    """
    claim = NoCommonPolicy(population, tuple(promises))
    allowed = [max(1 - rate, _LEAST) for _, rate in claim.promises]
    policy, weights = _least_bad(population, [k for k, _ in claim.promises], allowed)
    verdict = claim.decide(_witness(policy, weights, allowed, _GRIDS[0]))
    for bits in _GRIDS[1:]:
        if isinstance(verdict, Certified):
            break
        verdict = claim.decide(_witness(policy, weights, allowed, bits))
    return verdict


def common_excess(verdict: Certified) -> Fraction:
    """The greatest s for which the witness shows: every policy has some i with a loss of at least s (1 − r_i).

    Above 1, since the claim was certified; it is what the witness proves beside the claim.
    """
    claim: NoCommonPolicy = verdict.claim
    witness: JointTangent = verdict.witness
    terms = [
        (k, u, opponent)
        for (k, _), u, opponent in zip(claim.promises, witness.multipliers, witness.opponents, strict=True)
    ]
    allowed = sum(u * (1 - rate) for u, (_, rate) in zip(witness.multipliers, claim.promises, strict=True))
    return joint_bound(claim.population, terms, witness.point) / allowed


def _least_bad(population: Population, numbers: Sequence[int], allowed: Sequence[Fraction]) -> tuple[Any, Any]:
    """In floats, the policy whose largest loss relative to ``allowed`` is least, and what every constraint weighs.

    minimise t  subject to  L_{k_i}(p; y) / (1 − r_i) ≤ t for every promise i and response y,  p ≥ 0,  Σ p = 1.
    """
    import cvxpy as cp

    nested = below_sets(population)
    shares = np.array([weight / population.total for weight in population.read[1]])
    m = nested.size.shape[1]
    p, t = cp.Variable(m, nonneg=True, name="p"), cp.Variable(name="t")
    rows: list[Any] = []
    for k, loss in zip(numbers, allowed, strict=True):
        for y in range(m):
            below = (nested.place < nested.size[:, y, None]).astype(float)
            powers = cp.power(below @ p, k)  # type: ignore[attr-defined]  # cvxpy does not say what it exports
            rows.append((shares / float(loss)) @ powers <= t)
    try:
        cp.Problem(cp.Minimize(t), [p @ np.ones(m) == 1, *rows]).solve(solver=cp.CLARABEL)  # type: ignore[no-untyped-call]
    except cp.SolverError as error:
        raise SolverError(f"no policy was found that breaks the promises least ({error})") from None
    if p.value is None:
        raise SolverError("no policy was found that breaks the promises least")
    return p.value, np.array([row.dual_value for row in rows], dtype=float).reshape(len(numbers), m)


def _witness(policy: Any, weights: Any, allowed: Sequence[Fraction], bits: int) -> JointTangent:
    """Policy, mixtures and the promises' weights on a grid; a promise without weight has a mixture all the same."""
    m = len(policy)
    opponents = tuple(_rounded(row if max(row) > 0 else np.ones(m), bits) for row in weights)
    weighed = _rounded(weights.sum(axis=1), bits)
    multipliers, _ = clear_denominators(
        Fraction(number) / loss for number, loss in zip(weighed.numerators, allowed, strict=True)
    )
    return JointTangent(primitive(multipliers), opponents, _rounded(policy, bits))


def _rounded(weights: Any, bits: int) -> Policy:
    positive = np.maximum(weights, 0)
    fine = [Fraction(round(weight * 10**_EQUAL), 10**_EQUAL) for weight in (positive / positive.sum()).tolist()]
    return Policy(tuple(on_grid(fine, bits)), 1 << bits)
