"""A population of the gallery, with the one name it has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from verifier.errors import InputError
from verifier.exact.numbers import written
from verifier.preferences.formats.source import located
from verifier.preferences.gallery.entries import find_entry
from verifier.preferences.gallery.reference import PREFIX, parse_reference
from verifier.preferences.population import Population
from verifier.preferences.ranking import Unranked


@dataclass(frozen=True)
class Named:
    """A population and its name.

    Attributes:
        name: ``gallery:half-barrier(epsilon=1/10)``: every argument, in order and in lowest terms; equal populations
            have equal names however they were asked for.
    """

    name: str
    population: Population


def find_named(
    text: str, more: Mapping[str, float | str | Fraction | Decimal] | None = None, unranked: Unranked = "bottom"
) -> Named:
    """The population that ``text`` refers to, such as ``half-barrier(epsilon=1/10)``; no ranking leaves anything out.

    Args:
        text: a name of the gallery, with arguments or without.
        more: arguments beside those in ``text``.
        unranked: what the population says of left-out responses, of which it has none.

    Raises:
        InputError: the name is unknown, or an argument is unknown, missing, out of range or given twice.
    """
    reference = parse_reference(text)
    with located(PREFIX + reference.name):
        entry = find_entry(reference.name)
        arguments = dict(reference.arguments)
        for key, value in (more or {}).items():
            if key in arguments:
                raise InputError(f"the argument {key!r} is given twice; give it once")
            arguments[key] = _text(key, value)
        values = entry.values(arguments)
        population = entry.build(*(values[each.name] for each in entry.parameters))
    return Named(PREFIX + entry.reference(values), replace(population, unranked=unranked))


def gallery(text: str, **arguments: float | str | Fraction | Decimal) -> Population:
    """The population of the gallery that ``text`` names; `verifier show --gallery` lists them.

    Args:
        text: a name such as ``three-cycle``, or with arguments: ``half-barrier(epsilon=1/10)``.
        arguments: by keyword; numbers, or text such as ``"1/10"``; all are exact, a float is what it prints.

    Raises:
        InputError: the name is unknown, or an argument is unknown, missing, out of range or given twice.

    >>> gallery("three-cycle")
    Population(3 voters, 3 responses, 3 distinct rankings)
    >>> gallery("half-barrier", epsilon="1/10").weights
    (3, 2)
    """
    return find_named(text, arguments).population


def _text(key: str, value: object) -> str:
    try:
        return value if isinstance(value, str) else written(value)
    except InputError:
        raise InputError(f"{key}={value!r}: write a whole number, a Fraction, or a text such as '1/10'") from None
