"""How a table is read, for people and as JSON: each column, its role, why, and some of its texts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from verifier.preferences.formats.source import quoted
from verifier.preferences.quotation import called
from verifier.report.block import Block, Column, Grid, Sentence
from verifier.report.formats.json import dumps

if TYPE_CHECKING:
    from verifier.preferences.tables.plan import Plan

_HEADS = ("column", "read as", "why", "for example")


def explained_blocks(plan: Plan, sentence: str) -> Iterator[Block]:
    """``plan`` for people, and the ``sentence`` of the population that it makes, empty if it is refused."""
    yield Sentence(f"{called(plan.table.source)}: {plan.title}, {plan.best}")
    yield Sentence()
    rows = tuple(
        (quoted(each.name), each.role.value, each.reason, ", ".join(map(quoted, plan.samples(i))))
        for i, each in enumerate(plan.columns)
    )
    yield Grid(tuple(Column(head, whole=False) for head in _HEADS), rows)
    if sentence:
        yield from (Sentence(), Sentence(f"read as {sentence}"))


def render_explained_json(plan: Plan, sentence: str) -> str:
    """``plan`` and ``sentence`` as JSON."""
    return dumps(
        {
            "format": "verifier-reading/1",
            "source": plan.table.source,
            "kind": plan.kind,
            "reading": sentence or None,
            "best": "low" if plan.low else "high",
            "columns": [
                {"name": each.name, "role": each.role.value, "reason": each.reason, "samples": plan.samples(i)}
                for i, each in enumerate(plan.columns)
            ],
        }
    )
