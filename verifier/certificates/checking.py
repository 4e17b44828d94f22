"""Starting the checker: its own bare process, on the bytes that were written. Its exit is the verdict."""

from __future__ import annotations

import queue
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from os import PathLike
from pathlib import Path
from threading import Thread
from typing import IO

import verifier.certificates
from verifier.errors import CertificateError, InputError
from verifier.files.reading import is_pipe_or_device, read_ordinary
from verifier.preferences.names import encodable

CHECKER = Path(verifier.certificates.__file__).with_name("checker.py")

SECOND = CHECKER.with_name("checker.mjs")
"""Written from the format document alone, in another language; run by node."""

LEAST_NODE = 20

PROVED, NOT_PROVED, MALFORMED, OVER_BUDGET = 0, 1, 2, 3

_WORST_FIRST = (MALFORMED, NOT_PROVED, OVER_BUDGET, PROVED)
_BATCH = 200

UNITS = 2_000_000_000
"""The checkers' work units for each file if nobody says otherwise."""

_PLAIN = re.compile(r"[A-Za-z0-9._/][ -~]*")
"""Names that stand in the checkers' answers as they are."""


@dataclass(frozen=True)
class Limits:
    """How much each file may cost.

    Attributes:
        budget: the checker's work units; None: its own, `UNITS`.
        seconds: how long it may take; None: four times what so many units take, and a start.
    """

    budget: int | None = None
    seconds: int | None = None

    @property
    def time(self) -> float:
        """The seconds."""
        return 30 + 1e-7 * (self.budget or UNITS) if self.seconds is None else self.seconds


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


def certificates_at(path: Path) -> list[Path]:
    """The file at ``path``, or the certificates in the folder there and below it, sorted; pipes and devices are none.

    Raises:
        InputError: there is neither.
    """
    if path.is_dir():
        found = sorted(each for each in path.rglob("*.cert") if not is_pipe_or_device(each))
        if not found:
            raise InputError(f"{path}: there is no .cert file in this folder or below it")
        return found
    if not path.exists():
        raise InputError(f"{path}: there is no such file")
    return [path]


def check_files(
    paths: str | PathLike[str] | Iterable[str | PathLike[str]],
    budget: int | None = None,
    jobs: int = 1,
    command: Sequence[str] | None = None,
    seconds: int | None = None,
) -> list[Outcome]:
    """The checker's outcome for every file, in order; ``command`` starts another checker than our own.

    ``paths`` are certificates, and folders that hold some: one or several. Files are checked together in one process
    (or in ``jobs`` at once). An outcome other than proved is the exit of a process of its own, and one that is proved
    the exit of a process that proved all that it was given. A file that takes longer than its ``seconds`` is over
    budget, and the others are checked without it.

    Raises:
        InputError: a folder holds no certificate, ``paths`` are no paths, or ``jobs`` or ``seconds`` are below 1.
    """
    for name, number in (("jobs", jobs), ("seconds", 1 if seconds is None else seconds)):
        if number < 1:
            raise InputError(f"{name} = {number!r}: give at least 1")
    several = [paths] if isinstance(paths, (str, bytes, PathLike)) or not isinstance(paths, Iterable) else list(paths)
    for path in several:
        if not isinstance(path, (str, PathLike)) or not str(path):
            raise InputError(f"{path!r} is no path of a certificate or a folder; give one, or a list of them")
    given = [Path(path) for path in several]
    files = [file for path in given for file in (certificates_at(path) if path.is_dir() else [path])]
    return list(check_each(files, budget, jobs, command, seconds))


def check_each(
    paths: Sequence[Path],
    budget: int | None = None,
    jobs: int = 1,
    command: Sequence[str] | None = None,
    seconds: int | None = None,
) -> Iterator[Outcome]:
    """As `check_files`, each outcome as soon as it is known."""
    start, time = _own_command() if command is None else list(command), Limits(budget, seconds).time
    if budget is not None:
        start += ["--budget", str(budget)]
    size = max(1, min(_BATCH, -(-len(paths) // jobs)))
    batches = [paths[at : at + size] for at in range(0, len(paths), size)]
    if jobs == 1:  # in this thread, so that Ctrl-C reaches the checker at once
        for batch in batches:
            yield from _check_batch(batch, start, time)
        return
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(max_workers=jobs) as pool:
        for done in pool.map(partial(_check_batch, start=start, time=time), batches):
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


def _check_batch(batch: Sequence[Path], start: Sequence[str], time: float) -> list[Outcome]:
    """Where a batch does not exit 0, those that it calls proved are a batch again, and the others are on their own.

    Where a file runs over its time, it is known, and those after it, of which nothing was said, are a batch again.
    """
    ran = _run(batch, start, time)
    proved = [path for path, line in zip(batch, ran.said, strict=False) if line.startswith("proved: ")]
    if ran.code == PROVED and len(ran.said) == len(batch) == len(proved):
        return [Outcome(path, ran.code, line) for path, line in zip(batch, ran.said, strict=True)]
    known: dict[Path, Outcome] = {}
    if ran.over and len(ran.said) < len(batch):
        late, *after = batch[len(ran.said) :]
        known = {outcome.path: outcome for outcome in (_check_batch(after, start, time) if after else [])}
        known[late] = _late(late, time)
    if proved and len(proved) < len(batch):
        known |= {outcome.path: outcome for outcome in _check_batch(proved, start, time)}
    return [known.get(path) or _check_one(path, start, time) for path in batch]


def _late(path: Path, time: float) -> Outcome:
    """What is said of a file that ran over its time."""
    return Outcome(path, OVER_BUDGET, f"over time: the checker was stopped after {time:g} s on this file")


def worst(codes: Iterable[int]) -> int:
    """The exit code for several files: the worst in the order 2, 1, 3, 0."""
    present = set(codes)
    return next(code for code in _WORST_FIRST if code in present)


def _check_one(path: Path, start: Sequence[str], time: float) -> Outcome:
    ran = _run([path], start, time)
    if ran.over:
        return _late(path, time)
    code, said = ran.code, "\n".join(ran.said)
    if code not in _WORST_FIRST or (code == PROVED and not said.startswith("proved: ")):
        code = NOT_PROVED
    return Outcome(path, code, said)


@dataclass(frozen=True)
class _Ran:
    """A process of a checker: its exit, what it said of each file, without the name, and whether it was stopped."""

    code: int
    said: list[str]
    over: bool


def _run(paths: Sequence[Path], start: Sequence[str], time: float) -> _Ran:
    """Run a checker on ``paths``, and stop it if it takes more than ``time`` for one of them.

    Where a name is not plain, so that arguments or answers might not hold it as it is, the files come through standard
    input.
    """
    names = [str(path) if str(path)[:1] != "-" else f"./{path}" for path in paths]
    given, told = [*start, *names], b""
    if not all(map(_PLAIN.fullmatch, names)):
        given, told = [*start, "--batch"], b"".join(map(_framed, paths))
        names = [str(number) for number in range(1, len(paths) + 1)]
    try:
        process = subprocess.Popen(  # noqa: S603  # our own checker
            given, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
    except OSError as error:
        raise CertificateError(f"the checker cannot be started with {start[0]} ({error.strerror})") from None
    with process:
        try:
            lines, over = _answers(process, told, time)
        finally:
            if process.poll() is None:
                process.kill()
    lines = [
        line.removeprefix(f"{name}: ") for line, name in zip(lines, [*names, *names[-1:] * len(lines)], strict=False)
    ]
    return _Ran(process.returncode, lines, over)


def _answers(process: subprocess.Popen[bytes], told: bytes, time: float) -> tuple[list[str], bool]:
    """The lines of a checker, which writes one as soon as it is done with a file; whether it took too long for one."""
    ready: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()

    def listen(stream: IO[bytes]) -> None:
        for line in stream:
            ready.put(line)
        ready.put(None)

    def tell(stream: IO[bytes]) -> None:
        with suppress(OSError, ValueError), stream:  # a checker that stops does not read on
            stream.write(told)

    if process.stdin is None or process.stdout is None:
        raise CertificateError("the checker has no streams to be asked and to answer")
    for work, stream in ((listen, process.stdout), (tell, process.stdin)):
        Thread(target=work, args=(stream,), daemon=True).start()
    lines: list[str] = []
    try:
        while (line := ready.get(timeout=time)) is not None:
            lines.append(line.decode("utf-8", errors="replace").removesuffix("\n"))
        process.wait(timeout=time)
    except (queue.Empty, subprocess.TimeoutExpired):
        process.kill()
        return lines, True
    return lines, False


def _framed(path: Path) -> bytes:
    """The file as the checkers' standard input takes it: its length in a line, and its bytes."""
    try:
        content = read_ordinary(path)
    except OSError as error:
        raise CertificateError(f"{encodable(str(path))}: cannot be read ({error.strerror})") from None
    return b"%d\n%b" % (len(content), content)
