"""Starting the checker: its own bare process, on the bytes that were written. Its exit is the verdict."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import verifier.certificates

CHECKER = Path(verifier.certificates.__file__).with_name("checker.py")

PROVED, NOT_PROVED, MALFORMED, OVER_BUDGET = 0, 1, 2, 3

_WORST_FIRST = (MALFORMED, NOT_PROVED, OVER_BUDGET, PROVED)
_BATCH = 200


@dataclass(frozen=True)
class Outcome:
    """What the checker's process said of one file.

    Attributes:
        path: the file.
        code: the exit code: 0 proved, 1 not proved, 2 malformed, 3 over the work budget.
        sentence: what it printed: the claim in words, or the reason.
    """

    path: Path
    code: int
    sentence: str


def check_files(paths: Sequence[Path], budget: int | None = None) -> list[Outcome]:
    """The checker's outcome for every file.

    Files are checked together in one process; only if that process does not exit 0 is each checked by its own.
    """
    outcomes: list[Outcome] = []
    for start in range(0, len(paths), _BATCH):
        batch = paths[start : start + _BATCH]
        code, lines = _run(batch, budget)
        if code == PROVED and len(lines) == len(batch):
            outcomes += [Outcome(path, code, _said(line, path)) for path, line in zip(batch, lines, strict=True)]
        else:
            outcomes += [_check_one(path, budget) for path in batch]
    return outcomes


def worst(codes: Iterable[int]) -> int:
    """The exit code for several files: the worst in the order 2, 1, 3, 0."""
    present = set(codes)
    return next(code for code in _WORST_FIRST if code in present)


def _check_one(path: Path, budget: int | None) -> Outcome:
    code, lines = _run([path], budget)
    return Outcome(path, code if code in _WORST_FIRST else NOT_PROVED, _said("".join(lines[:1]), path))


def _run(paths: Sequence[Path], budget: int | None) -> tuple[int, list[str]]:
    allowance = [] if budget is None else ["--budget", str(budget)]
    names = [str(path) if str(path)[:1] != "-" else f"./{path}" for path in paths]
    done = subprocess.run(  # noqa: S603  # our own interpreter and file, no shell
        [sys.executable, "-I", "-S", str(CHECKER), *allowance, *names],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )
    return done.returncode, done.stdout.decode("utf-8", errors="replace").split("\n")[:-1]


def _said(line: str, path: Path) -> str:
    return line.removeprefix(f"{path}: ")
