"""Seconds of the machine that bounds on time were set on: a slow or busy one fails no test that only counts work.

    with paced() as taken:
        work()
    assert taken.seconds < 2

The processor's time of this process is divided by how much longer a fixed piece of work takes here, before and after,
than it took there. A faster machine counts as that machine.
"""

import time
from contextlib import contextmanager
from dataclasses import dataclass

ROUNDS = 250_000
THERE = 0.011
"""An estimate of the seconds that `ROUNDS` rounds took on that machine, from what audits took there and elsewhere."""


@dataclass
class Taken:
    """The processor's time in the ``with`` statement, once it has ended."""

    seconds: float = float("nan")


def slowness():
    """How many times longer work takes here and now than there; at least 1."""
    start = time.process_time()
    total = 0
    for i in range(ROUNDS):
        total += i & 7
    return max(1.0, (time.process_time() - start) / THERE)


@contextmanager
def paced():
    taken = Taken()
    before = slowness()
    start = time.process_time()
    yield taken
    used = time.process_time() - start
    taken.seconds = used / max(before, slowness())
