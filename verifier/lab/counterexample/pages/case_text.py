"""Cases as TOML text, which `verifier reproduce` decides."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TypeAlias

from verifier.preferences.names import is_invisible
from verifier.preferences.population import Population
from verifier.preferences.ranking import format_ranking

Value: TypeAlias = "str | int | bool | Sequence[str] | Mapping[str, str]"

Questions: TypeAlias = "Sequence[tuple[str, Mapping[str, Value]]]"
"""The questions of a case: kind, and its keys and values."""


def case_text(about: Mapping[str, str], population: Population | None, questions: Questions) -> str:
    """A case ``about`` (theory, title, statement, source, text) the ``population``, with its ``questions``."""
    lines = [f"{key} = {toml(value)}" for key, value in about.items()]
    if population is not None:
        rankings, weights = population.read
        texts = [format_ranking(each, population.responses) for each in rankings]
        shown = ", ".join(f"{toml(text)} = {weight}" for text, weight in zip(texts, weights, strict=True))
        lines += ["", "[population]", f"rankings = {{ {shown} }}", f"responses = {toml(list(population.responses))}"]
    for kind, keys in questions:
        lines += ["", f"[[{kind}]]", *(f"{key} = {toml(value)}" for key, value in keys.items())]
    return "\n".join(lines) + "\n"


def toml(value: Value) -> str:
    """``value`` in TOML, whose texts, numbers, truth values and lists are JSON's (but for U+007F).

    >>> print(toml({"a b": "1/3"}), toml(["x", "y"]), toml(True))
    { "a b" = "1/3" } ["x", "y"] true
    """
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{toml(key)} = {toml(one)}" for key, one in value.items()) + " }"
    plain = value if isinstance(value, (str, int)) else list(value)
    return "".join(map(_seen, json.dumps(plain, ensure_ascii=False)))


def _seen(char: str) -> str:
    """``char``; one that nobody sees, or that moves the text around it, as its code."""
    code = f"\\u{ord(char):04x}" if ord(char) <= 0xFFFF else f"\\U{ord(char):08x}"  # noqa: PLR2004  # four digits
    return char if char != "\x7f" and not is_invisible(char) else code
