"""Self-play with one common iterate in the alignment game of k+1 players (Propositions 5 and 6; THEORY 2.6, 2.7).

Floats propose what is played; every iterate is a rational policy on the grid of 2^-52, and everything that is said
about a run is evaluated exactly on those. The same input gives the same run on any CPU.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from verifier.errors import BudgetError, InputError
from verifier.exact.rational import format_rational
from verifier.game.payoffs import Payoff, check_payoff
from verifier.game.worst_case import DEFAULT_BUDGET
from verifier.preferences.policy import Policy
from verifier.preferences.population import Population
from verifier.rules.self_play.game import Game, game_of, lipschitz_square
from verifier.rules.self_play.grid import Floats, Ticks, exact, policy_on_grid, ticks
from verifier.rules.self_play.ledger import Ledger, after, empty, is_checkpoint, next_checkpoint
from verifier.rules.self_play.methods import method_of

KEEP = ("all", "checkpoints")
MOST_SAMPLES = 200
"""Up to this k every sum can be written in full, and no limb of the exact account overflows."""

LARGEST_STEP = 1 << 30
_AT_ONCE = 256


@dataclass(frozen=True, eq=False)
class Run:
    """What was played at times 1, ..., T, exactly; made by `self_play`.

    Attributes:
        population: who judges.
        k: the number of other players.
        payoff: ``strict`` or ``shared``.
        method: ``extragradient``, ``optimistic``, ``gradient`` (projected gradient ascent) or ``weights``
            (multiplicative weights).
        step: the step s of the method.
        iterates: T × m integers, π_t(y) = iterates[t−1, y] / 2^52; None where only checkpoints were kept.
        checkpoints: the exact sums at T = 1, 10, 100, ... and at the end.
        state: what the method remembers, as the rationals that its floats are; with it the run can go on.
    """

    population: Population
    k: int
    payoff: Payoff
    method: str
    step: Fraction
    iterates: Ticks | None
    checkpoints: tuple[Ledger, ...]
    state: tuple[Fraction, ...]

    @property
    def steps(self) -> int:
        """T."""
        return self.end.steps

    @property
    def end(self) -> Ledger:
        """The exact sums over the whole run."""
        return self.checkpoints[-1]

    @property
    def game(self) -> Game:
        """The game that was played."""
        return game_of(self.population, self.k, self.payoff)


def self_play(
    population: Population,
    k: int,
    method: str = "extragradient",
    steps: int = 1000,
    payoff: str = "strict",
    start: Run | Policy | None = None,
    keep: str | None = None,
    *,
    step: Fraction | None = None,
    budget: int = DEFAULT_BUDGET,
    progress: Callable[[str], None] | None = None,
) -> Run:
    """A run of ``steps`` steps, or ``start`` gone on for ``steps`` more: the same as one longer run, bit for bit.

    Args:
        population: who judges.
        k: the number of other players.
        method: see `verifier.rules.self_play.methods`.
        steps: how many policies are played, from 1 on.
        payoff: ``strict`` or ``shared``.
        start: a run to go on with, or the first policy; the uniform policy unless told.
        keep: ``all`` iterates (the default; what a resumed run keeps is settled), or only the ``checkpoints``.
        step: the method's step s > 0, a float64; by default one that is safe (see `lipschitz_square`).
        budget: work units.
        progress: told how many steps are done.

    Raises:
        UnsupportedError: half-credit or weak payoffs, or shared ones with incomparable responses.
        InputError: no such method; no steps; no positive step; ``start`` is of another game.
        BudgetError: it takes more than ``budget`` work units.

    >>> people = Population.from_rankings({"a > b": 3, "b > a": 2})
    >>> round(self_play(people, 1, steps=100).end.last[0] / 2**52, 9)
    0.6
    """
    checked = check_payoff(population, k, payoff)
    if isinstance(steps, bool) or not isinstance(steps, int) or steps < 1:
        raise InputError(f"{steps!r} steps cannot be played; the number of steps is whole, from 1 on")
    if k > MOST_SAMPLES:
        raise BudgetError(f"self-play is counted exactly for up to {MOST_SAMPLES} other players, not {k}; lower -k")
    units = work(population, k, steps)
    if units > budget:
        raise BudgetError(
            f"{steps} steps of self-play of {k + 1} players over {len(population.read[1])} rankings take {units} work "
            f"units, over the budget of {budget}; raise --budget to {units}, or play fewer steps"
        )
    if isinstance(start, Run):
        _check_same(start, population, k, method, checked, keep, step)
        run = start
    else:
        run = _opened(population, k, method, checked, start, keep, step)
    return _gone_on(run, steps, progress)


def work(population: Population, k: int, steps: int) -> int:
    """The work units of `self_play`, in the unit of `verifier.game.worst_case`; equal views make it less."""
    n, m = population.levels.shape
    units: int = steps * n * m * (k * k + 4) // 8
    return units


def _check_same(
    run: Run, population: Population, k: int, method: str, payoff: Payoff, keep: str | None, step: Fraction | None
) -> None:
    asked = (k, method, payoff, run.step if step is None else step)
    found = (run.k, run.method, run.payoff, run.step)
    if run.population != population or asked != found:
        raise InputError(
            f"the run to go on with has k = {run.k}, method {run.method}, payoff {run.payoff} and step "
            f"{format_rational(run.step)} over its own population; ask for the same, or start anew"
        )
    kept = "checkpoints" if run.iterates is None else "all"
    if keep is not None and keep != kept:
        raise InputError(f"the run to go on with keeps {kept}, not {keep}; start anew to keep something else")


def _opened(
    population: Population,
    k: int,
    method: str,
    payoff: Payoff,
    first: Policy | None,
    keep: str | None,
    step: Fraction | None,
) -> Run:
    """The run of no steps."""
    m = len(population.responses)
    if keep not in {None, *KEEP}:
        raise InputError(f"{keep!r} cannot be kept; choose one of {', '.join(KEEP)}")
    first = Policy.uniform(range(m), m) if first is None else first
    if len(first.numerators) != m:
        raise InputError(f"the first policy is not over the population's {m} responses; use Policy.from_weights")
    rule = method_of(method)
    step = rule.step(lipschitz_square(population, k, payoff)) if step is None else step
    if not 0 < step <= LARGEST_STEP or Fraction(float(step)) != step:
        raise InputError(f"the step {format_rational(step)} is no float64 in (0, 2^30]; give a fraction such as 1/8")
    state = rule.remember(game_of(population, k, payoff), policy_on_grid(first))
    iterates = None if keep == "checkpoints" else np.zeros((0, m), dtype=np.int64)
    return Run(population, k, payoff, method, step, iterates, (empty(m),), exact(state))


def _gone_on(run: Run, steps: int, progress: Callable[[str], None] | None) -> Run:
    game, advance, step = run.game, method_of(run.method).advance, float(run.step)
    state: Floats = np.array([float(value) for value in run.state])
    ledger, last = run.end, run.steps + steps
    checkpoints = [each for each in run.checkpoints if is_checkpoint(each.steps)]
    played = [] if run.iterates is None else [run.iterates]
    while ledger.steps < last:
        size = min(_AT_ONCE, last - ledger.steps, next_checkpoint(ledger.steps) - ledger.steps)
        rows = np.zeros((size, game.m))
        for i in range(size):
            rows[i], state = advance(game, state, ledger.steps + i + 1, step)
        ledger = after(ledger, game, ticks(rows))
        if is_checkpoint(ledger.steps) or ledger.steps == last:
            checkpoints.append(ledger)
        if run.iterates is not None:
            played.append(ticks(rows))
        if progress is not None:
            progress(f"self-play: {ledger.steps} of {last} steps")
    iterates = np.concatenate(played) if played else None
    if iterates is not None:
        iterates.flags.writeable = False
    return replace(run, iterates=iterates, checkpoints=tuple(checkpoints), state=exact(state))
