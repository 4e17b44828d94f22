"""An entry of the gallery: a name, what it can be told, and how its population is built."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from verifier.errors import InputError
from verifier.preferences.formats.source import quoted
from verifier.preferences.gallery.parameters import Parameter, Value, format_value
from verifier.preferences.population import Population

OPEN = "…"
"""Stands for an argument that must be given."""


@dataclass(frozen=True)
class Entry:
    """A population, or a family of them, by name.

    Attributes:
        name: small letters, digits and hyphens.
        description: one line that says what it is.
        source: where it comes from.
        build: makes the population from the values of ``parameters``, in their order.
        parameters: what it can be told, in the order in which it is written.
    """

    name: str
    description: str
    source: str
    build: Callable[..., Population]
    parameters: tuple[Parameter, ...] = ()

    @property
    def usage(self) -> str:
        """How it is written, with its defaults: ``blocks(l=2, R=5, orders=cyclic)``."""
        return self._written([OPEN if each.default is None else format_value(each.default) for each in self.parameters])

    def reference(self, values: Mapping[str, Value]) -> str:
        """The one way to write the population with these values: all of them, in order and in lowest terms."""
        return self._written([format_value(values[each.name]) for each in self.parameters])

    def values(self, arguments: Mapping[str, str]) -> dict[str, Value]:
        """The value of every parameter, as the arguments' texts give them, else its default.

        Raises:
            InputError: an argument is not known, is out of range, or is missing.
        """
        known = {each.name for each in self.parameters}
        for name in arguments:
            if name not in known:
                takes = self._takes() if known else "it takes none"
                raise InputError(f"{quoted(name)} is no argument of {self.name}; {takes}")
        values: dict[str, Value] = {}
        for each in self.parameters:
            if each.name in arguments:
                values[each.name] = each.parse(arguments[each.name])
            elif each.default is None:
                raise InputError(f"the argument {each.name} is missing; {self._takes()}")
            else:
                values[each.name] = each.default
        return values

    def _takes(self) -> str:
        wanted = "; ".join(f"{each.name}: {each.wanted}" for each in self.parameters)
        return f"write {self.usage} with {wanted}"

    def _written(self, texts: list[str]) -> str:
        if not self.parameters:
            return self.name
        given = ", ".join(f"{each.name}={text}" for each, text in zip(self.parameters, texts, strict=True))
        return f"{self.name}({given})"
