"""The two checkers under attack: the Python one in this process, the JavaScript one as a process fed by frames.

Every answer is a word: one of the four outcomes, or `crash`, `slow`, `memory` for what no checker may do.
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
from time import perf_counter
from types import FrameType, ModuleType

from benchmarks.attack.seeds import ROOT

FIRST = ROOT / "verifier" / "certificates" / "checker.py"
SECOND = FIRST.with_name("checker.mjs")
OUTCOMES = ("proved", "not proved", "malformed", "over budget")
FAULTS = ("crash", "slow", "memory")
SECONDS = 5.0  # for one file
SEVERAL = 2.0  # for a batch, before it is looked at in halves
BUDGET = 2 * 10**8  # about 2 s of work: the checkers' own limit, ten times that, lets a file take more than 5 s
BYTES = 512 << 20  # of address space for Python, of resident memory for the other
OLDEST_NODE = 20
WORD = re.compile(r"\b(not proved|proved|malformed|over budget)\b")


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


def answer(checker: ModuleType, content: bytes, budget: int = BUDGET) -> tuple[str, float]:
    """What the Python checker says, with its seconds; to be called within ``guarded``."""
    word = "crash"
    start = perf_counter()
    signal.setitimer(signal.ITIMER_REAL, SECONDS)
    try:
        checker.check(content, budget)
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
    return word, perf_counter() - start


@dataclass(frozen=True)
class Second:
    """The JavaScript checker: a command that reads frames (length, line feed, bytes) and answers a line for each."""

    command: tuple[str, ...]
    version: str

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
        return cls((node, heap, str(path), "--budget", str(budget), "--batch"), version)

    def answers(self, contents: Sequence[bytes]) -> list[tuple[str, float]]:
        """What it says to each certificate, with the seconds of the process that said so, start included.

        A batch that fails or takes more than ``SEVERAL`` is halved, until the certificate behind it is found.
        """
        words, seconds = self._run(contents)
        if len(contents) == 1:
            return [(words[0] if seconds <= SECONDS else "slow", seconds)]
        if set(words).isdisjoint(FAULTS) and seconds <= SEVERAL:
            return [(word, seconds) for word in words]
        half = len(contents) // 2
        return self.answers(contents[:half]) + self.answers(contents[half:])

    def _run(self, contents: Sequence[bytes]) -> tuple[list[str], float]:
        frames = b"".join(b"%d\n%b" % (len(content), content) for content in contents)
        limit = SECONDS + (20 if len(contents) > 1 else 1)
        start = perf_counter()
        try:
            done = subprocess.run(self.command, input=frames, capture_output=True, check=False, timeout=limit)
        except subprocess.TimeoutExpired:
            return ["slow"], perf_counter() - start
        taken = perf_counter() - start
        lines = done.stdout.decode("utf-8", "backslashreplace").split("\n")
        words = [found.group() for line in lines if (found := WORD.search(line)) is not None]
        if len(words) != len(contents) or done.returncode not in range(4) or done.stderr:
            return ["crash"], taken
        return words, taken
