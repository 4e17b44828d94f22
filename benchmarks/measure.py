"""Measures the loss kernel and NLHF side by side with other ways to compute them, and writes one page of tables.

    python benchmarks/measure.py [--out FILE] [--quick]

Needs the `bench` extra; QSopt_ex and GLPK are Debian's `qsopt-ex` and `glpk-utils`. What is not installed is shown so.
This is no test: it fails only where two exact answers differ.
"""

from __future__ import annotations

import argparse
import platform
from importlib.metadata import version
from math import inf
from pathlib import Path
from typing import TYPE_CHECKING

from games import LARGEST_MARGIN, VOTERS, Column, measure_games
from hard_margins import HardMargins, measure_hard_margins
from kernel import LEAST_OF_FRACTION, MOST_OF_FLOAT, SAMPLES, TARGET_SIZE, KernelTimes, measure_kernel
from peers import PEERS
from worker import ENOUGH, REPETITIONS

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
            _opening(limit, instances),
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


def _opening(limit: int, instances: int) -> str:
    return f"""\
# Measurements

Written by `python benchmarks/measure.py`, everything in one run. Absolute times vary by machine, ratios carry over.
All times are CPU times of one thread: medians over repetitions and, for games, over the games of a kind and size
({instances} each). On a game a solver runs {REPETITIONS} times, or until it has taken {ENOUGH:.0f} s; it is stopped
after {limit} s, and one stopped on most games of a kind and size is not tried on the rest.
"""


def _kernel_section(kernels: Sequence[KernelTimes]) -> str:
    head = ["instance", "ours (exact)", "`Fraction` (exact)", "float64", "ours ÷ float64 and `Fraction` ÷ ours"]
    rows = []
    for times in kernels:
        base = times.ours
        cells = [f"{duration(t)} · {ratio(t / base)}" for t in (times.ours, times.fraction, times.floating)]
        reached = f"{ratio(base / times.floating)} and {ratio(times.fraction / base)}"
        verdict = "no target" if times.m > TARGET_SIZE else "met" if times.met else "missed"
        rows.append([f"n = {times.n}, m = {times.m}, k = {SAMPLES}", *cells, f"{reached}: {verdict}"])
    return f"""\
## The loss kernel

All m losses of a random rational policy over n random strict rankings. `Fraction`: the definition, term by term.
float64: the same sum vectorised in numpy. The arrays of levels and of responses from worst to best are read off the
rankings beforehand, for ours and for float64. Ours equals `Fraction` exactly; float64 is within 10^−9.
Targets, for m = {TARGET_SIZE}: ours takes at most {MOST_OF_FLOAT} times float64's time, and `Fraction` at least
{LEAST_OF_FRACTION} times ours.

{table(head, rows)}"""


def _games_section(columns: Sequence[Column], limit: int) -> str:
    times = [[peer.label, *(_time_cell(column, name, limit) for column in columns)] for name, peer in PEERS.items()]
    answers = [[peer.label, _answers(columns, name)] for name, peer in PEERS.items()]
    supports = ", ".join(f"{c.kind} m = {c.m}: {'/'.join(map(str, c.supports))}" for c in columns)
    return f"""\
## NLHF

A: the margins of {VOTERS} random strict voters. T: independent random odd margins of at most {LARGEST_MARGIN},
as in a tournament. Games with a Condorcet winner are left out: they need no solver. Every game has one solution; the
size of its support is {supports}.

Ours, for A: `nlhf`, from rankings (read beforehand) to the policy and the proof that it is the only one; for T:
`optimal_strategy`, from margins. The others get the margins, already built in their own form, and find one solution.
The exact ones get the form of the program they are fastest with: p ≥ 0, Σ p = 1, Mᵀp ≥ 0, nothing to maximise. Only
sympy gets another (maximise v with Mᵀp ≥ v): to this one, for the first game of A with m = 10, `linprog` of sympy 1.14
answers a point that breaks the constraints. The two programs, esolver and glpsol, are timed with their start (1 to
2 ms) and the reading of their input file.

{table(["CPU · ratio to ours", *(f"{column.kind} m = {column.m}" for column in columns)], times)}
{table(["answers", "compared with ours"], answers)}"""


def _time_cell(column: Column, name: str, limit: int) -> str:
    if name in column.missing:
        return "not installed"
    seconds, against_ours = column.middle(name)
    if seconds == inf:
        return f"> {limit} s · > {ratio(limit / column.middle('ours')[0])}"
    return f"{duration(seconds)} · {ratio(against_ours)}"


def _answers(columns: Sequence[Column], name: str) -> str:
    if any(name in column.missing for column in columns):
        return "not installed"
    answered = sum(sum(t < inf for t in column.times[name]) for column in columns)
    tried = sum(len(column.times[name]) for column in columns)
    worst = max((column.worst[name] for column in columns if name in column.worst), default=0)
    wrong = sum(column.wrong.get(name, 0) for column in columns)
    games = f"{answered} of {tried} games answered in time"
    if name == "ours":
        return f"{games}; each checked by the definition"
    if PEERS[name].arithmetic == "exact":
        return f"{games}; {f'wrong on {wrong}' if wrong else 'equal on all'}"
    what = "printed in decimals" if PEERS[name].arithmetic == "digits" else "floating point"
    return f"{games}; {what}, off by {float(worst):.1g} at most; the support is wrong in {wrong}"


def _hard_section(cases: Sequence[HardMargins]) -> str:
    rows = []
    for case in cases:
        exact = ", ".join(map(str, case.exact))
        floating = "not installed" if case.floating is None else ", ".join(f"{p:.6g}" for p in case.floating)
        off = "" if case.error is None else f"{float(case.error):.1g}"
        rows.append([case.margins, exact, floating, off])
    return f"""\
## Hard margins

Three responses in a cycle. The margins of a over b, b over c and c over a, and the probabilities of a, b and c. The
tiny margins could be scaled up by hand before they are given to floating point; the last row's cannot.

{table(["margins", "ours", "pref_voting", "off by"], rows)}"""


def _versions_section(columns: Sequence[Column]) -> str:
    used = [f"alignment-verifier {__version__}", f"CPython {platform.python_version()} on {platform.system()}"]
    used += [f"{library} {version(library)}" for library in LIBRARIES]
    missing = set().union(*(column.missing for column in columns))
    for name, peer in PEERS.items():
        if name != "ours":
            used.append(f"{peer.label} {'not installed' if name in missing else peer.version()}")
    return "## Versions\n\n" + ", ".join(used) + ".\n"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table with the first column to the left and the others to the right."""
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


def duration(seconds: float) -> str:
    """Seconds or milliseconds, to three digits."""
    return f"{seconds:.3g} s" if seconds >= 1 else f"{seconds * 1000:.3g} ms"


def ratio(value: float) -> str:
    """How many times ours, to two digits, or to the unit."""
    return f"{value:.2g}×" if value < 10 else f"{value:.0f}×"  # noqa: PLR2004  # two digits


if __name__ == "__main__":
    main()
