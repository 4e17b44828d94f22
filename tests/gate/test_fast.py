"""`pytest -m fast` runs the tests of every file that is not listed as slow, and loads no other."""

import subprocess
import sys
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]


def test_every_slow_file_is_there_and_most_tests_are_not_slow():
    slow = (TESTS / "slow.txt").read_text(encoding="utf-8").splitlines()
    assert slow == sorted(set(slow))
    assert [name for name in slow if not (TESTS / name).is_file()] == []
    assert 10 < len(slow) < len(list(TESTS.rglob("test_*.py"))) - 10


def test_a_slow_file_is_left_out_and_another_is_run():
    command = [sys.executable, "-m", "pytest", "-q", "-n0", "-m", "fast", "--collect-only", "tests/gate"]
    done = subprocess.run(command, cwd=TESTS.parent, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    assert "tests/gate/test_fast.py::" in done.stdout
    assert "tests/gate/test_citation.py::" in done.stdout
    assert "tests/gate/test_architecture.py::" not in done.stdout
