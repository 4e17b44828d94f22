"""Overview: the reports below a folder, and whether the certificates beside them still prove what they say."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import quote

from verifier.certificates.checking import OVER_BUDGET, PROVED, Outcome, check_files
from verifier.errors import InputError
from verifier.files.publishing import REPORT
from verifier.preferences.names import encodable
from verifier.preferences.quotation import quoted
from verifier.recheck.backing import Backing, uses
from verifier.recheck.earlier_report import EarlierReport, read_report, unranked
from verifier.recheck.proved_numbers import Proof
from verifier.report.formats.table import FORMATS
from verifier.report.pages.overview import Audited, Overview

PAGE, _ = FORMATS["html"]


def overview(folder: Path, *, jobs: int = 1, seconds: int | None = None) -> Overview:
    """Every report at or below ``folder``, in the order of the paths, each number compared with its certificate.

    When a verdict, or an exact rate, is backed, `Backing` says. Certificates on which no decided finding of a report
    rests are named: a report from which a promise was taken, or made another, leaves its certificates behind.

    Raises:
        InputError: there is no report there, or one cannot be read.
    """
    if not folder.is_dir():
        raise InputError(f"{folder}: there is no such folder; wanted one with the reports of audits in it or below")
    places = sorted(path.parent for path in folder.rglob(REPORT) if path.is_file())
    if not places:
        raise InputError(f"{folder}: there is no {REPORT} here or below; write one with verifier audit --out {folder}")
    reports = {place: read_report(str(place)) for place in places}
    proofs, late = _proofs(reports, jobs, seconds)
    used: dict[Path, set[str]] = {}
    for place, report in reports.items():
        for claim, name in report.certificates:
            used.setdefault(place / name, set()).add(claim)
    there = (path for path in sorted(folder.rglob("*.cert")) if _is_file(path))
    return Overview(
        tuple(_audited(place, report, folder, proofs) for place, report in reports.items()),
        tuple(encodable(path.relative_to(folder).as_posix()) for path in there if not _used(path, used)),
        tuple(f"{quoted(encodable(str(each.path)))}: {each.sentence}" for each in late),
    )


def _unranked(report: EarlierReport, backing: Backing) -> str | None:
    """How its certificates say that unranked responses count; without any, how the report does."""
    proved = {proof.unranked for proof in backing.proofs.values() if proof is not None}
    return unranked(report.population) if len(proved) != 1 else " or ".join(*proved)


def _used(path: Path, claims: dict[Path, set[str]]) -> bool:
    """Whether a decided finding rests on this certificate: one names it, and claims what its kind proves."""
    if path not in claims:
        return False
    with path.open("rb") as file:
        kind = file.readline(200).decode("ascii", "replace").rpartition(" ")[2].strip()
    return any(uses(claim, kind) for claim in claims[path])


def _proofs(
    reports: dict[Path, EarlierReport], jobs: int, seconds: int | None
) -> tuple[dict[Path, Proof | None], list[Outcome]]:
    """The certificates that the reports name and that stand beside them; None: the checker does not prove it.

    Beside them what was over the checker's budget or time.
    """
    named = dict.fromkeys(
        place / each.certificate
        for place, report in reports.items()
        for each in report.proved
        if each.certificate is not None and Path(each.certificate).name == each.certificate
    )
    files = [path for path in named if _is_file(path)]
    outcomes = check_files(files, jobs=jobs, seconds=seconds) if files else []
    proofs = {
        each.path: Proof(each.path.read_text(encoding="ascii"), each.sentence.removeprefix("proved: "))
        if each.code == PROVED
        else None
        for each in outcomes
    }
    return proofs, [each for each in outcomes if each.code == OVER_BUDGET]


def _is_file(path: Path) -> bool:
    """Whether ``path`` is a file; a name that is too long for one is none."""
    try:
        return path.is_file()
    except OSError:
        return False


def _audited(place: Path, report: EarlierReport, folder: Path, proofs: dict[Path, Proof | None]) -> Audited:
    named = dict.fromkeys(each.certificate for each in report.proved if each.certificate is not None)
    backing = Backing(report, {name: proofs[place / name] for name in named if place / name in proofs})
    doubts = {each: backing.doubts(each) for each in report.said}
    return Audited(
        name=encodable(place.relative_to(folder).as_posix()),
        page=quote(os.fsencode((place.relative_to(folder) / PAGE).as_posix())) if _is_file(place / PAGE) else None,
        source=report.population["source"],
        voters=report.population["voters"],
        unranked=_unranked(report, backing),
        promises=tuple(dict.fromkeys((each.promise, each.state) for each in report.said)),
        doubts=tuple(dict.fromkeys(doubt for each in doubts.values() for doubt in each)),
        unbacked=len({each.promise for each, found in doubts.items() if found}),
    )
