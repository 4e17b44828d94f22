"""Integer matrices as the search sees them: coarse enough for int64."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from verifier.exact.matrix import IntegerArray

Coarse: TypeAlias = npt.NDArray[np.int64]

_COARSE_BITS = 28
_SUM_BITS = 44
"""Coarse entries have at most 28 bits, and sums over all rows at most 44: bounds of a thousand columns fit int64."""

_FINER_BITS = 10


@dataclass(frozen=True, slots=True, eq=False)
class Coarsened:
    """Entries above the least of their row, scaled by a power of two to at most 28 bits and rounded up.

    Attributes:
        columns: m × n, transposed: ``columns[y, v]`` is (w_v(y) - ``least[v]``) · 2^(``up`` - ``down``), rounded up.
        least: the least entry of every row.
        up: the power of two gained (then nothing is rounded), or 0.
        down: the power of two lost, or 0.
    """

    columns: Coarse
    least: IntegerArray
    up: int
    down: int

    def alpha(self, coarse: Coarse) -> tuple[int, ...]:
        """The multipliers of the matrix itself, over the denominator 2^``up``, that ``coarse`` stands for."""
        return tuple(
            (base << self.up) + (a << self.down) for base, a in zip(self.least.tolist(), coarse.tolist(), strict=True)
        )

    def at_most(self, value: int) -> int:
        """The largest coarse total whose bound, rounded down to an integer, is at most ``value``."""
        room = value - sum(map(int, self.least))
        return ((room + 1) << self.up) - 1 if not self.down else room >> self.down


def coarsened(exact: IntegerArray) -> Coarsened:
    """``exact`` made small enough that no sum of a search leaves int64."""
    least = exact.min(axis=1)
    above = exact - least[:, None]
    bits = min(_COARSE_BITS, _SUM_BITS - len(exact).bit_length())
    length = int(above.max()).bit_length()
    down = max(0, length - bits)
    up = 0 if down else min(bits - length, _FINER_BITS + len(exact).bit_length())
    scaled = -(-above >> down) if down else above << up
    return Coarsened(np.ascontiguousarray(scaled.T.astype(np.int64)), least, up, down)
