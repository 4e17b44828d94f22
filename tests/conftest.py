"""Random cases, and an oracle that shares no formula with the code under test.

The oracle decides who is above whom from the text of each ranking, and enumerates all k-tuples of responses. Tests
cannot import this file; they get its functions as fixtures of the same name.
"""

from __future__ import annotations

import compileall
import importlib.util
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from math import prod
from pathlib import Path
from random import Random

import pytest
from hypothesis import settings

import verifier.certificates
from verifier.preferences.policy import Lottery, Policy
from verifier.preferences.population import Population

TESTS = Path(__file__).parent
SLOW = frozenset((TESTS / "slow.txt").read_text(encoding="utf-8").split())
"""The files whose tests take more than two seconds together; `python benchmarks/slow_tests.py` writes the list."""


def pytest_configure(config):
    """Processes that tests start load compiled modules, as an installed package's are, also in a fresh checkout."""
    config.addinivalue_line("markers", "fast: in a file that takes less than two seconds (`pytest -m fast`)")
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    if not hasattr(config, "workerinput"):
        compileall.compile_dir(Path(verifier.__file__).parent, quiet=2)


def _is_slow(path):
    return path.is_relative_to(TESTS) and path.relative_to(TESTS).as_posix() in SLOW


def pytest_ignore_collect(collection_path, config):
    """With ``-m fast`` the slow files are not even loaded."""
    return True if config.option.markexpr == "fast" and _is_slow(collection_path) else None


def pytest_collection_modifyitems(items):
    """Every test of another file is fast."""
    for item in items:
        if not _is_slow(item.path):
            item.add_marker("fast")


settings.register_profile("ci", derandomize=True, deadline=None, database=None)
settings.load_profile("ci")

NAMES = ["b", "a", "C", "é", "x y", "50%", "10", "9", '"', "a\\b"]
HUGE = 2**63


# What the oracle knows: texts, names, and integer weights -----------------------------------------------------------


@dataclass(frozen=True)
class Case:
    """A population as text: ``rows`` are (ranking, positive integer weight), and shares are weights over their sum."""

    names: tuple[str, ...]
    rows: tuple[tuple[str, int], ...]
    unranked: str = "bottom"
    counted: bool = True

    @property
    def total(self):
        return sum(weight for _, weight in self.rows)

    @property
    def population(self):
        weights = Counter()
        for text, weight in self.rows:
            weights[text] += weight
        if not self.counted:
            weights = {text: Fraction(weight, self.total) for text, weight in weights.items()}
        return Population.from_rankings(weights, self.names, self.unranked)

    def places(self, text):
        """The place of every response in the ranking, 0 the best; an incomparable one has none."""
        classes = [[name.strip() for name in group.split("=")] for group in text.split(">")]
        place = {name: i for i, group in enumerate(classes) for name in group}
        if self.unranked == "bottom":
            place.update({name: len(classes) for name in self.names if name not in place})
        return place


@dataclass(frozen=True)
class Draws:
    """Independent samples: the response ``name`` with probability ``weights[name] / sum(weights)``."""

    names: tuple[str, ...]
    weights: dict[str, int]

    @property
    def total(self):
        return sum(self.weights.values())

    @property
    def policy(self):
        weights = {name: Fraction(weight, self.total) for name, weight in self.weights.items()}
        return Policy.from_weights(weights, self.names)

    def tuples(self, k):
        """What k samples can be, whatever their order: (responses, integer weight out of total^k)."""
        merged = Counter()
        for drawn in product([name for name, weight in self.weights.items() if weight], repeat=k):
            merged[tuple(sorted(drawn))] += prod(self.weights[name] for name in drawn)
        return list(merged.items()), self.total**k


@dataclass(frozen=True)
class JointDraws:
    """Samples drawn together: each set of names with its integer weight, out of their sum."""

    names: tuple[str, ...]
    sets: tuple[tuple[tuple[str, ...], int], ...]

    @property
    def total(self):
        return sum(weight for _, weight in self.sets)

    def lottery(self, k):
        rows = [([self.names.index(name) for name in shown], Fraction(w, self.total)) for shown, w in self.sets]
        return Lottery.from_fractions(rows, k)

    def tuples(self, _k):
        """Every set that can be shown, with its integer weight out of the total."""
        return list(self.sets), self.total


# Who wins -----------------------------------------------------------------------------------------------------------


def is_above(place, y, z):
    return y in place and z in place and place[y] < place[z]


def is_tied(place, y, z):
    return y in place and z in place and place[y] == place[z]


def credit(place, shown, samples, ties):
    """The probability that one user prefers the opponent's set ``shown`` to the given samples."""
    if ties == "model":
        return Fraction(any(all(is_above(place, y, z) for z in samples) for y in shown))
    (y,) = shown
    if not all(is_above(place, y, z) or is_tied(place, y, z) for z in samples):
        return Fraction(0)
    tied = sum(is_tied(place, y, z) for z in samples)
    if ties == "half":
        (_,) = samples
        return Fraction(1, 2) if tied else Fraction(1)
    return {"opponent": Fraction(1), "shared": Fraction(1, tied + 1)}[ties]


def opponents_win(case, draws, k, opponents, ties="model"):
    """For each opponent (a tuple of names) the probability that it wins, by enumeration of everything drawn."""
    tuples, bottom = draws.tuples(k)
    won = dict.fromkeys(opponents, Fraction(0))
    for text, users in case.rows:
        place = case.places(text)
        for shown in opponents:
            tally = Counter()
            for samples, weight in tuples:
                tally[credit(place, shown, samples, ties)] += weight
            won[shown] += users * sum(share * weight for share, weight in tally.items())
    return {shown: value / (case.total * bottom) for shown, value in won.items()}


def opponent_wins_step_by_step(case, draws, shown, ties="model") -> Iterator[Fraction]:
    """The probability that the opponent wins against k = 1, 2, 3, ... samples, drawn one after the other for ever.

    For each ranking the state is, for each response shown, how many samples it tied with so far; None if it was beaten.
    """
    states = [(case.places(text), users, {(0,) * len(shown): 1}) for text, users in case.rows]
    bottom = case.total
    while True:
        bottom *= draws.total
        won, after = Fraction(0), []
        for place, users, distribution in states:
            then = Counter()
            for state, weight in distribution.items():
                for name, numerator in draws.weights.items():
                    if numerator:
                        moved = tuple(_moved(place, y, name, at, ties) for y, at in zip(shown, state, strict=True))
                        then[moved] += weight * numerator
            after.append((place, users, then))
            for state, weight in then.items():
                alive = [at for at in state if at is not None]
                if alive:
                    won += users * weight * (Fraction(1, min(alive) + 1) if ties == "shared" else 1)
        states = after
        yield won / bottom


def _moved(place, y, sample, at, ties):
    if at is None or is_above(place, y, sample):
        return at
    if ties == "model" or not is_tied(place, y, sample):
        return None
    return at + 1 if ties == "shared" else 0


def pairwise(case, y, z):
    """P[y > z]."""
    return Fraction(sum(users for text, users in case.rows if is_above(case.places(text), y, z)), case.total)


# Random cases; `rng` is a seeded Random, or hypothesis's ------------------------------------------------------------


def seeded(seed):
    return Random(seed)  # tests, not secrets


def random_ranking(rng, names, *, strict, complete):
    order = list(names)
    rng.shuffle(order)
    if not complete and rng.random() < 0.6:
        order = order[: rng.randint(1, len(order))]
    text = order[0]
    for name in order[1:]:
        text += rng.choice([" > "] if strict else [" > ", " > ", " = "]) + name
    return text


def random_case(
    rng, *, m=(1, 6), rankings=(1, 5), unranked=None, strict=False, complete=False, counted=None, huge=False
):
    """A population of m[0] to m[1] responses and so many ranking texts; what is None is drawn too."""
    size = rng.randint(*m)
    names = tuple(rng.sample(NAMES, size))
    unranked = rng.choice(["bottom", "incomparable"]) if unranked is None else unranked
    counted = rng.choice([True, False]) if counted is None else counted
    weights = (HUGE, 2**70) if huge else (1, 5)
    rows = [
        (random_ranking(rng, names, strict=strict, complete=complete), rng.randint(*weights))
        for _ in range(rng.randint(*rankings))
    ]
    return Case(names, tuple(rows), unranked, counted)


def random_draws(rng, names, *, largest=4):
    """A policy with zeros among its weights."""
    weights = {name: rng.randint(0, largest) for name in names}
    weights[rng.choice(list(names))] += 1
    return Draws(tuple(names), weights)


def random_joint_draws(rng, names, k):
    sets = {}
    for _ in range(rng.randint(1, 4)):
        shown = tuple(rng.sample(list(names), rng.randint(1, min(k, len(names)))))
        sets[frozenset(shown)] = (shown, rng.randint(1, 4))
    return JointDraws(tuple(names), tuple(sets.values()))


# The fixtures -------------------------------------------------------------------------------------------------------


def _fixture(value):
    return pytest.fixture(scope="session", name=value.__name__)(lambda: value)


opponents_win_fixture = _fixture(opponents_win)
step_by_step_fixture = _fixture(opponent_wins_step_by_step)
pairwise_fixture = _fixture(pairwise)
seeded_fixture = _fixture(seeded)
random_case_fixture = _fixture(random_case)
random_draws_fixture = _fixture(random_draws)
random_joint_draws_fixture = _fixture(random_joint_draws)


@pytest.fixture(scope="session")
def checker():
    """The checker, loaded as the lone file that it is."""
    path = Path(verifier.certificates.__file__).with_name("checker.py")
    spec = importlib.util.spec_from_file_location("lone_checker", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


# What is given to others --------------------------------------------------------------------------------------------

ROOT = Path(__file__).resolve().parents[1]


def build(kind, source, folder):
    """The ``wheel`` or ``sdist`` of the project in ``source``, made by the backend that its pyproject.toml names."""
    code = "import sys; from hatchling import build; print(getattr(build, f'build_{sys.argv[1]}')(sys.argv[2]))"
    command = [sys.executable, "-I", "-c", code, kind, str(folder)]
    done = subprocess.run(command, cwd=source, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    return folder / done.stdout.split()[-1]


build_fixture = _fixture(build)


@pytest.fixture(scope="session")
def wheel(tmp_path_factory):
    """The wheel of this checkout."""
    return build("wheel", ROOT, tmp_path_factory.mktemp("wheel"))
