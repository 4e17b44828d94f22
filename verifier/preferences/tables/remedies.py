"""Remedies of a refusal: options that are offered are tried out first, and completed until they read."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, Any

from verifier.errors import InputError, UnsupportedError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from verifier.errors import Remedy
    from verifier.preferences.formats.options import ReadOptions
    from verifier.preferences.population import Population

_DEPTH = 6
"""How many further questions the answer to a question may raise."""

_OFFERED = 4
_BRANCHES = 2
_EACH = 2
"""So many ways are offered of each answer to the first question."""


def settle(
    read: Callable[[ReadOptions], Population],
    options: ReadOptions,
    sketch: Callable[[ReadOptions], object] | None = None,
    without: Collection[str] = (),
) -> Population:
    """What ``read`` makes of ``options``.

    Args:
        read: reads the table.
        options: how.
        sketch: reads some of its rows, to find the ways that are worth to be tried out on all.
        without: options that cannot be given where the table comes from.

    Raises:
        InputError: as ``read`` does; its remedies are those that read, each whole.
    """
    try:
        return read(options)
    except InputError as error:
        if not error.remedies:
            raise
        refused = error
    found: list[Remedy] = []
    for remedy in refused.remedies:
        ways = islice(_ways(sketch or read, options, remedy, _DEPTH), _EACH)
        found += [way for way in ways if way not in found and way.keys().isdisjoint(without)]
    offered = [way for way in found if _reads(read, options, way)]
    raise type(refused)(refused.problem, offered[:_OFFERED]) from None


def _reads(read: Callable[[ReadOptions], object], options: ReadOptions, remedy: Remedy) -> bool:
    """Whether ``remedy`` reads the whole table."""
    tried = _with(options, remedy)
    try:
        if tried is not None:
            read(tried)
    except InputError:
        return False
    return tried is not None


def _ways(read: Callable[[ReadOptions], object], options: ReadOptions, remedy: Remedy, depth: int) -> Iterator[Remedy]:
    """The ways to complete ``remedy`` so that it reads; none if there is none."""
    tried = _with(options, remedy)
    if tried is None:
        return
    try:
        read(tried)
    except UnsupportedError:
        return
    except InputError as error:
        further = error.remedies[:_BRANCHES] if depth else ()
        for more in further:
            yield from (_merged(remedy, each) for each in _ways(read, tried, more, depth - 1))
        return
    yield remedy


def _with(options: ReadOptions, remedy: Remedy) -> ReadOptions | None:
    """``options`` with ``remedy``; None where it would change what was given."""
    changes: dict[str, Any] = {}
    for name, value in remedy.items():
        given = getattr(options, name)
        if isinstance(given, tuple) and isinstance(value, tuple) and name != "header":
            changes[name] = (*given, *(each for each in value if each not in given))
            if changes[name] == given:
                return None
        elif given == type(options).__dataclass_fields__[name].default:
            changes[name] = value
        else:
            return None
    try:
        return replace(options, **changes)
    except InputError:
        return None


def _merged(one: Remedy, other: Remedy) -> Remedy:
    both = dict(one)
    for name, value in other.items():
        before = both.get(name)
        both[name] = (*before, *value) if isinstance(before, tuple) and isinstance(value, tuple) else value
    return both
