"""Questions of the kind ``[[condorcet-dimension]]``: how many responses it takes that no single one beats."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

from verifier.audits.effort import Effort
from verifier.audits.question import Question
from verifier.audits.solve import DIMENSION, solve
from verifier.files.trees import read_tree
from verifier.lab.book.pages.line import report_lines
from verifier.lab.book.question import Answer, Setting
from verifier.lab.book.table import Table
from verifier.report.finding import Word
from verifier.report.formats.table import KEPT


@dataclass(frozen=True)
class Dimension:
    """The least size of a set that no response beats for half of the users, and the one expected."""

    setting: Setting
    name: str
    dimension: int

    def decide(self, effort: Effort) -> Answer:
        """That size, with its certificates and report."""
        population = self.setting.population
        with tempfile.TemporaryDirectory(prefix="verifier-") as temporary:
            place = Path(temporary)
            report = solve(
                population,
                DIMENSION,
                Question((1,), (1,)),
                source=self.setting.people_name,
                sha256=self.setting.sha256,
                effort=replace(effort, folder=place, formats=KEPT),
            )
            files = read_tree(place)
        found = [
            each.dimension for each in report.findings if each.claim == DIMENSION and each.verdict is Word.CERTIFIED
        ]
        differences = []
        if report.rejected:
            differences.append(f"our own checker did not accept {report.rejected} of the certificates")
        if found != [self.dimension]:
            shown = found[0] if found else "none that is certified"
            differences.append(f"expected the Condorcet dimension {self.dimension}, found {shown}")
        return Answer(report_lines(report), files, tuple(differences))


def read(table: Table, setting: Setting) -> Dimension:
    """The dimension that ``table`` asks for: ``name`` and the expected ``dimension``.

    Raises:
        InputError: a key is missing or of another kind.
    """
    return Dimension(setting, table.text("name"), table.take("dimension", int))
