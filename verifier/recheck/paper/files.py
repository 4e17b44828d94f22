"""A paper's sources, as far as macros are concerned: what it reads, what it uses, and what verifier wrote for it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from verifier.errors import InputError
from verifier.files.reading import read_source
from verifier.preferences.names import encodable
from verifier.preferences.quotation import called
from verifier.recheck.paper.doubts import PACKAGES, Sources, changes_of_reading
from verifier.recheck.paper.macros import MacrosFile
from verifier.recheck.paper.tokens import Tokens, without_comments
from verifier.report.formats.latex import BARE, FORMAT

_INPUT = re.compile(
    r"\\([A-Za-z@_]*?(?:[iI]nput|include|subfile)(?:@|standalone|include|IfFileExists)*(?::[a-zA-Z]+)?)(?![A-Za-z@_:])"
    r"\s*(?:\\expandafter\s*)?(?:\[[^\]]*\]\s*)?"
    r"(?:\{([^{}]*)\}|((?:\\[A-Za-z@]+\s*)+(?:\{[^{}]*\})?)|([^\s{}\\%\[]+)|\{)"
)
"""The command, then the name in braces, or a macro in place of a name, or a bare name."""

_NO_SOURCE = {"verbatiminput", "VerbatimInput", "CurrentInput"}
_IMPORT = re.compile(r"\\(sub)?(?:import|inputfrom|includefrom)(?![A-Za-z@])\s*\*?\s*\{([^{}]*)\}\s*\{([^{}]*)\}")
_PACKAGE = re.compile(
    r"(usepackage|RequirePackage|documentclass|LoadClass|use(?:color|font|inner|outer)?theme|usetikzlibrary)"
    r"(?:WithOptions)?"
)
_BIBLIOGRAPHY = re.compile(r"\\(?:bibliography|printbibliography)(?![A-Za-z@])")
_THEME = re.compile(r"use(color|font|inner|outer)?theme")


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
    def _tokens(self) -> dict[Path, Tokens]:
        return {path: Tokens(text) for path, text in self.sources.items()}

    @cached_property
    def used(self) -> set[str]:
        """The names of all macros in the text."""
        words = {token.text for tokens in self._tokens.values() for token in tokens.all if token.kind == "word"}
        return words | {word.partition("@")[0] for word in words}

    @cached_property
    def doubts(self) -> dict[str, str]:
        """Macros that may stand for something else than what verifier wrote → where, and why.

        A macros file that holds more than verifier writes makes all macros doubtful.
        """
        ours = {name: _words(each.text) for file in self.macros for name, each in file.definitions.items()}
        prefixes = {file.header["prefix"] for file in self.macros}
        by_hand: dict[str, set[str]] = {
            name: set() for name in self.used if any(re.match(f"{each}[A-Z]", name) for each in prefixes)
        }
        found: dict[str, str] = {}
        for file in self.macros:
            if file.deviation is not None:
                said = f"{_located(file.path, file.deviation)}: verifier writes no such line"
                found |= {name: said for name in (*ours, *by_hand) if name not in found}
        for name, path, line, why in Sources(self._tokens, by_hand | ours, prefixes).doubts():
            found.setdefault(name, f"it may have another meaning by {_located(path, line)}: {why}")
        return found


def _words(text: str) -> set[str]:
    """The commands and environments that a macro's text is made of."""
    environments = set(re.findall(r"\\begin\{([a-z]+)\}", text))
    return set(re.findall(r"\\([A-Za-z]+)", text)) - {"begin", "end"} | environments


def _located(path: Path, line: int) -> str:
    return f"{called(encodable(str(path)))} line {line}"


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
        if text is None or (path.suffix in PACKAGES and _changes_reading(text)):
            absent[path.name] = None
        if (text or "").startswith("% verifier-latex/"):
            written[path] = _macros_file(path, str(text))
        elif text is not None:
            sources[path] = without_comments(text)
            found, unseen = _places(sources[path], base, main)
            waiting += found
            absent |= dict.fromkeys(unseen)
    if macros is not None and macros.resolve() not in {path.resolve() for path in written}:
        written[macros] = _macros_file(macros, _lines(read_source(str(macros)).text))
    if not written:
        raise _no_macros(main, absent)
    return Paper(sources, tuple(written.values()), tuple(absent))


def _places(text: str, base: Path, main: Path) -> tuple[list[tuple[Path, Path]], list[str]]:
    """The files that ``text`` reads, with the folders from which they read; and the names of the others."""
    found, unseen = [], []
    for name, places, below in _read_by(text, base, main):
        path = next((each for each in places if each.is_file()), None)
        if path is not None:
            found.append((path, below))
        elif not places or places[0].suffix not in PACKAGES or {"/", "\\"} & set(name):
            unseen.append(name)  # else it is one of the system's
    return found, unseen


def _no_macros(main: Path, absent: Iterable[str]) -> InputError:
    missing = ", ".join(absent)
    return InputError(
        f"{main}: it reads no file written by verifier --format latex; name one with --macros FILE"
        + (f" (not found: {missing})" if missing else "")
    )


def _text(path: Path) -> str | None:
    """What is in a file; None for a package or class that cannot be read: these are older than UTF-8."""
    try:
        return _lines(read_source(str(path)).text)
    except InputError:
        if path.suffix not in PACKAGES:
            raise
        return None


def _changes_reading(text: str) -> bool:
    """Whether what stands in a package may be read otherwise than here, or run."""
    return next(changes_of_reading(Tokens(without_comments(text))), None) is not None


def _lines(text: str) -> str:
    """``text`` with the ends of lines that TeX sees, which are also single carriage returns."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _read_by(text: str, base: Path, main: Path) -> Iterator[tuple[str, list[Path], Path]]:
    """What ``text`` reads: the name, where it may be (nowhere if a macro tells), and from where that reads in turn.

    Args:
        text: a source without comments.
        base: the folder from which it was imported, else the paper's.
        main: the paper.
    """
    root = main.parent
    for found in _INPUT.finditer(text):
        command, braced, through, bare = found.groups()
        if command in _NO_SOURCE:
            continue
        name = (braced or bare or "").strip().strip('"')
        if name:
            yield name, [*_tex(base, name), *_tex(root, name)], base
        elif through or found[0].endswith("{"):
            yield f"\\{command}{through or '{'}".strip(), [], base
    for below, folder, name in _IMPORT.findall(text):
        place = (base if below else root) / folder.strip()
        if name.strip():
            yield f"{folder.strip()}{name.strip()}", _tex(place, name.strip()), place
    tokens = Tokens(text)
    for i in range(len(tokens.all)):
        package = _PACKAGE.fullmatch(tokens.word(i) or "")
        if package is not None:
            yield from _packages(tokens, i, package[1], base, root)
    if _BIBLIOGRAPHY.search(text):
        yield f"{main.stem}.bbl", [root / f"{main.stem}.bbl"], base


def _packages(tokens: Tokens, i: int, command: str, base: Path, root: Path) -> Iterator[tuple[str, list[Path], Path]]:
    """The packages, classes, themes and libraries that the command at token ``i`` reads."""
    braces = [(opening, closing) for opening, closing in tokens.arguments_from(i) if tokens.is_char(opening, "{")]
    if not braces:
        if tokens.word(i + 1) is not None:
            yield f"\\{command}\\{tokens.word(i + 1)}", [], base
        return
    opening, closing = braces[0]
    listed = tokens.source[tokens.all[opening].at + 1 : tokens.all[closing].at]
    theme = _THEME.fullmatch(command)
    before = f"beamer{theme[1] or ''}theme" if theme else "tikzlibrary" if command == "usetikzlibrary" else ""
    suffixes = (".code.tex",) if command == "usetikzlibrary" else PACKAGES
    for name in filter(None, (each.strip() for each in listed.split(","))):
        places = [folder / f"{before}{name}{suffix}" for folder in (base, root) for suffix in suffixes]
        if before and not any(each.is_file() for each in places):
            continue  # one of the system's
        yield name, places, base


def _tex(folder: Path, name: str) -> list[Path]:
    return [folder / f"{name}.tex", folder / name]


def _macros_file(path: Path, text: str) -> MacrosFile:
    if not text.startswith((f"% {FORMAT}:", f"% {BARE}:")):
        raise InputError(f"{path}: its first line is not that of {FORMAT}; write it with verifier audit --format latex")
    return MacrosFile(path, text)
