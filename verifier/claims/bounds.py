"""Claims about all policies of a kind: that none wins with more than a rate."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from math import comb

from verifier.claims import wording
from verifier.claims.nlhf import is_optimal
from verifier.claims.verdict import Certified, Undecided, Verdict
from verifier.errors import InputError
from verifier.exact.rational import format_rational
from verifier.exact.tree import Tree, lower_bound
from verifier.game.loss import set_loss
from verifier.game.masses import masses
from verifier.game.set_masses import against_opponents
from verifier.game.tangent import face_bound, tangent_bound
from verifier.game.ties import check_combination
from verifier.game.worst_case import DEFAULT_BUDGET
from verifier.preferences.policy import Lottery, Policy
from verifier.preferences.population import Population


@dataclass(frozen=True)
class Tangent:
    """A witness: a mixture of opponents, and the policy at which their mean loss is linearised."""

    opponent: Lottery
    point: Policy


@dataclass(frozen=True)
class ProductBound:
    """No k independent samples of any policy win with more than ``rate`` against all opponents of up to ℓ responses."""

    population: Population
    k: int
    l: int
    rate: Fraction

    def __post_init__(self) -> None:
        """Refuse claims that have no meaning."""
        _check(self)

    def __str__(self) -> str:
        shown = wording.counted(self.k, "independent sample")
        return (
            f"{wording.people(self.population)}, no policy has {shown} with win rate above "
            f"{format_rational(self.rate)} against {wording.every_opponent(self.l)} {wording.ties('model')}"
        )

    def decide(self, witness: Tangent) -> Verdict:
        """Certified if the tangent at the point bounds the loss of every policy from below by 1 − rate (THEORY 3)."""
        if any(len(chosen) > self.l for chosen in witness.opponent.sets):
            return Undecided(self, "the mixture shows more responses than the opponents of the claim")
        bound = 1 - tangent_bound(self.population, witness.opponent, witness.point, self.k)
        if bound <= self.rate:
            return Certified(self, witness)
        return Undecided(self, "the tangent gives a weaker bound", upper=bound)


@dataclass(frozen=True)
class Against:
    """A witness: a mixture of opponents; and a tree that bounds every set's loss to it, None: look at every set."""

    opponent: Lottery
    tree: Tree | None


@dataclass(frozen=True)
class LotteryBound:
    """No k-output policy, correlated or not, wins with more than ``rate`` against opponents of up to ℓ responses."""

    population: Population
    k: int
    l: int
    rate: Fraction

    def __post_init__(self) -> None:
        """Refuse claims that have no meaning."""
        _check(self)

    def __str__(self) -> str:
        shown = wording.counted(self.k, "response")
        return (
            f"{wording.people(self.population)}, no way to show {shown}, correlated or not, has a win rate "
            f"above {format_rational(self.rate)} against {wording.every_opponent(self.l)} {wording.ties('model')}"
        )

    def decide(self, witness: Against, budget: int = DEFAULT_BUDGET) -> Verdict:
        """Certified if every set of min(k, m) responses loses at least 1 − rate to the mixture (THEORY 3)."""
        mixture = witness.opponent
        if any(len(chosen) > self.l for chosen in mixture.sets):
            return Undecided(self, "the mixture shows more responses than the opponents of the claim")
        matrix = against_opponents(self.population, mixture.sets, mixture.weights)
        n, m = matrix.shape
        size = min(self.k, m)
        if witness.tree is not None:
            least = lower_bound(matrix, size, witness.tree)
        elif n * comb(m, size) * size > budget:
            return Undecided(self, f"{comb(m, size)} sets are more than the budget allows")
        else:
            least = min(int(matrix[:, list(chosen)].min(axis=1).sum()) for chosen in combinations(range(m), size))
        bound = 1 - Fraction(least, self.population.total * mixture.denominator)
        if bound <= self.rate:
            return Certified(self, witness)
        return Undecided(self, "the mixture gives a weaker bound", upper=bound)


def _check(claim: ProductBound | LotteryBound) -> None:
    check_combination("model", claim.k, claim.l, weak_orders=claim.population.weak_orders)
    if not 0 <= claim.rate <= 1:
        raise InputError(f"the rate {format_rational(claim.rate)} is outside [0, 1]; a win rate lies in [0, 1]")
    if claim.l > len(claim.population.responses):
        raise InputError(f"an opponent cannot show {claim.l} of {len(claim.population.responses)} responses")


@dataclass(frozen=True)
class Multipliers:
    """A witness: an opponent mixture, the policy at which its mean loss is linearised, and x ≥ 0 on every response."""

    opponent: Policy
    point: Policy
    multipliers: tuple[Fraction, ...]


@dataclass(frozen=True)
class NLHFBound:
    """Every NLHF policy has a worst-case win rate of at most ``rate`` with k samples."""

    population: Population
    k: int
    rate: Fraction

    def __str__(self) -> str:
        shown = wording.counted(self.k, "independent sample")
        return (
            f"{wording.people(self.population)}, every NLHF policy has {shown} with win rate at "
            f"most {format_rational(self.rate)} against the best opponent that shows 1 response {wording.ties('model')}"
        )

    def decide(self, witness: Multipliers) -> Verdict:
        """Certified if the tangent and the multipliers bound the loss of every NLHF policy from below (THEORY 3)."""
        bound = face_bound(self.population, witness.opponent, witness.point, witness.multipliers, self.k)
        if bound <= self.rate:
            return Certified(self, witness)
        return Undecided(self, "the tangent gives a weaker bound", upper=bound)


@dataclass(frozen=True)
class SomeNLHFBelow:
    """``policy`` is an NLHF policy, and k samples of it win with rate at most ``rate`` against some response."""

    population: Population
    policy: Policy
    k: int
    rate: Fraction
    opponent: int

    def __str__(self) -> str:
        policy = wording.distribution(self.population, self.policy)
        samples = wording.counted(self.k, "independent sample")
        return (
            f"{wording.people(self.population)}, an NLHF policy, {policy}, has {samples} with win "
            f"rate at most {format_rational(self.rate)} against {wording.opponent(self.population, [self.opponent])} "
            f"{wording.ties('model')}"
        )

    def decide(self) -> Verdict:
        """Certified by evaluating the margins against the policy, and one loss."""
        value = 1 - set_loss(masses(self.population, self.policy), self.k, (self.opponent,))
        if is_optimal(self.population, self.policy) and value <= self.rate:
            return Certified(self, None)
        return Undecided(self, "the policy is no NLHF policy, or wins more often")
