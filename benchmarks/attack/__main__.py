"""Attacks both certificate checkers with mutants of the corpus, and writes one page with what happened.

    python -m benchmarks.attack [--mutants N] [--per-kind N] [--jobs J] [--run R] [--out FILE]

Run it from the project's folder. The second checker is attacked where it stands beside the first and node is there;
otherwise the page says why not. The exit code is 1 if anything happened that must not; such files are kept.
"""

from __future__ import annotations

import argparse
import hashlib
import platform
import sys
from pathlib import Path
from time import perf_counter

from benchmarks.attack.campaign import Plan, Tally, campaign
from benchmarks.attack.checkers import BUDGET, FIRST, OUTCOMES, SECOND, Second
from benchmarks.attack.oracle import RULINGS
from benchmarks.attack.seeds import LARGEST, read_seeds

HEAD = ("claim", "oracle", "mutants", "well-formed", *OUTCOMES, "claims judged", "unsettled", "false accepts",
        "differences", "crashes", "slowest file")  # fmt: skip


def main() -> int:
    """Attack, print the page, write it; 1 if a checker failed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.attack", description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--mutants", type=int, default=1_000_000, help="in all, spread evenly over the kinds of claims")
    parser.add_argument("--per-kind", type=int, default=0, help="at least so many of each kind")
    parser.add_argument("--jobs", type=int, default=2, help="processes")
    parser.add_argument("--run", type=int, default=1, help="another number gives other mutants")
    parser.add_argument("--budget", type=int, default=BUDGET, help="work units for a file")
    parser.add_argument("--out", type=Path, help="where the page goes, beside the terminal")
    parser.add_argument("--failures", type=Path, default=Path("attack-failures"), help="where such files are kept")
    parser.add_argument("--first", type=Path, default=FIRST, help="another Python checker")
    parser.add_argument("--second", type=Path, default=SECOND, help="another second checker")
    options = parser.parse_args()

    kinds = tuple(read_seeds())
    second = Second.find(options.second, options.budget)
    found = second if isinstance(second, Second) else None
    if found is None:
        print(f"The second checker is not attacked: {second}", file=sys.stderr)
    count = max(options.per_kind, -(-options.mutants // len(kinds)))
    start = perf_counter()
    tallies = campaign(
        kinds, Plan(count, options.run, found, options.failures, options.first, options.budget), options.jobs
    )
    page = render(tallies, second, perf_counter() - start, options)
    print(page)
    if options.out is not None:
        options.out.write_text(page, encoding="utf-8")
    return 1 if any(tally.failures for tally in tallies) else 0


def render(tallies: list[Tally], second: Second | str, seconds: float, options: argparse.Namespace) -> str:
    """The page: what was run, a row for each kind, and the failures."""
    total = sum(tally.mutants for tally in tallies)
    first = f"`checker.py` (sha256 {_digest(options.first)}), CPython {platform.python_version()}"
    late = ""
    peak = max(tally.peak_first for tally in tallies) >> 10
    memory = f"Most resident memory: {peak} MB with the Python checker (oracle included)"
    if isinstance(second, Second):
        other = f"`{options.second.name}` (sha256 {_digest(options.second)}), node {second.version}"
        memory += f", {max(t.peak_second for t in tallies) >> 10} MB with the second"
        slowest = max(tally.slowest_second for tally in tallies)
        memory += (
            f".\nNo file took the second checker more than {slowest:.2f} s (measured for many at once, start included)"
        )
        most = max(tally.share_second for tally in tallies)
        late = f" and {_percent_of(most)} of the second's (many at once, all charged together)"
    else:
        other = f"NOT ATTACKED ({second})"
    rows = [_row(tally) for tally in tallies]
    rows.append(_sums(tallies))
    lines = ["| " + " | ".join(cells) + " |" for cells in (HEAD, ["---", "---", *["---:"] * (len(HEAD) - 2)], *rows)]
    command = f"python -m benchmarks.attack --mutants {options.mutants} --per-kind {options.per_kind}"
    command += f" --jobs {options.jobs} --run {options.run}"
    failures = [f"- {what}: `{Path(path).name}`" for tally in tallies for what, path in tally.failures[:20]]
    return f"""\
# Attack on the checkers

Written by `{command}`.

{total} mutants, no two of a kind alike and none a seed, from the corpus' certificates of at most {LARGEST} bytes, in \
{seconds:.0f} s.
One to four operators in sequence; {_percent(sum(map(_well_formed, tallies)), total)} of the mutants are in the grammar.
First checker: {first}.
Second checker: {other}.
Budget of both: {options.budget} units.
Each file was stopped after 5 s and 512 MB. {memory}.
Of the processor time that was charged for it, 25 ns a unit and 0.2 s, no file took more than \
{_percent_of(max(t.share for t in tallies))} of the first checker's{late}.

*Oracle*: whether it decides such claims (at the corpus' sizes) or looks for a counterexample only. *Claims judged*:
different claims among the accepted mutants. *Unsettled*: accepted mutants whose claim it could neither confirm nor
refute. *False accepts*: claims it refutes, and files called well-formed that are not. *Differences*: between the two
checkers, over budget excluded. *Crashes*: with files over 5 s, 512 MB or what was charged. Outcomes are the first
checker's.

{chr(10).join(lines)}

{chr(10).join(["Failures:", "", *failures]) if failures else "Nothing failed."}
"""


def _row(tally: Tally) -> list[str]:
    return [
        f"`{tally.kind}`",
        "decides" if RULINGS[tally.kind].decides else "searches",
        str(tally.mutants),
        _percent(_well_formed(tally), tally.mutants),
        *(str(tally.first[word]) for word in OUTCOMES),
        str(tally.claims),
        str(tally.undecided),
        str(tally.false_accepts),
        str(tally.differences),
        str(tally.crashes),
        f"{tally.slowest * 1000:.0f} ms",
    ]


def _sums(tallies: list[Tally]) -> list[str]:
    total = sum(tally.mutants for tally in tallies)
    sums = [sum(tally.first[word] for tally in tallies) for word in OUTCOMES]
    sums += [sum(getattr(t, name) for t in tallies) for name in ("claims", "undecided", "false_accepts", "differences")]
    sums.append(sum(tally.crashes for tally in tallies))
    slowest = max(tally.slowest for tally in tallies)
    share = _percent(sum(map(_well_formed, tallies)), total)
    return ["all", "", str(total), share, *map(str, sums), f"{slowest * 1000:.0f} ms"]


def _well_formed(tally: Tally) -> int:
    return sum(tally.first[word] for word in ("proved", "not proved", "over budget"))


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.0f} %" if whole else "none"


def _percent_of(share: float) -> str:
    return f"{100 * share:.0f} %"


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:16]


if __name__ == "__main__":
    sys.exit(main())
