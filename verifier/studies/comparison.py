"""Compare: two reports of audits, promise by promise, exactly."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

from verifier.errors import InputError
from verifier.exact.rational import parse_rational
from verifier.files.publishing import REPORT
from verifier.files.reading import read_source
from verifier.preferences.formats.strict_json import kind, parse_json
from verifier.report.comparison import Change, Comparison, Promise, Row, State
from verifier.report.finding import PROMISES, Word
from verifier.report.json_report import FORMAT

NO_REGRESSION, REGRESSION = 0, 1

_SAME = ("sha256", "voters", "responses", "distinct_rankings", "strict", "complete", "unranked")
"""What is told of a population beside its name."""

_SAMPLES = ("samples-for", "robust-every-k")
"""The claims whose k is what was found."""


def compare_reports(old: str, new: str, *, fail: bool = False) -> Comparison:
    """What became of each promise of the report ``old`` in the report ``new``: a ``report.json``, or a folder with one.

    A regression is a certified promise that is refuted, undecided or gone, or an exact win rate that fell (for
    `samples-for`: a number of samples that rose). With ``fail`` one of these makes the exit code 1.

    Raises:
        InputError: a file is no report of an audit, or neither has a promise: then nothing would be compared.
    """
    first, second = _read(old), _read(new)
    before, after = _promises(first, old), _promises(second, new)
    if not before and not after:
        raise InputError(f"{old} and {new}: there is no promise in either, so there is nothing to compare")
    rows = tuple(_row(promise, before.get(promise), after.get(promise)) for promise in {**before, **after})
    people = [report["population"] for report in (first, second)]
    return Comparison(
        names=(old, new),
        populations=(people[0]["source"], people[1]["source"]),
        hashes=(people[0]["sha256"], people[1]["sha256"]),
        same_population=all(people[0].get(name) == people[1].get(name) for name in _SAME),
        rows=rows,
        exit_code=REGRESSION if fail and any(row.regression for row in rows) else NO_REGRESSION,
    )


def _row(promise: Promise, old: State | None, new: State | None) -> Row:
    change = _change(promise, old, new)
    lost = old is not None and old.verdict is Word.CERTIFIED and (new is None or new.verdict is not Word.CERTIFIED)
    return Row(promise, change, lost or change is Change.WORSE, old, new)


def _change(promise: Promise, old: State | None, new: State | None) -> Change:
    """What became of a promise: its verdict tells, and where that tells nothing, the numbers."""
    if old is None or new is None:
        return Change.NEW if old is None else Change.GONE
    if (old.verdict is Word.CERTIFIED) != (new.verdict is Word.CERTIFIED):
        return Change.IMPROVED if new.verdict is Word.CERTIFIED else Change.WORSE
    if old.samples != new.samples:
        return _change_of_samples(promise, old.samples, new.samples)
    if new.upper < old.lower or new.lower > old.upper:
        return Change.WORSE if new.upper < old.lower else Change.IMPROVED
    same = (old.verdict, old.value, old.lower, old.upper) == (new.verdict, new.value, new.lower, new.upper)
    return Change.SAME if same else Change.CHANGED


def _change_of_samples(promise: Promise, old: int | None, new: int | None) -> Change:
    """More samples for the same rate are worse; of a promise for every k, the k that breaks it says nothing."""
    if promise.claim != "samples-for" or old is None or new is None:
        return Change.CHANGED
    return Change.WORSE if new > old else Change.IMPROVED


def _read(name: str) -> dict[str, Any]:
    path = Path(name) / REPORT if name != "-" and Path(name).is_dir() else None
    if path is not None and not path.is_file():
        raise InputError(f"{name}: there is no {REPORT} in this folder; write one with verifier audit --out {name}")
    report = parse_json(read_source(str(path or name)).text, name)
    if not isinstance(report, dict) or report.get("format") != FORMAT:
        found = kind(report["format"]) if isinstance(report, dict) and "format" in report else "no format"
        raise InputError(f"{name}: this is no report of an audit; wanted the format {FORMAT!r}, got {found}")
    people = report.get("population")
    if not isinstance(people, dict) or not isinstance(people.get("source"), str):
        raise InputError(f"{name}: the report does not say which 'population' it is about; audit again with --out")
    if not isinstance(people.setdefault("sha256", None), (str, type(None))):
        raise InputError(f"{name}: 'sha256' is {kind(people['sha256'])}; wanted a text, or null")
    return report


def _promises(report: dict[str, Any], name: str) -> dict[Promise, State]:
    """Promise → what the report says of it."""
    findings = report.get("findings")
    if not isinstance(findings, list):
        raise InputError(f"{name}: 'findings' is {kind(findings)}; wanted the list that an audit writes")
    found: dict[Promise, State] = {}
    for i, each in enumerate(findings):
        fields = _Fields(each, f"{name}: finding {i + 1}")
        claim = fields.text("claim")
        if claim not in PROMISES:
            continue
        promise, state = _promise(fields, str(claim)), _state(fields, str(claim))
        if found.setdefault(promise, state) != state:
            raise InputError(f"{name}: finding {i + 1} says something else of a promise than one before it")
    return found


def _promise(fields: _Fields, claim: str) -> Promise:
    return Promise(
        claim=claim,
        policy=fields.text("policy"),
        k=None if claim in _SAMPLES else fields.number("k"),
        l=fields.number("l"),
        ties=fields.text("ties"),
        rate=fields.text("rate") if claim == "samples-for" else fields.text("formula"),
        against=fields.text("against"),
    )


def _state(fields: _Fields, claim: str) -> State:
    word = fields.text("verdict")
    if word not in {each.value for each in Word}:
        raise InputError(f"{fields.where}: the verdict is {word!r}; wanted certified, refuted or undecided")
    value, lower, upper = (fields.rational(name) for name in ("value", "lower", "upper"))
    low, high = (value, value) if value is not None else (lower or Fraction(0), Fraction(1) if upper is None else upper)
    samples = fields.number("k") if claim in _SAMPLES else None
    return State(Word(word), value, low, high, samples, tuple(fields.names("opponent")))


class _Fields:
    """The fields of one finding, each of its kind, or null, or not there."""

    def __init__(self, given: Any, where: str) -> None:
        if not isinstance(given, dict):
            raise InputError(f"{where} is {kind(given)}; wanted an object")
        self.given, self.where = given, where

    def text(self, name: str) -> str | None:
        value = self.given.get(name)
        if value is not None and not isinstance(value, str):
            raise InputError(f"{self.where}: {name!r} is {kind(value)}; wanted a text")
        return value

    def number(self, name: str) -> int | None:
        value = self.given.get(name)
        if value is not None and (not isinstance(value, int) or isinstance(value, bool)):
            raise InputError(f"{self.where}: {name!r} is {kind(value)}; wanted a whole number")
        return value

    def rational(self, name: str) -> Fraction | None:
        text = self.text(name)
        try:
            return None if text is None else parse_rational(text)
        except InputError as error:
            raise InputError(f"{self.where}: {name!r}: {error}") from None

    def names(self, name: str) -> Iterator[str]:
        value = self.given.get(name)
        if value is not None and not (isinstance(value, list) and all(isinstance(each, str) for each in value)):
            raise InputError(f"{self.where}: {name!r} is {kind(value)}; wanted a list of names")
        yield from value or ()
