"""The part of an interval on which given polynomials have given signs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from verifier.exact.rational import format_rational
from verifier.lab.symbolic.algebra.cells import Cell, cells
from verifier.lab.symbolic.algebra.interval import Interval
from verifier.lab.symbolic.algebra.polynomial import Polynomial


@dataclass(frozen=True)
class Region:
    """All x of ``interval`` at which every polynomial of ``conditions`` has its sign."""

    interval: Interval
    conditions: tuple[tuple[Polynomial, int], ...] = ()

    def cells(self, polynomials: Sequence[Polynomial]) -> tuple[Cell, ...]:
        """The parts of the region on which each of ``polynomials`` has one sign, with these signs."""
        own = [condition for condition, _ in self.conditions]
        wanted = tuple(sign for _, sign in self.conditions)
        size = len(own)
        found = cells([*own, *polynomials], self.interval)
        return tuple(replace(cell, signs=cell.signs[size:]) for cell in found if cell.signs[:size] == wanted)

    def __str__(self) -> str:
        """The region as intervals and points: ``(0, 1/2]``, ``{0}``; ``a part of …`` if an end is irrational."""
        everything = cells([condition for condition, _ in self.conditions], self.interval)
        wanted = tuple(sign for _, sign in self.conditions)
        inside = [cell.signs == wanted for cell in everything]
        if all(inside):
            return str(self.interval)
        runs: list[list[Cell]] = []
        for i, (cell, included) in enumerate(zip(everything, inside, strict=True)):
            if included and i and inside[i - 1]:
                runs[-1].append(cell)
            elif included:
                runs.append([cell])
        if any(end.is_point and end.sample is None for run in runs for end in (run[0], run[-1])) or not runs:
            return f"a part of {self.interval}"
        shown = [_shown(run, everything) for run in runs]
        return f"a part of {self.interval}" if None in shown else " and ".join(each or "" for each in shown)


def _shown(run: Sequence[Cell], everything: Sequence[Cell]) -> str | None:
    first, last = run[0], run[-1]
    if len(run) == 1 and first.is_point and first.sample is not None:
        return f"{{{format_rational(first.sample)}}}"
    at = {cell: i for i, cell in enumerate(everything)}
    before, after = at[first] - 1, at[last] + 1
    irrational = [everything[i] for i in (before, after) if 0 <= i < len(everything)]
    if any(cell.is_point and cell.sample is None for cell in irrational):
        return None
    return str(Interval(first.low, last.high, first.is_point, last.is_point))
