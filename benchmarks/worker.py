"""A solver in a process of its own: it can be stopped, and what cannot be loaded beside the rest is loaded alone.

A script with a table of solvers calls `serve`; it is then run as ``python SCRIPT NAME SECONDS``, reads a problem as
JSON from standard input and writes one JSON object: the CPU times and the answer, or that the solver is not installed,
or that it took longer than SECONDS. `solved` is the other side.
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from fractions import Fraction
from importlib.metadata import PackageNotFoundError, version
from math import inf
from pathlib import Path
from statistics import median
from time import process_time, thread_time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

REPETITIONS, ENOUGH = 5, 1.0
"""A solver runs five times, or until it has taken one second."""


@dataclass(frozen=True)
class Prepared:
    """What is timed, and how its raw result is read as probabilities."""

    run: Callable[[], Any]
    read: Callable[[Any], list[Fraction]]


@dataclass(frozen=True)
class Peer:
    """A solver, what its answer is written in (``arithmetic``), and the distribution or program it needs."""

    label: str
    arithmetic: str
    prepare: Callable[[Any], Prepared]
    distribution: str = ""
    program: str = ""
    version_option: str = ""

    def installed(self) -> bool:
        """Whether the distribution or program is there; one that is there and fails is an error."""
        if self.program:
            return shutil.which(self.program) is not None
        try:
            return not self.distribution or bool(version(self.distribution))
        except PackageNotFoundError:
            return False

    def version(self) -> str:
        """The installed version, as a library's metadata or the program itself tells it."""
        if self.distribution:
            return version(self.distribution)
        told = subprocess.run([self.program, self.version_option], capture_output=True, text=True, check=False)
        words = (told.stdout + told.stderr).split()
        return next(word for word in words if word[0].isdigit() and "." in word)


class TooLateError(Exception):
    """A program used up its time."""


def quietly(*command: str | Path) -> None:
    """Run a program that sets its own limit.

    Raises:
        TooLateError: it reached the limit.
    """
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode == -signal.SIGXCPU or "TIME_LIMIT_REACHED" in done.stdout + done.stderr:
        raise TooLateError
    done.check_returncode()


@dataclass(kw_only=True)
class Clock:
    """CPU seconds of the solvers on the same instances.

    Attributes:
        times: solver → median CPU seconds per instance; infinite where it was stopped.
        ratios: the same, divided by ours on that instance.
        missing: the solvers that are not installed.
    """

    times: dict[str, list[float]] = field(default_factory=dict)
    ratios: dict[str, list[float]] = field(default_factory=dict)
    missing: set[str] = field(default_factory=set)

    def middle(self, name: str) -> tuple[float, float]:
        """The median CPU seconds and the median ratio of the solver ``name``."""
        return median(self.times[name]), median(self.ratios[name])

    def hopeless(self, name: str, instances: int) -> bool:
        """Whether enough instances were stopped to know that the median is."""
        return name in self.missing or 2 * self.times.get(name, []).count(inf) > instances

    def answer(self, name: str, outcome: Mapping[str, Any], base: float, limit: int) -> list[Fraction] | None:
        """The answer of ``outcome``, whose time is noted beside ours, ``base``; None where there is none in time."""
        if "missing" in outcome:
            self.missing.add(name)
            return None
        late = "late" in outcome or median(outcome["seconds"]) > limit
        seconds = inf if late else median(outcome["seconds"])
        self.times.setdefault(name, []).append(seconds)
        self.ratios.setdefault(name, []).append(seconds / base)
        print(f"{self}: {name} {'stopped' if late else f'{seconds:.4f} s'}", file=sys.stderr)
        return None if late else [Fraction(p) for p in outcome["answer"]]


def wrapped(terms: list[str]) -> str:
    """Ten terms of a linear program to the line."""
    return "\n  ".join(" ".join(terms[i : i + 10]) for i in range(0, len(terms), 10))


def _cpu(peer: Peer) -> float:
    """CPU seconds so far: of this thread, or for a program of the processes that were started."""
    if not peer.program:
        # Linux reads the clock of a whole process only to the tick once a limit is set on it.
        return thread_time()
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def serve(peers: Mapping[str, Peer], form: Callable[..., Any], warm_up: Mapping[str, Any]) -> None:
    """Solve the problem on standard input with the solver named first, within the CPU seconds named second.

    ``form`` makes a problem of what is read, a ``folder`` for files and the ``seconds``; ``warm_up`` is solved first.
    """
    peer, limit = peers[sys.argv[1]], int(sys.argv[2])
    with tempfile.TemporaryDirectory() as folder:

        def problem(told: Mapping[str, Any]) -> Any:
            return form(**told, folder=Path(folder), seconds=limit)

        print(json.dumps(_outcome(peer, limit, problem, warm_up)))


def _outcome(
    peer: Peer, limit: int, problem: Callable[[Mapping[str, Any]], Any], warm_up: Mapping[str, Any]
) -> dict[str, Any]:
    if not peer.installed():
        return {"missing": True}
    peer.prepare(problem(warm_up)).run()
    prepared = peer.prepare(problem(json.load(sys.stdin)))
    # The system ends this process, or the program it starts, when the time is used up.
    seconds = limit + 1 if peer.program else int(process_time()) + limit + 1
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, resource.RLIM_INFINITY))
    times: list[float] = []
    try:
        while not times or (len(times) < REPETITIONS and sum(times) < ENOUGH):
            start = _cpu(peer)
            raw = prepared.run()
            times.append(_cpu(peer) - start)
    except TooLateError:
        return {"late": True}
    resource.setrlimit(resource.RLIMIT_CPU, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    return {"seconds": times, "answer": [str(p) for p in prepared.read(raw)]}


def solved(script: Path, name: str, problem: dict[str, Any], limit: int) -> dict[str, Any]:
    """What the process of ``script`` tells of the solver ``name``: ``seconds`` and ``answer``, ``late`` or ``missing``.

    Raises:
        RuntimeError: the solver failed.
    """
    command = [sys.executable, str(script), name, str(limit)]
    # One thread: CPU time would count the waiting of the others.
    environment = os.environ | {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    try:
        done = subprocess.run(
            command,
            input=json.dumps(problem),
            capture_output=True,
            text=True,
            check=False,
            timeout=5 * limit + 60,
            env=environment,
        )
    except subprocess.TimeoutExpired:
        return {"late": True}
    if done.returncode == -signal.SIGXCPU:
        return {"late": True}
    if done.returncode:
        raise RuntimeError(f"{name} failed:\n{done.stderr}")
    return json.loads(done.stdout)
