"""Arrays of exact integers: of 64 bits where a proven bound fits, else of Python integers."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy.typing as npt

Integers: TypeAlias = npt.NDArray[Any]
"""An array of exact integers: dtype int64 where a proven bound fits, else object (Python integers)."""

INT64_BOUND = 2**62
"""Sums of non-negative integers that stay below this are computed in int64."""
