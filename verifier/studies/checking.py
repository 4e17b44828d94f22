"""Starting the checker: its own bare process, on the bytes that were written. Its exit is the verdict."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import verifier.certificates
from verifier.errors import CertificateError
from verifier.preferences.names import encodable

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
    return list(check_each(paths, budget, jobs, command))


def check_each(
    paths: Sequence[Path], budget: int | None = None, jobs: int = 1, command: Sequence[str] | None = None
) -> Iterator[Outcome]:
    """As `check_files`, each outcome as soon as it is known."""
    start = _own_command() if command is None else list(command)
    if budget is not None:
        start += ["--budget", str(budget)]
    size = max(1, min(_BATCH, -(-len(paths) // jobs)))
    batches = [paths[at : at + size] for at in range(0, len(paths), size)]
    if jobs == 1:  # in this thread, so that Ctrl-C reaches the checker at once
        for batch in batches:
            yield from _check_batch(batch, start)
        return
    with ThreadPoolExecutor(max_workers=jobs) as pool:
        for done in pool.map(partial(_check_batch, start=start), batches):
            yield from done


def _own_command() -> list[str]:
    if not sys.executable:
        raise CertificateError(
            "the checker runs in a Python process of its own, and this interpreter does not know its program "
            "(sys.executable is empty, as where it is embedded); set sys.executable to the path of a python"
        )
    return [sys.executable, "-I", "-S", str(CHECKER)]


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
    code, said = _run(batch, start)
    proved = [path for path, line in zip(batch, said, strict=False) if line.startswith("proved: ")]
    if code == PROVED and len(said) == len(batch) == len(proved):
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
    said = "\n".join(lines)
    if code not in _WORST_FIRST or (code == PROVED and not said.startswith("proved: ")):
        code = NOT_PROVED
    return Outcome(path, code, said)


def _run(paths: Sequence[Path], start: Sequence[str]) -> tuple[int, list[str]]:
    """The exit code, and what is said of each file, without its name.

    Where a name is not UTF-8, which node's arguments have to be, the files come through standard input.
    """
    names = [str(path) if str(path)[:1] != "-" else f"./{path}" for path in paths]
    given, told = [*start, *names], b""
    if any(encodable(name) != name for name in names):
        given, told = [*start, "--batch"], b"".join(map(_framed, paths))
        names = [str(number) for number in range(1, len(paths) + 1)]
    try:
        done = subprocess.run(given, input=told, capture_output=True, check=False)  # noqa: S603  # our own checker
    except OSError as error:
        raise CertificateError(f"the checker cannot be started with {start[0]} ({error.strerror})") from None
    lines = done.stdout.decode("utf-8", errors="replace").split("\n")[:-1]
    prefixes = [f"{name}: ".replace("\n", "\\n") for name in names]
    prefixes += prefixes[-1:] * (len(lines) - len(prefixes))
    return done.returncode, [line.removeprefix(prefix) for line, prefix in zip(lines, prefixes, strict=False)]


def _framed(path: Path) -> bytes:
    """The file as the checkers' standard input takes it: its length in a line, and its bytes."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise CertificateError(f"{path}: cannot be read ({error.strerror})") from None
    return b"%d\n%b" % (len(content), content)
