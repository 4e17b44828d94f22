"""Reproduce: every case decided again, compared with what it expects and with the reports that are there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from verifier.files.trees import Tree, read_tree, sync_tree
from verifier.report.book import render_book
from verifier.report.index import CasePage, QuestionRow, render_case, render_index
from verifier.studies.book.case import Case
from verifier.studies.effort import Effort
from verifier.studies.embedding import second_source

AS_EXPECTED, DIFFERENT = 0, 1
INDEX = "README.md"


@dataclass(frozen=True)
class Reproduction:
    """What came of all cases.

    Attributes:
        pages: one for each case, in the order of the book.
        differences: what was not as expected, in words; empty if all was.
        files: what the questions made, path below the reports' folder → content.
    """

    pages: tuple[CasePage, ...]
    differences: tuple[str, ...]
    files: Tree

    @property
    def exit_code(self) -> int:
        """0 if every verdict and every byte was as expected, else 1."""
        return AS_EXPECTED if self.pages and not self.differences else DIFFERENT


def _nobody() -> None:
    """Nobody counts."""


def reproduce(
    cases: Sequence[Case], reports: Path, *, whole: bool, effort: Effort, advance: Callable[[], None] = _nobody
) -> Reproduction:
    """Decide ``cases``, compare, and rewrite their reports.

    Args:
        cases: what to decide.
        reports: where reports are; each question has the folder ``case/question`` there.
        whole: true if these are all cases: then the index is rewritten, and no other folder may be there.
        effort: the budget for each question, and who is told of progress; its folder is not used.
        advance: called when a question is answered.
    """
    pages: list[CasePage] = []
    differences: list[str] = []
    tree: Tree = {}
    for case in sorted(cases, key=lambda case: case.place):
        rows = []
        for question in case.questions:
            effort.progress(f"{case.name}: {question.name}")
            answer = question.decide(effort)
            found = answer.differences if answer.lines else ("nothing was decided", *answer.differences)
            differences += [f"{case.name}/{question.name}: {difference}" for difference in found]
            tree |= {f"{case.name}/{question.name}/{name}": content for name, content in answer.files.items()}
            rows.append(QuestionRow(question.name, answer.lines, tuple(sorted(answer.files)), not found))
            advance()
        page = CasePage(case.name, case.theory, case.title, case.statement, case.source, case.text, tuple(rows))
        tree[f"{case.name}/{INDEX}"] = render_case(page).encode()
        pages.append(page)
    if whole:
        tree[INDEX] = render_index(pages).encode()
    scope = [""] if whole else [f"{page.name}/" for page in pages]
    before = {name: content for name, content in read_tree(reports).items() if name.startswith(tuple(scope))}
    differences += [f"{reports / name}: missing, written now" for name in tree if name not in before]
    differences += [
        f"{reports / name}: changed, rewritten" for name in tree if before.get(name, tree[name]) != tree[name]
    ]
    differences += [f"{reports / name}: no case makes this file, removed" for name in before if name not in tree]
    sync_tree(reports, before, tree)
    return Reproduction(tuple(pages), tuple(differences), tree)


def write_book(done: Reproduction, folder: Path) -> None:
    """The book as pages of HTML in ``folder``: an index, and a page for every case that re-checks its certificates."""
    checker, sha256 = second_source()
    book = {name: text.encode() for name, text in render_book(done.pages, done.files, checker, sha256)}
    sync_tree(folder, {}, book)
