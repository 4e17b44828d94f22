"""Shares, margins, masses and losses of a family of populations, as rational functions of its parameter."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from verifier.errors import InputError
from verifier.lab.symbolic.algebra import functions
from verifier.lab.symbolic.algebra.cells import cells
from verifier.lab.symbolic.algebra.divisors import check_function
from verifier.lab.symbolic.algebra.exponentials import Exponentials
from verifier.lab.symbolic.algebra.functions import Function
from verifier.preferences.ranking import Ranking

if TYPE_CHECKING:
    from verifier.lab.symbolic.family import Family


@lru_cache(maxsize=16)
def shares(family: Family) -> tuple[Function, ...]:
    """The share of each ranking.

    Raises:
        InputError: somewhere in the interval a share is negative or has a pole, or they do not sum to 1.
    """
    _, x, _ = functions.field()
    found = tuple(functions.function(share, {family.parameter: x}) for share in family.shares)
    for expression, share, text in zip(family.shares, found, family.texts, strict=True):
        parts = cells([functions.sign_of(share), functions.denominator_of(share)], family.interval)
        bad = next((cell for cell in parts if cell.signs[0] < 0 or cell.signs[1] == 0), None)
        if bad is not None:
            where = f"near {bad.low}" if bad.sample is None else f"at {family.parameter} = {bad.sample}"
            raise InputError(f"the share {text} is no share {where}; shares are at least 0 on all of {family.interval}")
        check_function(expression, family.parameter, family.interval, text)
    total = sum(found, functions.constant(0))
    if total != functions.constant(1):
        raise InputError(f"the shares sum to {functions.shown(total, family.parameter)}, not to 1 identically")
    return found


def levels(ranking: Ranking) -> dict[int, int]:
    """The class of each response, 0 the best."""
    return {y: place for place, group in enumerate(ranking) for y in group}


@lru_cache(maxsize=16)
def margins(family: Family) -> tuple[tuple[Function, ...], ...]:
    """M(y, z) = P[y > z] − P[z > y] for all pairs."""
    m = len(family.responses)
    result = [[functions.constant(0)] * m for _ in range(m)]
    for ranking, share in zip(family.rankings, shares(family), strict=True):
        place = levels(ranking)
        for y in range(m):
            for z in range(m):
                side = (place[y] < place[z]) - (place[y] > place[z])
                if side:
                    result[y][z] = result[y][z] + share * side
    return tuple(map(tuple, result))


def losses(family: Family, policy: Sequence[Function]) -> tuple[Exponentials, ...]:
    """L_k(π; y) = Σ_v D(v)·π(B_v(y))^k for every y, as exponential sums in k (ties count for the model)."""
    m = len(family.responses)
    rows: list[list[tuple[Function, Function]]] = [[] for _ in range(m)]
    for ranking, share in zip(family.rankings, shares(family), strict=True):
        below = functions.constant(0)
        for group in reversed(ranking):
            for y in group:
                rows[y].append((below, share))
            for y in group:
                below = below + policy[y]
    return tuple(Exponentials.of(each) for each in rows)
