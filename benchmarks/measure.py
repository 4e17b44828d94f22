"""Measures the loss kernel, NLHF, equilibria and best policies beside other ways to compute them, on one page.

    python benchmarks/measure.py [--only SECTION ...] [--out FILE] [--quick]

Needs the `bench` extra; QSopt_ex and GLPK are Debian's `qsopt-ex` and `glpk-utils`. What is not installed is shown so.
The sections are kernel, nlhf, hard, equilibria, price and sets; `--only` measures some and leaves the others on the
page as they are. This is no test: it fails only where two exact answers differ.
"""

from __future__ import annotations

import argparse
import os
import platform
import re
from dataclasses import dataclass
from importlib.metadata import version
from math import inf
from pathlib import Path
from typing import TYPE_CHECKING

import equilibrium_peers
from equilibria import LARGEST_TABLE, SYMMETRIC, Equilibria, measure_equilibria
from games import LARGEST_MARGIN, VOTERS, Column, measure_games
from hard_margins import measure_hard_margins
from kernel import LEAST_OF_FRACTION, MOST_OF_FLOAT, SAMPLES, TARGET_SIZE, measure_kernel
from optima import Lotteries, Products, measure_lotteries, measure_products
from optimum_peers import LOTTERIES, PRODUCTS
from peers import PEERS
from worker import ENOUGH, REPETITIONS, Clock, Peer

from verifier import __version__

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from fractions import Fraction

    from verifier.game.payoffs import Payoff

RESULTS = Path(__file__).with_name("RESULTS.md")
USERS = 5000
LIBRARIES = ("numpy", "highspy", "python-flint", "scipy")


GAMES: tuple[tuple[Payoff, int, int], ...] = (
    ("shared", 1, 10),
    ("strict", 1, 5),
    ("strict", 1, 10),
    ("strict", 2, 4),
    ("strict", 2, 8),
    ("strict", 2, 20),
    ("strict", 3, 4),
    ("strict", 10, 10),
)
"""What is paid, k and m."""
SAMPLED = ((2, 10), (10, 10), (2, 50), (10, 50))
SHOWN = ((3, 10), (3, 20), (6, 15), (4, 20), (4, 30))
"""k and m."""
PATIENCE = 5
"""CPU seconds for an equilibrium: pygambit's solvers that take longer seldom end."""


@dataclass(frozen=True)
class Effort:
    """After how many CPU seconds a solver is stopped, on how many instances of a size it is tried; all sizes or few."""

    limit: int
    instances: int
    quick: bool


def main() -> None:
    """Measure, print what is new on the page, and write the page."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--out", type=Path, help="where the page goes (default: RESULTS.md here; with --quick nowhere)")
    parser.add_argument("--only", nargs="+", choices=SECTIONS, help="measure these; the others stay as they are")
    parser.add_argument("--quick", action="store_true", help="small sizes, one game each, solvers stopped after 2 s")
    options = parser.parse_args()
    effort = Effort(2, 1, quick=True) if options.quick else Effort(20, 3, quick=False)

    measured = [SECTIONS[name](effort) for name in options.only or SECTIONS]
    print("\n".join(measured))
    out = options.out or (None if options.quick else RESULTS)
    if out is not None:
        old = out.read_text(encoding="utf-8") if options.only and out.exists() else ""
        out.write_text(_page(old, [_opening(effort), *measured]), encoding="utf-8")


def _page(old: str, new: Iterable[str]) -> str:
    """The page ``old`` with its parts of the same headings replaced, and new headings at its end."""
    parts = [part.strip() + "\n" for part in re.split(r"(?m)^(?=##? )", old) if part]
    page = {part.partition("\n")[0]: part for part in (*parts, *new)}
    return "\n".join(page.values())


def _opening(effort: Effort) -> str:
    return f"""\
# Measurements

Written by `python benchmarks/measure.py`, each section in one run. Absolute times vary by machine, ratios carry over.
All times are CPU times of one thread: medians over repetitions and, for games, over the games of a kind and size
({effort.instances} each). On a game a solver runs {REPETITIONS} times, or until it has taken {ENOUGH:.0f} s; it is
stopped after {effort.limit} s, unless the section says otherwise, and one stopped on most games of a kind and size is
not tried on the rest.
"""


def _kernel_section(effort: Effort) -> str:
    kernels = [measure_kernel(USERS, m, repetitions=9) for m in ((10,) if effort.quick else (10, 100))]
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

{table(head, rows)}
{_versions()}"""


def _games_section(effort: Effort) -> str:
    limit = effort.limit
    sizes = (10, 100) if effort.quick else (10, 100, 400)
    columns = [measure_games(kind, m, effort.instances, limit) for kind in "AT" for m in sizes]
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
{table(["answers", "compared with ours"], answers)}
{_versions(columns, PEERS)}"""


def _time_cell(column: Clock, name: str, limit: int) -> str:
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


def _hard_section(_: Effort) -> str:
    rows = []
    for case in measure_hard_margins():
        exact = ", ".join(map(str, case.exact))
        floating = "not installed" if case.floating is None else ", ".join(f"{p:.6g}" for p in case.floating)
        off = "" if case.error is None else f"{float(case.error):.1g}"
        rows.append([case.margins, exact, floating, off])
    return f"""\
## Hard margins

Three responses in a cycle. The margins of a over b, b over c and c over a, and the probabilities of a, b and c. The
tiny margins could be scaled up by hand before they are given to floating point; the last row's cannot.

{table(["margins", "ours", "pref_voting", "off by"], rows)}
{_versions((), {"pref_voting": PEERS["pref_voting"]})}"""


def _equilibria_section(effort: Effort) -> str:
    limit = min(PATIENCE, effort.limit)
    names = ["ours", *equilibrium_peers.PYGAMBIT]
    games = GAMES[:4] if effort.quick else GAMES
    columns = [measure_equilibria(*game, names, effort.instances, limit) for game in games]
    peers = {name: equilibrium_peers.PEERS[name] for name in names}
    times = [[peer.label, *(_tried(column, name, limit) for column in columns)] for name, peer in peers.items()]
    times.append(["numbers in pygambit's table", *(f"{column.table:,}" for column in columns)])
    answers = [[peer.label, *_equilibria_found(columns, name)] for name, peer in peers.items()]
    head = ["answers", "symmetric", "there: gap", "there: off ours", "gap where not symmetric"]
    return f"""\
## Symmetric equilibria

The alignment game of k+1 players over {VOTERS} random strict voters without a Condorcet winner, whose equilibrium is
the policy that keeps the promise k/(k+1). Shared payoffs at k = 1 are NLHF's zero-sum game; with strict payoffs the
game has exactly one symmetric equilibrium, and others.

Ours, `equilibrium`: from rankings (read beforehand) to a policy with its exact gap, and the proof that exactly one
equilibrium is near. The others are pygambit's, with its own defaults, given the table of (k+1) · m^(k+1) payoffs,
whole numbers, built beforehand: no time of theirs contains it. Tables of more than {LARGEST_TABLE:,} numbers are not
built. A solver is stopped after {limit} s. lp and lcp end with one equilibrium, as do enumpoly (told so), ipa, simpdiv,
logit and liap; enummixed and gnm with several, of which the nearest to a symmetric one is taken.

Symmetric: no two players' probabilities of a response differ by more than 1/{SYMMETRIC.denominator:,}. The gap is what
one player gains by leaving the policy, max_y u_y(π) − Σ_z π_z u_z(π), evaluated exactly for the policy as it was
returned, the largest over the games; of a profile that is not symmetric the player's strategy with the least gap
counts. pygambit gives no certificate with any of them; what lp, lcp, enummixed and simpdiv return is rational, and only
the first three are exact equilibria. None of these solvers can be asked for a symmetric one, and the table, which
grows as m^(k+1), bounds the games that pygambit can be told; ours reads the rankings. Ours is exact where it
recognises a rational equilibrium, and rounded elsewhere: hence its gap.

{table(["CPU · ratio to ours", *map(str, columns)], times)}
{table(head, answers)}
{_versions(columns, peers)}"""


def _tried(column: Equilibria, name: str, limit: int) -> str:
    excluded = column.excluded(name)
    return f"({excluded})" if excluded else _time_cell(column, name, limit)


def _equilibria_found(columns: Sequence[Equilibria], name: str) -> tuple[str, ...]:
    if any(name in column.missing for column in columns):
        return "not installed", "", "", ""
    answers = [
        answer
        for column in columns
        for answer in zip(
            *(found.get(name, ()) for found in (column.asymmetries, column.gaps, column.off)), strict=True
        )
    ]
    symmetric = [(gap, off) for apart, gap, off in answers if apart <= SYMMETRIC]
    others = [gap for apart, gap, _ in answers if apart > SYMMETRIC]
    tried = sum(len(column.times.get(name, ())) for column in columns)
    nothing = sum(column.nothing.get(name, 0) for column in columns)
    stopped = tried - nothing - len(answers)
    notes = [f"{len(symmetric)} of {tried}"]
    notes += [f"nothing found: {nothing}"] if nothing else []
    notes += [f"stopped: {stopped}"] if stopped else []
    gaps, offs = zip(*symmetric, strict=True) if symmetric else ((), ())
    return ", ".join(notes), _largest(gaps), _largest(offs), _largest(others)


def _largest(numbers: Sequence[Fraction]) -> str:
    return f"{float(max(numbers)):.1g}" if numbers else ""


def _price_section(effort: Effort) -> str:
    limit = effort.limit
    sampled = SAMPLED[:2] if effort.quick else SAMPLED
    alone = {name: equilibrium_peers.PEERS[name] for name in ("ours", "floats", "root")}
    games = [measure_equilibria("strict", k, m, alone, effort.instances, limit) for k, m in sampled]
    products = [measure_products(k, m, effort.instances, limit) for k, m in sampled]
    times = [[f"equilibrium: {p.label}", *(_price(c, name, limit) for c in games)] for name, p in alone.items()]
    times += [[f"best product: {p.label}", *(_price(c, name, limit) for c in products)] for name, p in PRODUCTS.items()]
    gaps = [[p.label, *(_largest(c.gaps.get(name, ())) for c in games)] for name, p in alone.items()]
    claims = [[p.label, *_claims(products, name)] for name, p in PRODUCTS.items()]
    sizes = [f"k = {k}, m = {m}" for k, m in sampled]
    return f"""\
## The price of exactness

What floating point alone takes, and what it leaves open, on {VOTERS} random strict voters; all times are from rankings
(read beforehand). Ours, for the equilibrium: the policy, its exact gap and the enclosure of the exact equilibrium; for
the best product policy: an exact bracket of the best rate, at most 10^−12 wide. The float stage is how ours begins.
scipy root (MINPACK's hybrid method) gets the Fischer–Burmeister equations and SLSQP the losses, both vectorised over
the voters and with their derivatives; cvxpy gets `best_product_model` and chooses its solver. The factor is the price:
ours divided by it.

{table(["CPU · price of exactness", *sizes], times)}
{table(["exact gap of the equilibrium, at most", *sizes], gaps)}
Best product policies. Short of the best: how far the exact rate of the policy may be below the best, for ours the width
of its bracket. Beyond the best: how far the rate that the solver reports is above what ours proves that no product
policy exceeds; such a report is false.

{table(["best product", "answered", "short of the best, at most", "reports beyond the best", "by at most"], claims)}
{_versions([*games, *products], alone | PRODUCTS)}"""


def _price(column: Clock, name: str, limit: int) -> str:
    if name in column.missing:
        return "not installed"
    seconds, against_ours = column.middle(name)
    if seconds == inf:
        return f"> {limit} s"
    return f"{duration(seconds)}" + ("" if name == "ours" else f" · {ratio(1 / against_ours)}")


def _claims(columns: Sequence[Products], name: str) -> tuple[str, str, str, str]:
    short = [gap for column in columns for gap in column.short.get(name, ())]
    beyond = [excess for column in columns for excess in column.beyond.get(name, ())]
    false = [excess for excess in beyond if excess > 0]
    tried = sum(len(column.times.get(name, ())) for column in columns)
    if not tried:
        return "not installed", "", "", ""
    return f"{len(short)} of {tried}", _largest(short), f"{len(false)} of {len(short)}", _largest(false)


def _sets_section(effort: Effort) -> str:
    limit = effort.limit
    columns = [measure_lotteries(k, m, effort.instances, limit) for k, m in (SHOWN[:2] if effort.quick else SHOWN)]
    times = [[peer.label, *(_time_cell(column, name, limit) for column in columns)] for name, peer in LOTTERIES.items()]
    answers = [[peer.label, _rates(columns, name)] for name, peer in LOTTERIES.items()]
    return f"""\
## Best k-output policies

The best way to show k of m responses to {VOTERS} random strict voters, correlated or not: a linear program with one
column for each set of k responses. Ours, `best_lottery`: from rankings (read beforehand) to the best rate, exact
on both sides, and the one lottery and opponent that a rule chooses where several are best, which takes two more linear
programs. The others get the table of losses beforehand, and find one solution: QSopt_ex the program with whole numbers
as a file, in the fastest of four forms (least v, primal), timed with its start and the reading of the file; pygambit
the zero-sum game of the sets against the responses; HiGHS the arrays, in floating point without a certificate.

{table(["CPU · ratio to ours", *map(str, columns)], times)}
{table(["best rates", "compared with ours"], answers)}
{_versions(columns, LOTTERIES)}"""


def _rates(columns: Sequence[Lotteries], name: str) -> str:
    if any(name in column.missing for column in columns):
        return "not installed"
    answered = sum(sum(t < inf for t in column.times[name]) for column in columns)
    tried = sum(len(column.times[name]) for column in columns)
    rates = f"{answered} of {tried} answered in time"
    if LOTTERIES[name].arithmetic == "exact":
        return rates if LOTTERIES[name].label == "ours" else f"{rates}; equal on all"
    off = max((column.off[name] for column in columns if name in column.off), default=0)
    return f"{rates}; floating point, off by {float(off):.1g} at most"


SECTIONS: dict[str, Callable[[Effort], str]] = {
    "kernel": _kernel_section,
    "nlhf": _games_section,
    "hard": _hard_section,
    "equilibria": _equilibria_section,
    "price": _price_section,
    "sets": _sets_section,
}


def _versions(columns: Iterable[Clock] = (), peers: Mapping[str, Peer] | None = None) -> str:
    """What a section was measured with, and on."""
    used = [f"alignment-verifier {__version__}", f"CPython {platform.python_version()} on {platform.system()}"]
    used += [f"{os.cpu_count()} cores", *(f"{library} {version(library)}" for library in LIBRARIES)]
    missing = set().union(*(column.missing for column in columns))
    others: dict[str, str] = {}
    for name, peer in (peers or {}).items():
        if (peer.distribution or peer.program) and peer.distribution not in LIBRARIES:
            told = "not installed" if name in missing or not peer.installed() else peer.version()
            others.setdefault(peer.distribution or peer.label, told)
    used += [f"{label} {told}" for label, told in others.items()]
    return "Measured with " + ", ".join(used) + ".\n"


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
