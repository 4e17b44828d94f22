"""The statement that a rule's policy is a given formula, for every population of a family."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from verifier.claims.verdict import Certified, Refuted, Undecided, Verdict
from verifier.lab.symbolic.algebra import functions
from verifier.lab.symbolic.algebra.functions import Function
from verifier.lab.symbolic.family import Family
from verifier.lab.symbolic.pieces import Piece, RuleName, covers, is_proved
from verifier.lab.symbolic.statements.statement import TITLES, UNPROVED, policies


@dataclass(frozen=True)
class PolicyPoint:
    """A witness: a value of the parameter at which the rule's policy is another."""

    x: Fraction


@dataclass(frozen=True)
class FamilyPolicy:
    """For every value of the parameter the policy of ``rule`` has these weights, functions of the parameter."""

    family: Family
    rule: RuleName
    weights: tuple[Function, ...]

    def __str__(self) -> str:
        return f"{self.family}, {TITLES[self.rule]} is the given policy"

    def proved(self, pieces: Sequence[Piece]) -> str:
        """The sentence that is shown."""
        return f"{self.family}: {policies(self.family, self.rule, pieces)}"

    def refutation(self, witness: PolicyPoint) -> str:
        """The sentence that ``witness`` proves."""
        return f"not {self.family}: {self.family.where(witness.x)}{TITLES[self.rule]} is another policy"

    def decide(self, pieces: Sequence[Piece]) -> Verdict:
        """The pieces are proved to be the rule's, and equal to the weights as functions."""
        if not covers(pieces, self.family) or not all(is_proved(piece, self.family, self.rule) for piece in pieces):
            return Undecided(self, UNPROVED[self.rule == "given"])
        for piece in pieces:
            apart = [functions.sign_of(a - b) for a, b in zip(piece.policy, self.weights, strict=True)]
            poles = [functions.denominator_of(weight) for weight in self.weights]
            for cell in piece.region.cells([*apart, *poles]):
                if any(cell.signs[: len(apart)]) or 0 in cell.signs[len(apart) :]:
                    if cell.sample is None:
                        return Undecided(self, "it differs, but only at irrational values of the parameter")
                    return Refuted(self, PolicyPoint(cell.sample))
        return Certified(self, tuple(pieces))
