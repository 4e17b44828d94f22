"""The claim that no one policy keeps several promises, each for another number of samples."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from verifier.claims import wording
from verifier.claims.verdict import Certified, Undecided
from verifier.errors import InputError
from verifier.exact.rational import format_rational
from verifier.game.tangent import joint_bound
from verifier.game.ties import check_combination
from verifier.preferences.policy import Policy
from verifier.preferences.population import Population

Promise = tuple[int, Fraction]
"""k, and the win rate that k independent samples shall have against every opponent that shows one response."""


@dataclass(frozen=True)
class JointTangent:
    """A witness: integers ≥ 0 and mixtures of opponents, one for each promise, and the policy to linearise at."""

    multipliers: tuple[int, ...]
    opponents: tuple[Policy, ...]
    point: Policy


@dataclass(frozen=True)
class NoCommonPolicy:
    """No single policy keeps every one of ``promises``; numbers of samples increase, ties count for the model."""

    population: Population
    promises: tuple[Promise, ...]

    def __post_init__(self) -> None:
        """Refuse claims that have no meaning.

        Raises:
            InputError: there is no promise, a rate is outside [0, 1], or numbers of samples do not increase.
        """
        if not self.promises:
            raise InputError("there is no promise; give at least one, a number of samples with its rate")
        before = 0
        for k, rate in self.promises:
            check_combination("model", k, 1, weak_orders=self.population.weak_orders)
            if k <= before:
                raise InputError(f"k = {k} follows k = {before}; promises stand in the order of k, one for each")
            if not 0 <= rate <= 1:
                raise InputError(f"the rate {format_rational(rate)} is outside [0, 1]; a win rate lies in [0, 1]")
            before = k

    def __str__(self) -> str:
        asked = [
            f"at least {format_rational(rate)} with {wording.counted(k, 'independent sample')}"
            for k, rate in self.promises
        ]
        return (
            f"{wording.people(self.population)}, no single policy has a win rate of {' and of '.join(asked)}, each "
            f"against {wording.every_opponent(1)} {wording.ties('model')}"
        )

    def decide(self, witness: JointTangent) -> Certified | Undecided:
        """Certified if the weighted tangents exclude that all losses are as small as promised (THEORY 3)."""
        count = len(self.promises)
        if len(witness.multipliers) != count or len(witness.opponents) != count or min(witness.multipliers) < 0:
            return Undecided(self, "the witness has other numbers of multipliers and opponents than there are promises")
        terms = [
            (k, multiplier, opponent)
            for (k, _), multiplier, opponent in zip(self.promises, witness.multipliers, witness.opponents, strict=True)
        ]
        allowed = sum(u * (1 - rate) for u, (_, rate) in zip(witness.multipliers, self.promises, strict=True))
        if joint_bound(self.population, terms, witness.point) > allowed:
            return Certified(self, witness)
        return Undecided(self, "the tangents allow a common policy")
