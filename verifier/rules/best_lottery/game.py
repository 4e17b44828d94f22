"""Zero-sum games between sets of responses and opponents, solved exactly; where optima are many, one is chosen by rule.

Rows are opponents, columns are sets; an entry is the weight of the users whom the opponent wins. The sets' player wants
the largest entry of its mixture's row sums small.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np

from verifier.errors import SolverError
from verifier.exact.rational import clear_denominators
from verifier.lp.integers import product
from verifier.lp.program import LinearProgram
from verifier.lp.solve import solve

if TYPE_CHECKING:
    from collections.abc import Sequence

    from verifier.game.masses import Integers

_WHOLE = 1500
"""Up to so many columns the linear program is solved whole; beyond, columns come in as they are needed."""

_BITS = 30
_MODULUS = 2**31 - 1
_ROOT = 7


@dataclass(frozen=True, slots=True)
class Mixtures:
    """Optimal mixtures of both players, as integers over their own denominators, and the value as a loss in [0, 1].

    Attributes:
        columns: pairs (column, weight), over ``column_denominator``.
        rows: pairs (row, weight), over ``row_denominator``.
    """

    columns: tuple[tuple[int, int], ...]
    column_denominator: int
    rows: tuple[tuple[int, int], ...]
    row_denominator: int
    value: Fraction


def solved(losses: Integers, total: int) -> Mixtures:
    """Optimal mixtures of the game with the C × R matrix ``losses``, out of ``total``.

    Every row is lost with a probability below 1 by some mixture of columns, so with win weights W = ``total`` - losses
    the program min Σ x, W x >= 1, x >= 0 has a solution, whose scaled dual is the opponent's mixture.
    """
    working = _first_columns(losses)
    while True:
        program = LinearProgram((1,) * len(working), (total - losses[working]).T, (1,) * losses.shape[1])
        solution = solve(program)
        rows, row_denominator = _scaled(solution.dual)
        value = 1 - 1 / (total * solution.value)
        below = _below(losses, rows, value * total * row_denominator)
        if not below:
            break
        known = set(working)
        if not known.isdisjoint(below):
            raise SolverError("the mixture of the opponents is not optimal against the columns it was solved for")
        working = sorted([*working, *below[: 2 * losses.shape[1]]])
    columns, column_denominator = _scaled(solution.primal)
    pairs = tuple((working[i], weight) for i, weight in enumerate(columns) if weight)
    return Mixtures(pairs, column_denominator, tuple((y, w) for y, w in enumerate(rows) if w), row_denominator, value)


def chosen_by_rule(losses: Integers, total: int, found: Mixtures) -> Mixtures:
    """The optimal mixtures of least generic cost: they do not depend on which optimum a solver meets first.

    Every optimal mixture of the columns lives on those that are tight against ``found``'s rows. The cost of the i-th
    column, or row, is 7^(i+1) modulo 2^31 - 1.
    """
    rows = [0] * losses.shape[1]
    for row, weight in found.rows:
        rows[row] = weight
    level = found.value * total
    tight = _below(losses, rows, level * found.row_denominator, equal=True)
    # Σ_S λ_S (level - losses) >= 0 for every row, Σ λ = 1.
    margins = level.numerator - losses[tight].astype(object) * level.denominator
    matrix = np.vstack([margins.T, np.ones((1, len(tight)), dtype=object)])
    bounds = (0,) * losses.shape[1] + (1,)
    chosen = solve(LinearProgram(_costs(tight), matrix, bounds, frozenset({losses.shape[1]})))
    columns, column_denominator = _scaled(chosen.primal)
    # Rows that this mixture leaves slack have weight 0 in every optimal mixture of the rows.
    reached = product(margins.T, columns)
    live = [row for row, slack in enumerate(reached) if not slack]
    working = list(tight)
    while True:
        gains = losses[np.ix_(working, live)].astype(object) * level.denominator - level.numerator
        matrix = np.vstack([gains, np.ones((1, len(live)), dtype=object)])
        picked = solve(LinearProgram(_costs(live), matrix, (0,) * len(working) + (1,), frozenset({len(working)})))
        inner, row_denominator = _scaled(picked.primal)
        rows = [0] * losses.shape[1]
        for row, weight in zip(live, inner, strict=True):
            rows[row] = weight
        below = _below(losses, rows, level * row_denominator)
        if not below:
            break
        working = sorted({*working, *below[: 2 * losses.shape[1]]})
    return Mixtures(
        tuple((tight[i], weight) for i, weight in enumerate(columns) if weight),
        column_denominator,
        tuple((row, weight) for row, weight in enumerate(rows) if weight),
        row_denominator,
        found.value,
    )


def _first_columns(losses: Integers) -> list[int]:
    """All columns where they are few; else those with the least losses, at worst and to each row."""
    count, rows = losses.shape
    if count <= _WHOLE:
        return list(range(count))
    worst = losses.max(axis=1)
    first = np.argsort(worst, kind="stable")[: 4 * rows].tolist()
    return sorted({*first, *losses.argmin(axis=0).tolist()})


def _below(losses: Integers, rows: Sequence[int], level: Fraction, *, equal: bool = False) -> list[int]:
    """The columns whose Σ_y rows_y losses is below ``level`` (``equal``: not above), least first.

    A first look with 30 bits of the weights, rounded down, leaves few to be looked at exactly.
    """
    highest = max(rows)
    shift = max(0, highest.bit_length() - _BITS)
    if losses.dtype == np.int64 and int(losses.max()).bit_length() + _BITS + len(rows).bit_length() < 62:  # noqa: PLR2004  # int64
        rough = losses @ np.array([weight >> shift for weight in rows], dtype=np.int64)
        near = np.flatnonzero(rough <= (level // (1 << shift)))
    else:
        near = np.arange(len(losses))
    values = product(losses[near], rows)
    found = [
        (value, i)
        for value, i in zip(values, near.tolist(), strict=True)
        if value < level or (equal and value == level)
    ]
    return [i for _, i in sorted(found)] if not equal else sorted(i for _, i in found)


def _costs(places: Sequence[int]) -> tuple[int, ...]:
    return tuple(pow(_ROOT, place + 1, _MODULUS) for place in places)


def _scaled(point: Sequence[Any]) -> tuple[tuple[int, ...], int]:
    """The entries of ``point`` over their sum: coprime integers, and their sum."""
    numerators, _ = clear_denominators(point)
    divisor = int(np.gcd.reduce(np.array(numerators, dtype=object)))
    lowest = tuple(numerator // divisor for numerator in numerators)
    return lowest, sum(lowest)
