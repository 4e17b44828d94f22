"""Remedies of a refusal: options that are offered are tried out first, and completed until they read."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from verifier.errors import InputError, UnsupportedError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from verifier.errors import Remedy
    from verifier.preferences.formats.options import ReadOptions
    from verifier.preferences.population import Population

_DEPTH = 6
"""How many further questions the answer to a question may raise."""

_OFFERED = 4
_BRANCHES = 2


def settle(read: Callable[[ReadOptions], Population], options: ReadOptions) -> Population:
    """What ``read`` makes of ``options``.

    Raises:
        InputError: as ``read`` does; its remedies are those that read, each whole.
    """
    try:
        return read(options)
    except InputError as error:
        if not error.remedies:
            raise
        refused = error
    ways: list[Remedy] = []
    for remedy in refused.remedies:
        ways += [way for way in _ways(read, options, remedy, _DEPTH) if way not in ways]
    raise type(refused)(refused.problem, sorted(ways, key=len)[:_OFFERED]) from None


def _ways(
    read: Callable[[ReadOptions], Population], options: ReadOptions, remedy: Remedy, depth: int
) -> Iterator[Remedy]:
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
