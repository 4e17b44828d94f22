"""Optimal strategies by enumeration: the vertices of the face of NLHF policies, and exact matrix games.

Everything is over ``Fraction``; no modulus, no certificate, no float.
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from itertools import combinations

from benchmarks.attack.duel import TooLarge, prefers
from benchmarks.attack.statement import User

LARGEST_FACE = 5  # responses; vertices are sought among all choices of m − 1 of 2m tight constraints
MOST_CELLS = 900

Point = tuple[Fraction, ...]


@lru_cache(maxsize=1 << 14)
def margins(m: int, users: tuple[User, ...]) -> tuple[tuple[int, ...], ...]:
    """M(y, z): users who prefer y to z, less those who prefer z to y."""
    wins = [[prefers(users, y, (z,)) if y != z else 0 for z in range(m)] for y in range(m)]
    return tuple(tuple(wins[y][z] - wins[z][y] for z in range(m)) for y in range(m))


def gains(matrix: tuple[tuple[int, ...], ...], point: Point) -> list[Fraction]:
    """What the point gains on each response."""
    m = len(matrix)
    return [sum((point[y] * matrix[y][z] for y in range(m)), start=Fraction(0)) for z in range(m)]


@lru_cache(maxsize=1 << 14)
def vertices(m: int, users: tuple[User, ...]) -> tuple[Point, ...]:
    """The vertices of {p : p >= 0, sum 1, no response gains on p}, by trying all m − 1 tight constraints."""
    if m > LARGEST_FACE:
        raise TooLarge
    matrix = margins(m, users)
    rows = [[int(y == z) for z in range(m)] for y in range(m)] + [[matrix[y][z] for y in range(m)] for z in range(m)]
    found = set()
    for tight in combinations(range(2 * m), m - 1):
        point = _solve([rows[i] for i in tight])
        if point is not None and min(point) >= 0 and min(gains(matrix, point)) >= 0:
            found.add(point)
    return tuple(sorted(found))


def _solve(equations: list[list[int]]) -> Point | None:
    """The one point with sum 1 on which these linear forms vanish; None if there is none or are many."""
    m = len(equations) + 1
    table = [[*row, 0] for row in equations]
    table.append([1] * (m + 1))
    for column in range(m):
        pivot = next((i for i in range(column, m) if table[i][column]), None)
        if pivot is None:
            return None
        table[column], table[pivot] = table[pivot], table[column]
        base = table[column]
        for i in range(m):
            factor = table[i][column]
            if i != column and factor:
                table[i] = [base[column] * a - factor * b for a, b in zip(table[i], base, strict=True)]
    return tuple(Fraction(table[i][m], table[i][i]) for i in range(m))


def dimension(points: list[Point]) -> int:
    """The dimension of the affine hull; −1 of nothing."""
    if not points:
        return -1
    rows = [[a - b for a, b in zip(point, points[0], strict=True)] for point in points[1:]]
    rank = 0
    for column in range(len(points[0])):
        pivot = next((i for i in range(rank, len(rows)) if rows[i][column]), None)
        if pivot is None:
            continue
        rows[rank], rows[pivot] = rows[pivot], rows[rank]
        base = rows[rank]
        for i in range(rank + 1, len(rows)):
            factor = rows[i][column] / base[column]
            rows[i] = [a - factor * b for a, b in zip(rows[i], base, strict=True)]
        rank += 1
    return rank


def game_value(payoff: list[list[Fraction]]) -> Fraction:
    """What the row player, who maximises, gets at least in a matrix game: the simplex method by Bland's rule."""
    height, width = len(payoff), len(payoff[0])
    if height * width > MOST_CELLS:
        raise TooLarge
    shift = 1 - min(min(row) for row in payoff)
    # max Σ x subject to (payoff + shift) x <= 1, x >= 0, for the column player: the optimum is 1 / (value + shift).
    table = [
        [*(a + shift for a in row), *(Fraction(i == j) for j in range(height)), Fraction(1)]
        for i, row in enumerate(payoff)
    ]
    goal = [Fraction(-1)] * width + [Fraction(0)] * (height + 1)
    basis = list(range(width, width + height))
    while (entering := next((j for j, cost in enumerate(goal[:-1]) if cost < 0), None)) is not None:
        ratios = [(row[-1] / row[entering], basis[i], i) for i, row in enumerate(table) if row[entering] > 0]
        leaving = min(ratios)[2]
        scale = table[leaving][entering]
        base = table[leaving] = [a / scale for a in table[leaving]]
        for i, row in enumerate(table):
            if i != leaving and row[entering]:
                table[i] = [a - row[entering] * b for a, b in zip(row, base, strict=True)]
        goal = [a - goal[entering] * b for a, b in zip(goal, base, strict=True)]
        basis[leaving] = entering
    return 1 / goal[-1] - shift


def linear_optimum(
    costs: list[Fraction], forms: list[list[Fraction]]
) -> tuple[Fraction, list[Fraction], list[Fraction]] | None:
    """The largest mean of ``costs`` under a distribution on which the mean of no form is below 0.

    Returns:
        The optimum, a distribution that reaches it, and multipliers u >= 0 with costs + u . forms <= optimum
        everywhere; None if there is no such distribution.

    Raises:
        TooLarge: there are too many numbers.
    """
    width, height = len(costs), len(forms)
    if width * (height + 1) > MOST_CELLS:
        raise TooLarge
    # Columns: the distribution, the slack of every form, an artificial variable for the sum, the right-hand side.
    table = [
        [*(-a for a in form), *(Fraction(i == j) for j in range(height)), Fraction(0), Fraction(0)]
        for i, form in enumerate(forms)
    ]
    table.append([*[Fraction(1)] * width, *[Fraction(0)] * height, Fraction(1), Fraction(1)])
    basis = [*range(width, width + height), width + height]
    _climb(table, basis, [Fraction(j < width) for j in range(width + height)] + [Fraction(0)])
    if width + height in basis and table[basis.index(width + height)][-1] > 0:
        return None
    # The artificial variable is 0; it may stay in the basis, but never comes back.
    goal = _climb(table, basis, [*costs, *[Fraction(0)] * (height + 1)], last=width + height)
    values = {variable: row[-1] for variable, row in zip(basis, table, strict=True)}
    return goal[-1], [values.get(j, Fraction(0)) for j in range(width)], goal[width : width + height]


def _climb(
    table: list[list[Fraction]], basis: list[int], rewards: list[Fraction], last: int | None = None
) -> list[Fraction]:
    """Maximise the rewards from a feasible basis by Bland's rule; only variables below ``last`` enter.

    Returns:
        The last row: what every variable costs, and the optimum.
    """
    goal = [-reward for reward in rewards] + [Fraction(0)]
    for row, variable in zip(table, basis, strict=True):
        if goal[variable]:
            goal = [a - goal[variable] * b for a, b in zip(goal, row, strict=True)]
    usable = len(rewards) if last is None else last
    while (entering := next((j for j in range(usable) if goal[j] < 0), None)) is not None:
        ratios = [(row[-1] / row[entering], basis[i], i) for i, row in enumerate(table) if row[entering] > 0]
        leaving = min(ratios)[2]
        scale = table[leaving][entering]
        base = table[leaving] = [a / scale for a in table[leaving]]
        for i, row in enumerate(table):
            if i != leaving and row[entering]:
                table[i] = [a - row[entering] * b for a, b in zip(row, base, strict=True)]
        goal = [a - goal[entering] * b for a, b in zip(goal, base, strict=True)]
        basis[leaving] = entering
    return goal
