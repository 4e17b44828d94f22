"""Populations drawn at random from the usual models, by the samplers of the package prefsampling.

Floating point decides which population is drawn, and nothing after that: what is audited is the exact population. The
same arguments draw the same one wherever numpy's random generator draws the same numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from typing import Any

from verifier.errors import InputError, UnsupportedError
from verifier.preferences.gallery.families import letters
from verifier.preferences.gallery.published import strict
from verifier.preferences.population import Population

MOST_PLACES = 2_000_000
"""The largest number of users times responses that is drawn."""


def mallows(m: int, n: int, phi: Fraction, seed: int) -> Population:
    """Users around the ranking a > b > c > …: each pair that is exchanged makes a ranking φ times as likely."""
    return _drawn(m, n, lambda samplers: samplers.mallows(n, m, phi=float(phi), seed=seed))


def urn(m: int, n: int, alpha: Fraction, seed: int) -> Population:
    """Users from Pólya's urn: each ranking that is drawn goes back with α·m! copies."""
    return _drawn(m, n, lambda samplers: samplers.urn(n, m, alpha=float(alpha), seed=seed))


def impartial_culture(m: int, n: int, seed: int) -> Population:
    """Users whose rankings are drawn uniformly."""
    return _drawn(m, n, lambda samplers: samplers.impartial(n, m, seed=seed))


def _drawn(m: int, n: int, draw: Callable[[Any], Iterable[Iterable[int]]]) -> Population:
    if m * n > MOST_PLACES:
        raise InputError(f"{n} users with {m} responses each are too many to draw; n times m is at most {MOST_PLACES}")
    try:
        from prefsampling import ordinal
    except ImportError:
        raise UnsupportedError(
            "drawing populations needs the package prefsampling: pip install 'alignment-verifier[gallery]'"
        ) from None
    rows = [(strict([int(response) for response in order]), 1) for order in draw(ordinal)]
    return Population.from_counts(letters(m), rows)
