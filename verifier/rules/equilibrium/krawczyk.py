"""Encloses a symmetric equilibrium: proposes radius and preconditioner, which `verifier.game.enclosure` judges."""

from __future__ import annotations

from fractions import Fraction

from verifier.game.enclosure import Krawczyk, bordered, bound_text, failure, payoff_values, residual
from verifier.game.payoffs import Payoff, looks, scale, slopes
from verifier.preferences.policy import Policy
from verifier.preferences.population import Population

LEAST_RADIUS_BITS = 150
VALUE_BITS = 160
SLOPE_BITS = 96
INVERSE_BITS = 32
INVERSE_PRECISION = 512
MARGIN_BITS = 40
"""Regular means: strict complementarity above 2^-40, and an inverse Jacobian with entries up to 2^40."""


def krawczyk(population: Population, policy: Policy, k: int, payoff: Payoff) -> Krawczyk | str:
    """An enclosure around ``policy`` that `failure` finds nothing wrong with; else the condition that failed.

    All of it is computed from the policy in exact arithmetic, so the same policy gives the same bytes.
    """
    weights = [Fraction(n, policy.denominator) for n in policy.numerators]
    everyone = range(len(weights))
    payoffs = payoff_values(population, everyone, policy.support, [weights[y] for y in policy.support], k, payoff)
    value = sum((weights[y] * payoffs[y] for y in policy.support), Fraction(0))
    for y in everyone:
        margin = max(weights[y], value - payoffs[y])
        if margin <= Fraction(1, 1 << MARGIN_BITS):
            return (
                f"strict complementarity: response {population.responses[y]!r} has weight {bound_text(weights[y])} and "
                f"falls short of the best payoff by {bound_text(max(margin, Fraction(0)))}; one of them must be above "
                "2^-40"
            )
    inverse = _inverse(population, policy, k, payoff)
    if isinstance(inverse, str):
        return inverse
    grid = 1 << VALUE_BITS
    start = value if value.denominator <= grid else Fraction(round(value * grid), grid)
    chosen = tuple(weights[y] for y in policy.support)
    draft = Krawczyk(policy.support, chosen, start, Fraction(1), inverse, 1 << INVERSE_BITS)
    offset = 2 * residual(population, draft, k, payoff)
    bits = LEAST_RADIUS_BITS
    while bits > 0 and offset * (1 << bits) > 1:
        bits -= 1
    enclosure = Krawczyk(policy.support, chosen, start, Fraction(1, 1 << bits), inverse, 1 << INVERSE_BITS)
    reason = failure(population, enclosure, k, payoff)
    return enclosure if reason is None else reason


def _inverse(population: Population, policy: Policy, k: int, payoff: Payoff) -> tuple[tuple[int, ...], ...] | str:
    """The inverse Jacobian on the support, as integers over 2^INVERSE_BITS, or how close to singular it is."""
    import flint

    one = 1 << SLOPE_BITS
    # Weights and slopes are cut to SLOPE_BITS; that moves no row of slopes by more than size² k² / one.
    point = [policy.numerators[y] * one // policy.denominator for y in policy.support]
    bottom = population.total * scale(k, payoff) << (SLOPE_BITS * (k - 1))
    views = looks(population, policy.support, policy.support)
    rows = [[(slope << SLOPE_BITS) // bottom for slope in slopes(view, point, k, payoff)] for view in views]
    matrix = flint.fmpz_mat(bordered(rows, one).tolist())
    names = ", ".join(population.responses[y] for y in policy.support)
    size = len(point) + 1
    bits = SLOPE_BITS - 2 * size.bit_length() - 2 * k.bit_length()
    try:
        with flint.ctx.workprec(INVERSE_PRECISION):
            # matrix · inverse = 1; the inverse Jacobian is 2^SLOPE_BITS times that inverse.
            centres = [entry.mid() * one for entry in flint.arb_mat(matrix).inv().entries()]
            floors = [(entry * (1 << INVERSE_BITS)).floor().unique_fmpz() for entry in centres]
    except ZeroDivisionError:
        floors = []
    cut = [int(entry) for entry in floors if entry is not None]
    if len(cut) == size**2 and max(map(abs, cut)) <= 1 << (INVERSE_BITS + MARGIN_BITS):
        return tuple(tuple(cut[i * size : (i + 1) * size]) for i in range(size))
    if matrix.det() != 0:
        largest = max(abs(entry * one) for entry in flint.fmpq_mat(matrix).inv().entries())
        bits = min(int(largest.p // largest.q).bit_length() - 1, bits)
    return (
        f"non-singular Jacobian: on the support {names} it maps some direction whose largest entry is 1 to entries of "
        f"at most 2^-{bits - 1}; above 2^-{MARGIN_BITS} is wanted"
    )
