"""Certificates and the second checker, read for pages that hold them within themselves."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from verifier.audits.drafts import SUFFIX, Draft, Settled
from verifier.certificates.checking import SECOND
from verifier.report.evidence import Evidence
from verifier.report.finding import Word

EMBEDDED = 16_000_000
"""So many bytes of certificates are held by a page at most, the first ones; the others stay in files.

What they have in common, the population, is held once."""


def embedded(drafts: Sequence[Draft], settled: Sequence[Settled], place: Path) -> Evidence:
    """The certificates in ``place`` that the checker accepted, as many as a page may hold."""
    left = EMBEDDED
    found: list[tuple[str, str] | None] = []
    for draft, each in zip(drafts, settled, strict=True):
        path = place / (draft.name + SUFFIX)
        size = path.stat().st_size if each.finding.verdict is not Word.UNDECIDED and path.is_file() else left + 1
        found.append((path.name, path.read_text(encoding="ascii")) if size <= left else None)
        left -= size if size <= left else 0
    text, digest = second_source()
    return Evidence(tuple(found), text, digest)


@lru_cache(maxsize=1)
def second_source() -> tuple[str, str]:
    """The source of the second checker, and the hash of its bytes."""
    content = SECOND.read_bytes()
    return content.decode("utf-8"), hashlib.sha256(content).hexdigest()
