"""Whom a case is about, in words, for its page."""

from __future__ import annotations

from fractions import Fraction

from verifier.claims.wording import counted
from verifier.exact.rational import format_rational
from verifier.lab.book.question import Setting
from verifier.preferences.population import Population
from verifier.preferences.quotation import called, quoted_ranking

SHOWN_RANKINGS = 12
"""Populations with more distinct rankings are described by their size."""

_UNRANKED = {"bottom": "tied at the bottom", "incomparable": "incomparable"}


def people_line(setting: Setting) -> str:
    """The rankings with their counts, shares or formulas where these are few, else how many there are; or nothing."""
    if setting.family is not None:
        family = setting.family
        texts = [quoted_ranking(each, family.responses) for each in family.rankings]
        shares = "; ".join(f"{text}: {share}" for text, share in zip(texts, family.texts, strict=True))
        return f"for every {family.parameter} in {family.interval} the shares {shares}"
    if setting.people is None:
        return ""
    people = setting.people
    named = "" if setting.people_name == setting.folder.resolve().name else f"{called(setting.people_name)}: "
    return named + _described(people)


def _described(people: Population) -> str:
    responses = counted(len(people.responses), "response")
    size = f"{counted(people.total, 'user')} and {responses}" if people.counted else f"shares over {responses}"
    whole = "" if people.complete else f", responses that a user leaves out being read as {_UNRANKED[people.unranked]}"
    rankings, weights = people.read
    if len(rankings) > SHOWN_RANKINGS:
        return f"{size} in {len(rankings)} distinct rankings{whole}"
    shares = [str(weight) if people.counted else format_rational(Fraction(weight, people.total)) for weight in weights]
    texts = [quoted_ranking(each, people.responses) for each in rankings]
    return f"{size}{whole}: " + "; ".join(f"{text}: {share}" for text, share in zip(texts, shares, strict=True))
