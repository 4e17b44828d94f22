"""The win rates against the number of samples as a small plot of characters, for a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

from verifier.preferences.names import printable
from verifier.report.finding import Report
from verifier.report.plots.curves import HALF, curves_of, promise_name, promised_of

WIDTH, HEIGHT, LEAST_COLUMNS, MOST_COLUMNS, LEAST_STEP = 126, 10, 3, 40, 3
MARKS = "ox+*#@&$=^~v"
PROMISE, BOTH = ".", "%"
_LEFT = 6
"""The characters before the first column: a label, a space, a bar."""


def render_text_plot(report: Report, width: int = WIDTH) -> str:
    """A plot of every policy's win rate, and of what was promised; empty where there are fewer than three k.

    Columns are numbers k, evenly spaced; where they do not fit into ``width`` some are left out, never the first or
    the last. Rows are twentieths from 1/2 to 1, or tenths from 0 to 1 where a rate is below 1/2.
    """
    curves, promises = curves_of(report), promised_of(report)
    every = sorted({k for curve in curves for k in curve.rates})
    if len(every) < LEAST_COLUMNS:
        return ""
    step = max(LEAST_STEP, len(str(every[-1])) + 1)
    ks = _spread(every, min(MOST_COLUMNS, (width - _LEFT) // step))
    if len(ks) < LEAST_COLUMNS:
        return ""
    drawn = list(zip(MARKS, curves, strict=False))
    shown = [*(curve.rates for _, curve in drawn), *(each.rates for each in promises)]
    lowest = min(rates[k] for rates in shown for k in ks if k in rates)
    rows = 20 if lowest >= HALF - Fraction(1, 40) else 10
    grid = [[" "] * (step * len(ks)) for _ in range(HEIGHT + 1)]
    for mark, rates in [*((PROMISE, each.rates) for each in promises), *((mark, curve.rates) for mark, curve in drawn)]:
        for column, k in enumerate(ks):
            if k in rates:
                _put(grid[_row(rates[k], rows)], step * (column + 1) - 2, mark)
    lines = []
    for row, cells in enumerate(grid):
        value = Fraction(rows - row, rows)
        label = f"{round(100 * value) / 100:.2f}" if row % 2 == 0 else "    "
        lines.append(f"{label} |{''.join(cells)}".rstrip())
    lines.append("     +" + "-" * (step * len(ks)))
    lines.append("   k  " + "".join(str(k).rjust(step - 1) + " " for k in ks).rstrip())
    named = [f"{mark} {curve.told}" for mark, curve in drawn]
    named += [f"{PROMISE} {printable(promise_name(each, promises))}" for each in promises]
    named += [f"{BOTH} several"] if len(drawn) > 1 else []
    named += [f"({len(curves) - len(drawn)} more policies are not drawn)"] if len(curves) > len(drawn) else []
    named += [f"({len(every) - len(ks)} numbers k are left out)"] if len(every) > len(ks) else []
    return "\n".join([*lines, *_legend(named, width)]) + "\n"


def _spread(every: Sequence[int], most: int) -> list[int]:
    """At most ``most`` of these numbers, spread evenly, the first and the last among them; none for fewer than two."""
    if len(every) <= most:
        return list(every)
    return [every[i * (len(every) - 1) // (most - 1)] for i in range(most)] if most > 1 else []


def _row(rate: Fraction, rows: int) -> int:
    return min(HEIGHT, max(0, int((1 - rate) * rows + Fraction(1, 2))))


def _put(cells: list[str], at: int, mark: str) -> None:
    cells[at] = mark if cells[at] in {" ", PROMISE} else BOTH


def _legend(named: Iterable[str], width: int) -> list[str]:
    """The names beside one another where they fit, broken where one is longer than a line."""
    from rich.cells import cell_len, chop_cells

    room = width - _LEFT
    lines: list[str] = []
    for name in named:
        if lines and cell_len(lines[-1]) + 3 + cell_len(name) <= room:
            lines[-1] += f"   {name}"
        else:
            lines += chop_cells(name, room)
    return [f"{'':<{_LEFT}}{line}" for line in lines]
