"""A paper's sources, as far as macros are concerned: what it reads, what it uses, and what verifier wrote for it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from verifier.errors import InputError
from verifier.files.reading import read_source
from verifier.report.latex_report import FORMAT

_DEFINITION = re.compile(
    r"^\\newcommand\{\\([A-Za-z]+)\}\{((?:(?!\\newcommand).)*?)\}% (\{[^\n]*\})$", re.DOTALL | re.MULTILINE
)
_STATED = re.compile(r"^% (\S+\.cert): (.*)$", re.MULTILINE)
_HEADER = re.compile(r"^% (source|prefix|population in every certificate): (?:sha256 )?(.*)$", re.MULTILINE)
_INPUT = re.compile(r"\\(?:input|include|subfile)(?![A-Za-z])\s*(?:\{([^{}]*)\}|([^\s{}\\%]+))")
_USED = re.compile(r"\\csname\s*([A-Za-z]+)|\\([A-Za-z]+)")
_DEFINED = re.compile(
    r"\\(?:newcommand|renewcommand|providecommand|DeclareRobustCommand|"
    r"(?:New|Renew|Provide|Declare)(?:Expandable)?DocumentCommand|[gex]?def|(?:future)?let|@namedef)"
    r"\s*\*?\s*\{?\s*(?:\\csname\s*|\\)?([A-Za-z]+)"
)
_COMMENT = re.compile(r"(?<!\\)((?:\\\\)*)%.*")


@dataclass(frozen=True)
class Definition:
    """One macro as it stands in a macros file: its LaTeX, and what its comment says of it."""

    name: str
    text: str
    about: dict[str, Any]


@dataclass(frozen=True)
class MacrosFile:
    """A file that `verifier ... --format latex` wrote, perhaps changed since."""

    path: Path
    text: str

    @cached_property
    def definitions(self) -> dict[str, Definition]:
        """The macros, by name; of two with one name the last.

        Raises:
            InputError: a comment is no JSON object.
        """
        found = {}
        for name, text, comment in _DEFINITION.findall(self.text):
            try:
                about = json.loads(comment)
            except ValueError:
                raise InputError(
                    f"{self.path}: the comment behind \\{name} cannot be read; write the file anew"
                ) from None
            found[name] = Definition(name, text, about)
        return found

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

    @property
    def rest(self) -> str:
        """What is left when comments and the macros that can be read are taken out."""
        return _COMMENT.sub(r"\1", _DEFINITION.sub("", self.text))


@dataclass(frozen=True)
class Paper:
    """A paper's sources.

    Attributes:
        sources: path → text without comments, of what people wrote.
        macros: the files that verifier wrote.
        absent: what is read with ``input`` and is not there.
    """

    sources: dict[Path, str]
    macros: tuple[MacrosFile, ...]
    absent: tuple[str, ...]

    @cached_property
    def used(self) -> set[str]:
        """The names of all macros in the text."""
        return {name for text in self.sources.values() for pair in _USED.findall(text) for name in pair if name}

    def defined_elsewhere(self) -> Iterator[tuple[str, Path]]:
        """Names that are defined outside of what verifier wrote, and where."""
        texts = self.sources | {file.path: file.rest for file in self.macros}
        for path, text in texts.items():
            for name in _DEFINED.findall(text):
                yield name, path


def read_paper(main: Path, macros: Path | None = None) -> Paper:
    """The paper at ``main`` with everything that it inputs and includes, from its own folder.

    Args:
        main: the paper.
        macros: a macros file that is read otherwise.

    Raises:
        InputError: a file cannot be read, or there is no macros file.
    """
    sources: dict[Path, str] = {}
    written: dict[Path, MacrosFile] = {}
    absent: dict[str, None] = {}
    waiting = [main]
    while waiting:
        path = waiting.pop()
        if path.resolve() in {each.resolve() for each in (*sources, *written)}:
            continue
        text = read_source(str(path)).text.replace("\r\n", "\n")
        if text.startswith("% verifier-latex/"):
            written[path] = _macros_file(path, text)
            continue
        sources[path] = _COMMENT.sub(r"\1", text)
        for braced, bare in _INPUT.findall(sources[path]):
            name = (braced or bare).strip().strip('"')
            found = next((each for each in _candidates(main.parent, name) if each.is_file()), None)
            if found is None:
                absent[name] = None
            else:
                waiting.append(found)
    if macros is not None and macros.resolve() not in {path.resolve() for path in written}:
        written[macros] = _macros_file(macros, read_source(str(macros)).text.replace("\r\n", "\n"))
    if not written:
        raise InputError(
            f"{main}: it reads no file written by verifier --format latex; name one with --macros FILE"
            + (f" (not found: {', '.join(absent)})" if absent else "")
        )
    return Paper(sources, tuple(written.values()), tuple(absent))


def _candidates(folder: Path, name: str) -> list[Path]:
    return [folder / f"{name}.tex", folder / name] if name else []


def _macros_file(path: Path, text: str) -> MacrosFile:
    if not text.startswith(f"% {FORMAT}:"):
        raise InputError(f"{path}: its first line is not that of {FORMAT}; write it with verifier audit --format latex")
    return MacrosFile(path, text)
