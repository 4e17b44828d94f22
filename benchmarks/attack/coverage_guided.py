"""Feeds the Python checker arbitrary bytes, guided by coverage: nothing but its three refusals may come out of it.

    python benchmarks/attack/coverage_guided.py [--minutes N] [--corpus DIR] [--failures DIR]

Needs atheris. Seeds are the corpus' small certificates of every outcome, the dictionary is the grammar's words. A file
that raises anything else, takes more than 5 s or 512 MB, or is accepted although the oracle refutes its claim, ends the
run and is kept.
"""

from __future__ import annotations

import argparse
import importlib
import sys
import tempfile
from pathlib import Path
from types import ModuleType

import atheris

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from benchmarks.attack.checkers import BUDGET  # noqa: E402
from benchmarks.attack.edits import KINDS, WORDS  # noqa: E402
from benchmarks.attack.oracle import verdict  # noqa: E402
from benchmarks.attack.seeds import CORPUS, LARGEST  # noqa: E402
from benchmarks.attack.statement import Statement  # noqa: E402

CHECKER = ROOT / "verifier" / "certificates" / "checker.py"
MORE_WORDS = (
    *b"responses epsilon radius dimension winner rivals multipliers preconditioner winning".split(),
    *b"mixture first second primal dual prime payoff opponents 1/2 0,1 -1 18446744073709551616".split(),
)


def main() -> None:
    """Run for so many minutes; a failure ends the process with an exit code that is not 0."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--corpus", type=Path, help="a folder that keeps what was found from run to run")
    parser.add_argument("--failures", type=Path, default=Path("attack-failures"), help="where a failing file is kept")
    options = parser.parse_args()
    checker = _load()

    def target(content: bytes) -> None:
        try:
            checker.check(content, BUDGET)
        except (checker.NotProved, checker.Malformed, checker.OverBudget):
            return
        if verdict(Statement.read(content)) is False:
            raise AssertionError("the oracle refutes a claim that was accepted")

    options.failures.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary:
        work = Path(temporary)
        seeds, kept = work / "seeds", options.corpus or work / "kept"
        seeds.mkdir()
        kept.mkdir(parents=True, exist_ok=True)
        for path in sorted(CORPUS.glob("*/*.cert")):
            if path.stat().st_size <= LARGEST:
                (seeds / f"{path.parent.name}-{path.name}").write_bytes(path.read_bytes())
        words = work / "words"
        words.write_text("".join(f'"{_escaped(word)}"\n' for word in (*KINDS, *WORDS, *MORE_WORDS)), encoding="ascii")
        arguments = [
            sys.argv[0],
            str(kept),
            str(seeds),
            f"-dict={words}",
            f"-max_total_time={round(60 * options.minutes)}",
        ]
        arguments += [
            f"-max_len={2 * LARGEST}",
            "-timeout=5",
            "-rss_limit_mb=512",
            "-print_final_stats=1",
            "-verbosity=1",
        ]
        arguments.append(f"-artifact_prefix={options.failures}/atheris-")
        atheris.Setup(arguments, target)
        atheris.Fuzz()


def _load() -> ModuleType:
    """The checker with a counter at every branch: only what is imported by name is instrumented."""
    sys.path.insert(0, str(CHECKER.parent))
    with atheris.instrument_imports(include=[CHECKER.stem]):
        checker = importlib.import_module(CHECKER.stem)
    sys.path.pop(0)
    return checker


def _escaped(word: bytes) -> str:
    return "".join(chr(b) if chr(b).isalnum() else f"\\x{b:02x}" for b in word)


if __name__ == "__main__":
    main()
