"""Antisymmetry and subadditivity of preferences between sets: two of the three parts of Property 1 (THEORY 2.2)."""

from __future__ import annotations

from dataclasses import dataclass

from verifier.claims.verdict import Certified, Refuted, Undecided, Verdict
from verifier.errors import InputError
from verifier.exact.rational import format_rational
from verifier.game.worst_case import DEFAULT_BUDGET
from verifier.lab.set_preferences import wording as set_wording
from verifier.lab.set_preferences.multiset import Multiset, count_up_to, joined, up_to_size
from verifier.lab.set_preferences.preferences import SetPreferences, above, at_least, comparisons


@dataclass(frozen=True)
class Sets:
    """A witness: the multisets at which an inequality fails."""

    sets: tuple[Multiset, ...]


@dataclass(frozen=True)
class Antisymmetry:
    """P[S > T] + P[T >= S] = 1, and P[S > T] + P[T > S] <= 1, for all S and T of at most ``size`` responses.

    The second follows from the first where what is above is also at least as good; a table need not know that.
    """

    preferences: SetPreferences
    size: int

    def __post_init__(self) -> None:
        """Refuse claims that have no meaning."""
        _check_size(self.size, 1)

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
        m = len(self.preferences.responses)
        if (reason := _beyond(count_up_to(m, self.size) ** 2, budget)) is not None:
            return Undecided(self, reason)
        every = up_to_size(m, self.size)
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
        _check_size(self.size, 2)  # a union of two sets has at least two responses

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


def _named(preferences: SetPreferences, sets: tuple[Multiset, ...], letters: str | tuple[str, ...]) -> str:
    pairs = zip(letters, sets, strict=True)
    return ", ".join(f"{letter} = {set_wording.multiset(preferences, members)}" for letter, members in pairs)


def _check_size(size: int, least: int) -> None:
    if not isinstance(size, int) or isinstance(size, bool) or size < least:
        raise InputError(f"size = {size!r}: write a whole number from {least} on")


def _beyond(units: int, budget: int) -> str | None:
    return f"{units} comparisons are over the budget of {budget}; raise --budget" if units > budget else None
