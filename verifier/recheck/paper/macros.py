"""A file that `verifier ... --format latex` wrote, perhaps changed since: its macros, and what it should not hold."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from verifier.errors import InputError
from verifier.report.formats.latex import BARE

_STATED = re.compile(r"^% (\S+\.cert): (.*)$", re.MULTILINE)
_HEADER = re.compile(r"^% (source|prefix|population in every certificate): (?:sha256 )?(.*)$", re.MULTILINE)
_HEAD = re.compile(r"\\newcommand\{\\([A-Za-z]+)\}\{")
_PIECE = re.compile(r"[^\\{}%\n]+|\\[A-Za-z]+|\\[^A-Za-z\n]|[{}]|\n")
_ABOUT = re.compile(r"\}% (\{[^\n]*\})(?:\n|\Z)")
_OTHER = re.compile(
    r"%[^\n]*(?:\n|\Z)|"
    r"\\providecommand\{\\verifierchar\}\[1\]\{\\texttt\{U\+#1\}\}% a character that pdfLaTeX has no sign for(?:\n|\Z)"
)


@dataclass(frozen=True)
class Definition:
    """One macro as it stands in a macros file: its LaTeX, and what its comment says of it."""

    name: str
    text: str
    about: dict[str, Any]


@dataclass(frozen=True)
class MacrosFile:
    """A file that `verifier ... --format latex` wrote, perhaps changed since.

    Attributes:
        text: its lines end with a line feed, whatever they ended with in the file.
    """

    path: Path
    text: str

    @cached_property
    def _read(self) -> tuple[dict[str, Definition], int | None]:
        """The macros, and the number of the first line that the writer does not write."""
        found: dict[str, Definition] = {}
        deviation, at = None, 0
        while at < len(self.text):
            other, head = _OTHER.match(self.text, at), _HEAD.match(self.text, at)
            if other is not None:
                at = other.end()
                continue
            body = None if head is None else _balanced(self.text, head.end())
            about = None if body is None else _ABOUT.match(self.text, body)
            if head is None or about is None or head[1] in found:
                deviation = deviation or self.text.count("\n", 0, at) + 1
            if head is not None and about is not None:
                found[head[1]] = Definition(head[1], self.text[head.end() : body], self._about(head[1], about[1]))
                at = about.end()
            else:
                at = (self.text.find("\n", at) + 1) or len(self.text)
        return found, deviation

    def _about(self, name: str, comment: str) -> dict[str, Any]:
        try:
            about: dict[str, Any] = json.loads(comment)
        except ValueError:
            raise InputError(f"{self.path}: the comment behind \\{name} cannot be read; write the file anew") from None
        return about

    @property
    def definitions(self) -> dict[str, Definition]:
        """The macros, by name; of two with one name the last.

        Raises:
            InputError: a comment is no JSON object.
        """
        return self._read[0]

    @property
    def deviation(self) -> int | None:
        """The number of the first line that the writer does not write, from 1; None where there is none."""
        return self._read[1]

    @property
    def bare(self) -> bool:
        """Whether names in it have no quotes, as it was in the first version of the format."""
        return self.text.startswith(f"% {BARE}:")

    @cached_property
    def stated(self) -> dict[str, str]:
        """Certificate → the sentence that it is said to prove."""
        return dict(_STATED.findall(self.text))

    @cached_property
    def header(self) -> dict[str, str]:
        """What the first lines say.

        Raises:
            InputError: one of them is missing.
        """
        found: dict[str, str] = {}
        for key, value in _HEADER.findall(self.text):
            found.setdefault(key, value)
        if set(found) != {"source", "prefix", "population in every certificate"}:
            raise InputError(
                f"{self.path}: the lines on source, prefix and population are not all there; write it anew"
            )
        return found


def _balanced(text: str, start: int) -> int | None:
    """Where the brace stands that closes the body which begins at ``start``.

    A body has no comment, but for the one that ends a table's first line, and no character by its number (``^^``).
    """
    at = start + 2 if text.startswith("%\n", start) else start
    depth = 0
    while (piece := _PIECE.match(text, at)) is not None:
        if "^^" in piece[0]:
            return None
        if piece[0] == "}" and depth == 0:
            return at
        depth += {"{": 1, "}": -1}.get(piece[0], 0)
        at = piece.end()
    return None
