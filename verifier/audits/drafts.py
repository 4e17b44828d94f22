"""From verdicts to findings: certificates are written, the checker is run on them, and its exit is what is shown."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from verifier.audits.effort import Effort
from verifier.certificates import checking
from verifier.certificates.certificate import format_certificate
from verifier.claims.verdict import Certified, Refuted, Undecided, Verdict
from verifier.errors import CertificateError
from verifier.files.writing import write_text
from verifier.game.worst_case import DEFAULT_BUDGET
from verifier.report.finding import INTERRUPTED, Finding, Word

SUFFIX = ".cert"
LONGEST_STEM = 60

_DEVICE = re.compile(r"(CON|PRN|AUX|NUL|COM\d|LPT\d)\.", re.IGNORECASE | re.ASCII)

CHECKER_UNITS = 40
"""The checker counts finer work units, of at most 25 ns: it charges no more than so many for one of ours.

A look of one ranking at one opponent is charged 9 where losses have one word, 40 where they have sixty.
"""


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
    """``label`` as the first part of a file name: ASCII letters, digits, dot, dash; a hash keeps changed ones apart.

    What Windows reserves for devices stands before no dot there.

    >>> stem("today.json"), stem("NUL.json")
    ('today.json', 'NUL_json-7c67520e')
    """
    plain = re.sub(r"[^A-Za-z0-9.-]+", "_", label, flags=re.ASCII).strip("._").lstrip("-") or "policy"
    if _DEVICE.match(plain):
        plain = plain.replace(".", "_")
    if plain == label and len(label) <= LONGEST_STEM:
        return plain
    return f"{plain[:LONGEST_STEM]}-{_mark(label)}"


def _mark(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]


def apart(drafts: Iterable[Draft]) -> list[Draft]:
    """``drafts`` with names that no other claim has, in folders too that do not tell capitals from small letters.

    A name that clashes gets the hash of what it is about, whatever stands before or behind it in the report.
    """
    listed = list(drafts)
    claims: dict[str, set[str]] = {}
    for each in listed:
        claims.setdefault(each.name.lower(), set()).add(_about(each))
    return [
        replace(each, name=f"{each.name}-{_mark(_about(each))}") if len(claims[each.name.lower()]) > 1 else each
        for each in listed
    ]


def _about(draft: Draft) -> str:
    """What tells the certificate of a draft from others."""
    finding = draft.finding
    return repr((draft.name, finding.claim, finding.policy, finding.k, finding.l, finding.ties, finding.against))


def settle(drafts: Sequence[Draft], place: Path, effort: Effort) -> list[Settled]:
    """Every draft with the verdict of the checker's process on its certificate, written into the folder ``place``.

    Undecided ones need no certificate; what the checker does not accept does not stay in ``place``.
    """
    paths: dict[int, Path] = {}
    decided = {i: draft.verdict for i, draft in enumerate(drafts) if not isinstance(draft.verdict, Undecided)}
    failures = dict.fromkeys(decided, INTERRUPTED)
    outcomes: dict[int, checking.Outcome] = {}
    with effort.until_interrupted():
        for i, verdict in decided.items():
            effort.progress(f"writing {drafts[i].name}")
            try:
                text = format_certificate(verdict)
            except CertificateError as error:
                failures[i] = str(error)
                continue
            paths[i] = place / (drafts[i].name + SUFFIX)
            write_text(paths[i], text)
        effort.progress(f"checking {len(paths)} certificates")
        allowance = CHECKER_UNITS * effort.budget if effort.budget > DEFAULT_BUDGET else None
        checked = checking.check_each(list(paths.values()), allowance, effort.jobs)
        outcomes.update(zip(paths, checked, strict=True))
    for i in paths.keys() - outcomes.keys():  # what was not checked does not stay
        paths[i].unlink(missing_ok=True)
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
