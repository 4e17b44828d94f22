"""Families of populations that the theory needs, built in integers."""

from __future__ import annotations

from fractions import Fraction
from itertools import permutations
from math import factorial

from verifier.errors import InputError
from verifier.exact.rational import format_rational
from verifier.preferences.gallery.published import strict
from verifier.preferences.population import Population
from verifier.preferences.ranking import Ranking

MOST_RANKINGS = 10_000
"""The most distinct rankings that a population of the gallery has."""

_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def letters(m: int) -> list[str]:
    """``m`` names: the letters from a on where they suffice, else y1, y2 and so on."""
    return list(_LETTERS[:m]) if m <= len(_LETTERS) else [f"y{i}" for i in range(1, m + 1)]


def half_barrier(epsilon: Fraction) -> Population:
    """Two responses; the share 1/2 + ε prefers the first (ε = 1/2: everybody)."""
    shares = [(strict((0, 1)), Fraction(1, 2) + epsilon), (strict((1, 0)), Fraction(1, 2) - epsilon)]
    return Population.from_shares(("yes", "no"), shares)


def uniform(m: int) -> Population:
    """Each of the m! strict rankings once."""
    return Population.from_counts(letters(m), [(strict(order), 1) for order in permutations(range(m))])


def rotations(m: int) -> Population:
    """The m rotations of one ranking, each once."""
    return Population.from_counts(letters(m), [(strict(_rotated(range(m), i)), 1) for i in range(m)])


def unanimous(m: int) -> Population:
    """Everybody has the same strict ranking."""
    return Population.from_counts(letters(m), [(strict(tuple(range(m))), 1)])


def common_second(m: int) -> Population:
    """M − 1 users with m − 1 different favourites; the last response is everybody's second choice."""
    y = m - 1
    rows = [(strict((top, y, *(z for z in range(y) if z != top))), 1) for top in range(y)]
    return Population.from_counts([*(f"t{i}" for i in range(1, m)), "y"], rows)


def blocks(l: int, size: int, orders: str) -> Population:
    """``l`` groups of users, each with ``size`` responses of its own on top and all others tied below (THEORY 2.9).

    Raises:
        InputError: there would be more than `MOST_RANKINGS` rankings.
    """
    rankings = l * (size if orders == "cyclic" else factorial(size))
    if rankings > MOST_RANKINGS:
        raise InputError(
            f"{l} groups in {orders} orders of {size} responses have {rankings} rankings; at most {MOST_RANKINGS} are "
            "built, so write a smaller R" + (" or orders=cyclic" if orders == "all" else "")
        )
    rows: list[tuple[Ranking, int]] = []
    for g in range(l):
        own = range(g * size, (g + 1) * size)
        rest = tuple(y for y in range(l * size) if y not in own)
        ranked = permutations(own) if orders == "all" else (_rotated(own, i) for i in range(size))
        rows += [((*strict(order), *([rest] if rest else [])), 1) for order in ranked]
    return Population.from_counts([f"{group}{i}" for group in letters(l) for i in range(1, size + 1)], rows)


def equilibrium_barrier(k: int, l: int, size: int) -> Population:
    """``l`` favourites y, each on top for one in k + 1 users and last for the others, around ``size`` rotated z's.

    Every equilibrium of k + 1 players spreads over the z's, and the y's together beat it (THEORY 2.9).

    Raises:
        InputError: l is above k + 1: there are not so many (k + 1)-th parts of the users.
    """
    if l > k + 1:
        raise InputError(f"l={l}: write an l up to k + 1 = {k + 1}; each favourite has a (k+1)-th part of the users")
    favourites = tuple(range(l))
    rows: list[tuple[Ranking, int]] = []
    for i in range(size):
        middle = strict(_rotated(range(l, l + size), i))
        for y in favourites:
            others = tuple(z for z in favourites if z != y)
            rows.append((((y,), *middle, *([others] if others else [])), 1))
        if k + 1 > l:
            rows.append(((*middle, favourites), k + 1 - l))
    return Population.from_counts([f"y{i + 1}" for i in favourites] + [f"z{i + 1}" for i in range(size)], rows)


def rlhf(m: int, q: Fraction) -> Population:
    """A share q ranks z > y > rest, the others y > rest > z: Borda chooses y, which wins 1 − q (THEORY 2.5).

    Raises:
        InputError: q is (m − 1)/m or more: from there on y is not Borda's only choice.
    """
    if q >= Fraction(m - 1, m):
        limit = format_rational(Fraction(m - 1, m))
        raise InputError(
            f"q={format_rational(q)}: write a q below (m-1)/m = {limit}; from there on z has as high a Borda score as y"
        )
    rest = tuple(range(2, m))
    shares = [(strict((1, 0, *rest)), q), (strict((0, *rest, 1)), 1 - q)]
    return Population.from_shares(["y", "z", *(f"r{i}" for i in range(1, m - 1))], shares)


def two_blocks(size: int, share: Fraction) -> Population:
    """Two blocks X and Z, rotated together; ``share`` of the users has X on top, the others Z (THEORY 2.10)."""
    rows: list[tuple[Ranking, Fraction]] = []
    for i in range(size):
        x, z = _rotated(range(size), i), _rotated(range(size, 2 * size), i)
        rows += [(strict((*x, *z)), share / size), (strict((*z, *x)), (1 - share) / size)]
    return Population.from_shares([f"{block}{i}" for block in "xz" for i in range(1, size + 1)], rows)


def _rotated(order: range, i: int) -> tuple[int, ...]:
    return (*order[i:], *order[:i])
