"""The gallery's entries, and how one is found by its name."""

from __future__ import annotations

from fractions import Fraction
from types import MappingProxyType

from verifier.errors import InputError
from verifier.preferences.formats.source import quoted
from verifier.preferences.gallery import drawn, families, published
from verifier.preferences.gallery.entry import Entry
from verifier.preferences.gallery.parameters import Choice, Rational, Whole

_HALF, _ONE = Fraction(1, 2), Fraction(1)
_DRAWN = (Whole("m", 1, 100), Whole("n", 1, 100_000))
_SEED = Whole("seed", 0, 999_999_999, 0)
_UNIVERSAL_ALIGNMENT = "Cai and Zheng, arXiv 2601.08777"
_DERIVED = "derived for this project"

_ENTRIES = (
    Entry(
        "three-cycle",
        "abc, bca, cab: no Condorcet winner, NLHF is uniform",
        "Condorcet 1785",
        published.three_cycle,
    ),
    Entry(
        "half-barrier",
        "a share of 1/2 + epsilon prefers yes to no: NLHF wins 1/2 + epsilon for every k",
        f"{_UNIVERSAL_ALIGNMENT}, Propositions 3 and 4",
        families.half_barrier,
        (Rational("epsilon", Fraction(0), _HALF, Fraction(1, 10), above=True),),
    ),
    Entry(
        "schulze",
        "45 voters, five responses: NLHF is e 7/11, a 3/11, c 1/11",
        "Schulze 2011, Social Choice and Welfare 36",
        published.schulze,
    ),
    Entry(
        "six-voter",
        "six voters, six responses: Condorcet dimension 3",
        "on the smallest such profiles: Geist 2014, arXiv 1402.4303",
        published.six_voter,
    ),
    Entry(
        "seven-candidate",
        "21 voters b, b+a, ..., b+6a modulo 7 (a = 1, 2, 4): best fixed sets lose 14/21, 11/21, 6/21",
        "cyclic rankings modulo 7 by the squares 1, 2, 4",
        published.seven_candidate,
    ),
    Entry(
        "tennessee",
        "100 voters by the nearest of four cities: Nashville is the Condorcet winner",
        "a textbook example of voting theory",
        published.tennessee,
    ),
    Entry(
        "blocks",
        "l groups, each with R responses of its own on top and all others tied below",
        f"{_DERIVED}: opponents that show l responses",
        families.blocks,
        (Whole("l", 1, 20, 2), Whole("R", 1, 100, 5), Choice("orders", ("cyclic", "all"))),
    ),
    Entry(
        "equilibrium-barrier",
        "l favourites of one in k+1 users each, R rotated responses: equilibria come down to (k+1-l)/(k+1)",
        f"{_DERIVED}: equilibria against opponents that show l responses",
        families.equilibrium_barrier,
        (Whole("k", 1, 100, 1), Whole("l", 1, 20, 2), Whole("R", 1, 200, 30)),
    ),
    Entry(
        "uniform",
        "all m! strict rankings: no k outputs win more than 1 - (m-k)/(m(k+1))",
        f"{_UNIVERSAL_ALIGNMENT}: no method is faster than k/(k+1)",
        families.uniform,
        (Whole("m", 1, 7, 4),),
    ),
    Entry(
        "rotations",
        "the m rotations of one ranking: easier for the model than uniform(m) for 2 <= k <= m-2",
        _DERIVED,
        families.rotations,
        (Whole("m", 1, 500, 5),),
    ),
    Entry(
        "rlhf",
        "a share q ranks z > y > rest, the others y > rest > z: RLHF chooses y and wins 1 - q",
        f"{_DERIVED}: RLHF comes as near to 1/m as one likes",
        families.rlhf,
        (Whole("m", 2, 500, 3), Rational("q", Fraction(0), _ONE, Fraction(3, 5), above=True)),
    ),
    Entry(
        "unanimous",
        "everybody has the same ranking: the uniform policy's k samples win 1 - (1 - 1/m)^k",
        _DERIVED,
        families.unanimous,
        (Whole("m", 1, 500, 3),),
    ),
    Entry(
        "common-second",
        "m-1 favourites and one common second choice, which beats the random dictator with rate (1 - 1/(m-1))^k",
        _DERIVED,
        families.common_second,
        (Whole("m", 2, 500, 4),),
    ),
    Entry(
        "two-blocks",
        "two blocks of R responses, rotated together; a share has the first block on top",
        f"{_DERIVED}: no one policy serves every k",
        families.two_blocks,
        (Whole("R", 1, 200, 10), Rational("share", Fraction(0), _ONE, Fraction(18, 25))),
    ),
    Entry(
        "mallows",
        "n users drawn around a > b > c > ...; phi = 0: all agree, phi = 1: impartial culture",
        "Mallows 1957, Biometrika 44; drawn by prefsampling",
        drawn.mallows,
        (*_DRAWN, Rational("phi", Fraction(0), _ONE), _SEED),
    ),
    Entry(
        "urn",
        "n users drawn from an urn: each ranking drawn goes back with alpha m! copies",
        "Eggenberger and Pólya 1923; drawn by prefsampling",
        drawn.urn,
        (*_DRAWN, Rational("alpha", Fraction(0), Fraction(1000)), _SEED),
    ),
    Entry(
        "impartial-culture",
        "n users, each with a strict ranking drawn uniformly",
        "Guilbaud 1952; drawn by prefsampling",
        drawn.impartial_culture,
        (*_DRAWN, _SEED),
    ),
)

ENTRIES = MappingProxyType({entry.name: entry for entry in _ENTRIES})
"""Name → entry, in the order in which they are listed."""


def find_entry(name: str) -> Entry:
    """The entry called ``name``.

    Raises:
        InputError: there is none; the message lists what there is.
    """
    if name in ENTRIES:
        return ENTRIES[name]
    from difflib import get_close_matches

    near = get_close_matches(name, ENTRIES, n=1, cutoff=0.5)
    meant = f" (did you mean {near[0]}?)" if near else ""
    raise InputError(f"{quoted(name)} is not in the gallery{meant}; it has {', '.join(ENTRIES)}")
