"""The three verdicts. They have no truth value: nobody can mistake `Undecided` for success."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any, NoReturn, TypeAlias


class _NoTruthValue:
    def __bool__(self) -> NoReturn:
        raise TypeError("a verdict is certified, refuted or undecided, not true or false; use isinstance or match")


@dataclass(frozen=True)
class Certified(_NoTruthValue):
    """``claim`` was proved, with ``witness`` as the evidence."""

    claim: Any
    witness: Any

    def __str__(self) -> str:
        return str(self.claim)


@dataclass(frozen=True)
class Refuted(_NoTruthValue):
    """The opposite of ``claim`` was proved, with ``witness`` as the evidence."""

    claim: Any
    witness: Any

    def __str__(self) -> str:
        return str(self.claim.refutation(self.witness))


@dataclass(frozen=True)
class Undecided(_NoTruthValue):
    """Neither was proved; ``reason`` says why, and the rate in question lies in [lower, upper]."""

    claim: Any
    reason: str
    lower: Fraction = Fraction(0)
    upper: Fraction = Fraction(1)

    def __str__(self) -> str:
        return f"undecided: {self.reason}"


Verdict: TypeAlias = Certified | Refuted | Undecided
