"""Symmetric equilibria and best policies found by iteration, without reference to any certificate.

Payoffs are written for any kind of number: floats to search, rationals to decide.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import lru_cache
from math import comb, lcm
from typing import Any

from benchmarks.attack.duel import Duel, opponents
from benchmarks.attack.statement import User

LARGEST_K = 12
ROUNDS = 1500
SMALL = 1e-9
DIGITS = 1 << 24  # the denominator of policies that are tried exactly

Vector = list[Any]


def payoffs(users: tuple[User, ...], point: Sequence[Any], k: int, *, shared: bool) -> Vector:
    """u_y: the probability that y beats k samples of ``point``; a tie with j of them counts 1/(1+j) if shared."""
    total = sum(weight for weight, _ in users)
    out: Vector = [0 * point[0]] * len(point)
    for weight, places in users:
        mass: dict[int, Any] = {}
        for place, share in zip(places, point, strict=True):
            if place is not None:
                mass[place] = mass.get(place, 0) + share
        below = 0 * point[0]
        won = {}
        for place in sorted(mass, reverse=True):
            tied = mass[place]
            won[place] = below**k
            if shared:
                won[place] += sum(comb(k, j) * tied**j * below ** (k - j) / (j + 1) for j in range(1, k + 1))
            below += tied
        for y, place in enumerate(places):
            if place is not None:
                out[y] += weight * won[place]
    return [u / total for u in out]


def gap(point: Vector, gain: Vector) -> Any:
    """What the best response gains over the point."""
    return max(gain) - sum(p * u for p, u in zip(point, gain, strict=True))


@lru_cache(maxsize=1 << 12)
def equilibrium(users: tuple[User, ...], m: int, k: int, *, shared: bool) -> tuple[float, ...] | None:
    """A symmetric equilibrium in floating point (gap at most 10^−9), by extragradient steps; None if none is found."""
    if k > LARGEST_K:
        return None
    point = [1.0 / m] * m
    step = 1.0
    for _ in range(ROUNDS):
        gain = payoffs(users, point, k, shared=shared)
        if gap(point, gain) < SMALL:
            return tuple(point)
        half = _project([p + step * u for p, u in zip(point, gain, strict=True)])
        there = payoffs(users, half, k, shared=shared)
        moved = sum((a - b) ** 2 for a, b in zip(half, point, strict=True)) ** 0.5
        changed = sum((a - b) ** 2 for a, b in zip(there, gain, strict=True)) ** 0.5
        if step * changed > 0.8 * moved:
            step *= 0.6
            continue
        point = _project([p + step * u for p, u in zip(point, there, strict=True)])
        if step * changed < 0.3 * moved:
            step *= 1.5
    return None


def _project(point: Vector) -> Vector:
    """The nearest distribution."""
    above, threshold = 0.0, 0.0
    for i, value in enumerate(sorted(point, reverse=True), 1):
        above += value
        if value > (above - 1) / i:
            threshold = (above - 1) / i
    return [max(0.0, value - threshold) for value in point]


def root_near(
    users: tuple[User, ...], start: dict[int, Fraction], m: int, k: int, *, shared: bool, bits: int
) -> tuple[list[Fraction], list[Fraction]] | None:
    """The point on the support of ``start`` where all its members are paid alike, and the payoffs there.

    Newton's method in floating point, then steps with its last inverse over rationals of ``bits`` bits.

    Returns:
        Point and payoffs, with residuals below 2^(8 − bits); None if the steps do not settle.
    """
    if k > LARGEST_K:
        return None
    support = sorted(start)
    floats: Vector = [float(start.get(y, 0)) for y in range(m)]
    inverse = None
    for _ in range(20):
        inverse = _inverse(users, floats, support, k, shared=shared)
        if inverse is None:
            return None
        step = _step(inverse, _residual(payoffs(users, floats, k, shared=shared), floats, support))
        for y, change in zip(support, step, strict=False):
            floats[y] -= change
        if max(map(abs, step)) < 1e-13:
            break
    if inverse is None or max(map(abs, floats)) > 2:
        return None
    unit = 1 << bits
    exact = [Fraction(round(Fraction(value) * unit), unit) for value in floats]
    rational = [[Fraction(entry) for entry in row] for row in inverse]
    for _ in range(3 + bits // 16):
        gain = payoffs(users, exact, k, shared=shared)
        residual = _residual(gain, exact, support)
        if max(map(abs, residual)) < Fraction(256, unit):
            return exact, gain
        for y, change in zip(support, _step(rational, residual), strict=False):
            exact[y] = Fraction(round((exact[y] - change) * unit), unit)
    return None


def _residual(gain: Vector, point: Vector, support: list[int]) -> Vector:
    first = support[0]
    return [*(gain[y] - gain[first] for y in support[1:]), sum(point[y] for y in support) - 1]


def _step(inverse: Vector, residual: Vector) -> Vector:
    return [sum(a * r for a, r in zip(row, residual, strict=True)) for row in inverse]


def gradient(users: tuple[User, ...], point: Vector, support: list[int], k: int, *, shared: bool) -> Vector:
    """The derivatives of the support's payoffs by its weights (rows: payoffs), by differences."""
    h = 1e-6
    columns = []
    for y in support:
        up, down = point[:], point[:]
        up[y] += h
        down[y] -= h
        high, low = payoffs(users, up, k, shared=shared), payoffs(users, down, k, shared=shared)
        columns.append([(high[z] - low[z]) / (2 * h) for z in support])
    return [list(row) for row in zip(*columns, strict=True)]


def _inverse(users: tuple[User, ...], point: Vector, support: list[int], k: int, *, shared: bool) -> Vector | None:
    """The inverse of the residual's derivative; None if it is nearly singular."""
    first, *others = gradient(users, point, support, k, shared=shared)
    rows = [[a - b for a, b in zip(row, first, strict=True)] for row in others]
    return inverted([*rows, [1.0] * len(support)])


def inverted(matrix: Vector) -> Vector | None:
    """The inverse by Gauss and Jordan with pivots; None if it is nearly singular."""
    size = len(matrix)
    table = [[*row, *(float(i == j) for j in range(size))] for i, row in enumerate(matrix)]
    for column in range(size):
        pivot = max(range(column, size), key=lambda i: abs(table[i][column]))
        if abs(table[pivot][column]) < 1e-10:
            return None
        table[column], table[pivot] = table[pivot], table[column]
        table[column] = [a / table[column][column] for a in table[column]]
        for i in range(size):
            if i != column:
                table[i] = [a - table[i][column] * b for a, b in zip(table[i], table[column], strict=True)]
    return [row[size:] for row in table]


def best_rate(
    users: tuple[User, ...], corners: tuple[tuple[Fraction, ...], ...], k: int, l: int, rate: Fraction
) -> Fraction:
    """The exact win rate of the best policy found among the mixtures of ``corners``; the search stops above ``rate``.

    Moves of weight between two corners, ever smaller, first of a smooth stand-in for the largest loss.
    """
    m = len(corners[0])
    shown = list(opponents(m, l))
    floats = [[float(x) for x in corner] for corner in corners]
    total = sum(weight for weight, _ in users)
    tables = [
        [(weight / total, _below(places, one)) for weight, places in users if _below(places, one)] for one in shown
    ]

    def losses(mixture: Vector) -> list[float]:
        point = [sum(w * corner[y] for w, corner in zip(mixture, floats, strict=True)) for y in range(m)]
        return [sum(weight * sum(point[z] for z in below) ** k for weight, below in table) for table in tables]

    mixture = [1.0 / len(corners)] * len(corners)
    limit = 1 - float(rate)
    for power in (12, 400):
        value = _smooth(losses, mixture, power)
        for halvings in range(2, 15):
            value = _moves(lambda x, p=power: _smooth(losses, x, p), mixture, 0.5**halvings, value)
            worst = max(losses(mixture))
            if worst < limit - 1e-9 or (halvings == 7 and worst > limit + 0.1):
                return _exact_rate(users, corners, mixture, k, l)
    return _exact_rate(users, corners, mixture, k, l)


def _below(places: tuple[int | None, ...], shown: tuple[int, ...]) -> tuple[int, ...]:
    best = min((place for y in shown if (place := places[y]) is not None), default=None)
    return () if best is None else tuple(z for z, place in enumerate(places) if place is not None and place > best)


def _smooth(losses: Callable[[Vector], list[float]], mixture: Vector, power: int) -> float:
    values = losses(mixture)
    top = max(values)
    return top * sum((v / top) ** power for v in values) ** (1 / power) if top > 0 else 0.0


def _moves(function: Callable[[Vector], float], point: Vector, size: float, value: float) -> float:
    """Move ``size`` from one coordinate to another as long as that lowers the function, a few rounds."""
    for _ in range(6):
        better = False
        for i in range(len(point)):
            for j in range(len(point)):
                if i != j and point[i] >= size:
                    point[i] -= size
                    point[j] += size
                    now = function(point)
                    if now < value - 1e-15:
                        value, better = now, True
                    else:
                        point[i] += size
                        point[j] -= size
        if not better:
            break
    return value


def _exact_rate(
    users: tuple[User, ...], corners: tuple[tuple[Fraction, ...], ...], mixture: Vector, k: int, l: int
) -> Fraction:
    weights = [round(w * DIGITS) for w in mixture]
    point = [sum(w * corner[y] for w, corner in zip(weights, corners, strict=True)) for y in range(len(corners[0]))]
    bottom = lcm(*(x.denominator for x in point))
    rows = tuple(((y,), int(x * bottom)) for y, x in enumerate(point) if x)
    return 1 - Duel(users, rows, k).worst(len(point), l)


def common_point(
    users: tuple[User, ...], m: int, promises: tuple[tuple[int, Fraction], ...]
) -> tuple[Fraction, ...] | None:
    """A policy that keeps every promise (k samples, rate) against single responses, exactly; None if none is found."""
    total = sum(weight for weight, _ in users)
    tables = [[(weight / total, _below(places, (y,))) for weight, places in users] for y in range(m)]
    limits = [(k, max(1e-9, float(1 - rate))) for k, rate in promises]

    def losses(point: Vector) -> list[float]:
        beaten = [[(weight, sum(point[z] for z in below)) for weight, below in table] for table in tables]
        return [sum(weight * mass**k for weight, mass in seen) / limit for k, limit in limits for seen in beaten]

    def kept(point: tuple[Fraction, ...]) -> bool:
        rows = tuple(((y,), int(share * DIGITS * m)) for y, share in enumerate(point) if share)
        return all(1 - Duel(users, rows, k).worst(m, 1) >= rate for k, rate in promises)

    even = tuple(Fraction(1, m) for _ in range(m))
    simple = [even, *(tuple(Fraction(y == z) for z in range(m)) for y in range(m))]
    found = next((point for point in simple if kept(point)), None)
    point = [1.0 / m] * m
    for power in (12, 400):
        value = _smooth(losses, point, power)
        for halvings in range(2, 15):
            if found is not None:
                return found
            value = _moves(lambda x, p=power: _smooth(losses, x, p), point, 0.5**halvings, value)
            worst = max(losses(point))
            if halvings == 7 and worst > 2:
                return None
            if worst < 1 + 1e-6:
                near = _on_grid(point)
                found = near if kept(near) else None
    return found


def _on_grid(point: Vector) -> tuple[Fraction, ...]:
    weights = [round(share * DIGITS) for share in point]
    weights[weights.index(max(weights))] += DIGITS - sum(weights)
    return tuple(Fraction(weight, DIGITS) for weight in weights)
