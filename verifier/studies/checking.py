"""Starting the checker: its own bare process, on the bytes that were written. Its exit is the verdict."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import verifier.certificates
from verifier.errors import CertificateError

CHECKER = Path(verifier.certificates.__file__).with_name("checker.py")

SECOND = CHECKER.with_name("checker.mjs")
"""Written from the format document alone, in another language; run by node."""

LEAST_NODE = 20

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


def check_files(
    paths: Sequence[Path], budget: int | None = None, jobs: int = 1, command: Sequence[str] | None = None
) -> list[Outcome]:
    """The checker's outcome for every file, in order; ``command`` starts another checker than our own.

    Files are checked together in one process (or in ``jobs`` at once). An outcome other than proved is the exit of a
    process of its own, and one that is proved the exit of a process that proved all that it was given.
    """
    start = [sys.executable, "-I", "-S", str(CHECKER)] if command is None else list(command)
    if budget is not None:
        start += ["--budget", str(budget)]
    size = max(1, min(_BATCH, -(-len(paths) // jobs)))
    batches = [paths[at : at + size] for at in range(0, len(paths), size)]
    if jobs == 1:  # in this thread, so that Ctrl-C reaches the checker at once
        return [outcome for batch in batches for outcome in _check_batch(batch, start)]
    with ThreadPoolExecutor(max_workers=jobs) as pool:
        return [outcome for done in pool.map(partial(_check_batch, start=start), batches) for outcome in done]


def second_command() -> list[str]:
    """What starts the second checker.

    Raises:
        CertificateError: there is no node of version 20 or later.
    """
    node, said = shutil.which("node"), ""
    if node is not None:
        with suppress(OSError):
            asked = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)  # noqa: S603
            said = asked.stdout
    number = said.strip().removeprefix("v").partition(".")[0]
    if node is None or not number.isdigit() or int(number) < LEAST_NODE:
        wanted = f"the second checker needs node {LEAST_NODE} or later"
        raise CertificateError(f"{wanted}, found {said.strip() or 'none'}; install it, or check without --second")
    return [node, str(SECOND)]


def joined(first: Outcome, second: Outcome) -> Outcome:
    """What both checkers say of a file: the first one's answer where they agree, else that the answers differ."""
    if first.code == second.code:
        return first
    said = f"the two answers differ: the first is {first.sentence!r}, the second is {second.sentence!r}"
    return Outcome(first.path, worst({first.code, second.code} - {PROVED}), said)


def _check_batch(batch: Sequence[Path], start: Sequence[str]) -> list[Outcome]:
    """Where a batch does not exit 0, those that it calls proved are a batch again, and the others are on their own."""
    code, lines = _run(batch, start)
    said = [_said(line, path) for line, path in zip(lines, batch, strict=False)]
    proved = [path for path, line in zip(batch, said, strict=False) if line.startswith("proved: ")]
    if code == PROVED and len(lines) == len(batch) == len(proved):
        return [Outcome(path, code, line) for path, line in zip(batch, said, strict=True)]
    again = _check_batch(proved, start) if proved and len(proved) < len(batch) else []
    known = {outcome.path: outcome for outcome in again}
    return [known.get(path) or _check_one(path, start) for path in batch]


def worst(codes: Iterable[int]) -> int:
    """The exit code for several files: the worst in the order 2, 1, 3, 0."""
    present = set(codes)
    return next(code for code in _WORST_FIRST if code in present)


def _check_one(path: Path, start: Sequence[str]) -> Outcome:
    code, lines = _run([path], start)
    said = _said("\n".join(lines), path)
    if code not in _WORST_FIRST or (code == PROVED and not said.startswith("proved: ")):
        code = NOT_PROVED
    return Outcome(path, code, said)


def _run(paths: Sequence[Path], start: Sequence[str]) -> tuple[int, list[str]]:
    names = [str(path) if str(path)[:1] != "-" else f"./{path}" for path in paths]
    try:
        done = subprocess.run(  # noqa: S603  # our own checker, no shell
            [*start, *names], stdin=subprocess.DEVNULL, capture_output=True, check=False
        )
    except OSError as error:
        raise CertificateError(f"the checker cannot be started with {start[0]} ({error.strerror})") from None
    return done.returncode, done.stdout.decode("utf-8", errors="replace").split("\n")[:-1]


def _said(line: str, path: Path) -> str:
    return line.removeprefix(f"{path}: ".replace("\n", "\\n"))
