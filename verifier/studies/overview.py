"""Overview: the reports below a folder, and whether the certificates beside them still prove what they say."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

from verifier.errors import AuditError, InputError
from verifier.exact.rational import parse_rational
from verifier.files.publishing import REPORT
from verifier.game.rate import parse_rate
from verifier.report.finding import Word
from verifier.report.macro_names import Place
from verifier.report.overview import RATED, Audited, Overview
from verifier.studies.checking import PROVED, check_files
from verifier.studies.earlier import WORST_CASE, EarlierReport, Said, read_report
from verifier.studies.proved_numbers import Proof, all_proved

PAGE = "report.html"


def overview(folder: Path, *, jobs: int = 1) -> Overview:
    """Every report at or below ``folder``, in the order of the paths, each number compared with its certificate.

    A verdict, or an exact rate, is backed if its certificate stands beside the report, the stand-alone checker proves
    it now, the sentence proved is the report's, and what it says is what the report says. ``undecided`` claims nothing.

    Raises:
        InputError: there is no report there, or one cannot be read.
    """
    if not folder.is_dir():
        raise InputError(f"{folder}: there is no such folder; wanted one with the reports of audits in it or below")
    places = sorted(path.parent for path in folder.rglob(REPORT))
    if not places:
        raise InputError(f"{folder}: there is no {REPORT} here or below; write one with verifier audit --out {folder}")
    reports = {place: read_report(str(place)) for place in places}
    proofs = _proofs(reports, jobs)
    return Overview(tuple(_audited(place, report, folder, proofs) for place, report in reports.items()))


def _proofs(reports: dict[Path, EarlierReport], jobs: int) -> dict[Path, Proof]:
    """The certificates that the checker proves, of all that the reports name and that stand beside them."""
    named = dict.fromkeys(
        place / each.certificate
        for place, report in reports.items()
        for each in (*report.said, *report.rates)
        if each.certificate is not None and Path(each.certificate).name == each.certificate
    )
    files = [path for path in named if path.is_file()]
    outcomes = check_files(files, jobs=jobs) if files else []
    return {
        each.path: Proof(each.path.read_text(encoding="ascii"), each.sentence.removeprefix("proved: "))
        for each in outcomes
        if each.code == PROVED
    }


def _audited(place: Path, report: EarlierReport, folder: Path, proofs: dict[Path, Proof]) -> Audited:
    rates = {_about(each): each for each in report.rates}
    doubts = []
    for each in report.said:
        doubts.append(_doubt(each, place, proofs))
        rate = rates.get(_about(each))
        if each.state.value is not None and each.promise.claim == RATED:
            same = rate is not None and rate.state.value == each.state.value
            doubts.append(
                _doubt(rate, place, proofs) if rate is not None and same else f"{_name(each)}: no proof of its rate"
            )
    return Audited(
        name=place.relative_to(folder).as_posix(),
        page=(place.relative_to(folder) / PAGE).as_posix() if (place / PAGE).is_file() else None,
        source=report.population["source"],
        voters=report.population.get("voters"),
        promises=tuple((each.promise, each.state) for each in report.said),
        doubts=tuple(dict.fromkeys(doubt for doubt in doubts if doubt)),
    )


def _about(said: Said) -> tuple[object, ...]:
    """Policy, k, l and ties: by these a promise and its exact rate belong together."""
    promise = said.promise
    return promise.policy, promise.k, promise.l, promise.ties


def _name(said: Said) -> str:
    return f"{said.promise.policy}, k = {said.promise.k}"


def _doubt(said: Said, place: Path, proofs: dict[Path, Proof]) -> str:
    """Why a certificate does not bear it out; empty where it does, or where nothing is claimed."""
    if said.state.verdict is Word.UNDECIDED:
        return ""
    if said.certificate is None:
        return f"{_name(said)}: no certificate was kept; audit again with --out"
    path = place / said.certificate
    if path not in proofs:
        return f"{said.certificate}: {'not proved' if path.is_file() else 'not there'}"
    if proofs[path].sentence != said.sentence:
        return f"{said.certificate}: proves another sentence than the report says"
    return "" if _says(proofs[path], said) else f"{said.certificate}: does not prove what the report says"


def _says(proof: Proof, said: Said) -> bool:
    """True if ``proof`` says all that ``said`` does, of the same place."""
    try:
        place, wanted = _wanted(said)
        return any(at == place and wanted.items() <= found.items() for at, found in all_proved(proof))
    except AuditError:
        return False


def _wanted(said: Said) -> tuple[Place, dict[str, Any]]:
    """What a certificate has to say, and of what, in the words of `all_proved`."""
    promise, state = said.promise, said.state
    place = Place(k=promise.k, l=promise.l, ties=promise.ties)
    if promise.claim == WORST_CASE:
        return place, {"Rate": state.value}
    if promise.claim == "robust-every-k":
        samples = {"EveryKSamples": state.samples} if state.verdict is Word.REFUTED else {}
        return Place(), {"EveryKVerdict": state.verdict.value, **samples}
    if promise.claim == "samples-for":
        samples = {"Samples": state.samples} if state.verdict is Word.CERTIFIED else {}
        wanted = {"SamplesVerdict": state.verdict.value, "SamplesRate": parse_rational(promise.rate or "")}
        return place, {**wanted, **samples}
    return place, {"Verdict": state.verdict.value, "Promised": _promised(said)}


def _promised(said: Said) -> Fraction:
    """The rate that the formula of the promise gives."""
    return parse_rate(said.promise.rate or "k/(k+1)")(said.promise.k or 1, said.promise.l or 1)
