"""The policies of simple rules and NLHF, and what they lose, on many profiles at once, in integers."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import combinations
from math import lcm
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import numpy.typing as npt

from verifier.game.masses import INT64_BOUND
from verifier.lab.counterexample.profiles import Indices, Orders
from verifier.preferences.policy import Policy
from verifier.preferences.population import Population

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from verifier.rules.nlhf.policy import NLHFSolution

Numbers: TypeAlias = npt.NDArray[Any]

_NAMES = "abcdefgh"
_BLOCK = 2_000_000


@dataclass(frozen=True, eq=False)
class Bulk:
    """P profiles of n voters over the N rankings of ``orders``.

    Attributes:
        chosen: a P × n array, the rankings of the voters.
    """

    orders: Orders
    chosen: Indices

    @property
    def n(self) -> int:
        """The number of voters of each profile."""
        return int(self.chosen.shape[1])

    def __len__(self) -> int:
        return len(self.chosen)

    def __getitem__(self, kept: Any) -> Bulk:
        """The profiles at the indices, or of the mask, ``kept``."""
        return Bulk(self.orders, self.chosen[kept])

    def where(self, mask: npt.NDArray[np.bool_]) -> Bulk:
        """The profiles of ``mask``; itself, with what it already knows, where these are all."""
        return self if mask.all() else self[mask]

    @cached_property
    def counts(self) -> Indices:
        """A P × N array: how many voters have each ranking."""
        size = len(self.orders.rankings)
        flat = self.chosen + size * np.arange(len(self.chosen))[:, None]
        return np.bincount(flat.ravel(), minlength=size * len(self.chosen)).reshape(len(self.chosen), size)

    @cached_property
    def margins(self) -> Indices:
        """A P × m × m array: how many voters more rank y above z than z above y."""
        m = self.orders.m
        supports = (self.counts @ self.orders.above.reshape(-1, m * m)).reshape(-1, m, m)
        return supports - supports.transpose(0, 2, 1)

    @cached_property
    def winners(self) -> Indices:
        """For each profile its Condorcet winner, −1 where there is none."""
        wins = (self.margins > 0).sum(axis=2) == self.orders.m - 1
        return np.where(wins.any(axis=1), wins.argmax(axis=1), -1)

    @property
    def games(self) -> int:
        """How many different margin games `solutions` solves."""
        return len(np.unique(self.margins[self.winners < 0], axis=0))

    @cached_property
    def solutions(self) -> tuple[NLHFSolution | None, ...]:
        """NLHF on each profile without a Condorcet winner, None on the others; equal margins are solved once."""
        from verifier.rules.nlhf.policy import nlhf as solve

        known: dict[bytes, NLHFSolution] = {}
        found: list[NLHFSolution | None] = [None] * len(self)
        for place in np.flatnonzero(self.winners < 0).tolist():
            margins = self.margins[place].tobytes()
            if margins not in known:
                known[margins] = solve(self.population(place))
            found[place] = known[margins]
        return tuple(found)

    def population(self, place: int) -> Population:
        """The profile at ``place``, its responses called a, b, c and so on."""
        return profile_population(self.orders, self.chosen[place].tolist())


def profile_population(orders: Orders, chosen: Sequence[int]) -> Population:
    """The population of the rankings ``chosen``, its responses called a, b, c and so on."""
    return Population.from_counts(_NAMES[: orders.m], [(orders.rankings[i], 1) for i in chosen])


@dataclass(frozen=True, eq=False)
class Policies:
    """One policy for each of P profiles: ``numerators[p, y] / denominator``."""

    numerators: Indices
    denominator: int


def borda(bulk: Bulk) -> Policies:
    """Uniform over the responses of highest Borda score."""
    scores = bulk.margins.sum(axis=2)
    return _even(scores == scores.max(axis=1, keepdims=True))


def uniform(bulk: Bulk) -> Policies:
    """Every response alike."""
    return Policies(np.ones((len(bulk), bulk.orders.m), dtype=np.int64), bulk.orders.m)


def plurality(bulk: Bulk) -> Policies:
    """The random dictator: every voter's top class, split evenly."""
    common = lcm(*range(1, bulk.orders.m + 1))
    tops = np.zeros((len(bulk.orders.rankings), bulk.orders.m), dtype=np.int64)
    for i, ranking in enumerate(bulk.orders.rankings):
        tops[i, list(ranking[0])] = common // len(ranking[0])
    return Policies(bulk.counts @ tops, common * bulk.n)


def nlhf(bulk: Bulk) -> Policies:
    """NLHF's policies, of least norm where there are several: a Condorcet winner, or the margin game solved exactly."""
    numerators = np.zeros((len(bulk), bulk.orders.m), dtype=object)
    denominators = [1] * len(bulk)
    for place, (winner, solution) in enumerate(zip(bulk.winners.tolist(), bulk.solutions, strict=True)):
        if solution is None:
            numerators[place, winner] = 1
        else:
            numerators[place], denominators[place] = solution.policy.numerators, solution.policy.denominator
    common = lcm(*denominators)
    whole = numerators * np.array([common // one for one in denominators], dtype=object)[:, None]
    return Policies(whole.astype(np.int64) if common < INT64_BOUND else whole, common)


RULES: dict[str, Callable[[Bulk], Policies]] = {
    "nlhf": nlhf,
    "borda": borda,
    "uniform": uniform,
    "plurality": plurality,
}
"""The rules whose policy does not depend on k, by name."""


def worst_losses(bulk: Bulk, policies: Policies, k: int, l: int = 1) -> tuple[Numbers, int]:
    """``(numerators, denominator)``: what ``k`` samples lose at most to ``l`` responses, ties counting for the model.

    max over |T| = min(ℓ, m) of Σ_v max_{y in T} π(B_v(y))^k / n, for each of the P profiles.
    """
    size, m = bulk.orders.above.shape[:2]
    denominator = bulk.n * policies.denominator**k
    kind = np.int64 if denominator < INT64_BOUND else object
    shown = [list(each) for each in combinations(range(m), min(l, m))]
    found = []
    step = max(1, _BLOCK // (size * m * m))
    for at in range(0, len(bulk), step):
        counts = bulk.counts[at : at + step].astype(kind)
        weights = policies.numerators[at : at + step].astype(kind)
        powers = np.einsum("ryz,pz->pry", bulk.orders.above.astype(kind), weights) ** k
        losses = [(powers[:, :, each].max(axis=2) * counts).sum(axis=1) for each in shown]
        found.append(np.max(np.array(losses), axis=0))
    return np.concatenate(found) if found else np.zeros(0, dtype=kind), denominator


def below(losses: tuple[Numbers, int], rate: Fraction) -> npt.NDArray[np.bool_]:
    """Where 1 − loss is below ``rate``, exactly."""
    numerators, denominator = losses
    exact = numerators.astype(object) * rate.denominator
    bound = (rate.denominator - rate.numerator) * denominator
    return np.array(exact > bound, dtype=bool)


def _even(members: npt.NDArray[np.bool_]) -> Policies:
    """Uniform over the members of each row."""
    common = lcm(*range(1, members.shape[1] + 1))
    return Policies(members * (common // members.sum(axis=1, keepdims=True)), common)


def policy_at(policies: Policies, place: int) -> Policy:
    """The policy of the profile at ``place``."""
    return Policy.from_fractions([Fraction(int(one), policies.denominator) for one in policies.numerators[place]])
