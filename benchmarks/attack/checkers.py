"""The two checkers under attack: the Python one in this process, the JavaScript one as a process fed by frames.

Every answer is a word: one of the four outcomes, or `crash`, `slow`, `memory`, `overtime` for what no checker may do;
the last is more processor time than it charged for (FORMAT.md, section 5).
"""

from __future__ import annotations

import importlib.util
import re
import resource
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter, process_time
from types import FrameType, ModuleType
from typing import NamedTuple

from benchmarks.attack.seeds import ROOT

FIRST = ROOT / "verifier" / "certificates" / "checker.py"
SECOND = FIRST.with_name("checker.mjs")
OUTCOMES = ("proved", "not proved", "malformed", "over budget")
FAULTS = ("crash", "slow", "memory", "overtime")
SECONDS = 5.0  # for one file
SEVERAL = 2.0  # for a batch, before it is looked at in halves
BUDGET = 2 * 10**8  # about 2 s of work: the checkers' own limit, ten times that, lets a file take more than 5 s
BYTES = 512 << 20  # of address space for Python, of resident memory for the other
OLDEST_NODE = 20
UNIT, SPARE = 25e-9, 0.2  # seconds of processor time for a unit, and for all of a file
WORD = re.compile(r"\b(not proved|proved|malformed|over budget)\b")
UNITS = re.compile(r"\((\d+) units, \d+ bytes\)$")


class Answer(NamedTuple):
    """What a checker says, after how many seconds, and which part of the time it charged for it took at most."""

    word: str
    seconds: float
    share: float


class TooSlow(BaseException):
    """Five seconds are over; no checker catches this."""


def load(path: Path) -> ModuleType:
    """The checker as the lone file that it is."""
    spec = importlib.util.spec_from_file_location("attacked_checker", path)
    if spec is None or spec.loader is None:
        raise FileNotFoundError(path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@contextmanager
def guarded() -> Iterator[None]:
    """Within, memory is limited to 512 MB, and a timer that runs out raises ``TooSlow``."""
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    before = signal.signal(signal.SIGALRM, _stop)
    resource.setrlimit(resource.RLIMIT_AS, (BYTES, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
        signal.signal(signal.SIGALRM, before)


def _stop(_signal: int, _frame: FrameType | None) -> None:
    raise TooSlow


def answer(checker: ModuleType, content: bytes, budget: int = BUDGET) -> Answer:
    """What the Python checker says; to be called within ``guarded``."""
    word, meter = "crash", checker.Meter(budget)
    start, used = perf_counter(), process_time()
    signal.setitimer(signal.ITIMER_REAL, SECONDS)
    try:
        checker.check(content, budget, meter)
        word = "proved"
    except checker.NotProved:
        word = "not proved"
    except checker.Malformed:
        word = "malformed"
    except checker.OverBudget:
        word = "over budget"
    except TooSlow:
        word = "slow"
    except MemoryError:
        word = "memory"
    except Exception:  # noqa: BLE001  # whatever else escapes is what the attack looks for
        word = "crash"
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    share = (process_time() - used) / (UNIT * meter.units + SPARE)
    return Answer(word if word in FAULTS or share <= 1 else "overtime", perf_counter() - start, share)


@dataclass(frozen=True)
class Second:
    """The JavaScript checker: a command that reads frames (length, line feed, bytes) and answers a line for each."""

    command: tuple[str, ...]
    version: str
    starting: float
    """Seconds of processor time of the process before it has checked anything."""

    @classmethod
    def find(cls, path: Path = SECOND, budget: int = BUDGET) -> Second | str:
        """The second checker, or why it cannot be attacked."""
        node = shutil.which("node")
        if not path.is_file():
            return f"there is no {path.name} beside checker.py"
        if node is None:
            return "node is not installed"
        version = subprocess.run([node, "--version"], capture_output=True, text=True, check=True).stdout.strip()
        major = re.match(r"v(\d+)\.", version)
        if major is None or int(major[1]) < OLDEST_NODE:
            return f"node {version} is older than {OLDEST_NODE}"
        heap = f"--max-old-space-size={BYTES >> 20}"
        command = (node, heap, str(path), "--budget", str(budget), "--units", "--batch")
        return cls(command, version, min(_used([*command[:-2], "--version"]) for _ in range(5)))

    def answers(self, contents: Sequence[bytes]) -> list[Answer]:
        """What it says to each certificate; seconds and the share are those of the process that said so.

        A batch that fails, or takes more than ``SEVERAL`` or than was charged for all of it together, is halved, until
        the certificate behind it is found.
        """
        words, seconds, share = self._run(contents)
        if len(contents) == 1:
            word = words[0] if seconds <= SECONDS else "slow"
            return [Answer(word if word in FAULTS or share <= 1 else "overtime", seconds, share)]
        if set(words).isdisjoint(FAULTS) and seconds <= SEVERAL and share <= 1:
            return [Answer(word, seconds, share) for word in words]
        half = len(contents) // 2
        return self.answers(contents[:half]) + self.answers(contents[half:])

    def _run(self, contents: Sequence[bytes]) -> tuple[list[str], float, float]:
        frames = b"".join(b"%d\n%b" % (len(content), content) for content in contents)
        limit = SECONDS + (20 if len(contents) > 1 else 1)
        start, used = perf_counter(), _children()
        try:
            done = subprocess.run(self.command, input=frames, capture_output=True, check=False, timeout=limit)
        except subprocess.TimeoutExpired:
            return ["slow"], perf_counter() - start, 0.0
        taken, used = perf_counter() - start, _children() - used - self.starting
        lines = done.stdout.decode("utf-8", "backslashreplace").split("\n")
        words = [found.group() for line in lines if (found := WORD.search(line)) is not None]
        if len(words) != len(contents) or done.returncode not in range(4) or done.stderr:
            return ["crash"], taken, 0.0
        charged = sum(int(found[1]) for line in lines if (found := UNITS.search(line)) is not None)
        return words, taken, max(used, 0) / (UNIT * charged + SPARE)


def _children() -> float:
    """Seconds of processor time of all children that have ended."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def _used(command: Sequence[str]) -> float:
    before = _children()
    subprocess.run(command, capture_output=True, check=False)
    return _children() - before
