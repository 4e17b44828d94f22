"""Single populations of the literature, ranking by ranking."""

from __future__ import annotations

from collections.abc import Mapping

from verifier.preferences.population import Population
from verifier.preferences.ranking import Ranking

_SCHULZE = {"acbed": 5, "adecb": 5, "bedac": 8, "cabed": 3, "caebd": 7, "cbade": 2, "dceba": 7, "ebadc": 8}
_SIX = dict.fromkeys(("abcdef", "cfedab", "dafbec", "bcdfea", "edacfb", "febdac"), 1)
_CITIES = ("Memphis", "Nashville", "Chattanooga", "Knoxville")
_SQUARES = (1, 2, 4)


def strict(order: tuple[int, ...] | range | list[int]) -> Ranking:
    """The strict ranking of ``order``, best first."""
    return tuple((response,) for response in order)


def three_cycle() -> Population:
    """One user each for abc, bca and cab."""
    return _spelled("abc", dict.fromkeys(("abc", "bca", "cab"), 1))


def schulze() -> Population:
    """Schulze's 45 voters."""
    return _spelled("abcde", _SCHULZE)


def six_voter() -> Population:
    """Six voters of Condorcet dimension 3."""
    return _spelled("abcdef", _SIX)


def seven_candidate() -> Population:
    """For a in 1, 2, 4 and b modulo 7 one user: b, b + a, …, b + 6a."""
    rows = [(strict([(b + a * i) % 7 for i in range(7)]), 1) for a in _SQUARES for b in range(7)]
    return Population.from_counts([str(y) for y in range(7)], rows)


def tennessee() -> Population:
    """100 voters by the nearest of four cities."""
    shares = {(0, 1, 2, 3): 42, (1, 2, 3, 0): 26, (2, 3, 1, 0): 15, (3, 2, 1, 0): 17}
    return Population.from_counts(_CITIES, [(strict(order), count) for order, count in shares.items()])


def _spelled(names: str, words: Mapping[str, int]) -> Population:
    """The population of rankings written as words over one-letter names."""
    return Population.from_counts(names, [(strict([names.index(c) for c in word]), n) for word, n in words.items()])
