"""An ordinary audit within a question: its report, and the files that it writes."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

from verifier.audits.audit import run_audit
from verifier.audits.effort import Effort
from verifier.audits.families.table import Found
from verifier.audits.question import Question
from verifier.files.trees import Tree, read_tree
from verifier.lab.book.question import Setting
from verifier.report.finding import Report


def reported(setting: Setting, found: Found, question: Question, effort: Effort) -> tuple[Report, Tree]:
    """The audit of ``found`` on the population of the case; ``effort`` says in which formats it is reported."""
    with tempfile.TemporaryDirectory(prefix="verifier-") as temporary:
        place = Path(temporary)
        report = run_audit(
            setting.population,
            found.steps,
            question,
            source=setting.people_name,
            sha256=setting.sha256,
            effort=replace(effort, folder=place),
        )
        return report, read_tree(place)
