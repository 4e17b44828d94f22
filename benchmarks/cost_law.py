"""Measures the law of the checkers' work: time <= 25 ns x charged units + 0.2 s, and memory <= what was charged.

Usage: python benchmarks/cost_law.py [--kinds robust,nlhf-face] [--out benchmarks/COST_LAW.md]

For every kind of certificate it writes certificates that are made to be dear: many rankings, many responses, large
ties, long numbers, many samples, large witnesses, at several sizes. Each checker checks each file in a process of its
own with `--units`, again where that takes too long, as other processes only add; time is the processor time of that
process less that of one which checks nothing, memory its peak.
Exit 1 if a file breaks the law.
"""

from __future__ import annotations

import argparse
import random
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from math import comb, gcd
from pathlib import Path
from typing import Self

CHECKER = Path(__file__).resolve().parents[1] / "verifier" / "certificates" / "checker.py"
COMMANDS = {
    "checker.py": (sys.executable, "-I", "-S", str(CHECKER)),
    "checker.mjs": ("node", str(CHECKER.with_suffix(".mjs"))),
}
NANOSECONDS, SECONDS = 25, 0.2
BASE = {"checker.py": 32 << 20, "checker.mjs": 160 << 20}
"""Bytes of a process that are not charged: the interpreter, and what it has not yet collected."""
DIGITS = 13_500
"""Bits of a number of nearly 4096 digits, the longest that the format has."""

SCALES = (1, 4, 16)
MOST = 2000  # responses of a policy
LARGE, LOTTERY = 5, 4  # rows of a large witness, and of a lottery
Lines = list[str]


@dataclass(frozen=True)
class Shape:
    """What a certificate is about.

    Attributes:
        n: rankings.
        m: responses.
        listed: responses in each ranking.
        tied: members of a class.
        bits: of a weight of a policy, and of numbers of the witness.
        heavy: bits of a weight of a ranking.
        k: samples.
        l: responses that the opponent shows.
        rows: of mixtures, steps, promises, optima, conditions, vectors.
    """

    n: int = 20
    m: int = 20
    listed: int = 0
    tied: int = 1
    bits: int = 8
    heavy: int = 1
    k: int = 2
    l: int = 1
    rows: int = 3
    ties: str = "model"

    def weights(self, count: int, bits: int | None = None) -> list[int]:
        """Weights without a common divisor."""
        rng, top = random.Random(count), 1 << ((self.bits if bits is None else bits) - 1)  # noqa: S311  # the same every time
        drawn = [top + rng.randrange(top) for _ in range(count)]
        if gcd(*drawn) != 1:
            drawn[-1] += 1 if gcd(*drawn[:-1], drawn[-1] + 1) == 1 else 1 - drawn[-1]
        return drawn

    def rankings(self) -> list[str]:
        """The texts of the rankings: every shift of the responses first, then drawn ones."""
        rng, texts = random.Random(self.m), set[str]()  # noqa: S311  # the same every time
        order, listed = [str(y) for y in range(self.m)], self.listed or self.m
        while len(texts) < self.n:
            shift = len(texts)
            drawn = order[shift:] + order[:shift] if shift < self.m <= MOST else rng.sample(order, listed)
            parts = [sorted(drawn[at : at + self.tied], key=int) for at in range(0, listed, self.tied)]
            texts.add(" ".join(map(",".join, parts)))
        return sorted(texts)

    def population(self) -> Lines:
        """The block of the population."""
        texts = self.rankings()
        weights = self.weights(len(texts), self.heavy)
        names = [f"{y:07}" for y in range(self.m)]
        rows = [f"{weight} {text}" for weight, text in zip(weights, texts, strict=True)]
        return [f"responses {self.m}", *names, f"voters {sum(weights)} {len(rows)}", *rows]

    def vector(self, name: str, responses: Sequence[int] | None = None) -> Lines:
        """A policy with weight on the first responses, or the given ones."""
        chosen = range(min(self.m, MOST)) if responses is None else responses
        weights = self.weights(len(chosen))
        return [f"{name} {sum(weights)} {len(weights)}"] + [f"{y} {w}" for y, w in zip(chosen, weights, strict=True)]

    def sets(self, name: str, size: int) -> Lines:
        """A distribution over sets of responses."""
        size, rows = min(size, self.m), list[str]()
        for chosen in combinations(range(self.m), size):
            rows.append(",".join(map(str, chosen)))
            if len(rows) == self.rows:
                break
        weights = self.weights(len(rows))
        return [f"{name} {sum(weights)} {len(rows)}"] + [f"{w} {t}" for w, t in zip(weights, sorted(rows), strict=True)]

    def tree(self, size: int) -> Lines:
        """A tree that splits on the first responses, with a vector or none at its leaves."""
        vector = "vector " + " ".join(map(str, self.weights(self.n)))
        nodes = list[str]()
        for y in range(min(self.m, 4 * self.rows) if size == 1 else 0):
            nodes += [f"split {y}", "inside" if y % 2 else f"leaf {y % self.rows}"]
        nodes.append("leaf 0")
        return [f"tree {self.weights(2)[0]} {self.rows} {len(nodes)}", *[vector] * self.rows, *nodes]

    def promise(self, rate: str = "0") -> Lines:
        """The fields that promises share, and the model."""
        return [f"ties {self.ties}", f"samples {self.k}", f"opponents {self.l}", f"rate {rate}"]

    def number(self) -> int:
        """One number of the witness."""
        return self.weights(2)[0] | 1


def certificate(kind: str, shape: Shape) -> bytes:
    """A certificate of the kind: dear to check, and mostly proved."""
    claim, witness = KINDS[kind](shape)
    lines = [f"verifier-certificate 1 {kind}", *shape.population(), *claim, "witness", *witness, "end", ""]
    return "\n".join(lines).encode("ascii")


Parts = tuple[Lines, Lines]


def robust(s: Shape) -> Parts:
    """Every opponent, or a tree."""
    model = s.sets("lottery", s.k) if s.ties == "model" and s.rows == LOTTERY else s.vector("policy")
    tree = s.ties == "model" and (s.rows >= LARGE or comb(s.m, s.l) > 10**5)
    return s.promise() + model, s.tree(s.l) if tree and s.l == 1 else []


def worst_case(s: Shape) -> Parts:
    """Every opponent, and a mixture; the tied ones have the value 1."""
    return s.promise("1" if s.tied == s.m else "0") + s.vector("policy"), s.sets("mixture", s.l)


def equilibrium_near(s: Shape) -> Parts:
    """A matrix over the support."""
    size = min(s.m, 12 if s.bits == DIGITS else 40)
    row = "row " + " ".join(map(str, s.weights(size + 1)))
    policy = s.vector("policy", range(size))
    claim = ["payoff " + ("shared" if s.ties == "shared" else "strict"), f"samples {s.k}", f"radius 1/{100 * s.m}"]
    return claim + policy, ["value 1/3", f"preconditioner {s.number()}", *[row] * (size + 1)]


def set_bound(s: Shape) -> Parts:
    """A rival for every set, each of which is good enough for rate 1."""
    size = s.l if comb(s.m, s.l) < 10**6 else 1
    count = comb(s.m, size)
    return [f"samples {size}", "rate 1"], [f"sets {count}", *[str(i % s.m) for i in range(count)]]


def condorcet_dimension(s: Shape) -> Parts:
    """The first responses win, all others are wrong."""
    return ["dimension 2"], ["winning 0,1", f"sets {s.m}", *[str(i) for i in range(s.m)]]


def nlhf_face(s: Shape) -> Parts:
    """As many optima as responses: they are NLHF where all are tied."""
    d = min(s.m - 1, s.rows)
    optima = [line for i in range(d + 1) for line in replace(s, bits=s.bits + i).vector("optimum")]
    return [f"dimension {d}", *s.vector("policy")], [f"prime {s.number()}", *s.vector("interior"), *optima]


def no_common_policy(s: Shape) -> Parts:
    """A promise for each of the first numbers of samples."""
    rates = [f"{s.number() - 1}/{s.number()}"] * s.rows
    promises = [f"{k} {rate}" for k, rate in enumerate(rates, s.k)]
    mixtures = [line for _ in promises for line in replace(s, rows=3).sets("mixture", 1)]
    multipliers = "multipliers " + " ".join(map(str, s.weights(s.rows)))
    return [f"promises {s.rows}", *promises], [multipliers, *mixtures, *s.vector("point")]


def worst_population(s: Shape) -> Parts:
    """Conditions that no ranking exceeds, for the point mass on the worst response of the one ranking."""
    rows = [f"condition 0 2\n-{s.number()} {s.m - 1} 0\n-{s.number() + 1} {s.m - 1} 1"] * s.rows
    claim = ["rankings " + ("strict" if s.ties == "model" else "weak"), "rule any", f"samples {s.k}", "rate 0"]
    multipliers = "multipliers " + " ".join(map(str, [s.number()] * (s.rows + 1)))
    return [*claim, "policy 1 1", f"{s.m - 1} 1", f"conditions {s.rows}", *rows], [multipliers] * s.m


def simple(*claim: str, policies: Sequence[str] = ("policy",)) -> Callable[[Shape], Parts]:
    """A claim of fields and policies."""

    def parts(s: Shape) -> Parts:
        fields = [line.format(k=s.k, ties=s.ties, l=s.l, m=s.m) for line in claim]
        return fields + [line for name in policies for line in s.vector(name)], []

    return parts


def shown(*claim: str, witness: Sequence[str]) -> Callable[[Shape], Parts]:
    """A claim of fields and a policy, with some lines as the witness."""
    make = simple(*claim)
    return lambda s: (make(s)[0], [line.format(last=",".join(map(str, range(s.m - s.l, s.m)))) for line in witness])


FIELDS = ("ties {ties}", "samples {k}", "opponents {l}", "rate 0")
KINDS: dict[str, Callable[[Shape], Parts]] = {
    "robust": robust,
    "not-robust": shown(*FIELDS, witness=["opponent {last}"]),
    "worst-case": worst_case,
    "win-rate": simple("ties {ties}", "samples {k}", "rate 0", policies=("policy", "against")),
    "not-win-rate": simple("ties {ties}", "samples {k}", "rate 1", policies=("policy", "against")),
    "least-samples": shown(*FIELDS, witness=["opponent {last}"]),
    "no-samples": shown("ties {ties}", "opponents {l}", "rate 1", witness=["opponent {last}"]),
    "robust-every-k": lambda s: (s.vector("policy"), [f"steps {s.rows}", *[str(k + 1) for k in range(s.rows)]]),
    "limit": simple("value 0"),
    "epsilon-equilibrium": lambda s: simple(
        "payoff " + ("shared" if s.ties == "shared" else "strict"), "samples {k}", "epsilon 1"
    )(s),
    "equilibria-located": simple("samples {k}", "epsilon 1"),
    "equilibrium-near": equilibrium_near,
    "not-monotone": simple("samples {k}", policies=("first", "second")),
    "product-bound": lambda s: (
        [f"samples {s.k}", f"opponents {s.l}", "rate 1"],
        s.sets("mixture", s.l) + s.vector("point"),
    ),
    "lottery-bound": lambda s: (
        [f"samples {2 if comb(s.m, 2) * s.n < 10**6 else 1}", f"opponents {s.l}", "rate 1"],
        s.sets("mixture", s.l) + (s.tree(1) if s.rows >= LARGE and comb(s.m, 2) * s.n >= 10**6 else ["enumeration"]),
    ),
    "set-bound": set_bound,
    "condorcet-dimension": condorcet_dimension,
    "nlhf": simple(),
    "nlhf-bound": lambda s: (
        [f"samples {s.k}", "rate 1"],
        [*s.sets("mixture", 1), *s.vector("point"), "multipliers " + " ".join(map(str, s.weights(s.m + 1)))],
    ),
    "nlhf-below": lambda s: ([f"samples {s.k}", "rate 1", *s.vector("policy")], [f"opponent {s.m - 1}"]),
    "nlhf-unique": lambda s: (s.vector("policy"), [f"prime {s.number()}"]),
    "nlhf-face": nlhf_face,
    "condorcet-winner": lambda _: (["winner 0"], []),
    "no-condorcet-winner": lambda s: ([], ["rivals " + " ".join(str((y or s.m) - 1) for y in range(s.m))]),
    "collapse": lambda _: (["winner 0", "value 1"], []),
    "margin-game": lambda s: (["value 0"], s.vector("primal") + s.vector("dual")),
    "worst-population": worst_population,
    "no-common-policy": no_common_policy,
}


def shapes(kind: str, scale: int) -> Iterator[tuple[str, Shape]]:
    """What the certificates of a kind are about, named; a scale of 1 takes milliseconds."""
    if kind == "worst-population":
        m = {1: 4, 4: 5, 16: 6}[scale]
        yield "strict", Shape(1, m + 1, k=3)
        yield "weak", Shape(1, m, k=3, ties="weak")
        yield "long numbers", Shape(1, m, bits=2000, k=100)
        yield "many conditions", Shape(1, m, bits=60, rows=200)
        return
    if kind == "robust-every-k":
        yield "many steps", Shape(30, 30, bits=1, rows=10 * scale)
    yield "many rankings", Shape(1000 * scale, 12)
    yield "many responses", Shape(3, 6000 * scale)
    yield "few listed of many", Shape(200, 6000 * scale, listed=4)
    yield "all tied", Shape(1, 1000 * scale, tied=1000 * scale)
    yield "large ties", Shape(10 * scale, 400, tied=100, bits=60)
    yield "long weights", Shape(20 * scale, 12, bits=DIGITS, heavy=DIGITS, k=1)
    yield "long weights of few", Shape(20 * scale, 6, bits=200, heavy=DIGITS, k=3, rows=2)
    yield "many samples", Shape(20, 12, bits=30, k=400 * scale)
    yield "shared ties", Shape(20, 12, tied=2, bits=30, k=50 * scale, ties="shared")
    yield "large sets", Shape(3, 16, l=8, rows=500 * scale)
    yield "sets", Shape(40, 10 * scale, l=2, heavy=60)
    yield (
        "large witness",
        Shape(1, 40, tied=40, bits=60 * scale, rows=39)
        if kind == "nlhf-face"
        else Shape(10, 40, bits=60, rows=30 * scale),
    )
    yield "a lottery", Shape(300 * scale, 12, k=3, rows=LOTTERY)


@dataclass(frozen=True)
class Run:
    """One file through one checker: seconds of processor time and bytes at the peak, charged units and bytes."""

    outcome: str
    seconds: float
    peak: int
    units: int
    charged: int

    def ratio(self) -> float:
        """Nanoseconds a unit, of the time beyond what is allowed to all."""
        return max(0.0, self.seconds - SECONDS) * 1e9 / max(1, self.units)

    def holds(self, checker: str) -> bool:
        """Whether the law holds."""
        return self.ratio() <= NANOSECONDS and self.peak <= BASE[checker] + self.charged


COSTS = re.compile(rb": (proved|not proved|malformed|over budget): .*\((\d+) units, (\d+) bytes\)\n\Z", re.DOTALL)
STARTER = """
import os, subprocess, sys
for line in sys.stdin:
    out, *command = line.rstrip("\\n").split("\\t")
    with open(out, "wb") as file:
        process = subprocess.Popen(command, stdout=file)
        _, _, used = os.wait4(process.pid, 0)
        process.returncode = 0
    print(used.ru_utime + used.ru_stime, used.ru_maxrss << 10, flush=True)
"""
"""Starts processes from a small one: the peak of a process is no less than the memory of the one that forked it."""


class Bench:
    """Runs checkers, and knows what it takes to start them."""

    def __init__(self, folder: Path) -> None:
        self.file, self.out = folder / "dear.cert", folder / "said"
        command = (sys.executable, "-I", "-S", "-c", STARTER)
        self.starter = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.file.write_bytes(b"\n")
        self.start = {checker: min(self.used(checker)[0] for _ in range(5)) for checker in COMMANDS}

    def __enter__(self) -> Self:
        """Nothing more: it is ready."""
        return self

    def __exit__(self, *_: object) -> None:
        """Ends the process that starts the others."""
        self.starter.communicate()

    def used(self, checker: str) -> tuple[float, int, bytes]:
        """Seconds, bytes, and what the checker says of the file."""
        if self.starter.stdin is None or self.starter.stdout is None:
            raise RuntimeError
        self.starter.stdin.write("\t".join([str(self.out), *COMMANDS[checker], "--units", str(self.file)]) + "\n")
        self.starter.stdin.flush()
        seconds, peak = self.starter.stdout.readline().split()
        return float(seconds), int(peak), self.out.read_bytes()

    def run(self, checker: str, content: bytes) -> Run:
        """A certificate through a checker, in a process of its own."""
        self.file.write_bytes(content)
        seconds, peak, said = self.used(checker)
        found = COSTS.search(said)
        if found is None:
            raise RuntimeError(f"{checker} says {said[-300:]!r}")
        return Run(found[1].decode(), seconds - self.start[checker], peak, int(found[2]), int(found[3]))


def measure(bench: Bench, kind: str) -> dict[str, list[tuple[Run, str]]]:
    """Every certificate of a kind through both checkers; what breaks the law is said at once."""
    runs: dict[str, list[tuple[Run, str]]] = {checker: [] for checker in COMMANDS}
    for scale in SCALES:
        for name, shape in shapes(kind, scale):
            content = certificate(kind, shape)
            for checker in COMMANDS:
                done = bench.run(checker, content)
                if not done.holds(checker):
                    done = min((bench.run(checker, content) for _ in range(3)), key=lambda each: each.seconds)
                runs[checker].append((done, f"{name}, x{scale}"))
                if not done.holds(checker):
                    print(f"{checker} breaks the law: {kind}, {name}, x{scale}: {done}", file=sys.stderr, flush=True)
    return runs


HEAD = f"""# The law of the checkers' work

`python benchmarks/cost_law.py --out benchmarks/COST_LAW.md`: certificates that are made to be dear, of every kind and
at sizes 1, {SCALES[1]} and {SCALES[2]}, each checked in a process of its own. *Ratio*: nanoseconds of processor
time a charged unit, of the time beyond {SECONDS} s and the start of the process; the law is at most {NANOSECONDS}.
*Longest*: the most time beyond the start. *Memory*: the peak of the process over what is allowed to it: the bytes
charged, and {BASE["checker.py"] >> 20} MB (checker.py) or {BASE["checker.mjs"] >> 20} MB (checker.mjs). Each number
is the worst of all files of the kind.

| kind | checker | files | worst ratio | of | longest | most units | worst memory |
|---|---|---:|---:|---|---:|---:|---:|
"""


def row(kind: str, checker: str, runs: list[tuple[Run, str]]) -> str:
    """A line of the table."""
    ratio, name = max((done.ratio(), name) for done, name in runs)
    longest, most = max(done.seconds for done, _ in runs), max(done.units for done, _ in runs)
    memory = max(done.peak / (BASE[checker] + done.charged) for done, _ in runs)
    of = name if ratio else "none takes as long"
    return f"| {kind} | {checker} | {len(runs)} | {ratio:.1f} | {of} | {longest:.2f} s | {most:.1e} | {memory:.2f} |\n"


def main() -> int:
    """Run everything, and write the table."""
    to = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    to.add_argument("--kinds", default=",".join(KINDS))
    to.add_argument("--out", type=Path)
    arguments = to.parse_args()
    kept, table = True, HEAD
    with tempfile.TemporaryDirectory() as folder, Bench(Path(folder)) as bench:
        for kind in arguments.kinds.split(","):
            for checker, runs in measure(bench, kind).items():
                kept = kept and all(done.holds(checker) for done, _ in runs)
                table += row(kind, checker, runs)
                print(row(kind, checker, runs), end="", flush=True)
    if arguments.out is not None:
        arguments.out.write_text(table, encoding="utf-8")
    return int(not kept)


if __name__ == "__main__":
    sys.exit(main())
