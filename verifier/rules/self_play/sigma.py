"""σ_T as a k-output policy: its lottery over sets, for audits, and samples of it."""

from __future__ import annotations

from itertools import chain, combinations
from math import comb, gcd
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from verifier.errors import BudgetError, InputError
from verifier.game.worst_case import DEFAULT_BUDGET
from verifier.preferences.policy import Lottery
from verifier.rules.self_play.grid import BITS, ONE, Ticks
from verifier.rules.self_play.run import Run

if TYPE_CHECKING:
    from collections.abc import Iterator

_UNITS = 16
"""Work units of one power of a long integer."""

_WORD = 1 << 64


def sigma_lottery(run: Run, budget: int = DEFAULT_BUDGET) -> Lottery:
    """The distribution of the set that σ_T shows, exactly; what is claimed of lotteries can be claimed of it.

    Σ_t π_t(S)^k / T is the probability that all samples fall into S; inclusion and exclusion over the subsets of S
    leaves the probability that S is what is shown.

    Raises:
        InputError: the run kept checkpoints only.
        BudgetError: there are too many sets of at most k responses.
    """
    iterates = _iterates(run)
    used = np.flatnonzero(iterates.any(axis=0)).tolist()
    largest = min(run.k, len(used))
    units = _UNITS * (run.steps + 2**largest) * sum(comb(len(used), size) for size in range(1, largest + 1))
    if units > budget:
        raise BudgetError(
            f"the lottery over sets of up to {largest} of {len(used)} responses takes {units} work units, over the "
            f"budget of {budget}; raise --budget to {units}, lower -k, or use the exact losses of the run"
        )
    inside: dict[tuple[int, ...], int] = {(): 0}
    for chosen in _subsets(used, largest):
        inside[chosen] = sum(mass**run.k for mass in iterates[:, list(chosen)].sum(axis=1).tolist())
    weights = {chosen: _shown(chosen, inside) for chosen in sorted(inside)}
    sets = tuple(chosen for chosen, weight in weights.items() if weight)
    whole = run.steps << (BITS * run.k)
    divisor = gcd(whole, *weights.values())
    return Lottery(sets, tuple(weights[chosen] // divisor for chosen in sets), whole // divisor, run.k)


def _subsets(responses: list[int], largest: int) -> Iterator[tuple[int, ...]]:
    return chain.from_iterable(combinations(responses, size) for size in range(1, largest + 1))


def _shown(chosen: tuple[int, ...], inside: dict[tuple[int, ...], int]) -> int:
    """The weight of exactly this set: Σ_{R ⊆ S} (−1)^|S∖R| inside(R)."""
    sizes = range(len(chosen), -1, -1)
    return sum((-1) ** (len(chosen) - size) * inside[part] for size in sizes for part in combinations(chosen, size))


def sample(run: Run, count: int, seed: int, budget: int = DEFAULT_BUDGET) -> npt.NDArray[np.intp]:
    """``count`` draws of σ_T, a ``count`` × k array of response indices; exactly distributed, as PCG64's bits are.

    The same ``seed`` gives the same draws, whatever the version of numpy.

    Raises:
        InputError: the run kept checkpoints only, or ``count`` or ``seed`` is negative.
        BudgetError: there are too many draws.
    """
    iterates = _iterates(run)
    units = count * run.k * iterates.shape[1]
    if units > budget:
        raise BudgetError(
            f"{count} draws take {units} work units, over the budget of {budget}; raise --budget to {units}"
        )
    if count < 0 or seed < 0:
        raise InputError(f"{count} draws with the seed {seed} cannot be made; both are whole numbers from 0 on")
    bits = np.random.PCG64(seed)
    chosen = np.cumsum(iterates, axis=1)[_below(len(iterates), count, bits)]
    places = _below(ONE, count * run.k, bits).reshape(count, run.k)
    # A response owns the places from the sum before it up to its own.
    drawn = np.zeros((count, run.k), dtype=np.intp)
    for y in range(iterates.shape[1]):
        drawn += chosen[:, y, np.newaxis] <= places
    return drawn


def _below(bound: int, count: int, bits: np.random.PCG64) -> npt.NDArray[np.int64]:
    """``count`` numbers from 0 to ``bound`` − 1, all equally likely: words beyond the last multiple are thrown away."""
    largest = np.uint64(_WORD // bound * bound - 1)
    kept = np.zeros(0, dtype=np.uint64)
    while len(kept) < count:
        words = bits.random_raw(count - len(kept))
        kept = np.concatenate([kept, words[words <= largest]])
    return (kept % np.uint64(bound)).astype(np.int64)


def _iterates(run: Run) -> Ticks:
    if run.iterates is None:
        raise InputError("the run kept its checkpoints only; play it again with keep='all'")
    return run.iterates
