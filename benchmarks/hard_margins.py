"""Three-cycles of voters whose margins are tiny, or far apart: ours beside floating point."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from verifier.lp.game import optimal_strategy
from verifier.methods.nlhf import nlhf
from verifier.preferences.population import Population

CYCLES = ("a > b > c", "b > c > a", "c > a > b")
REVERSED = ("c > b > a", "a > c > b", "b > a > c")


@dataclass(frozen=True)
class HardMargins:
    """The margins a over b, b over c, c over a as text, and two answers: ours, and pref_voting's where installed."""

    margins: str
    exact: tuple[Fraction, ...]
    floating: tuple[float, ...] | None
