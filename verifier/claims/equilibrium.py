"""Claims about symmetric equilibria of the (k+1)-player game: approximate ones, and where the exact ones are."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from verifier.claims import wording
from verifier.claims.verdict import Certified, Undecided, Verdict
from verifier.errors import InputError, UnsupportedError
from verifier.exact.rational import format_rational
from verifier.game.enclosure import Krawczyk, failure
from verifier.game.payoffs import Payoff, check_payoff, gap, monotonicity
from verifier.preferences.policy import Policy
from verifier.preferences.population import Population


@dataclass(frozen=True)
class EpsilonEquilibrium:
    """``policy`` is a symmetric ε-equilibrium of the (k+1)-player alignment game with these payoffs."""

    population: Population
    policy: Policy
    k: int
    payoff: Payoff
    epsilon: Fraction

    def __post_init__(self) -> None:
        """Refuse claims that have no meaning."""
        check_payoff(self.population, self.k, self.payoff)
        if not 0 <= self.epsilon <= 1:
            raise InputError(f"ε = {format_rational(self.epsilon)} is outside [0, 1]; payoffs are probabilities")

    def __str__(self) -> str:
        shown = wording.distribution(self.population, self.policy)
        return (
            f"{wording.people(self.population)}, in the game of {self.k + 1} players with {self.payoff} payoffs no "
            f"player gains more than {format_rational(self.epsilon)} by leaving the policy {shown} that all play"
        )

    def decide(self) -> Verdict:
        """Certified by evaluating every response's payoff."""
        gained = gap(self.population, self.policy, self.k, self.payoff)
        if gained <= self.epsilon:
            return Certified(self, None)
        return Undecided(self, "some response gains more", upper=gained)


@dataclass(frozen=True)
class EquilibriaLocated:
    """Strict payoffs, weak orders: an exact symmetric equilibrium exists, and every one is near ``policy``.

    Near means Q_π(π − π*) ≤ 2ε with Q_π(d) = Σ_v D(v) Σ_C π(below C)^{k−1} d(C)²: the problem is monotone, and Nash
    gives existence; where all rankings are complete and strict there is only one (THEORY 2.6).
    """

    population: Population
    policy: Policy
    k: int
    epsilon: Fraction

    def __post_init__(self) -> None:
        """Refuse claims that have no meaning."""
        EpsilonEquilibrium(self.population, self.policy, self.k, "strict", self.epsilon)
        if not self.population.weak_orders:
            raise UnsupportedError(
                "equilibria are not located where responses are read as incomparable: the problem is not monotone then "
                "(THEORY 2.6); use --unranked bottom"
            )

    def __str__(self) -> str:
        shown = wording.distribution(self.population, self.policy)
        only = self.population.linear_orders
        which = (
            "exactly one symmetric equilibrium, x, and" if only else "a symmetric equilibrium, and every one, x, has"
        )
        return (
            f"{wording.people(self.population)}, the game of {self.k + 1} players with strict payoffs has {which} "
            f"Q(x - p) <= {format_rational(2 * self.epsilon)} for the policy p = {shown}"
        )

    def decide(self) -> Verdict:
        """Certified if the policy is an ε-equilibrium."""
        verdict = EpsilonEquilibrium(self.population, self.policy, self.k, "strict", self.epsilon).decide()
        return Certified(self, None) if isinstance(verdict, Certified) else verdict


@dataclass(frozen=True)
class EquilibriumNear:
    """The game has a symmetric equilibrium with the support of ``policy``, its weights within ``radius`` of it.

    Krawczyk's theorem gives a root of u_y = v on the support, Σ = 1, in the box around (policy, v); there the weights
    stay positive and no other response pays as much (THEORY 3). For weak orders it is the only equilibrium: the problem
    is monotone (THEORY 2.6), so for another one, z, 0 ≤ ⟨u(x) − u(z), z − x⟩ = ⟨u(x), z − x⟩ + ⟨u(z), x − z⟩ ≤ 0, which
    puts z on the best responses to x, the support; and all between x and z, being equilibria too, would be roots
    arbitrarily near x, where the Jacobian is not singular.
    """

    population: Population
    policy: Policy
    k: int
    payoff: Payoff
    radius: Fraction

    def __post_init__(self) -> None:
        """Refuse claims that have no meaning."""
        check_payoff(self.population, self.k, self.payoff)
        if not 0 < self.radius <= 1:
            raise InputError(f"the radius {format_rational(self.radius)} is not above 0 and at most 1")

    def __str__(self) -> str:
        shown = wording.distribution(self.population, self.policy)
        only = self.population.weak_orders
        found = "exactly one symmetric equilibrium, which has" if only else "a symmetric equilibrium with"
        return (
            f"{wording.people(self.population)}, the game of {self.k + 1} players with {self.payoff} payoffs has "
            f"{found} the support of the policy {shown}, each weight within {format_rational(self.radius)} of the "
            "policy's"
        )

    def decide(self, witness: Krawczyk) -> Verdict:
        """Certified if the enclosure is around this policy, with this radius, and nothing is wrong with it."""
        around = tuple(Fraction(self.policy.numerators[y], self.policy.denominator) for y in self.policy.support)
        if (witness.support, witness.weights, witness.radius) != (self.policy.support, around, self.radius):
            return Undecided(self, "the enclosure is around another policy")
        reason = failure(self.population, witness, self.k, self.payoff)
        return Certified(self, witness) if reason is None else Undecided(self, reason)


@dataclass(frozen=True)
class NotMonotone:
    """The equilibrium problem with strict payoffs is not monotone: ⟨u(p) − u(q), q − p⟩ < 0 for these two policies.

    It is monotone for weak orders (THEORY 2.6), so this is why equilibria are not located where responses left out are
    read as incomparable.
    """

    population: Population
    first: Policy
    second: Policy
    k: int

    def __post_init__(self) -> None:
        """Refuse claims that have no meaning."""
        check_payoff(self.population, self.k, "strict")

    def __str__(self) -> str:
        one = wording.distribution(self.population, self.first)
        other = wording.distribution(self.population, self.second)
        return (
            f"{wording.people(self.population)}, the game of {self.k + 1} players with strict payoffs is not monotone: "
            f"<u(p) - u(q), q - p> is below 0 for p = {one} and q = {other}"
        )

    def decide(self) -> Verdict:
        """Certified by evaluating the payoffs at both policies."""
        value = monotonicity(self.population, self.first, self.second, self.k)
        if value < 0:
            return Certified(self, None)
        return Undecided(self, "these two policies do not show it")
