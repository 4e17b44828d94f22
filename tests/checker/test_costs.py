"""Both checkers charge what they do before they do it: time and memory stay within what a file was charged.

The table over larger certificates is `python benchmarks/cost_law.py`; its page is benchmarks/COST_LAW.md.
"""

import contextlib
import re
import resource
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))  # the measurement is no part of the installed package

from benchmarks.cost_law import (  # noqa: E402
    BASE,
    COMMANDS,
    DIGITS,
    KINDS,
    NANOSECONDS,
    SECONDS,
    Bench,
    Shape,
    certificate,
    shapes,
)

CORPUS = sorted((ROOT / "tests" / "certificates").glob("*/*.cert"))[::10]
CHECKERS = [
    pytest.param(name, marks=pytest.mark.skipif(shutil.which(command[0]) is None, reason=f"{command[0]} is missing"))
    for name, command in COMMANDS.items()
]
UNITS = re.compile(r" \((\d+) units, (\d+) bytes\)$")
DEAR = ("many rankings", "long weights of few", "long numbers")


@pytest.fixture(scope="module")
def dear():
    """Certificates of every kind that are made to be dear, of milliseconds each."""
    return [certificate(kind, shape) for kind in KINDS for name, shape in shapes(kind, 1) if name in DEAR]


def told(checker, *words, content=None):
    return subprocess.run([*COMMANDS[checker], *words], input=content, capture_output=True, check=False)


@pytest.fixture(scope="module")
def bench(tmp_path_factory):
    with Bench(tmp_path_factory.mktemp("bench")) as started:
        yield started


def test_the_first_checkers_time_is_within_what_it_charged(checker, dear):
    seconds, units = 0.0, 0
    for content in dear:
        meter, start = checker.Meter(checker.BUDGET), time.process_time()
        with contextlib.suppress(checker.NotProved, checker.OverBudget):
            checker.check(content, meter=meter)
        seconds += time.process_time() - start
        units += meter.units if meter.units <= checker.BUDGET else 0
    assert seconds <= NANOSECONDS * 1e-9 * units + SECONDS


@pytest.mark.skipif(shutil.which("node") is None, reason="node is missing")
def test_the_second_checkers_time_is_within_what_it_charged(dear):
    frames = b"".join(b"%d\n%b" % (len(content), content) for content in dear)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    lines = told("checker.mjs", "--units", "--batch", content=frames).stdout.decode().splitlines()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    units = sum(int(UNITS.search(line)[1]) for line in lines if ": over budget: " not in line)
    assert len(lines) == len(dear)
    assert seconds <= NANOSECONDS * 1e-9 * units + SECONDS + 0.5  # and its start


@pytest.mark.parametrize("checker", CHECKERS)
def test_blank_lines_take_no_more_memory_than_their_bytes(bench, checker):
    done = bench.run(checker, b"\n" * (1 << 22))
    assert done.outcome == "malformed"
    assert done.holds(checker)


@pytest.mark.parametrize("checker", CHECKERS)
@pytest.mark.parametrize(
    ("kind", "shape"),
    [
        ("robust", Shape(2, 20_000)),
        ("not-robust", Shape(100, 20_000, listed=3, l=2)),
        ("nlhf-unique", Shape(1, 4000, tied=4000)),
        ("set-bound", Shape(3, 200, l=2, heavy=DIGITS)),
        ("nlhf-face", Shape(3, 2000, bits=200, heavy=DIGITS, rows=10)),
    ],
)
def test_what_took_very_long_or_very_much_keeps_the_law(bench, checker, kind, shape):
    assert bench.run(checker, certificate(kind, shape)).holds(checker)


def test_a_sentence_that_would_be_longer_than_memory_is_over_budget_at_once(bench):
    m, rest = 30_000, 10**4000
    names = "\n".join(f"{y:07}" for y in range(m))
    policy = "\n".join(f"{y} 1" for y in range(m - 1))
    lines = ["verifier-certificate 1 nlhf", f"responses {m}", names, "voters 1 1", "1 0", f"policy {m - 1 + rest} {m}"]
    content = "\n".join([*lines, policy, f"{m - 1} {rest}", "witness", "end", ""]).encode()
    done = bench.run("checker.py", content)
    assert done.outcome == "over budget"
    assert done.seconds < 1
    assert done.peak < BASE["checker.py"] + done.charged


@pytest.mark.parametrize("checker", CHECKERS)
def test_all_steps_of_a_file_are_charged_together(bench, checker):
    few, many = (
        bench.run(checker, certificate("robust-every-k", Shape(10, 10, bits=1, rows=rows))) for rows in (1, 30)
    )
    assert many.units > 5 * few.units
    bench.file.write_bytes(certificate("robust-every-k", Shape(10, 10, bits=1, rows=30)))
    assert told(checker, "--budget", str(many.units - 1), bench.file).returncode == 3
    assert told(checker, "--budget", str(many.units), bench.file).returncode != 3


@pytest.mark.parametrize("checker", CHECKERS)
def test_units_are_told_at_the_end_of_each_line_and_nothing_else_changes(checker):
    plain, counted = told(checker, *CORPUS), told(checker, "--units", *CORPUS)
    said = counted.stdout.decode().splitlines()
    assert [UNITS.sub("", line) for line in said] == plain.stdout.decode().splitlines()
    assert all(UNITS.search(line) for line in said)
    assert (counted.returncode, counted.stderr) == (plain.returncode, plain.stderr)


@pytest.mark.parametrize("checker", CHECKERS)
def test_the_units_of_a_file_do_not_depend_on_what_was_checked_before(checker):
    path = next(path for path in CORPUS if path.parent.name == "proved")
    first, second = told(checker, "--units", path, path).stdout.decode().splitlines()
    assert first == second
