"""Who wins, by drawing everything that can be drawn: every k-tuple of samples, every user, every set of opponents."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations, combinations_with_replacement
from math import comb, factorial, prod

from benchmarks.attack.statement import Rows, User

MOST_DRAWS = 4000  # multisets of samples times users
MOST_SETS = 4000


class TooLarge(Exception):  # noqa: N818
    """The enumeration would take too long; the oracle says nothing."""


class Duel:
    """A policy's k samples, or a lottery's one set, against sets that the opponent shows.

    Args:
        users: weights and places (see ``Statement``).
        rows: what is drawn.
        k: independent samples of ``rows``; 0 if one row is drawn and shown (a lottery).
        ties: ``model``, ``opponent``, ``shared`` or ``half``.
    """

    def __init__(self, users: tuple[User, ...], rows: Rows, k: int, ties: str = "model") -> None:
        self.users = users
        drawn = tuples(rows, k, len(users)) if k else rows
        self.bottom = sum(weight for weight, _ in users) * sum(weight for _, weight in drawn)
        self.won = [_won(places, drawn, ties) for _, places in users]

    def loss(self, shown: tuple[int, ...]) -> Fraction:
        """The probability that the opponent, who shows this set, wins."""
        won = Fraction(0)
        for (weight, places), by_place in zip(self.users, self.won, strict=True):
            best = min((place for y in shown if (place := places[y]) is not None), default=None)
            if best is not None:
                won += weight * by_place[best]
        return won / self.bottom

    def worst(self, m: int, l: int) -> Fraction:
        """The largest loss to a non-empty set of at most ``l`` of ``m`` responses."""
        return max(self.loss(shown) for shown in opponents(m, l))


def opponents(m: int, l: int) -> Iterator[tuple[int, ...]]:
    """Every non-empty set of at most ``l`` of ``m`` responses."""
    sizes = range(1, min(l, m) + 1)
    if sum(comb(m, size) for size in sizes) > MOST_SETS:
        raise TooLarge
    return (shown for size in sizes for shown in combinations(range(m), size))


def tuples(rows: Rows, k: int, users: int = 1) -> Rows:
    """Every multiset of k independent draws, with the integer weight of all its orders."""
    if comb(len(rows) + k - 1, k) * k * users > MOST_DRAWS * 8:
        raise TooLarge
    out = []
    for chosen in combinations_with_replacement(rows, k):
        orders = factorial(k) // prod(factorial(times) for times in Counter(row[0] for row in chosen).values())
        out.append((tuple(y for members, _ in chosen for y in members), orders * prod(weight for _, weight in chosen)))
    return tuple(out)


def _won(places: tuple[int | None, ...], drawn: Rows, ties: str) -> dict[int, Fraction | int]:
    """For each place of this user's ranking: the weight of draws that a response there beats."""
    tops: Counter[tuple[int, int]] = Counter()
    for samples, weight in drawn:
        seen = [places[y] for y in samples]
        if None not in seen:  # an incomparable sample is never beaten
            top = min(place for place in seen if place is not None)
            tops[top, seen.count(top)] += weight
    ours = {place for place in places if place is not None}
    return {
        place: sum((weight * _credit(place, top, tied, ties) for (top, tied), weight in tops.items()), start=0)
        for place in ours
    }


def _credit(place: int, top: int, tied: int, ties: str) -> Fraction | int:
    """The probability that a response at ``place`` wins against samples whose best are ``tied`` ones at ``top``."""
    if place != top:
        return int(place < top)
    return {"model": 0, "opponent": 1, "shared": Fraction(1, tied + 1), "half": Fraction(1, 2)}[ties]


def prefers(users: tuple[User, ...], y: int, others: tuple[int, ...]) -> int:
    """The weight of users who rank y, and all the others, and y strictly above each of these."""
    return sum(
        weight
        for weight, places in users
        if (mine := places[y]) is not None and all((theirs := places[z]) is not None and mine < theirs for z in others)
    )


def always_lost(
    users: tuple[User, ...], rows: Rows, shown: tuple[int, ...], ties: str
) -> Iterator[tuple[int, int, int]]:
    """For each user: weight, whether the opponent wins whatever is drawn, for ever, and whether it ever wins.

    With ``shared`` ties a sample that ties is drawn again and again, and the share that the opponent keeps goes to 0.
    """
    support = [y for (y,), _ in rows]
    for weight, places in users:
        best = min((place for y in shown if (place := places[y]) is not None), default=None)
        theirs = [places[y] for y in support]
        beaten = [
            t is not None and best is not None and (best < t or (ties == "opponent" and best == t)) for t in theirs
        ]
        tied = [best is not None and t == best for t in theirs]
        ever = any(beaten) or (ties == "shared" and any(tied))
        yield weight, all(beaten), ever
