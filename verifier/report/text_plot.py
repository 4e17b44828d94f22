"""The win rates against the number of samples as a small plot of characters, for a terminal."""

from __future__ import annotations

from fractions import Fraction

from verifier.preferences.names import printable
from verifier.report.finding import Report
from verifier.report.rates import rates_by_policy

HEIGHT, LEAST_COLUMNS, MOST_COLUMNS, STEP = 10, 3, 40, 3
MARKS = "ox+*#@"
PROMISE, BOTH = ".", "%"


def render_text_plot(report: Report) -> str:
    """A plot of every policy's exact worst-case win rate, and of k/(k+1); empty where there are fewer than three k.

    Columns are the numbers k, evenly spaced; rows are twentieths from 1/2 to 1, lower rates stand in the last row.
    """
    rates = rates_by_policy(report)
    ks = sorted({k for found in rates.values() for k in found})[:MOST_COLUMNS]
    if len(ks) < LEAST_COLUMNS or not rates:
        return ""
    grid = [[" "] * (STEP * len(ks)) for _ in range(HEIGHT + 1)]
    for column, k in enumerate(ks):
        _put(grid, column, Fraction(k, k + 1), PROMISE)
    for mark, found in zip(MARKS, rates.values(), strict=False):
        for column, k in enumerate(ks):
            if k in found:
                _put(grid, column, found[k], mark)
    lines = []
    for row, cells in enumerate(grid):
        value = 100 - 5 * row
        label = f"{value / 100:.2f}" if row % 2 == 0 else "    "
        lines.append(f"{label} |{''.join(cells)}".rstrip())
    lines.append("     +" + "-" * (STEP * len(ks)))
    lines.append("   k  " + "".join(str(k)[-STEP + 1 :].rjust(STEP - 1) + " " for k in ks).rstrip())
    named = [f"{mark} {printable(label)}" for mark, label in zip(MARKS, rates, strict=False)]
    lines.append(
        "      " + "   ".join([*named, f"{PROMISE} k/(k+1)", *([f"{BOTH} several"] if len(rates) > 1 else [])])
    )
    return "\n".join(lines) + "\n"


def _put(grid: list[list[str]], column: int, rate: Fraction, mark: str) -> None:
    row = min(HEIGHT, max(0, int((1 - rate) * 20 + Fraction(1, 2))))
    at = STEP * column + 1
    there = grid[row][at]
    grid[row][at] = mark if there in {" ", PROMISE} else BOTH
