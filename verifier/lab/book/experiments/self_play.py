"""Proposition 6 for a run of self-play, and what is stronger: the average policy loses no more (THEORY 2.7)."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from verifier.claims.verdict import Certified, Refuted, Verdict
from verifier.errors import InputError
from verifier.exact.rational import format_rational


@dataclass(frozen=True)
class Stage:
    """A run after ``steps`` steps: its regret, and the worst-case losses of a random iterate and of the average."""

    steps: int
    regret: Fraction
    random_loss: Fraction
    average_loss: Fraction


@dataclass(frozen=True)
class RegretBoundsLoss:
    """At every stage: loss of the average policy <= loss of a random iterate <= 1/(k+1) + regret/steps."""

    k: int
    method: str
    stages: tuple[Stage, ...]

    def __post_init__(self) -> None:
        """Refuse a claim about nothing."""
        if not self.stages or self.k < 1:
            raise InputError(f"k = {self.k} with {len(self.stages)} stages: there is nothing to claim; play some steps")

    def __str__(self) -> str:
        counts = ", ".join(str(stage.steps) for stage in self.stages)
        return (
            f"in self-play of {self.k + 1} players by {self.method}, loss of the average policy <= loss of a random "
            f"iterate <= 1/{self.k + 1} + regret/steps after {counts} steps"
        )

    def refutation(self, witness: Stage) -> str:
        """The sentence that the numbers at ``witness`` prove."""
        numbers = (witness.average_loss, witness.random_loss, self.bound(witness))
        shown = ", ".join(map(format_rational, numbers))
        return (
            f"in self-play of {self.k + 1} players by {self.method}, the losses of the average policy and of a random "
            f"iterate and their bound are not in this order after {witness.steps} steps: {shown}"
        )

    def bound(self, stage: Stage) -> Fraction:
        """1/(k+1) + regret/steps."""
        return Fraction(1, self.k + 1) + stage.regret / stage.steps

    def decide(self) -> Verdict:
        """Certified or refuted by comparing the numbers of every stage."""
        for stage in self.stages:
            if not stage.average_loss <= stage.random_loss <= self.bound(stage):
                return Refuted(self, stage)
        return Certified(self, None)
