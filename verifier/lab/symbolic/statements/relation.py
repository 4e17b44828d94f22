"""Comparing the least of several numbers with 0, by what is known of their signs."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from verifier.lab.symbolic.algebra.quantifier import Holds

HOLDS: dict[str, Holds] = {
    "=": lambda signs: all(each <= {0, 1} for each in signs) and any(each == {0} for each in signs),
    ">=": lambda signs: all(each <= {0, 1} for each in signs),
    ">": lambda signs: all(each == {1} for each in signs),
    "<=": lambda signs: any(each <= {-1, 0} for each in signs),
    "<": lambda signs: any(each == {-1} for each in signs),
}
"""Relation → whether the least of the numbers stands in it to 0, whichever of the possible signs they have."""

COMPARES: dict[str, Callable[[Fraction, Fraction], bool]] = {
    "=": lambda x, y: x == y,
    ">=": lambda x, y: x >= y,
    ">": lambda x, y: x > y,
    "<=": lambda x, y: x <= y,
    "<": lambda x, y: x < y,
}
"""Relation → whether two numbers stand in it."""

IN_WORDS = {"=": "exactly", ">=": "at least", ">": "above", "<=": "at most", "<": "below"}
