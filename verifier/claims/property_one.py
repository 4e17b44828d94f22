"""Property 1 of preferences between sets: antisymmetry, subadditivity, multi-versus-single copy (THEORY 2.2)."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from verifier.claims import set_wording, wording
from verifier.claims.verdict import Certified, Refuted, Undecided, Verdict
from verifier.errors import InputError
from verifier.exact.rational import format_rational
from verifier.game.exchange import elevated_by, exchange_form, never_negative
from verifier.game.set_preferences import SetPreferences, above, at_least, comparisons, single_wins, tie_chance
from verifier.game.worst_case import DEFAULT_BUDGET
from verifier.preferences.multiset import Multiset, count_up_to, joined, up_to_size
from verifier.preferences.policy import Policy


@dataclass(frozen=True)
class Sets:
    """A witness: the multisets at which an inequality fails."""

    sets: tuple[Multiset, ...]


@dataclass(frozen=True)
class Elevation:
    """A witness: multiplied so often by Σ π_y, the form of `verifier.game.exchange` has no coefficient below 0."""

    times: int


@dataclass(frozen=True)
class Antisymmetry:
    """P[S > T] + P[T >= S] = 1, and P[S > T] + P[T > S] <= 1, for all S and T of at most ``size`` responses.

    The second follows from the first where what is above is also at least as good; a table need not know that.
    """

    preferences: SetPreferences
    size: int

    def __post_init__(self) -> None:
        """Refuse claims that have no meaning."""
        _check_number("size", self.size)

    def __str__(self) -> str:
        return (
            f"{set_wording.who(self.preferences)}, P[S > T] + P[T >= S] = 1 and P[S > T] + P[T > S] <= 1 for all S and "
            f"T {set_wording.up_to(self.size)}"
        )

    def refutation(self, witness: Sets) -> str:
        """The sentence that evaluation at the witness proves."""
        one, other = witness.sets
        upper, lower = above(self.preferences, one, other), at_least(self.preferences, other, one)
        shown = f"P[S > T] = {format_rational(upper)} and "
        if upper + lower != 1:
            shown += f"P[T >= S] = {format_rational(lower)} do not sum to 1"
        else:
            shown += f"P[T > S] = {format_rational(above(self.preferences, other, one))} sum to more than 1"
        return f"{set_wording.who(self.preferences)}, {shown} for {_named(self.preferences, witness.sets, 'ST')}"

    def decide(self, budget: int = DEFAULT_BUDGET) -> Verdict:
        """Certified by looking at every pair; refuted by the first at which it fails."""
        every = up_to_size(len(self.preferences.responses), self.size)
        if (reason := _beyond(len(every) ** 2, budget)) is not None:
            return Undecided(self, reason)
        for one in every:
            for other in every:
                upper = above(self.preferences, one, other)
                whole = upper + at_least(self.preferences, other, one) == 1
                if not whole or upper + above(self.preferences, other, one) > 1:
                    return Refuted(self, Sets((one, other)))
        return Certified(self, None)


@dataclass(frozen=True)
class Subadditivity:
    """P[S ∪ S' > T] <= P[S > T] + P[S' > T] for all S, S' and T with at most ``size`` responses in S ∪ S' and in T."""

    preferences: SetPreferences
    size: int

    def __post_init__(self) -> None:
        """Refuse claims that have no meaning."""
        _check_number("size", self.size)
        if self.size == 1:
            raise InputError("size = 1: a union of two sets has at least 2 responses; write a size from 2 on")

    def __str__(self) -> str:
        return (
            f"{set_wording.who(self.preferences)}, P[S + S' > T] <= P[S > T] + P[S' > T] for all S + S' and T "
            f"{set_wording.up_to(self.size)}"
        )

    def refutation(self, witness: Sets) -> str:
        """The sentence that evaluation at the witness proves."""
        one, two, other = witness.sets
        union, first, second = (above(self.preferences, each, other) for each in (joined(one, two), one, two))
        named = _named(self.preferences, witness.sets, ("S", "S'", "T"))
        return (
            f"{set_wording.who(self.preferences)}, P[S + S' > T] = {format_rational(union)} is above P[S > T] + "
            f"P[S' > T] = {format_rational(first)} + {format_rational(second)} for {named}"
        )

    def decide(self, budget: int = DEFAULT_BUDGET) -> Verdict:
        """Certified by looking at every triple; refuted by the first at which it fails."""
        m = len(self.preferences.responses)
        number = count_up_to(m, self.size)
        if (reason := _beyond(number**3, budget)) is not None:
            return Undecided(self, reason)
        every = up_to_size(m, self.size)
        numerators, _ = comparisons(self.preferences, every, every)
        row = dict(zip(every, numerators, strict=True))
        for i, one in enumerate(every):
            for two in every[i:]:
                if len(one) + len(two) > self.size:
                    break
                sides = zip(row[joined(one, two)], row[one], row[two], strict=True)
                failing = next((t for t, (union, first, second) in enumerate(sides) if union > first + second), None)
                if failing is not None:
                    return Refuted(self, Sets((one, two, every[failing])))
        return Certified(self, None)


@dataclass(frozen=True)
class MultiVersusSingle:
    """P[π^k >= π] >= k/(k+1), which is P[π > π^k] <= 1/(k+1), for every policy π."""

    preferences: SetPreferences
    k: int

    def __post_init__(self) -> None:
        """Refuse claims that have no meaning."""
        _check_number("k", self.k)

    def __str__(self) -> str:
        return (
            f"{set_wording.who(self.preferences)}, {wording.counted(self.k, 'sample')} of any policy lose to one more "
            f"with probability at most {format_rational(Fraction(1, self.k + 1))}"
        )

    def refutation(self, witness: Policy) -> str:
        """The sentence that evaluation at the witness proves."""
        return str(SingleWins(self.preferences, witness, self.k, single_wins(self.preferences, witness, self.k)))

    def decide(self, witness: Elevation | Policy | None) -> Verdict:
        """Certified by a form without negative coefficients; refuted by evaluation at a policy."""
        if isinstance(witness, Policy):
            if single_wins(self.preferences, witness, self.k) > Fraction(1, self.k + 1):
                return Refuted(self, witness)
            return Undecided(self, "this policy does not violate it")
        if witness is None:
            return Undecided(self, "neither a policy that violates it nor a form that proves it was found")
        if never_negative(elevated_by(exchange_form(self.preferences, self.k), witness.times)):
            return Certified(self, witness)
        return Undecided(self, "the form has a negative coefficient")


@dataclass(frozen=True)
class SingleWins:
    """P[π > π^k], how often one sample of π is above k others, is exactly ``chance``."""

    preferences: SetPreferences
    policy: Policy
    k: int
    chance: Fraction

    def __post_init__(self) -> None:
        """Refuse claims that have no meaning."""
        _check_number("k", self.k)

    def __str__(self) -> str:
        return self._sentence(format_rational(self.chance), "")

    def refutation(self, witness: Fraction) -> str:
        """The sentence that evaluation proves: the chance is ``witness``."""
        return self._sentence(format_rational(witness), f", not {format_rational(self.chance)}")

    def decide(self) -> Verdict:
        """Certified or refuted by evaluation."""
        found = single_wins(self.preferences, self.policy, self.k)
        return Certified(self, None) if found == self.chance else Refuted(self, found)

    def _sentence(self, chance: str, instead: str) -> str:
        part = Fraction(1, self.k + 1)
        relation = "at most" if Fraction(chance) <= part else "above"
        return (
            f"{set_wording.who(self.preferences)}, one sample of the policy "
            f"{wording.distribution(self.preferences, self.policy)} is above {self.k} others with probability exactly "
            f"{chance}{instead}, {relation} {format_rational(part)}"
        )


@dataclass(frozen=True)
class TiesExplain:
    """P[π > π^k] = (1 − τ)/(k+1), τ the probability that the best class among k+1 draws is hit at least twice."""

    preferences: SetPreferences
    policy: Policy
    k: int

    def __post_init__(self) -> None:
        """Refuse claims that have no meaning."""
        _check_number("k", self.k)

    def __str__(self) -> str:
        ties = format_rational(tie_chance(self.preferences, self.policy, self.k))
        return f"{self._head()} is exactly (1 - {ties})/{self.k + 1}, {ties} being the chance that the best is a tie"

    def refutation(self, witness: Fraction) -> str:
        """The sentence that evaluation proves: the chance is ``witness``."""
        return (
            f"{self._head()} is {format_rational(witness)}, which is not (1 - t)/{self.k + 1} for the chance t of a tie"
        )

    def decide(self) -> Verdict:
        """Certified or refuted by evaluating both sides."""
        found = single_wins(self.preferences, self.policy, self.k)
        expected = (1 - tie_chance(self.preferences, self.policy, self.k)) / (self.k + 1)
        return Certified(self, None) if found == expected else Refuted(self, found)

    def _head(self) -> str:
        shown = wording.distribution(self.preferences, self.policy)
        return (
            f"{set_wording.who(self.preferences)}, the probability that one sample of the policy {shown} is above "
            f"{self.k} others"
        )


def _named(preferences: SetPreferences, sets: tuple[Multiset, ...], letters: str | tuple[str, ...]) -> str:
    pairs = zip(letters, sets, strict=True)
    return ", ".join(f"{letter} = {set_wording.multiset(preferences, members)}" for letter, members in pairs)


def _check_number(name: str, number: int) -> None:
    if not isinstance(number, int) or isinstance(number, bool) or number < 1:
        raise InputError(f"{name} = {number!r}: write a whole number from 1 on")


def _beyond(units: int, budget: int) -> str | None:
    return f"{units} comparisons are over the budget of {budget}; raise --budget" if units > budget else None
