"""Cases: a statement, the population it is about, and the questions that decide it; one folder each."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from verifier.audits.reading import read_with_source
from verifier.errors import AuditError, InputError
from verifier.files.inside import file_in, refuse_way_out
from verifier.files.reading import read_source
from verifier.lab.book.answering import bounded
from verifier.lab.book.kinds import KINDS, read_questions
from verifier.lab.book.pages.index import CasePage, QuestionRow
from verifier.lab.book.parametric import read_family
from verifier.lab.book.people import people_line
from verifier.lab.book.question import Question, Setting, from_gallery
from verifier.lab.book.table import DEEPEST, Table, named, refuse_excess
from verifier.preferences.formats.options import ReadOptions
from verifier.preferences.population import Population
from verifier.preferences.ranking import UNRANKED

FILE = "case.toml"

ALONE = ".case.toml"
"""How the name of a case ends that stands alone, outside the book: `read_case_file`."""

LONGEST = 10_000_000
"""So many characters of a case are read."""

_DOTTED = re.compile(rf"^[ \t\[{{]*[\w-]+(?:[ \t]*\.[ \t]*[\w-]+){{{DEEPEST},}}", re.ASCII | re.MULTILINE)
"""The start of a line that is a key within so many tables: reading it takes the square of their number."""

_NAME = re.compile("[a-z0-9]+(-[a-z0-9]+)*")
"""Names of questions: parts of paths, and anchors on pages."""


@dataclass(frozen=True)
class Case:
    """One statement, and how it is decided.

    Attributes:
        name: the folder's.
        theory: the item of docs/THEORY.md it belongs to, such as ``2.4``: the order of the book.
        statement: what is shown, in a sentence; ``text`` explains it in a paragraph.
        source: where it comes from.
        people: whom it is about, in words; empty where every question has its own.
    """

    name: str
    theory: str
    title: str
    statement: str
    source: str
    text: str
    questions: tuple[Question, ...]
    people: str = ""

    @property
    def place(self) -> tuple[tuple[int, ...], str]:
        """Where the case stands in the book: by item of the theory, then by name."""
        return tuple(int(part) for part in self.theory.split(".")), self.name

    def page(self, rows: Sequence[QuestionRow]) -> CasePage:
        """The page of the case, its questions answered."""
        return CasePage(
            self.name, self.theory, self.title, self.statement, self.source, self.text, tuple(rows), self.people
        )


def find_cases(names: Sequence[str], root: Path) -> list[Path]:
    """The folders of the named cases, or of all under ``root``, sorted.

    Raises:
        InputError: a folder has no case, there is none at all, or one of all is a link to elsewhere.
    """
    folders: list[Path] = []
    if not names:
        folders = sorted(path.parent for path in root.glob(f"*/{FILE}") if path.is_file())
        for folder in folders:
            refuse_way_out(folder, root)
        if not folders:
            raise InputError(
                f"{root}: there is no case here; run this in a checkout of the project, or name the folder of cases: "
                f"--cases DIR, with DIR/CASE/{FILE}"
            )
        return folders
    for name in names:
        near = [path for path in (Path(name), root / name) if (path / FILE).is_file()]
        if not near:
            raise InputError(f"{name}: there is no {FILE} in this folder, nor in {root / name} (see --cases)")
        if not any(near[0].samefile(folder) for folder in folders):
            folders.append(near[0])
    return folders


def read_case(folder: Path) -> Case:
    """The case in ``folder``.

    Raises:
        InputError: its file is not TOML, lacks a key, has an unknown one, or expects nothing.
    """
    return parse_case(read_source(str(file_in(folder, FILE))).text, folder)


def parse_case(text: str, folder: Path) -> Case:
    """The case that ``text`` writes; what it names beside is read from ``folder``.

    Raises:
        InputError: as for `read_case`.
    """
    where = str(folder / FILE)
    table = _table(text, where)
    theory, title, statement = _item(table, table.text("theory")), table.text("title"), table.text("statement")
    source, told = table.text("source"), table.text("text")
    questions, people = _questions(table, Setting(folder.resolve().name, folder, None, folder.resolve().name, None))
    return Case(folder.name, theory, title, _one_line(statement), source, _one_line(told), questions, people)


def read_case_file(path: Path) -> Case:
    """The case in the file ``path`` outside the book, such as ``answers.case.toml``, which is called ``answers``.

    It may say what a case of the book has to say (theory, title, statement, source, text), or leave it out. Its
    questions are read as strictly as the book's, and files that it names stand beside it.

    Raises:
        InputError: as for `read_case`.
    """
    name = path.name.removesuffix(ALONE)
    table = _table(read_source(str(path)).text, str(path))
    theory = _item(table, table.optional("theory", str, "0"))
    title, statement, source, told = (table.optional(key, str, "") for key in ("title", "statement", "source", "text"))
    questions, people = _questions(table, Setting(name, path.parent, None, name, None))
    return Case(name, theory, title or name, _one_line(statement), source, _one_line(told), questions, people)


def _item(table: Table, theory: str) -> str:
    if not all(part.isascii() and part.isdigit() for part in theory.split(".")):
        raise InputError(f"{table.where}: 'theory' is {theory!r}; write the item of docs/THEORY.md, such as '2.4'")
    return theory


def _table(text: str, where: str) -> Table:
    if len(text) > LONGEST:
        raise InputError(f"{where}: the case has {len(text)} characters; at most {LONGEST} are read")
    if _DOTTED.search(text):
        raise InputError(f"{where}: a key has more than {DEEPEST} dots; a case has tables in tables in lists")
    try:
        with bounded():
            given = tomllib.loads(text.removeprefix("\ufeff"))
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"{where}: {error}; a case is written in TOML") from None
    except AuditError as error:
        raise InputError(f"{where}: {error}") from None
    refuse_excess(given, where)
    return Table(given, where)


def _questions(table: Table, empty: Setting) -> tuple[tuple[Question, ...], str]:
    """The questions of ``table``, and whom they are about: the population that it gives, which ``empty`` has not."""
    with named(f"{table.where} [population]"), bounded():
        setting = _setting(table, empty)
    with named(f"{table.where} [family]"), bounded():
        setting = replace(setting, family=read_family(table))
    with named(table.where), bounded():
        questions = tuple(read_questions(table, setting))
    table.finish()
    names = [question.name for question in questions]
    if not questions or len(set(names)) != len(names):
        asked = ", ".join(f"[[{kind}]]" for kind in KINDS)
        raise InputError(f"{table.where}: a case asks at least one question ({asked}), and their names differ")
    for name in names:
        if not _NAME.fullmatch(name):
            raise InputError(
                f"{table.where}: the name {name!r} would be a folder's in the reports; write small letters, digits and "
                "single dashes, such as 'best-product'"
            )
    return questions, people_line(setting)


def _setting(table: Table, empty: Setting) -> Setting:
    given = table.optional("population", dict, None)
    if given is None:
        return empty
    people = Table(given, f"{table.where} [population]")
    unranked = people.optional("unranked", str, "bottom")
    file, rankings = people.optional("file", str, None), people.optional("rankings", dict, None)
    responses, named = people.optional("responses", list, None), people.optional("gallery", str, None)
    people.finish()
    if [file, rankings, named].count(None) != 2:  # noqa: PLR2004  # one of three
        raise InputError(f"{people.where}: give either file or rankings or gallery")
    if rankings is None and responses is not None:
        raise InputError(f"{people.where}: 'responses' belongs to rankings, whose order it gives; leave it out")
    if unranked not in UNRANKED:
        raise InputError(f"{people.where}: 'unranked' is {unranked!r}; write one of {', '.join(UNRANKED)}")
    if named is not None:
        return from_gallery(empty, named, unranked)
    if file is not None:
        population, read = read_with_source(str(file_in(empty.folder, file)), ReadOptions(unranked=unranked))
        return replace(empty, people=population, people_name=read.name, sha256=read.sha256)
    return replace(empty, people=Population.from_rankings(rankings, responses, unranked))


def _one_line(text: str) -> str:
    return " ".join(text.split())
