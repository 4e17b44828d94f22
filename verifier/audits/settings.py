"""What solved rules are told: the payoff of equilibria, and how wide a bracket may be."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from verifier.game.payoffs import Payoff

DEFAULT_GAP = Fraction(1, 10**12)


@dataclass(frozen=True)
class Settings:
    """What the rules of this module are told.

    Attributes:
        payoff: the payoff of equilibria.
        gap: how wide the bracket of the best rate may be.
        method: how self-play moves: ``extragradient``, ``optimistic``, ``gradient`` or ``weights``.
        steps: how many policies it plays; with ``resume``, how many more, which may be none.
        resume: the text of a stored run to go on with, None to start from the uniform policy.
        draws: how many times a random iterate of self-play is drawn from, with ``seed``.
    """

    payoff: Payoff = "strict"
    gap: Fraction = DEFAULT_GAP
    method: str = "extragradient"
    steps: int = 1000
    resume: str | None = None
    draws: int = 0
    seed: int = 0
