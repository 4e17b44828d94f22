"""The solvers of the alignment game of k+1 players; run as a script, it is the process that runs one of them.

``python equilibrium_peers.py NAME SECONDS`` reads voters and k as JSON and writes an outcome (see `worker`). The answer
is one policy for everybody, or one strategy for each player after the other, or nothing where a solver finds nothing.

pygambit gets the payoffs of all players as a table of whole numbers, (k+1) · m^(k+1) of them, built beforehand.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from kernel import population_of
from worker import Peer, Prepared, serve

from verifier.game.payoffs import Payoff
from verifier.preferences.population import Population

if TYPE_CHECKING:
    from collections.abc import Callable

WARM_UP: dict[str, Any] = {"orders": [[0, 1], [0, 1], [1, 0]], "k": 1, "payoff": "shared"}


@dataclass(frozen=True)
class AlignmentGame:
    """The voters' strict orders (best first), the number of other players, what is paid, and the worker's terms."""

    orders: list[list[int]]
    k: int
    payoff: Payoff
    folder: Path
    seconds: int

    @property
    def population(self) -> Population:
        """The voters, with the arrays that are read off the rankings."""
        population = population_of(self.orders)
        _ = population.levels, population.worst_first
        return population

    @property
    def table(self) -> np.ndarray[Any, Any]:
        """The first player's payoff by the responses of all k+1: the same multiple of the number of voters it wins.

        A tie, which only copies of one response make here, is shared or counts nothing.
        """
        m, players = len(self.orders[0]), self.k + 1
        unit = lcm(*range(1, players + 1)) if self.payoff == "shared" else 1
        ranks = np.argsort(self.orders, axis=1)
        table = np.zeros((m,) * players, dtype=np.int64)
        for rank in ranks:
            own, *others = np.ix_(*[rank] * players)
            best = np.minimum.reduce(np.broadcast_arrays(*others))
            if self.payoff == "strict":
                table += own < best
            else:
                table += np.where(
                    own <= best, unit // (1 + sum((other == own).astype(np.int64) for other in others)), 0
                )
        return table


def forget() -> None:
    """Empty what the functions of `verifier` remember: every repetition starts afresh."""
    for name, module in list(sys.modules.items()):
        if name.startswith("verifier."):
            for thing in list(vars(module).values()):
                if hasattr(thing, "cache_clear"):
                    thing.cache_clear()


def _ours(game: AlignmentGame) -> Prepared:
    from verifier.rules.equilibrium.policy import equilibrium

    def run() -> Any:
        forget()
        return equilibrium(population, game.k, game.payoff)

    population = game.population
    return Prepared(run, lambda found: as_policy(found.policy.numerators))


def _own_floats(game: AlignmentGame) -> Prepared:
    from verifier.rules.equilibrium.newton import FloatGame, propose

    population = game.population
    return Prepared(lambda: propose(FloatGame(population, game.k, game.payoff)), as_policy)


def _scipy_root(game: AlignmentGame) -> Prepared:
    """MINPACK's hybrid method on the Fischer–Burmeister equations, from the uniform policy, with their derivatives."""
    from scipy.optimize import root

    from verifier.rules.equilibrium.newton import FloatGame

    population = game.population
    m = len(population.responses)

    def run() -> Any:
        floats = FloatGame(population, game.k, game.payoff)

        def equations(point: Any) -> Any:
            policy, slack = point[:-1], point[-1] - floats.payoffs(point[:-1])
            return np.append(policy + slack - np.hypot(policy, slack), policy.sum() - 1)

        def slopes(point: Any) -> Any:
            policy, slack = point[:-1], point[-1] - floats.payoffs(point[:-1])
            length = np.maximum(np.hypot(policy, slack), sys.float_info.min)
            by_slack = 1 - slack / length
            inner = np.diag(1 - policy / length) - by_slack[:, np.newaxis] * floats.jacobian(policy)
            return np.block([[inner, by_slack[:, np.newaxis]], [np.ones((1, m)), np.zeros((1, 1))]])

        uniform = np.full(m, 1 / m)
        return root(equations, np.append(uniform, floats.payoffs(uniform).max()), jac=slopes).x[:-1]

    return Prepared(run, as_policy)


def as_policy(weights: Any) -> list[Fraction]:
    """What weights mean as a policy: nothing below 0, divided by their sum."""
    positive = [max(Fraction(0), Fraction(weight)) for weight in weights]
    return [weight / sum(positive) for weight in positive]


def _pygambit(solve: Callable[[Any, Any], Any]) -> Callable[[AlignmentGame], Prepared]:
    """One of pygambit's solvers, called as ``solve(pygambit, game)`` with its own defaults."""

    def prepare(game: AlignmentGame) -> Prepared:
        import pygambit

        table = game.table
        tables = [np.moveaxis(table, 0, player).tolist() for player in range(game.k + 1)]
        theirs = pygambit.Game.from_arrays(*tables)

        def read(found: Any) -> list[Fraction]:
            """The profile that is nearest to symmetric, where there are several."""
            profiles = [
                [[Fraction(profile[strategy]) for strategy in player.strategies] for player in theirs.players]
                for profile in found.equilibria
            ]
            return [p for strategy in min(profiles, key=asymmetry, default=[]) for p in strategy]

        return Prepared(lambda: solve(pygambit, theirs), read)

    return prepare


def asymmetry(profile: list[list[Fraction]]) -> Fraction:
    """The largest difference of two players' probabilities of one response."""
    return max(max(column) - min(column) for column in zip(*profile, strict=True))


PEERS = {
    "ours": Peer("ours", "exact", _ours),
    "lp": Peer("lp (rational)", "exact", _pygambit(lambda g, game: g.nash.lp_solve(game)), "pygambit"),
    "lcp": Peer(
        "lcp (rational, the first)",
        "exact",
        _pygambit(lambda g, game: g.nash.lcp_solve(game, stop_after=1)),
        "pygambit",
    ),
    "enummixed": Peer(
        "enummixed (rational, all)", "exact", _pygambit(lambda g, game: g.nash.enummixed_solve(game)), "pygambit"
    ),
    "enumpoly": Peer(
        "enumpoly (the first)",
        "float",
        _pygambit(lambda g, game: g.nash.enumpoly_solve(game, stop_after=1)),
        "pygambit",
    ),
    "simpdiv": Peer(
        "simpdiv (rational)",
        "exact",
        _pygambit(lambda g, game: g.nash.simpdiv_solve(game.mixed_strategy_profile(rational=True))),
        "pygambit",
    ),
    "gnm": Peer("gnm", "float", _pygambit(lambda g, game: g.nash.gnm_solve(game)), "pygambit"),
    "ipa": Peer("ipa", "float", _pygambit(lambda g, game: g.nash.ipa_solve(game)), "pygambit"),
    "logit": Peer("logit", "float", _pygambit(lambda g, game: g.nash.logit_solve(game)), "pygambit"),
    "liap": Peer(
        "liap", "float", _pygambit(lambda g, game: g.nash.liap_solve(game.mixed_strategy_profile())), "pygambit"
    ),
    "floats": Peer("our float stage alone", "float", _own_floats),
    "root": Peer("scipy root", "float", _scipy_root, "scipy"),
}
"""In the tables' order."""

PYGAMBIT = tuple(name for name, peer in PEERS.items() if peer.distribution == "pygambit")

if __name__ == "__main__":
    serve(PEERS, AlignmentGame, WARM_UP)
