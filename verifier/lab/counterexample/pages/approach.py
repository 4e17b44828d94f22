"""Sequences that approach an infimum, as text and JSON."""

from __future__ import annotations

from collections.abc import Iterator

from verifier.lab.book.pages.index import CasePage
from verifier.lab.book.pages.line import Line
from verifier.report.block import Block, Sentence
from verifier.report.formats.json import dumps

FORMAT = "verifier-approach/1"


def approach_blocks(page: CasePage) -> Iterator[Block]:
    """What was decided: of each population the rate, and what holds of all of them."""
    yield from (Sentence(page.statement), Sentence(page.text), Sentence())
    for row in page.rows:
        general = [line for line in row.lines if line.certificate is None]
        yield from (Sentence(f"{row.name}: {line.sentence} ({_proof(line)})") for line in general)
        if not general:
            last = row.lines[-1]  # of one population: its exact rate
            rate = last.sentence.rpartition(" is exactly ")[2]
            yield Sentence(f"{row.name}: the worst-case win rate is exactly {rate} ({_proof(last)})")


def _proof(line: Line) -> str:
    return line.verdict.value + (f"; {line.note}" if line.note else "")


def render_approach_json(page: CasePage, value: str, exit_code: int) -> str:
    """The same as JSON."""
    decided = [
        {
            "question": row.name,
            "sentence": line.sentence,
            "verdict": line.verdict.value,
            "certificate": line.certificate,
            "note": line.note,
        }
        for row in page.rows
        for line in row.lines
    ]
    return dumps(
        {
            "format": FORMAT,
            "infimum": value,
            "statement": page.statement,
            "bound": page.text,
            "decided": decided,
            "exit_code": exit_code,
        }
    )
