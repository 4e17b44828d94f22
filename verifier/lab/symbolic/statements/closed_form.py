"""Symmetric equilibria as formulas: every response with weight has the same payoff, identically."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from verifier.claims import wording
from verifier.claims.verdict import Certified, Undecided, Verdict
from verifier.errors import UnsupportedError
from verifier.exact.expression import Expression, names_in
from verifier.lab.symbolic import losses as symbolic
from verifier.lab.symbolic.algebra import functions
from verifier.lab.symbolic.algebra.cells import cells
from verifier.lab.symbolic.algebra.divisors import becomes_negative, divisors, unproved_as_not_zero
from verifier.lab.symbolic.algebra.exponentials import Exponentials
from verifier.lab.symbolic.algebra.functions import Function
from verifier.lab.symbolic.family import Family
from verifier.lab.symbolic.rooted import Rooted


@dataclass(frozen=True)
class ClosedForm:
    """``policy`` is a symmetric equilibrium of the game of k+1 players, for every parameter and every k.

    All weights are positive, so it is enough that all payoffs are equal. Under strict payoffs the payoff is also the
    worst-case loss (ties count for the model), under shared payoffs the one where ties are drawn.

    Attributes:
        payoff: strict, or shared; shared ones are decided for the numbers in ``k`` only.
        k: None for every k ≥ 1.
        roots: (name, the k-th power of that positive number, as it was written and as a formula).
        policy: the weights, formulas in the parameter and the roots; ``texts`` as they were written.
        rate: the worst-case win rate, a formula in the parameter, the roots and k, and its text.
    """

    family: Family
    payoff: Literal["strict", "shared"]
    k: tuple[int, ...] | None
    roots: tuple[tuple[str, str, Expression], ...]
    policy: tuple[Expression, ...]
    texts: tuple[str, ...]
    rate: tuple[str, Expression]

    def __post_init__(self) -> None:
        """Refuse shared payoffs for every k at once, and roots for single numbers."""
        if self.payoff == "shared" and (self.k is None or self.roots):
            raise UnsupportedError(
                "shared payoffs are decided for given k and weights without roots; give k as numbers"
            )
        if self.payoff == "strict" and self.k is not None:
            raise UnsupportedError('strict payoffs are decided for every k at once; write k = "every"')

    def __str__(self) -> str:
        family = self.family
        samples = "every k >= 1" if self.k is None else f"k = {', '.join(map(str, self.k))}"
        with_roots = "".join(f", with {name} = ({power})^(1/k)" for name, power, _ in self.roots)
        weights = ", ".join(f"{wording.quote(y)}: {text}" for y, text in zip(family.responses, self.texts, strict=True))
        ties = "ties count for the model" if self.payoff == "strict" else "a uniformly drawn copy gets a tie"
        return (
            f"{family} and {samples}{with_roots}: the policy [{weights}] is a "
            f"symmetric equilibrium of the game of k+1 players with {self.payoff} payoffs, and its k samples win with "
            f"worst-case rate exactly {self.rate[0]} ({ties})"
        )

    def decide(self) -> Verdict:
        """By identities of rational functions; which one fails is the reason where one does."""
        symbolic.shares(self.family)
        rooted = Rooted.over(self.family, {name: power for name, _, power in self.roots})
        policy = [rooted.function(weight) for weight in self.policy]
        if sum(policy, rooted.field.zero) != rooted.field.one:
            return Undecided(self, "the weights do not sum to 1 identically")
        problem = self._not_positive(rooted, policy) or self._divides_by_zero(rooted)
        if problem:
            return Undecided(self, problem)
        for k in (None,) if self.k is None else self.k:
            payoffs = (
                rooted.payoffs(self.family, policy) if k is None else rooted.shared_payoffs(self.family, policy, k)
            )
            at = "" if k is None else f" at k = {k}"
            if any((each - payoffs[0]).terms for each in payoffs):
                return Undecided(self, f"the payoffs are not equal identically{at}")
            side = rooted.sum(self.rate[1], k)
            if (Exponentials.constant(rooted.field.one) - payoffs[0] - side).terms:
                return Undecided(self, f"the win rate is not {self.rate[0]} identically{at}")
        return Certified(self, None)

    def _not_positive(self, rooted: Rooted, policy: Sequence[Function]) -> str:
        """Why some weight or root is not seen to be positive throughout; empty if all are."""
        _, x, _ = functions.field()
        for name, text, power in self.roots:
            if not _positive_on(functions.function(power, {self.family.parameter: x}), self.family):
                return f"{name}^k = {text} is not positive throughout"
        for text, expression, weight in zip(self.texts, self.policy, policy, strict=True):
            if self.roots:
                positive = rooted.is_positive(weight)
            else:
                positive = _positive_on(functions.function(expression, {self.family.parameter: x}), self.family)
            if not positive:
                return f"the weight {text} is not seen to be positive throughout"
        return ""

    def _divides_by_zero(self, rooted: Rooted) -> str:
        """Why some formula is not seen to divide by zero nowhere; empty if none does."""
        _, x, k = functions.field()
        names, roots = {self.family.parameter: x, "k": k, "l": functions.constant(1)}, {name for name, *_ in self.roots}
        written = zip((*self.texts, self.rate[0]), (*self.policy, self.rate[1]), strict=True)
        for text, formula in [*written, *((power, each) for _, power, each in self.roots)]:
            for divisor in divisors(formula, lambda part: becomes_negative(part, rooted.names, self.k, rooted.number)):
                if names_in(divisor) & roots:
                    terms = rooted.sum(divisor).terms
                    seen = bool(terms) and all(rooted.is_positive(f) for term in terms for f in term)
                    problem = None if seen else f"it is not seen that {text} divides by zero nowhere"
                else:
                    problem = unproved_as_not_zero(divisor, names, self.family.interval, self.k, text)
                if problem is not None:
                    return problem
        return ""


def _positive_on(f: Function, family: Family) -> bool:
    parts = cells([functions.sign_of(f), functions.denominator_of(f)], family.interval)
    return all(cell.signs[0] > 0 and cell.signs[1] != 0 for cell in parts)
