"""The kinds of questions that a case can ask, by the heading under which they stand."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module

from verifier.lab.book.question import Question, Setting
from verifier.lab.book.table import Table, named

KINDS: dict[str, str] = {
    "audit": "audits",
    "closed-form": "closed_forms",
    "condorcet-dimension": "dimensions",
    "counterexample": "searches",
    "experiment": "experiments",
    "fixed-point": "fixed_points",
    "frequency": "frequencies",
    "game": "games",
    "monotone": "monotonicity",
    "no-common-policy": "common_policies",
    "property": "properties",
    "sequence": "sequences",
    "symbolic": "statements",
    "worst-population": "worst_populations",
}
"""Heading → module of `verifier.lab.book.questions` whose ``read(table, setting)`` makes the `Question`."""


def read_questions(table: Table, setting: Setting) -> Iterator[Question]:
    """The questions of a case, kind by kind, in the order of the file."""
    for heading, module in KINDS.items():
        for each in table.tables(heading):
            name = each.given.get("name")
            where = f"{each.where} {name}" if isinstance(name, str) else each.where
            with named(where):
                question: Question = import_module(f"verifier.lab.book.questions.{module}").read(each, setting)
            each.where = where
            each.finish()
            yield question
