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
from verifier.report.latex_report import BARE, FORMAT

_DEFINITION = re.compile(
    r"^\\newcommand\{\\([A-Za-z]+)\}\{((?:(?!\\newcommand).)*?)\}% (\{[^\n]*\})$", re.DOTALL | re.MULTILINE
)
_STATED = re.compile(r"^% (\S+\.cert): (.*)$", re.MULTILINE)
_HEADER = re.compile(r"^% (source|prefix|population in every certificate): (?:sha256 )?(.*)$", re.MULTILINE)
_INPUT = re.compile(
    r"\\(?:@?@?input@?|include|subfile(?:include)?|InputIfFileExists)(?![A-Za-z@])\s*(?:\{([^{}]*)\}|([^\s{}\\%]+))"
)
_IMPORT = re.compile(r"\\(sub)?(?:import|inputfrom|includefrom)(?![A-Za-z@])\s*\*?\s*\{([^{}]*)\}\s*\{([^{}]*)\}")
_PACKAGE = re.compile(
    r"\\(?:usepackage|RequirePackage|documentclass|LoadClass)(?:WithOptions)?(?![A-Za-z@])\s*(?:\[[^\]]*\]\s*)?\{([^{}]*)\}"
)
_USED = re.compile(r"\\csname\s*([A-Za-z]+)|\\([A-Za-z]+)")
_DEFINED = re.compile(
    r"\\(?:(?:re)?newcommandx?|providecommandx?|DeclareRobustCommandx?|(?:re)?newrobustcmdx?|providerobustcmdx?|"
    r"(?:New|Renew|Provide|Declare)(?:Expandable)?DocumentCommand|DeclareMathOperator|newenvironment|"
    r"(?:cs)?[gex]?def|protected@[ex]def|@namedef|@nameedef|(?:char|mathchar|count|dimen|skip|muskip|toks)def|font|"
    r"(?:future|cs|g|cs@)?let|letcs|csletcs|(?:Global)?LetLtxMacro|(?:cs)?undef|"
    r"(?:cs)?[gex]?(?:appto|preto)|x?(?:patch|appto|preto)cmd|robustify|MakeRobust|"
    r"new(?:count|dimen|skip|toks|box|length|savebox)|read\s*-?\d+\s*to|"
    r"(?:cs|tl|str)_(?:g?set|new|const|g?clear|g?put|g?concat|g?replace|g?remove|undefine)[a-z_]*:[Ncn][A-Za-z]*)"
    r"(?![A-Za-z@])\s*\*?\s*(?:\[[^\]]*\]\s*)?\{?\s*(?:\\csname\s*|\\)?([A-Za-z]+)"
)
"""What gives a name another meaning: LaTeX, plain TeX, etoolbox, xparse, xpatch, letltxmacro and expl3."""

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
        absent: what it reads and cannot be seen: what they use and define was not looked at.
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
    waiting = [(main, main.parent)]
    while waiting:
        path, base = waiting.pop()
        if path.resolve() in {each.resolve() for each in (*sources, *written)}:
            continue
        text = _text(path)
        if text is None:
            absent[path.name] = None
            continue
        if text.startswith("% verifier-latex/"):
            written[path] = _macros_file(path, text)
            continue
        sources[path] = _COMMENT.sub(r"\1", text)
        for name, places, below in _read_by(sources[path], base, main.parent):
            found = next((each for each in places if each.is_file()), None)
            if found is not None:
                waiting.append((found, below))
            elif places[0].suffix not in _PACKAGES or "/" in name:  # else it is one of the system's
                absent[name] = None
    if macros is not None and macros.resolve() not in {path.resolve() for path in written}:
        written[macros] = _macros_file(macros, read_source(str(macros)).text.replace("\r\n", "\n"))
    if not written:
        raise InputError(
            f"{main}: it reads no file written by verifier --format latex; name one with --macros FILE"
            + (f" (not found: {', '.join(absent)})" if absent else "")
        )
    return Paper(sources, tuple(written.values()), tuple(absent))


_PACKAGES = (".sty", ".cls")


def _text(path: Path) -> str | None:
    """What is in a file; None for a package or class that cannot be read: these are older than UTF-8."""
    try:
        return read_source(str(path)).text.replace("\r\n", "\n")
    except InputError:
        if path.suffix not in _PACKAGES:
            raise
        return None


def _read_by(text: str, base: Path, root: Path) -> Iterator[tuple[str, list[Path], Path]]:
    """What ``text`` reads: the name, where it may be, and the folder from which that file reads in turn.

    Args:
        text: a source without comments.
        base: the folder from which it was imported, else the paper's.
        root: the paper's folder.
    """
    for braced, bare in _INPUT.findall(text):
        name = (braced or bare).strip().strip('"')
        if name:
            yield name, [*_tex(base, name), *_tex(root, name)], base
    for below, folder, name in _IMPORT.findall(text):
        place = (base if below else root) / folder.strip()
        if name.strip():
            yield f"{folder.strip()}{name.strip()}", _tex(place, name.strip()), place
    for names in _PACKAGE.findall(text):
        for name in filter(None, (each.strip() for each in names.split(","))):
            yield name, [folder / f"{name}{suffix}" for folder in (base, root) for suffix in _PACKAGES], base


def _tex(folder: Path, name: str) -> list[Path]:
    return [folder / f"{name}.tex", folder / name]


def _macros_file(path: Path, text: str) -> MacrosFile:
    if not text.startswith((f"% {FORMAT}:", f"% {BARE}:")):
        raise InputError(f"{path}: its first line is not that of {FORMAT}; write it with verifier audit --format latex")
    return MacrosFile(path, text)
