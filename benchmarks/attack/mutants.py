"""The stream of mutants of one kind of claim: one to four operators in sequence, the same for the same seed."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from random import Random

from benchmarks.attack.claims import CLAIM
from benchmarks.attack.draft import Draft, Line
from benchmarks.attack.duel import TooLarge
from benchmarks.attack.edits import EDITS
from benchmarks.attack.evidence import EVIDENCE
from benchmarks.attack.fit import Unfit, fit
from benchmarks.attack.population import POPULATION
from benchmarks.attack.seeds import Seed
from benchmarks.attack.solutions import SOLUTIONS

FORGERIES = (POPULATION, CLAIM, CLAIM, EVIDENCE, EVIDENCE)
SOLVED = 0.3  # the share of forged drafts whose last operator seeks the evidence anew, where there is one that does
MEANING = 0.65  # the share of mutants that only semantic operators touch
FITTED = 0.9  # the share of forged drafts that are brought back into the grammar
LARGEST = 1 << 13  # bytes of a mutant
ATTEMPTS = 8
INAPPLICABLE = (IndexError, ValueError, KeyError, ZeroDivisionError, OverflowError, TooLarge, Unfit)


def mutants(kind: str, seeds: Sequence[Seed], run: int) -> Iterator[bytes]:
    """Ever new mutants of the seeds; no two are alike and none is a seed."""
    rng = Random(zlib.crc32(kind.encode()) + (run << 32))
    drafts = [Draft.parse(seed.content) for seed in seeds]
    proved = [i for i, seed in enumerate(seeds) if seed.outcome == "proved"]
    seen = {hash(seed.content) for seed in seeds}
    while True:
        i = rng.choice(proved) if rng.random() < 0.7 else rng.randrange(len(seeds))
        mutant = _mutant(seeds, drafts, i, rng)
        if len(mutant) <= LARGEST and (mark := hash(mutant)) not in seen:
            seen.add(mark)
            yield mutant


def _mutant(seeds: Sequence[Seed], drafts: Sequence[Draft], i: int, rng: Random) -> bytes:
    operators = rng.choice((1, 2, 2, 3, 3, 4, 4))
    forged = operators if rng.random() < MEANING else rng.randint(0, operators - 1)
    content = seeds[i].content
    if forged:
        content = _forged(drafts[i], rng.choice(drafts), forged, rng)
    for _ in range(operators - forged):
        content = rng.choice(rng.choice(EDITS))(content, rng, rng.choice(seeds).content)
    return content


def _forged(draft: Draft, other: Draft, operators: int, rng: Random) -> bytes:
    """The draft after so many forgeries, each sought until one applies."""
    draft = draft.copy()
    last = SOLUTIONS.get(draft.kind) if rng.random() < SOLVED else None
    for _ in range(operators - (last is not None)):
        for _ in range(ATTEMPTS):
            try:
                if rng.random() < 0.06:
                    _borrow(draft, other, rng)
                else:
                    rng.choice(rng.choice(FORGERIES))(draft, rng)
                break
            except INAPPLICABLE:
                continue
    try:
        if last is not None:
            fit(draft)
            last(draft, rng)
        if rng.random() < FITTED:
            fit(draft)
        return draft.format()
    except INAPPLICABLE:
        return b""


def _borrow(draft: Draft, other: Draft, rng: Random) -> None:
    """The population, or the evidence, of another seed of the kind takes its own's place."""
    if rng.random() < 0.5:
        draft.names, draft.rankings, draft.counted = other.names[:], other.rankings[:], other.counted
    else:
        mark = Line(("witness",))
        theirs = other.parts[other.parts.index(mark) :]
        draft.parts = draft.parts[: draft.parts.index(mark)] + theirs
