"""The loss kernel against two ways to do without it: naive `Fraction`, and float64 numpy."""

from __future__ import annotations

import random
from dataclasses import dataclass
from fractions import Fraction
from statistics import median
from time import process_time
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from verifier.game.loss import losses
from verifier.game.masses import masses
from verifier.preferences.policy import Policy
from verifier.preferences.population import Population

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")

SAMPLES = 10
FLOAT_ERROR = 1e-9
TARGET_SIZE, MOST_OF_FLOAT, LEAST_OF_FRACTION = 10, 10, 20
"""The targets, at m = 10: at most so many times float64's time, and so many times faster than `Fraction`."""


@dataclass(frozen=True)
class KernelTimes:
    """CPU seconds for all m losses of one policy over n users, three ways that agreed."""

    n: int
    m: int
    ours: float
    fraction: float
    floating: float

    @property
    def met(self) -> bool:
        """Whether both targets are met."""
        return self.ours <= MOST_OF_FLOAT * self.floating and self.fraction >= LEAST_OF_FRACTION * self.ours


def strict_orders(n: int, m: int, seed: int) -> list[list[int]]:
    """``n`` uniformly random strict orders of ``m`` responses, the best first."""
    chance = random.Random(seed)  # noqa: S311  # a repeatable instance, no secret
    return [chance.sample(range(m), m) for _ in range(n)]


def population_of(orders: list[list[int]]) -> Population:
    """One user for each strict order of ``orders``."""
    rows = [(tuple((y,) for y in order), 1) for order in orders]
    return Population.from_counts([f"r{y}" for y in range(len(orders[0]))], rows)


def measure_kernel(n: int, m: int, repetitions: int) -> KernelTimes:
    """Median CPU times for n random strict orders of m responses and one random rational policy.

    The arrays ``levels`` and ``worst_first`` are read off the rankings beforehand, for ours and for float64 alike; the
    remembered masses are forgotten before each repetition.

    Raises:
        ArithmeticError: the three do not agree.
    """
    population = population_of(strict_orders(n, m, seed=m))
    chance = random.Random(n + m)  # noqa: S311
    parts = [chance.randint(1, 1000) for _ in range(m)]
    policy = Policy.from_fractions([Fraction(part, sum(parts)) for part in parts])
    _ = population.levels, population.worst_first

    ours, ours_time = timed(lambda: _ours(population, policy), repetitions)
    exact, exact_time = timed(lambda: _fractions(population, policy), 1 if n * m > 10**5 else 3)
    floats, float_time = timed(lambda: _floats(population, policy), repetitions)
    if ours != exact:
        raise ArithmeticError(f"n = {n}, m = {m}: the kernel's losses are not those of Fraction")
    error = max(abs(Fraction(a) - b) for a, b in zip(floats, exact, strict=True))
    if error > FLOAT_ERROR:
        raise ArithmeticError(f"n = {n}, m = {m}: float64 is off by {float(error)}")
    return KernelTimes(n, m, ours_time, exact_time, float_time)


def timed(run: Callable[[], T], repetitions: int) -> tuple[T, float]:
    """What ``run`` returns, and the median of its CPU times."""
    times = []
    for _ in range(repetitions):
        start = process_time()
        answer = run()
        times.append(process_time() - start)
    return answer, median(times)


def _ours(population: Population, policy: Policy) -> list[Fraction]:
    masses.cache_clear()
    numerators, denominator = losses(masses(population, policy), SAMPLES)
    return [Fraction(numerator, denominator) for numerator in numerators]


def _fractions(population: Population, policy: Policy) -> list[Fraction]:
    """L_k(π; y) = Σ_v D(v) π(B_v(y))^k, term by term."""
    rankings, weights = population.read
    probability = [Fraction(numerator, policy.denominator) for numerator in policy.numerators]
    total = [Fraction(0)] * len(probability)
    for ranking, weight in zip(rankings, weights, strict=True):
        share, below = Fraction(weight, population.total), Fraction(0)
        for group in reversed(ranking):
            term = share * below**SAMPLES
            for y in group:
                total[y] += term
            below += sum(probability[y] for y in group)
    return total


def _floats(population: Population, policy: Policy) -> list[float]:
    """The same for strict rankings, vectorised over the users."""
    order = population.worst_first
    share = np.array(population.read[1], dtype=np.float64) / population.total
    mass = (np.array(policy.numerators, dtype=np.float64) / policy.denominator)[order]
    below = np.cumsum(mass, axis=1) - mass
    terms = share[:, np.newaxis] * below**SAMPLES
    return np.bincount(order.ravel(), weights=terms.ravel()).tolist()
