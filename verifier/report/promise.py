"""A promise as reports write it, and what one report says of it."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from verifier.report.finding import Word

RATED = "robust"
"""The claim of promises beside which reports prove the exact rate."""


@dataclass(frozen=True)
class Promise:
    """What is promised, by which two promises of two reports are the same; what its claim does not have is None.

    Attributes:
        rate: the formula of the promised rate; the rate itself where it is none (`samples-for`).
    """

    claim: str
    policy: str | None
    k: int | None
    l: int | None
    ties: str | None
    rate: str | None
    against: str | None


@dataclass(frozen=True)
class State:
    """What one report says of a promise.

    Attributes:
        value: the exact win rate, None where only ``lower`` ≤ rate ≤ ``upper`` is known.
        samples: the k that was found, for claims that ask for one.
        opponent: what the opponent shows.
        best_under: the tie convention under which the policy is the best of its kind, where another is asked about.
    """

    verdict: Word
    value: Fraction | None
    lower: Fraction
    upper: Fraction
    samples: int | None
    opponent: tuple[str, ...]
    best_under: str | None = None
