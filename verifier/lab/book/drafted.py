"""Claims decided for a case outside an audit: their certificates written, checked by the checker's process, kept."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from verifier.audits.drafts import Draft, settle
from verifier.audits.effort import Effort
from verifier.files.trees import Tree, read_tree
from verifier.lab.book.pages.line import Line


@dataclass(frozen=True)
class Settled:
    """The lines of the claims, the files of their certificates, and what our own checker did not accept."""

    lines: tuple[Line, ...]
    files: Tree
    rejected: tuple[str, ...]


def settle_lines(drafts: Sequence[Draft], effort: Effort) -> Settled:
    """Every draft as a line with the checker's verdict."""
    with tempfile.TemporaryDirectory(prefix="verifier-") as temporary:
        place = Path(temporary)
        settled = settle(drafts, place, replace(effort, folder=place))
        files = read_tree(place)
    findings = [each.finding for each in settled]
    return Settled(
        tuple(Line(each.sentence, each.verdict, each.certificate, each.reason) for each in findings),
        files,
        tuple(f"our own checker did not accept {each.finding.certificate}" for each in settled if each.rejected),
    )
