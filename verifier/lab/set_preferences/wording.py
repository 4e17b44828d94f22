"""The words for models of users that compare sets of responses."""

from __future__ import annotations

from functools import singledispatch

from verifier.claims import wording
from verifier.lab.set_preferences.multiset import Multiset
from verifier.lab.set_preferences.plackett_luce import PlackettLuce
from verifier.lab.set_preferences.preferences import SetPreferences
from verifier.lab.set_preferences.set_table import SetTable
from verifier.preferences.population import Population


@singledispatch
def who(preferences: SetPreferences) -> str:
    """Who is meant: ``over these 3 voters and 3 responses``."""
    raise TypeError(f"{type(preferences).__name__} says nothing of sets of responses")


@who.register
def _(preferences: Population) -> str:
    return wording.people(preferences)


@who.register
def _(preferences: PlackettLuce) -> str:
    kinds = wording.counted(len(preferences.weights), "kind")
    return f"over these {kinds} of Plackett-Luce users and {len(preferences.responses)} responses"


@who.register
def _(preferences: SetTable) -> str:
    stated = len(preferences.strict) + len(preferences.weak)
    return f"over these {stated} probabilities of a judge's table and {len(preferences.responses)} responses"


def multiset(preferences: SetPreferences, members: Multiset) -> str:
    """``{"a", "a", "b"}``."""
    return "{" + ", ".join(wording.quote(preferences.responses[y]) for y in members) + "}"


def up_to(size: int) -> str:
    """How large the multisets of an exhaustive check are."""
    return f"of at most {wording.counted(size, 'response')}, copies counted"
