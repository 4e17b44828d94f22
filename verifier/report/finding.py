"""What an audit found: values that every format renders."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from enum import Enum
from fractions import Fraction

from verifier.preferences.policy import Lottery, Policy
from verifier.preferences.population import Population
from verifier.report.evidence import Evidence


class Word(Enum):
    """The three verdicts, as written in reports."""

    CERTIFIED = "certified"
    REFUTED = "refuted"
    UNDECIDED = "undecided"


PROMISES = ("robust", "robust-every-k", "win-rate", "samples-for")
"""The claims that move the exit code; everything else is a fact."""

REACHES = "reaches"
"""The claim that the policy that a rule gives for k samples reaches a rate, on which `samples-for` rests."""

TABLED = ("robust", "win-rate", REACHES)
"""The claims that are rows of tables and points of plots: k samples win with a rate."""


INTERRUPTED = "interrupted before it was decided"
"""The reason of a finding that an interrupted audit did not come to."""


@dataclass(frozen=True, repr=False)
class Finding:
    """One claim with its verdict. Fields that the claim does not have are None.

    Attributes:
        claim: the kind of claim, as in the JSON.
        verdict: what the checker's process said of the certificate.
        sentence: the claim in words; for a refuted one, what was proved instead.
        policy: the label of the policy.
        formula: the formula that gave the rate.
        value: the exact worst-case win rate (or the rate against the given policy), or the value of a fact.
        opponent: the names that the opponent shows.
        against: the label of a given opponent policy.
        unique: true where the certificate of an equilibrium shows that there is no other.
        certificate: the certificate's file name, None where no folder was asked for.
        certificates: the names of several on which it rests together, one for each k.
        looked: of rules that depend on k, up to which k their own policies were looked at.
        reason: why it is undecided.
        about: what the verdict is about, where that is not the policy itself.
        weights: the policy that a fact is about, where it is none of the report's.
        best_under: the tie convention under which the policy is the best of its kind, where ``ties`` is another.
    """

    claim: str
    verdict: Word
    sentence: str
    policy: str | None = None
    k: int | None = None
    l: int | None = None
    ties: str | None = None
    rate: Fraction | None = None
    formula: str | None = None
    value: Fraction | None = None
    lower: Fraction | None = None
    upper: Fraction | None = None
    opponent: tuple[str, ...] | None = None
    against: str | None = None
    winner: str | None = None
    winning: tuple[str, ...] | None = None
    dimension: int | None = None
    payoff: str | None = None
    epsilon: Fraction | None = None
    radius: Fraction | None = None
    unique: bool | None = None
    certificate: str | None = None
    certificates: tuple[str, ...] | None = None
    looked: int | None = None
    reason: str | None = None
    about: str | None = None
    weights: tuple[tuple[str, Fraction], ...] | None = None
    best_under: str | None = None

    def __repr__(self) -> str:
        held = ((each.name, getattr(self, each.name)) for each in fields(self))
        return f"Finding({', '.join(f'{name}={value!r}' for name, value in held if value is not None)})"


@dataclass(frozen=True)
class ConvergenceRow:
    """Self-play after ``steps`` policies, exactly: what a player gains at most by leaving, and what is lost.

    Attributes:
        average_gap: of the average policy; ``last_gap`` of the last one.
        average_loss: the worst-case loss of the average policy; ``sigma_loss`` of playing a random iterate.
        bound: 1/(k+1) + regret/steps, which neither loss exceeds (Proposition 6).
    """

    steps: int
    average_gap: Fraction
    last_gap: Fraction
    average_loss: Fraction
    sigma_loss: Fraction
    bound: Fraction


@dataclass(frozen=True)
class PolicyEntry:
    """One policy of the report.

    Attributes:
        label: how findings name it: the rule, a response or a file.
        k: the number of samples it was solved for, None if it serves every k; ``l`` the opponents' likewise.
        unique: whether the rule has no other policy; None if unknown or not a solved rule.
        dimension: the dimension of the set of the rule's policies, None if unknown.
        note: how it was chosen, where there was a choice.
        convergence: how self-play came to it.
        best_under: the tie convention under which it is the best of its kind, where the promises are about another.
    """

    label: str
    policy: Policy | Lottery
    k: int | None = None
    l: int | None = None
    unique: bool | None = None
    dimension: int | None = None
    note: str | None = None
    best_under: str | None = None
    convergence: tuple[ConvergenceRow, ...] = ()


@dataclass(frozen=True)
class LeftOut:
    """A policy that was not audited, and why."""

    policy: str
    reason: str


@dataclass(frozen=True, repr=False)
class Report:
    """A whole audit.

    Attributes:
        source: the population's file name.
        sha256: the hash of that file, None where the population was made in memory.
        rate: the promises' formulas.
        rejected: how many certificates our own checker did not accept: then nothing here is to be relied on.
        exit_code: computed once, from the verdicts alone.
        evidence: what a page of its own embeds; no part of what is compared.
        prefix: what the names of its LaTeX macros begin with.
        left_out: what was asked for together with others, and is not defined here.
    """

    source: str
    sha256: str | None
    population: Population
    condorcet_winner: str | None
    smith_set: tuple[str, ...]
    rate: str
    policies: tuple[PolicyEntry, ...]
    findings: tuple[Finding, ...]
    rejected: int
    exit_code: int
    evidence: Evidence | None = field(default=None, compare=False, repr=False)
    prefix: str = "verifier"
    left_out: tuple[LeftOut, ...] = ()

    @property
    def promises(self) -> tuple[Finding, ...]:
        """The findings about what was asked, in order; the others are facts, which do not move the exit code."""
        return tuple(each for each in self.findings if each.claim in PROMISES)
