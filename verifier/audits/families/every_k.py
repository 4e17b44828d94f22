"""Rules that have one policy for every k, as candidates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from verifier.audits.candidates import Candidate, nlhf_candidate
from verifier.preferences.quotation import OwnWord

if TYPE_CHECKING:
    from verifier.preferences.population import Population


def nlhf(population: Population) -> Candidate:
    """Nash learning from human feedback: of several optimal strategies the one of least norm."""
    from verifier.rules.nlhf.policy import nlhf as solved

    return nlhf_candidate(population, solved(population))


def borda(population: Population) -> Candidate:
    """What RLHF converges to: uniform over the responses of the highest Borda score."""
    from verifier.rules.simple import borda as highest

    policy = highest(population)
    tied = "" if len(policy.support) == 1 else f", here uniform over {len(policy.support)} tied responses"
    return Candidate(OwnWord("borda"), policy, note=f"the limit of RLHF{tied}")


def uniform(population: Population) -> Candidate:
    """Every response alike."""
    from verifier.rules.simple import uniform as evenly

    return Candidate(OwnWord("uniform"), evenly(population))


def plurality(population: Population) -> Candidate:
    """A random user's favourite."""
    from verifier.rules.simple import plurality as favourites

    return Candidate(OwnWord("plurality"), favourites(population), note="a random user's favourite")
