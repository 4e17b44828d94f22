"""A checker's sentence as a page shows it: without the population that the page names, long parts left out."""

from __future__ import annotations

import re
from fractions import Fraction

from verifier.exact.rational import format_rational
from verifier.report.number import decimal, readable, short_fraction

LONGEST = 200
SHOWN = 60

_PEOPLE = re.compile(r"over these [^,:\"]* responses?(?: \((?P<unranked>[^()\"]*)\))?(?:, | and (?=every k))")
_DISTRIBUTION = re.compile(r'\[(?=["{])((?:"[^"]*"|[^"\]])*)\]')
_ENTRY = re.compile(r'(?:\{(?:"[^"]*"|[^"}])*\}|"[^"]*"): [^,]+')
_FRACTION = re.compile(r"\b\d+/\d+\b")


def shortened(sentence: str) -> str:
    """``sentence`` without its population, and where it is long with less of its policies: what is decided stays.

    Sentences with long fractions name them by their first digits; certificates and report.json have them whole.

    >>> shortened('over these 5 voters and 3 responses (all ranked), the policy ["a": 1] is an NLHF policy')
    'the policy ["a": 1] is an NLHF policy'
    """
    people = _PEOPLE.match(sentence)
    said = sentence[people.end() :] if people else sentence
    said = f"for {said}" if people and said.startswith("every k") else said
    if len(said) <= LONGEST:
        return said
    said = _DISTRIBUTION.sub(lambda found: f"[{_first_part(found[1])}]", said)
    said = _FRACTION.sub(lambda found: _with_decimal(Fraction(found[0])), said)
    return said if len(said) <= 2 * LONGEST else said[: 2 * LONGEST].rpartition(" ")[0] + " …"


def unranked(sentence: str) -> str:
    """How ``sentence`` says that left-out responses count; empty where it is about nobody, or nothing is left out.

    >>> unranked('over these 5 voters and 3 responses (unranked ones incomparable), there is no Condorcet winner')
    'unranked ones incomparable'
    """
    people = _PEOPLE.match(sentence)
    said = "" if people is None else people["unranked"] or ""
    return "" if said == "all ranked" else said


def _with_decimal(value: Fraction) -> str:
    short = short_fraction(value)
    return short if short == format_rational(value) or value * 1000 < 1 else f"{short} ≈ {decimal(value)}"


def _first_part(inside: str) -> str:
    """The first entries of a distribution, and how many there are."""
    entries = _ENTRY.findall(inside)
    shown: list[str] = []
    for entry in (_FRACTION.sub(lambda found: readable(Fraction(found[0])), entry) for entry in entries):
        if shown and len(", ".join([*shown, entry])) > SHOWN:
            return ", ".join([*shown, f"… ({len(entries)} in all)"])
        shown.append(entry)
    return ", ".join(shown) if shown else inside
