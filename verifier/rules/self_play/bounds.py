"""What a run of self-play guarantees, exactly: regret, Proposition 6 for σ_T and for the average policy, and gaps.

σ_T draws t from 1..T uniformly and then k samples of π_t. With Reg_T = max_y Σ_t u_y(π_t) − Σ_t ⟨π_t, u(π_t)⟩,

    loss of the average policy  ≤  loss of σ_T  ≤  1/(k+1) + Reg_T/T        (Proposition 6 and THEORY 2.7),

since L_k(·; y) is convex, L_k ≤ u, and ⟨π, u(π)⟩ ≤ 1/(k+1). Every function takes the sums ``at`` a checkpoint; the end
of the run unless told.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from verifier.game.masses import masses
from verifier.game.payoffs import gap
from verifier.game.worst_case import worst_case
from verifier.preferences.policy import Policy
from verifier.rules.self_play.grid import ONE
from verifier.rules.self_play.ledger import Ledger, bottom
from verifier.rules.self_play.run import Run


def regret(run: Run, at: Ledger | None = None) -> Fraction:
    """Reg_T, exactly: what the best fixed response would have earned more. It can be negative."""
    ledger = at or run.end
    return Fraction(max(ledger.payoffs) * ONE - ledger.earned, bottom(run.game) * ONE)


def bound(run: Run, at: Ledger | None = None) -> Fraction:
    """1/(k+1) + Reg_T/T, a bound on the loss of σ_T and of the average policy."""
    ledger = at or run.end
    return Fraction(1, run.k + 1) + regret(run, ledger) / ledger.steps


def sigma_losses(run: Run, at: Ledger | None = None) -> tuple[Fraction, ...]:
    """The loss of σ_T against each response: (1/T) Σ_t L_k(π_t; y)."""
    ledger = at or run.end
    whole = bottom(run.game) // run.game.scale * ledger.steps
    return tuple(Fraction(loss, whole) for loss in ledger.losses)


def sigma_loss(run: Run, at: Ledger | None = None) -> Fraction:
    """The loss of σ_T in the worst case over one response (`model` convention): at most `bound`."""
    return max(sigma_losses(run, at))


def average_policy(run: Run, at: Ledger | None = None) -> Policy:
    """(1/T) Σ_t π_t, exactly."""
    ledger = at or run.end
    return Policy(ledger.sums, ledger.steps * ONE)


def average_loss(run: Run, at: Ledger | None = None) -> Fraction:
    """The loss of k samples of the average policy in the worst case over one response: at most `sigma_loss`."""
    return worst_case(masses(run.population, average_policy(run, at)), run.k).loss


def average_gap(run: Run, at: Ledger | None = None) -> Fraction:
    """The least ε for which the average policy is an ε-equilibrium."""
    return gap(run.population, average_policy(run, at), run.k, run.payoff)


def last_policy(run: Run, at: Ledger | None = None) -> Policy:
    """π_T, exactly. With its gap ε it locates the exact equilibria (strict payoffs): Q(π_T − π*) ≤ 2ε, THEORY 2.6."""
    return Policy((at or run.end).last, ONE)


def last_gap(run: Run, at: Ledger | None = None) -> Fraction:
    """The least ε for which π_T is an ε-equilibrium."""
    return gap(run.population, last_policy(run, at), run.k, run.payoff)


@dataclass(frozen=True)
class Row:
    """Where a run stands after ``steps`` steps; exact numbers.

    Attributes:
        steps: T.
        average_gap: the gap of the average policy.
        last_gap: the gap of π_T.
        average_loss: the worst-case loss of the average policy, at most ``sigma_loss``.
        sigma_loss: the worst-case loss of σ_T, at most ``bound``.
        bound: 1/(k+1) + Reg_T/T.
    """

    steps: int
    average_gap: Fraction
    last_gap: Fraction
    average_loss: Fraction
    sigma_loss: Fraction
    bound: Fraction


def convergence(run: Run) -> tuple[Row, ...]:
    """A row for T = 1, 2, 5, 10, 20, 50, 100, ... and for the end of the run."""
    return tuple(
        Row(
            at.steps,
            average_gap(run, at),
            last_gap(run, at),
            average_loss(run, at),
            sigma_loss(run, at),
            bound(run, at),
        )
        for at in run.checkpoints
    )
