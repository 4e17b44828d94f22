"""Multisets of responses: what several samples are, copies counted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations_with_replacement
from math import comb
from typing import TypeAlias

from verifier.errors import InputError
from verifier.preferences.names import unknown_response

Multiset: TypeAlias = tuple[int, ...]
"""Response indices in increasing order; copies stand side by side."""


def joined(one: Multiset, other: Multiset) -> Multiset:
    """The multiset union: copies of both are counted.

    >>> joined((0, 2), (0, 1))
    (0, 0, 1, 2)
    """
    return tuple(sorted(one + other))


def of_size(m: int, size: int) -> Iterator[Multiset]:
    """Every multiset of exactly ``size`` of ``m`` responses, in order."""
    return combinations_with_replacement(range(m), size)


def up_to_size(m: int, size: int) -> list[Multiset]:
    """Every multiset of 1 to ``size`` of ``m`` responses, small ones first."""
    return [each for number in range(1, size + 1) for each in of_size(m, number)]


def count_up_to(m: int, size: int) -> int:
    """How many `up_to_size` gives: C(m + size, size) − 1."""
    return comb(m + size, size) - 1


def parse_multiset(text: str, index: Mapping[str, int]) -> Multiset:
    """The multiset that ``a, a, b`` writes.

    Raises:
        InputError: a name is missing.
        UnknownResponseError: a name is not in ``index``.
    """
    names = [name.strip(" \t") for name in text.split(",")]
    if "" in names:
        raise InputError(f"a response is missing in {text!r}; write a multiset as a, a, b")
    unknown = next((name for name in names if name not in index), None)
    if unknown is not None:
        raise unknown_response(unknown, index)
    return tuple(sorted(index[name] for name in names))


def format_multiset(multiset: Multiset, responses: Sequence[str]) -> str:
    """``multiset`` as people write it: ``a, a, b``."""
    return ", ".join(responses[y] for y in multiset)
