"""The pytest plug-in: every ``*.case.toml`` is collected, each of its questions is a test.

Nothing of ours is loaded before such a file is met.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from verifier.lab.book.question import Question

SUFFIX = ".case.toml"


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> CaseFile | None:
    """The tests of a case file; None for every other file."""
    return CaseFile.from_parent(parent, path=file_path) if file_path.name.endswith(SUFFIX) else None


class DifferentError(Exception):
    """An answer is not as its case expects; ``differences`` are the lines that say how."""

    def __init__(self, differences: tuple[str, ...]) -> None:
        super().__init__("\n".join(differences))
        self.differences = differences


class CaseFile(pytest.File):
    """A case: a population, and questions about it with what is expected of their answers."""

    def collect(self) -> Iterator[CaseItem]:
        """One test for each question.

        Raises:
            CollectError: the file cannot be read; the message is the reader's.
        """
        from verifier.errors import AuditError
        from verifier.lab.book.case import read_case_file

        try:
            case = read_case_file(self.path)
        except AuditError as error:
            raise self.CollectError(str(error)) from None
        for question in case.questions:
            yield CaseItem.from_parent(self, name=question.name, question=question)


class CaseItem(pytest.Item):
    """One question of a case."""

    def __init__(self, *, question: Question, **known: Any) -> None:
        super().__init__(**known)
        self.question = question

    def runtest(self) -> None:
        """Decide the question.

        Raises:
            DifferentError: the answer is not as expected, or nothing was decided.
        """
        from verifier.audits.effort import Effort
        from verifier.lab.book.answering import answered

        answer = answered(self.question, Effort())
        if answer.differences:
            raise DifferentError(answer.differences)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """Differences and refusals in words; a traceback only for a defect."""
        from verifier.errors import AuditError
        from verifier.preferences.names import printable

        where = f"{self.path.name}, {self.name}"
        if isinstance(excinfo.value, DifferentError):
            told = "\n".join(f"  {printable(difference)}" for difference in excinfo.value.differences)
            return f"{where}: not as expected\n{told}"
        if isinstance(excinfo.value, AuditError):
            return f"{where}: {printable(str(excinfo.value))}"
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, None, str]:
        """Where the test stands, for pytest's headings."""
        return self.path, None, f"{self.path.name}: {self.name}"
