"""The words for models of users that compare sets of responses."""

from __future__ import annotations

from fractions import Fraction
from functools import singledispatch

from verifier.claims import wording
from verifier.exact.rational import format_rational
from verifier.game.set_preferences import SetPreferences
from verifier.preferences.multiset import Multiset
from verifier.preferences.plackett_luce import PlackettLuce
from verifier.preferences.population import Population
from verifier.preferences.set_table import SetTable


@singledispatch
def who(preferences: SetPreferences) -> str:
    """Who is meant: ``over these 3 voters and 3 responses``."""
    raise TypeError(f"{type(preferences).__name__} says nothing of sets of responses")


@who.register
def _(preferences: Population) -> str:
    return wording.people(preferences)


@who.register
def _(preferences: PlackettLuce) -> str:
    shares = ", ".join(
        f"{format_rational(Fraction(share, preferences.total))} with weights ({', '.join(map(str, weights))})"
        for weights, share in zip(preferences.weights, preferences.shares, strict=True)
    )
    names = ", ".join(map(wording.quote, preferences.responses))
    return f"over these Plackett-Luce users of the responses ({names}), {shares}"


@who.register
def _(preferences: SetTable) -> str:
    names = ", ".join(map(wording.quote, preferences.responses))
    stated = wording.counted(len(preferences.strict) + len(preferences.weak), "stated probability")
    return f"by the judge's table over the responses ({names}) with {stated.replace('probabilitys', 'probabilities')}"


def multiset(preferences: SetPreferences, members: Multiset) -> str:
    """``{"a", "a", "b"}``."""
    return "{" + ", ".join(wording.quote(preferences.responses[y]) for y in members) + "}"


def up_to(size: int) -> str:
    """How large the multisets of an exhaustive check are."""
    return f"of at most {wording.counted(size, 'response')}, copies counted"
