"""Proposals for the best product policy and the opponents' mixture: rational guesses, to be judged exactly."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from math import frexp
from typing import TYPE_CHECKING, Any

import numpy as np

from verifier.game.tangent import below_sets
from verifier.preferences.policy import Lottery, Policy
from verifier.rules.best_product.losses import LossFamily
from verifier.rules.best_product.newton import newton
from verifier.rules.best_product.numbers import Floats, on_grid, precision
from verifier.rules.best_product.path import PathPoint, follow
from verifier.rules.best_product.simple import proving_mixture, simple_policy

if TYPE_CHECKING:
    from verifier.game.tangent import BelowSets
    from verifier.preferences.population import Population

_ACCURACY = 1e-14
_VIOLATION = 1e-11
_SMALL = 1e-3
_LEAST_UNIT = 2.0**-200
"""Losses below this are not magnified further: the path starts at the uniform policy, whose losses must stay floats."""
_DIGITS = 10
"""Losses that agree so far are read as equal: the first sets come first, whatever a float's last bits."""
_MATTERS = 1e-7
_PATIENCE = (0.0, 0.1)
_PATH_STEPS = 40
"""A path in balls takes about as many steps, each of which looks at every ranking, response and opponent."""


@dataclass(frozen=True)
class Proposal:
    """A policy and a mixture of opponents, and the ``route`` that found them."""

    route: str
    policy: Policy
    opponent: Lottery


class Search:
    """A search for the best policy of ``population`` for ``k`` samples, against the opponents ``sets``.

    Attributes:
        sets: the opponents; `proposals` adds those that turn out to matter.
        bits: weights are rounded to multiples of 2^-``bits``.
        budget: work units above which no path is followed in balls.
        unit: losses are divided by it, so that small ones keep their digits; a power of two.
    """

    def __init__(self, population: Population, k: int, sets: Sequence[tuple[int, ...]], bits: int, budget: int) -> None:
        self.population, self.k, self.bits, self.budget = population, k, bits, budget
        self.sets = list(sets)
        self.unit = 1.0

    def proposals(self) -> Iterator[Proposal]:
        """The proposals, the best first: each is for the case that those before it were not good enough."""
        point = self._end_among_all_opponents()
        yield from self._simple(point.policy)
        yield from self._newton(point)
        point = follow(self._float_family(), Floats(), _ACCURACY, _PATIENCE[-1])
        yield from self._newton(point)
        yield from self._path(point)
        yield from self._newton(point, singular=True)
        floats = Floats()
        yield self._rounded("float", floats.exact(point.policy), floats.exact(point.mixture), self.sets)

    def _float_family(self, sets: Sequence[tuple[int, ...]] | None = None) -> LossFamily:
        return LossFamily(self.population, self.sets if sets is None else sets, self.k, self._float_shares)

    @property
    def _float_shares(self) -> Any:
        return np.array([weight / self.population.total for weight in self.population.read[1]]) / self.unit

    def _ball_family(self, sets: Sequence[tuple[int, ...]], balls: Any) -> LossFamily:
        whole = self.population.total * Fraction(self.unit)
        shares = balls.array([weight / whole for weight in self.population.read[1]])
        return LossFamily(self.population, sets, self.k, shares)

    def _end_among_all_opponents(self) -> PathPoint:
        """The end of the path in floats; ``sets`` grows until no other set of their size beats the level."""
        size, nested = max(map(len, self.sets)), below_sets(self.population)
        while True:
            point = follow(self._float_family(), Floats(), _ACCURACY)
            level = float(point.level)
            if 0 < level < _SMALL and self.unit > _LEAST_UNIT:
                self.unit = max(_LEAST_UNIT, self.unit * 2.0 ** frexp(max(level, _ACCURACY))[1])
                continue
            if size == 1:
                return point
            above, most = level * (1 + _VIOLATION), 3 * len(point.policy)
            worse = losing_sets(nested, point.policy, self._float_shares, self.k, size, above, most)
            fresh = [chosen for chosen in worse if chosen not in self.sets]
            if not fresh:
                return point
            self.sets.extend(fresh)

    def _simple(self, values: Any) -> Iterator[Proposal]:
        policy = simple_policy(values)
        proof = policy and proving_mixture(self.population, policy, max(map(len, self.sets)), self.k)
        if policy and proof:
            yield Proposal("simple", Policy.from_fractions(policy), Lottery.from_fractions(proof))

    def _newton(self, point: PathPoint, *, singular: bool = False) -> Iterator[Proposal]:
        active = np.flatnonzero(point.mixture > point.slack)
        if not active.size:
            return
        sets = [self.sets[j] for j in active]
        with precision(2 * self.bits + 32) as balls:
            families = self._float_family(sets), self._ball_family(sets, balls)
            solution = newton(families, point, active, 2.0 ** -(self.bits + 32), balls, singular=singular)
            if solution is None:
                return
            policy, mixture = solution
            proposal = self._rounded("newton", balls.exact(policy), balls.exact(mixture), sets)
        yield proposal

    def _path(self, point: PathPoint) -> Iterator[Proposal]:
        near = np.flatnonzero((point.mixture > _MATTERS) | (point.slack < _MATTERS))
        n, m = self.population.levels.shape
        # Opponents left out could be those that bound the face of optima.
        choices = self.sets, [self.sets[j] for j in near]
        within = (sets for sets in choices if sets and _PATH_STEPS * n * m * (m + len(sets)) <= self.budget)
        sets = next(within, None)
        if sets is None:
            return
        for patience in _PATIENCE:
            with precision(4 * self.bits + 64) as balls:
                end = follow(self._ball_family(sets, balls), balls, 2.0 ** -(self.bits + 8), patience)
                policy, mixture = balls.exact(end.policy), balls.exact(end.mixture)
            # Only here do the weights of a degenerate optimum have enough digits to be read as fractions.
            yield from self._simple(Floats().array(policy))
            yield self._rounded("path", policy, mixture, sets)

    def _rounded(
        self, route: str, policy: Sequence[Fraction], mixture: Sequence[Fraction], sets: Sequence[tuple[int, ...]]
    ) -> Proposal:
        # First to a finer grid: there equal weights of a symmetric population are equal, whatever noise they carry.
        one, fine = 1 << self.bits, 1 << (self.bits + 16)
        policy, mixture = ([Fraction(round(value * fine), fine) for value in part] for part in (policy, mixture))
        weights = [Fraction(numerator, one) for numerator in on_grid(policy, self.bits)]
        shares = [Fraction(numerator, one) for numerator in on_grid(mixture, self.bits)]
        opponent = Lottery.from_fractions(zip(sets, shares, strict=True))
        return Proposal(route, Policy.from_fractions(weights), opponent)


def losing_sets(nested: BelowSets, policy: Any, shares: Any, k: int, size: int, above: float, most: int) -> list[Any]:
    """Up to ``most`` sets of ``size`` responses to which the float ``policy`` loses more than ``above``."""
    powers = nested.sums_below(policy) ** k
    m = powers.shape[1]
    found: list[tuple[float, tuple[int, ...]]] = []
    for first in combinations(range(m - 1), size - 1):
        last = np.arange(first[-1] + 1, m)
        best = powers[:, first].max(axis=1)
        values = shares @ np.maximum(best[:, None], powers[:, last])
        found += [(-round(float(values[i]), _DIGITS), (*first, int(last[i]))) for i in np.flatnonzero(values > above)]
        if len(found) > 100 * most:
            found = sorted(found)[:most]
    return [chosen for _, chosen in sorted(found)[:most]]
