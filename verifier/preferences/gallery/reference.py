"""How a population of the gallery is written: ``NAME`` or ``NAME(ARGUMENT=VALUE, …)``."""

from __future__ import annotations

import re
from dataclasses import dataclass

from verifier.errors import InputError
from verifier.preferences.formats.source import quoted

PREFIX = "gallery:"
"""What a POPULATION that is not a file starts with; ``./gallery:x`` is a file."""

_WHOLE = re.compile(r"\s*([A-Za-z0-9-]+)\s*(?:\(([^()]*)\)\s*)?", re.ASCII)
_HOW = "write NAME or NAME(ARGUMENT=VALUE, ...), such as three-cycle or half-barrier(epsilon=1/10)"


@dataclass(frozen=True)
class Reference:
    """A name, and the texts of its arguments as they were written."""

    name: str
    arguments: dict[str, str]


def parse_reference(text: str) -> Reference:
    """The name and arguments that ``text`` writes, without the prefix ``gallery:``.

    Raises:
        InputError: it has another shape, or an argument is given twice.

    >>> parse_reference("blocks(l=2, R=5)")
    Reference(name='blocks', arguments={'l': '2', 'R': '5'})
    """
    match = _WHOLE.fullmatch(text)
    if match is None:
        raise InputError(f"{quoted(text)} is no reference to the gallery; {_HOW}")
    name, inside = match.groups()
    arguments: dict[str, str] = {}
    for part in (inside or "").split(",") if (inside or "").strip() else []:
        key, given, value = (piece.strip() for piece in part.partition("="))
        if not given or not key or not value:
            raise InputError(f"{quoted(part.strip())} is no argument of {name}; {_HOW}")
        if key in arguments:
            raise InputError(f"the argument {quoted(key)} of {name} is given twice; give it once")
        arguments[key] = value
    return Reference(name, arguments)
