"""How often a strict Condorcet winner exists when every ranking is equally likely: all profiles counted, exactly.

Of the (m!)^n profiles of n strict rankings, those that a given response wins are counted user by user: only how many
users place each other response above it matters, and profiles with equal tallies are counted together. At most one
response wins, and by symmetry each wins equally often.
"""

from __future__ import annotations

from fractions import Fraction
from math import factorial
from typing import Any

from verifier.errors import BudgetError, InputError

DEFAULT_BUDGET = 200_000_000
_INT64 = 2**63
_MOST = 64
"""Responses beyond which the work is not even computed."""


def condorcet_frequency(m: int, n: int, budget: int = DEFAULT_BUDGET) -> Fraction:
    """The probability that a response is preferred to each other one by more than half of ``n`` users.

    Their rankings are independent, and each of the ``m``! strict rankings is equally likely (impartial culture).

    Raises:
        InputError: m or n is no whole number from 1 on.
        BudgetError: the tallies to count are more than ``budget`` allows.

    >>> condorcet_frequency(3, 3)
    Fraction(17, 18)
    """
    for name, value in (("m", m), ("n", n)):
        if not isinstance(value, int) or isinstance(value, bool) or value < 1:
            raise InputError(f"{name} = {value!r}: write a whole number from 1 on")
    if m > _MOST:
        raise BudgetError(f"{m} responses have more than 2^{_MOST} sets of responses above one, beyond any budget")
    units = work(m, n)
    if units > budget:
        raise BudgetError(
            f"{n} users and {m} responses take {units} work units, over the budget of {budget}; raise it to {units}"
        )
    return Fraction(m * _won(m, n), factorial(m) ** n)


def work(m: int, n: int) -> int:
    """How many numbers are added: for each user, tally and set of responses that may stand above the given one."""
    sets, tallies = 1 << (m - 1), int(((n + 1) // 2) ** (m - 1))
    return n * tallies * sets


def _won(m: int, n: int) -> int:
    """In how many profiles the first response is the strict Condorcet winner.

    ``counts[c]`` is the number of profiles of the users so far in which ``c[j]`` of them place response j + 1 above the
    first. A tally of n/2 or more is lost whatever follows, so tallies beyond the last that wins are dropped.
    """
    import numpy as np

    last = (n - 1) // 2
    shape = (last + 1,) * (m - 1)
    dtype: Any = np.int64 if factorial(m) ** n < _INT64 else object
    counts = np.zeros(shape, dtype=dtype)
    counts[(0,) * (m - 1)] = 1
    for _ in range(n):
        after = np.zeros(shape, dtype=dtype)
        for above in np.ndindex((2,) * (m - 1)):
            orders = factorial(sum(above)) * factorial(m - 1 - sum(above))
            target = tuple(slice(step, None) for step in above)
            origin = tuple(slice(None, last + 1 - step) for step in above)
            after[target] += orders * counts[origin]
        counts = after
    return int(counts.sum())
