"""Measures the loss kernel and NLHF side by side with other ways to compute them, and writes one page of tables.

    python benchmarks/measure.py [--out FILE] [--quick]

Needs the `bench` extra; QSopt_ex and GLPK are Debian's `qsopt-ex` and `glpk-utils`. What is not installed is shown so.
This is no test: it fails only where two exact answers differ.
"""

from __future__ import annotations

import argparse
import platform
import sys
from importlib.metadata import version
from math import inf
from pathlib import Path
from typing import TYPE_CHECKING

from games import LARGEST_MARGIN, VOTERS, Column, measure_games
from hard_margins import HardMargins, measure_hard_margins
from kernel import LEAST_OF_FRACTION, MOST_OF_FLOAT, SAMPLES, KernelTimes, measure_kernel
from peers import ENOUGH, PEERS, REPETITIONS

from verifier import __version__

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

RESULTS = Path(__file__).with_name("RESULTS.md")
USERS = 5000
LIBRARIES = ("numpy", "highspy", "python-flint", "scipy")


def main() -> None:
    """Measure, print the page, and write it."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--out", type=Path, help="where the page goes (default: RESULTS.md here; with --quick nowhere)")
    parser.add_argument("--quick", action="store_true", help="small sizes, one game each, solvers stopped after 2 s")
    options = parser.parse_args()
    limit, instances, sizes = (2, 1, (10, 100)) if options.quick else (20, 3, (10, 100, 400))

    kernels = [measure_kernel(USERS, m, repetitions=9) for m in ((10,) if options.quick else (10, 100))]
    columns = [measure_games(kind, m, instances, limit) for kind in "AT" for m in sizes]
    page = "\n".join(
        (
            "# Measurements\n",
            _wrap_up(columns, limit, instances),
            _kernel_section(kernels),
            _games_section(columns, limit),
            _hard_section(measure_hard_margins()),
            _versions_section(columns),
        )
    )
    print(page)
    out = options.out or (None if options.quick else RESULTS)
    if out is not None:
        out.write_text(page, encoding="utf-8")


def _wrap_up(columns: Sequence[Column], limit: int, instances: int) -> str:
    return f"""\
Written by `python benchmarks/measure.py`, everything in one run. Times are CPU times of one thread and vary by machine;
the ratios carry over. Each is a median: of {REPETITIONS} repetitions (fewer once they took {ENOUGH:.0f} s), then of {instances} instances. A
solver is stopped after {limit} s per game.
"""


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table with the first column to the left and the others to the right."""
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


def duration(seconds: float) -> str:
    """Three digits, in milliseconds or seconds."""
    if seconds >= 1:
        return f"{seconds:.3g} s" if seconds < 100 else f"{seconds:.0f} s"  # noqa: PLR2004  # three digits
    return f"{seconds * 1000:.3g} ms"


def times_ours(ratio: float) -> str:
    """A ratio to ours, which is 1."""
    return f"{ratio:.2g}×" if ratio < 10 else f"{ratio:.0f}×"  # noqa: PLR2004  # two digits


if __name__ == "__main__":
    main()
