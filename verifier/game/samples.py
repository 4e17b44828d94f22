"""What many samples can reach: the limit of the win rate as k grows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

import numpy as np

from verifier.game.masses import Integers, Masses
from verifier.game.ties import CONVENTIONS, Ties


@dataclass(frozen=True)
class Limit:
    """The limit of the loss L_k(π; T) as k grows.

    Attributes:
        loss: the share of users whose loss to T is 1 for every k (THEORY 2.10).
        above: whether L_k stays above the limit for every k: some user's loss is positive, but falls to 0.
        opponent: the set T.
    """

    loss: Fraction
    above: bool
    opponent: tuple[int, ...]

    def stays_below(self, rate: Fraction) -> bool:
        """True if the win rate against T is below ``rate`` for every number of samples."""
        return 1 - self.loss < rate or (1 - self.loss == rate and self.above)


def limit_loss(seen: Masses, opponent: Sequence[int], ties: Ties = "model") -> Limit:
    """The limit of the loss against the set of response indices ``opponent``."""
    return _limit(seen, *_sure_and_positive(seen, ties), tuple(opponent))


def worst_limit(seen: Masses, l: int, ties: Ties = "model") -> Limit:
    """The largest limit over all opponents of min(ℓ, m) responses, and the first opponent that has it."""
    sure, positive = _sure_and_positive(seen, ties)
    m = sure.shape[1]
    limits = (_limit(seen, sure, positive, chosen) for chosen in combinations(range(m), min(l, m)))
    return max(limits, key=lambda limit: (limit.loss, limit.above))


def _sure_and_positive(seen: Masses, ties: Ties) -> tuple[Integers, Integers]:
    """Two n × m arrays of truth values: the user's loss to y is 1 for every k; it is above 0 for every k."""
    convention = CONVENTIONS[ties]
    return convention.certain(seen.below, seen.tied, seen.denominator), convention.positive(seen.below, seen.tied)


def _limit(seen: Masses, sure: Integers, positive: Integers, chosen: tuple[int, ...]) -> Limit:
    columns = list(chosen)
    one = np.asarray(sure[:, columns].any(axis=1), dtype=bool)
    falling = np.asarray(positive[:, columns].any(axis=1), dtype=bool) & ~one
    total = sum(seen.weight_array[one].tolist())
    return Limit(Fraction(total, seen.total), bool(falling.any()), chosen)


def largest_mass(seen: Masses) -> int:
    """The largest mass below any response for any user, over ``seen.denominator``."""
    return int(seen.below.max())
