"""Monotonicity of the (k+1)-player game, evaluated: ⟨u(π) − u(π'), π' − π⟩ ≥ ½ Q_π(π − π') ≥ 0 (THEORY 2.6)."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from verifier.claims import wording
from verifier.claims.verdict import Certified, Refuted, Verdict
from verifier.errors import InputError
from verifier.exact.rational import format_rational
from verifier.game.payoffs import check_payoff, monotonicity, quadratic_form
from verifier.preferences.policy import Policy
from verifier.preferences.population import Population


@dataclass(frozen=True)
class Sides:
    """A witness: a pair of policies, ⟨u(π) − u(π'), π' − π⟩ there, and ½ Q_π(π − π')."""

    first: Policy
    second: Policy
    product: Fraction
    half: Fraction


@dataclass(frozen=True)
class MonotoneAt:
    """⟨u(π) − u(π'), π' − π⟩ ≥ ½ Q_π(π − π') ≥ 0, strict payoffs, for every one of these pairs (π, π')."""

    population: Population
    pairs: tuple[tuple[Policy, Policy], ...]
    k: int

    def __post_init__(self) -> None:
        """Refuse claims that have no meaning."""
        check_payoff(self.population, self.k, "strict")
        if not self.pairs:
            raise InputError("there is no pair of policies; give at least one")

    def __str__(self) -> str:
        if len(self.pairs) > 1:
            pairs = f"all {len(self.pairs)} pairs of policies p, q that were tried"
            return f"{self._head()} <u(p) - u(q), q - p> >= Q(p - q)/2 >= 0 for {pairs}"
        ((first, second),) = self.pairs
        sides = self.sides(first, second)
        return f"{self._values(sides)}, which is at least Q(p - q)/2 = {format_rational(sides.half)} >= 0"

    def refutation(self, witness: Sides) -> str:
        """The sentence that evaluation at the witness proves."""
        return f"{self._values(witness)}, which is below Q(p - q)/2 = {format_rational(witness.half)}"

    def decide(self) -> Verdict:
        """Certified by evaluating both sides at every pair; refuted by the first pair at which it fails.

        Raises:
            UnsupportedError: responses left out are incomparable: then Q is not defined.
        """
        for first, second in self.pairs:
            sides = self.sides(first, second)
            if not sides.product >= sides.half >= 0:
                return Refuted(self, sides)
        return Certified(self, None)

    def sides(self, first: Policy, second: Policy) -> Sides:
        """Both sides of the inequality, for one pair."""
        product = monotonicity(self.population, first, second, self.k)
        rows, bottom = quadratic_form(self.population, first.numerators, first.denominator, self.k)
        ahead = [n * second.denominator for n in first.numerators]
        off = [one - n * first.denominator for one, n in zip(ahead, second.numerators, strict=True)]
        form = sum(
            here * entry * there
            for row, here in zip(rows, off, strict=True)
            for entry, there in zip(row, off, strict=True)
        )
        scale = 2 * bottom * (first.denominator * second.denominator) ** 2
        return Sides(first, second, product, Fraction(form, scale))

    def _head(self) -> str:
        return f"{wording.people(self.population)}, in the game of {self.k + 1} players with strict payoffs"

    def _values(self, sides: Sides) -> str:
        first, second = (wording.distribution(self.population, each) for each in (sides.first, sides.second))
        value = format_rational(sides.product)
        return f"{self._head()} <u(p) - u(q), q - p> is {value} for p = {first} and q = {second}"
