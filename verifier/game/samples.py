"""What many samples can reach: the limit of the win rate as k grows."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import combinations

from verifier.game.masses import Masses
from verifier.game.ties import CONVENTIONS, Ties


def limit_loss(seen: Masses, opponent: Sequence[int], ties: Ties = "model") -> tuple[Fraction, bool]:
    """The limit of L_k(π; T) as k grows, and whether L_k stays above it for every k.

    The limit is the share of users for whom the whole policy lies below some response of T; a user whose loss is
    positive but below 1 keeps L_k above the limit for every k (THEORY 2.10).
    """
    convention, p = CONVENTIONS[ties], seen.denominator
    below, tied = seen.below[:, list(opponent)], seen.tied[:, list(opponent)]
    certain = vanishing = 0
    for row, other, weight in zip(below.tolist(), tied.tolist(), seen.weights, strict=True):
        pairs = list(zip(row, other, strict=True))
        if any(convention.certain(a, t, p) for a, t in pairs):
            certain += weight
        elif any(convention.positive(a, t) for a, t in pairs):
            vanishing += weight
    return Fraction(certain, seen.total), vanishing > 0


def never_reaches(seen: Masses, opponent: Sequence[int], rate: Fraction, ties: Ties = "model") -> bool:
    """True if the win rate against T stays below ``rate`` for every number of samples."""
    limit, above = limit_loss(seen, opponent, ties)
    return 1 - limit < rate or (1 - limit == rate and above)


def unbeaten_by_samples(seen: Masses, l: int, rate: Fraction, ties: Ties = "model") -> tuple[int, ...] | None:  # noqa: E741
    """The first opponent of min(ℓ, m) responses against which no number of samples reaches ``rate``, or None."""
    m = seen.below.shape[1]
    for chosen in combinations(range(m), min(l, m)):
        if never_reaches(seen, chosen, rate, ties):
            return chosen
    return None
