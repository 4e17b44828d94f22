"""Pages of HTML that hold certificates and a checker: their templates, and how the certificates are embedded."""

from __future__ import annotations

import json
from functools import lru_cache
from itertools import takewhile
from typing import TYPE_CHECKING, Any

from verifier.preferences.bidi import as_elements, isolated
from verifier.preferences.names import printable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jinja2 import Template


def embedded(texts: Sequence[str]) -> str:
    """``texts`` as JSON for a script element; `templates/base.html` reads it."""
    return _script(_shared(texts))


def _shared(texts: Sequence[str]) -> dict[str, Any]:
    """``texts`` with the lines after the first that all of them have in common, their population, held once."""
    firsts, rests = [], []
    for text in texts:
        first, _, rest = text.partition("\n")
        firsts.append(first)
        rests.append(rest)
    lines = zip(*(rest.split("\n") for rest in rests), strict=False)
    common = takewhile(lambda line: len(set(line)) == 1, lines)
    shared = "".join(f"{line[0]}\n" for line in common)
    parts = [[first, rest[len(shared) :]] for first, rest in zip(firsts, rests, strict=True)]
    return {"shared": shared, "parts": parts}


def _script(value: Any) -> str:
    """JSON that can stand inside a script element."""
    return json.dumps(value, ensure_ascii=True, separators=(",", ":")).replace("<", "\\u003c")


def _text(value: str) -> str:
    """Text with control characters as escapes, line feeds apart."""
    return "\n".join(map(printable, value.split("\n")))


@lru_cache(maxsize=4)
def template(name: str) -> Template:
    """The template of this name; everything that it shows is escaped, and what is missing is an error.

    Names from right to left are isolated, those in ``isolated`` of what is rendered as wholes: by elements, and where
    there is room for characters only, as in attributes, by the filter ``bare``.
    """
    from jinja2 import Environment, PackageLoader, StrictUndefined, pass_context
    from jinja2.filters import FILTERS

    escaped, safe = FILTERS["escape"], FILTERS["safe"]

    @pass_context
    def bare(context: Any, value: str) -> Any:
        return escaped(isolated(_text(value), context.get("isolated", ())))

    @pass_context
    def finalized(context: Any, value: Any) -> Any:
        if not isinstance(value, str) or hasattr(value, "__html__"):
            return value
        return safe(as_elements(str(bare(context, value))))

    environment = Environment(
        loader=PackageLoader("verifier.report"),
        autoescape=True,
        finalize=finalized,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["bare"] = bare
    return environment.get_template(name)
