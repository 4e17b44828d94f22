"""Reproduce: every case decided again, compared with what it expects and with the reports that are there."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from verifier.audits.effort import Effort
from verifier.audits.embedding import second_source
from verifier.claims.wording import counted
from verifier.errors import AuditError, BudgetError, InputError, SolverError
from verifier.files.trees import Tree, read_tree, sync_tree
from verifier.lab.book.answering import answered
from verifier.lab.book.case import Case, read_case
from verifier.lab.book.pages.book import render_book
from verifier.lab.book.pages.index import MADE_BY, CasePage, QuestionRow, render_case, render_index
from verifier.lab.book.table import named

AS_EXPECTED, DIFFERENT, WRONG, OPEN, DEFECT = 0, 1, 2, 3, 70
"""Exit codes: of what is decided; where a case cannot be read or is beyond the budget; for a defect of ours."""

_WORST_FIRST = (DEFECT, WRONG, DIFFERENT, OPEN, AS_EXPECTED)
INDEX = "README.md"


@dataclass(frozen=True)
class Failure:
    """Why a case could not be read, or a question not be decided, and the exit code that says so."""

    reason: str
    code: int

    @classmethod
    def of(cls, error: Exception, where: str) -> Failure:
        """The failure that ``error`` is; one that is not ours is raised again where VERIFIER_TRACEBACK is set."""
        if isinstance(error, AuditError):
            return cls(str(error), OPEN if isinstance(error, (BudgetError, SolverError)) else WRONG)
        if os.environ.get("VERIFIER_TRACEBACK"):
            raise error
        return cls(
            f"{where}: internal error: {type(error).__name__}: {error} (VERIFIER_TRACEBACK=1 shows where)", DEFECT
        )

    @classmethod
    def of_case(cls, failures: Sequence[Failure]) -> Failure:
        """What is told of a case with these: the first, and how many more there are; the worst exit code."""
        first, *more = failures
        others = f" (not decided either: {counted(len(more), 'more question')} of this case)" if more else ""
        return cls(
            first.reason + others, next(code for code in _WORST_FIRST if code in {each.code for each in failures})
        )


@dataclass(frozen=True)
class Reproduction:
    """What came of all cases.

    Attributes:
        pages: one for each case with a question that was decided, in the order of the book.
        differences: what was not as expected, in words; empty if all was.
        failures: one for each case that could not be decided whole; its reports are left as they are.
        files: what the questions made, path below the reports' folder → content.
    """

    pages: tuple[CasePage, ...]
    differences: tuple[str, ...]
    failures: tuple[Failure, ...]
    files: Tree

    @property
    def exit_code(self) -> int:
        """0 if every verdict and every byte was as expected, else the worst of what was not: 70, 2, 1, 3."""
        decided = AS_EXPECTED if self.pages and not self.differences else DIFFERENT
        found = {failure.code for failure in self.failures} | ({decided} if self.pages or not self.failures else set())
        return next(code for code in _WORST_FIRST if code in found)


def read_cases(folders: Iterable[Path]) -> tuple[list[Case], dict[str, Failure]]:
    """The cases in ``folders``, and why others, by name, cannot be read."""
    cases, unread = [], {}
    for folder in folders:
        try:
            cases.append(read_case(folder))
        except Exception as error:  # noqa: BLE001  # one case's error is that case's result
            unread[folder.name] = Failure.of(error, folder.name)
    return cases, unread


def _nobody() -> None:
    """Nobody counts."""


def reproduce(
    cases: Sequence[Case],
    reports: Path,
    *,
    whole: bool,
    effort: Effort,
    advance: Callable[[], None] = _nobody,
    unread: Mapping[str, Failure] = MappingProxyType({}),
) -> Reproduction:
    """Decide ``cases``, compare, and rewrite their reports.

    A case that cannot be read or decided keeps the reports that it has, and then so does the index.

    Args:
        cases: what to decide.
        reports: where reports are; each question has the folder ``case/question`` there.
        whole: true if these are all cases: then the index is rewritten, and no other folder may be there.
        effort: the budget for each question, and who is told of progress; its folder is not used.
        advance: called when a question is answered.
        unread: which other cases there are, by name, and why they cannot be read.

    Raises:
        InputError: ``reports`` holds files of somebody else, which would be removed, or links that lead elsewhere.
    """
    _check_ours(reports, [case.name for case in cases], whole=whole)
    scope = ("",) if whole else tuple(f"{case.name}/" for case in cases)
    before = {name: content for name, content in read_tree(reports).items() if name.startswith(scope)}
    failed = dict(unread)
    pages: list[CasePage] = []
    differences: list[str] = []
    tree: Tree = {}
    for case in sorted(cases, key=lambda case: case.place):
        rows, wrong = [], []
        for question in case.questions:
            effort.progress(f"{case.name}: {question.name}")
            asked = f"{case.name}/{question.name}"
            try:
                with named(asked):
                    answer = answered(question, effort)
            except Exception as error:  # noqa: BLE001  # one question's error is that question's result
                wrong.append(Failure.of(error, asked))
            else:
                found = answer.differences
                differences += [f"{asked}: {difference}" for difference in found]
                tree |= {f"{asked}/{name}": content for name, content in answer.files.items()}
                rows.append(QuestionRow(question.name, answer.lines, tuple(sorted(answer.files)), not found))
            advance()
        page = case.page(rows)
        tree[f"{case.name}/{INDEX}"] = render_case(page).encode()
        pages += [page] if rows else []
        if wrong:
            failed[case.name] = Failure.of_case(wrong)
    kept = tuple(f"{name}/" for name in failed) + ((INDEX,) if failed else ())
    tree, before = ({name: each for name, each in one.items() if not name.startswith(kept)} for one in (tree, before))
    if whole and not failed:
        tree[INDEX] = render_index(pages).encode()
    differences += _missing(reports, before, tree)
    differences += [
        f"{reports / name}: changed, rewritten" for name in tree if before.get(name, tree[name]) != tree[name]
    ]
    differences += [f"{reports / name}: no case makes this file, removed" for name in before if name not in tree]
    sync_tree(reports, before, tree)
    return Reproduction(tuple(pages), tuple(differences), tuple(failed.values()), tree)


def write_book(done: Reproduction, folder: Path) -> None:
    """The book as pages of HTML in ``folder``: an index, and a page for every case that re-checks its certificates."""
    checker, sha256 = second_source()
    book = {name: text.encode() for name, text in render_book(done.pages, done.files, checker, sha256)}
    sync_tree(folder, {}, book)


def _check_ours(reports: Path, names: Sequence[str], *, whole: bool) -> None:
    """Refuse a folder that nobody made by this command: what no case makes is removed there."""
    if _made_here(reports) or not reports.is_dir():
        return
    inside = [path for path in reports.iterdir() if not path.name.startswith(".")]
    touched = inside if whole else [path for path in inside if path.name in names]
    for path in touched:
        if not (path.is_dir() and (_made_here(path) or not any(path.iterdir()))):
            raise InputError(
                f"{path}: this was not made by verifier reproduce, which would remove it; name an empty folder, or one "
                "that it made: --reports DIR"
            )


def _made_here(folder: Path) -> bool:
    page = folder / INDEX
    return page.is_file() and MADE_BY.encode() in page.read_bytes()


def _missing(reports: Path, before: Tree, tree: Tree) -> list[str]:
    """One line for each folder of which nothing is there, else one for each file."""
    folders: dict[str, list[str]] = {}
    for name in tree:
        folders.setdefault(name.rpartition("/")[0], []).append(name)
    there = {name.rpartition("/")[0] for name in before}
    lines = []
    for folder, inside in folders.items():
        if folder and folder not in there and len(inside) > 1:
            lines.append(f"{reports / folder}: missing, {counted(len(inside), 'file')} written now")
        else:
            lines += [f"{reports / name}: missing, written now" for name in inside if name not in before]
    return lines
