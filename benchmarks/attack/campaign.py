"""One kind of claim under attack: mutants through both checkers, what they accept before the oracle."""

from __future__ import annotations

import faulthandler
import hashlib
import resource
import sys
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from time import perf_counter
from types import ModuleType

from benchmarks.attack.checkers import BUDGET, FAULTS, FIRST, Second, answer, guarded, load
from benchmarks.attack.draft import Draft
from benchmarks.attack.mutants import mutants
from benchmarks.attack.oracle import Verdict, verdict
from benchmarks.attack.seeds import Seed, read_seeds
from benchmarks.attack.statement import Nonsense, Statement

BATCH = 2000
PROGRESS = 20_000
STUCK = 300  # seconds for a batch; then the process ends with a traceback, and the campaign with it
LONG_FIRST = ("equilibrium-near", "lottery-bound", "equilibria-located", "product-bound", "nlhf-bound", "robust")


@dataclass(frozen=True)
class Plan:
    """How many mutants of a kind, from which run of random numbers, for which checkers, and where failures go."""

    mutants: int
    run: int
    second: Second | None
    failures: Path
    first: Path = FIRST
    budget: int = BUDGET


@dataclass
class Tally:
    """What happened to the mutants of one kind; ``failures`` are (what, file) of all that must not happen."""

    kind: str
    mutants: int = 0
    first: Counter[str] = field(default_factory=Counter)
    second: Counter[str] = field(default_factory=Counter)
    differences: int = 0
    false_accepts: int = 0
    undecided: int = 0
    claims: int = 0
    slowest: float = 0.0
    slowest_second: float = 0.0
    share: float = 0.0
    share_second: float = 0.0
    peak_first: int = 0
    peak_second: int = 0
    failures: list[tuple[str, str]] = field(default_factory=list)

    @property
    def crashes(self) -> int:
        """Crashes of either checker, with files that took too long, longer than charged, or too much memory."""
        return sum(self.first[fault] + self.second[fault] for fault in FAULTS)


def campaign(kinds: Sequence[str], plan: Plan, jobs: int) -> list[Tally]:
    """Attack every kind, ``jobs`` at a time; sorted by kind."""
    seeds = read_seeds()
    order = sorted(kinds, key=lambda kind: LONG_FIRST.index(kind) if kind in LONG_FIRST else len(LONG_FIRST))
    with ProcessPoolExecutor(jobs) as pool:
        done = [pool.submit(attack, kind, seeds[kind], plan) for kind in order]
        return sorted((future.result() for future in done), key=lambda tally: tally.kind)


def attack(kind: str, seeds: Sequence[Seed], plan: Plan) -> Tally:
    """The mutants of one kind, in batches."""
    checker = load(plan.first)
    tally = Tally(kind)
    rulings: dict[bytes, Verdict] = {}
    stream = mutants(kind, seeds, plan.run)
    start = perf_counter()
    while tally.mutants < plan.mutants:
        faulthandler.dump_traceback_later(STUCK, exit=True)
        batch = list(islice(stream, min(BATCH, plan.mutants - tally.mutants)))
        ours = _first_answers(checker, batch, tally, plan.budget)
        theirs = _second_answers(plan.second, batch, tally) if plan.second else ours
        for content, one, two in zip(batch, ours, theirs, strict=True):
            _compare(content, one, two, tally, rulings, plan)
        faulthandler.cancel_dump_traceback_later()
        tally.mutants += len(batch)
        if tally.mutants % PROGRESS == 0 or tally.mutants == plan.mutants:
            bad = len(tally.failures)
            seconds = perf_counter() - start
            print(f"{kind}: {tally.mutants} mutants, {seconds:.0f} s, {bad} failures", file=sys.stderr, flush=True)
    tally.claims = len(rulings)
    tally.peak_first = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    tally.peak_second = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return tally


def _first_answers(checker: ModuleType, batch: Sequence[bytes], tally: Tally, budget: int) -> list[str]:
    with guarded():
        answers = [answer(checker, content, budget) for content in batch]
    tally.first.update(each.word for each in answers)
    tally.slowest = max(tally.slowest, *(each.seconds for each in answers), 0)
    tally.share = max(tally.share, *(each.share for each in answers), 0)
    return [each.word for each in answers]


def _second_answers(second: Second, batch: Sequence[bytes], tally: Tally) -> list[str]:
    answers = second.answers(batch)
    tally.slowest_second = max(tally.slowest_second, *(each.seconds for each in answers), 0)
    tally.share_second = max(tally.share_second, *(each.share for each in answers), 0)
    tally.second.update(each.word for each in answers)
    return [each.word for each in answers]


def _compare(content: bytes, one: str, two: str, tally: Tally, rulings: dict[bytes, Verdict], plan: Plan) -> None:
    """Crashes, differences, and what is accepted although it is false or has no meaning."""
    for word in {one, two} & set(FAULTS):
        _save(word, content, tally, plan)
    if one != two and "over budget" not in {one, two} and not {one, two} & set(FAULTS):
        tally.differences += 1
        _save(f"difference ({one}, {two})", content, tally, plan)
    if {one, two} & {"proved", "not proved"} and not well_formed(content):
        tally.false_accepts += 1
        _save("no certificate", content, tally, plan)
    elif "proved" in {one, two}:
        claim = content[: content.find(b"\nwitness\n")]
        if claim not in rulings:
            rulings[claim] = verdict(Statement.read(content))
        if rulings[claim] is None:
            tally.undecided += 1
        elif not rulings[claim]:
            tally.false_accepts += 1
            _save("false accept", content, tally, plan)


def well_formed(content: bytes) -> bool:
    """Whether a file says something, and says it in the one way there is to write it."""
    try:
        Statement.read(content)
        return Draft.parse(content).format() == content
    except (Nonsense, ValueError, IndexError, KeyError, ZeroDivisionError):
        return False


def _save(what: str, content: bytes, tally: Tally, plan: Plan) -> None:
    plan.failures.mkdir(parents=True, exist_ok=True)
    word = what.partition(" (")[0].replace(" ", "-")
    path = plan.failures / f"{word}-{tally.kind}-{hashlib.sha256(content).hexdigest()[:12]}.cert"
    path.write_bytes(content)
    tally.failures.append((what, str(path)))
    print(f"{what}: {path}", file=sys.stderr, flush=True)
