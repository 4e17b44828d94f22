"""From verdicts to findings: certificates are written, the checker is run on them, and its exit is what is shown."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from verifier.certificates.certificate import format_certificate
from verifier.claims.verdict import Certified, Refuted, Undecided, Verdict
from verifier.errors import CertificateError
from verifier.files.writing import write_text
from verifier.game.worst_case import DEFAULT_BUDGET
from verifier.report.finding import Finding, Word
from verifier.studies import checking
from verifier.studies.effort import Effort

SUFFIX = ".cert"
LONGEST_STEM = 60

CHECKER_UNITS = 40
"""The checker counts finer work units: about so many of them take as long as one of ours."""


@dataclass(frozen=True)
class Draft:
    """A finding before its certificate was checked; its verdict is still what our own evaluation says."""

    finding: Finding
    verdict: Verdict
    name: str


@dataclass(frozen=True)
class Settled:
    """A finding as the checker left it.

    Attributes:
        rejected: true if our own checker did not accept a certificate that we wrote.
    """

    finding: Finding
    rejected: bool


def word(verdict: Verdict) -> Word:
    """The verdict as a report's word."""
    return {Certified: Word.CERTIFIED, Refuted: Word.REFUTED, Undecided: Word.UNDECIDED}[type(verdict)]


def stem(label: str) -> str:
    """``label`` as a part of a file name: ASCII letters, digits, dot, dash; a hash keeps shortened ones apart."""
    plain = re.sub(r"[^A-Za-z0-9.-]+", "_", label, flags=re.ASCII).strip("._") or "policy"
    if plain == label and len(label) <= LONGEST_STEM:
        return plain
    return f"{plain[:LONGEST_STEM]}-{hashlib.sha256(label.encode()).hexdigest()[:8]}"


def settle(drafts: Sequence[Draft], place: Path, effort: Effort) -> list[Settled]:
    """Every draft with the verdict of the checker's process on its certificate, written into the folder ``place``.

    Undecided ones need no certificate; what the checker does not accept does not stay in ``place``.
    """
    paths: dict[int, Path] = {}
    failures: dict[int, str] = {}
    for i, draft in enumerate(drafts):
        if isinstance(draft.verdict, Undecided):
            continue
        effort.progress(f"writing {draft.name}")
        try:
            text = format_certificate(draft.verdict)
        except CertificateError as error:
            failures[i] = str(error)
            continue
        paths[i] = place / (draft.name + SUFFIX)
        write_text(paths[i], text)
    effort.progress(f"checking {len(paths)} certificates")
    allowance = CHECKER_UNITS * effort.budget if effort.budget > DEFAULT_BUDGET else None
    outcomes = dict(zip(paths, checking.check_files(list(paths.values()), allowance, effort.jobs), strict=True))
    return [
        _settled(draft, outcomes.get(i), failures.get(i), kept=effort.folder is not None)
        for i, draft in enumerate(drafts)
    ]


def _settled(draft: Draft, outcome: checking.Outcome | None, failure: str | None, *, kept: bool) -> Settled:
    finding = replace(draft.finding, sentence=str(draft.verdict), verdict=Word.UNDECIDED)
    if isinstance(draft.verdict, Undecided):
        return Settled(replace(finding, reason=draft.verdict.reason), rejected=False)
    if outcome is None:
        return Settled(replace(finding, reason=failure), rejected=False)
    certificate = outcome.path.name if kept else None
    if outcome.code == checking.PROVED and outcome.sentence == f"proved: {draft.verdict}":
        return Settled(replace(finding, verdict=word(draft.verdict), certificate=certificate), rejected=False)
    reason = f"the checker says of the certificate: {outcome.sentence or f'exit {outcome.code}'}"
    rejected = outcome.code != checking.OVER_BUDGET
    return Settled(replace(finding, reason=reason, certificate=certificate), rejected=rejected)
