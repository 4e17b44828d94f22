"""Reading back the report of an earlier audit: its population, and what it says of each promise."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Any

from verifier.errors import InputError
from verifier.exact.rational import parse_rational
from verifier.files.publishing import REPORT
from verifier.files.reading import read_source
from verifier.game.rate import parse_rate
from verifier.game.ties import CONVENTIONS
from verifier.preferences.formats.source import parse_count
from verifier.preferences.formats.strict_json import kind, parse_json
from verifier.report.finding import PROMISES, REACHES, Word
from verifier.report.formats.json import FORMAT
from verifier.report.promise import Promise, State

WORST_CASE = "worst-case"
"""The claim that gives the exact win rate of which a promise speaks."""

BOUNDS = ("best-rate", "epsilon-equilibrium", "equilibrium-near")
"""The claims that say whether a rule's own policy reaches what the one found misses (`misses`)."""

_SAMPLES = ("samples-for", "robust-every-k")
"""The claims whose k is what was found."""


@dataclass(frozen=True)
class Said:
    """What a report says of one promise.

    Attributes:
        sentence: the claim in words, as the checker prints it when it has proved it; None if the report is older.
        certificate: the file name of the certificate beside the report; None where none was kept.
        looked: of a rule that depends on k, up to which k its policies were looked at; it rests on their `reaches`.
    """

    promise: Promise
    state: State
    sentence: str | None
    certificate: str | None
    looked: int | None = None


@dataclass(frozen=True)
class EarlierReport:
    """A report as it was written.

    Attributes:
        name: the file or folder it was read from.
        population: what it says of its population; ``source`` is a text, ``sha256`` and ``voters`` a text or None.
        policies: its policies, as they stand there.
        said: its promises, in its order; ``rates`` the exact win rates that it names beside them, ``looks`` which
            policies of rules that depend on k reach a rate, ``bounds`` what says whether others of these rules may.
        certificates: claim and file name of every finding that is decided, of whatever kind it is.
    """

    name: str
    population: dict[str, Any]
    policies: tuple[dict[str, Any], ...]
    said: tuple[Said, ...]
    rates: tuple[Said, ...]
    looks: tuple[Said, ...] = ()
    bounds: tuple[Said, ...] = ()
    certificates: frozenset[tuple[str, str]] = frozenset()

    @property
    def proved(self) -> tuple[Said, ...]:
        """All that it says by certificates: promises, rates, looks, and where there are looks their bounds."""
        return (*self.said, *self.rates, *self.looks, *(self.bounds if self.looks else ()))

    @property
    def states(self) -> dict[Promise, State]:
        """Promise → what the report says of it."""
        return {each.promise: each.state for each in self.said}


def read_report(name: str) -> EarlierReport:
    """The report at ``name``: a ``report.json``, a folder with one, or - for standard input.

    Raises:
        InputError: there is none, or it is no report of an audit.
    """
    report = _object(name)
    found = tuple(_said(report.get("findings"), name))
    rates, looks, bounds, promises = (
        tuple(each for each in found if each.promise.claim in claims)
        for claims in ((WORST_CASE,), (REACHES,), BOUNDS, PROMISES)
    )
    policies = _policies(report, name)
    promises = tuple(replace(each, state=_told(each, policies)) for each in promises)
    decided = [each for each in report["findings"] if each.get("verdict") in {Word.CERTIFIED.value, Word.REFUTED.value}]
    named = frozenset((str(each.get("claim")), str(each.get("certificate"))) for each in decided)
    return EarlierReport(name, report["population"], policies, promises, rates, looks, bounds, named)


def unranked(population: dict[str, Any]) -> str | None:
    """How a report reads unranked responses: ``bottom``, ``incomparable``, or ``none`` if there are none."""
    if population.get("complete") is True:
        return "none"
    given = population.get("unranked")
    return given if isinstance(given, str) else None


def _policies(report: dict[str, Any], name: str) -> tuple[dict[str, Any], ...]:
    given = report.get("policies", [])
    if not isinstance(given, list) or not all(isinstance(each, dict) for each in given):
        raise InputError(f"{name}: 'policies' is {kind(given)}; wanted a list of objects, as an audit writes it")
    return tuple(given)


def _told(said: Said, policies: tuple[dict[str, Any], ...]) -> State:
    """What is said of a promise, with the ties under which its policy is the best where ``policies`` name others."""
    meant = (each for each in policies if each.get("rule") == said.promise.policy)
    known = [each.get("best_under") for each in meant if said.promise.k is None or each.get("k") == said.promise.k]
    return replace(said.state, best_under=next((ties for ties in CONVENTIONS if ties in known), None))


def _object(name: str) -> dict[str, Any]:
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
    for field in ("sha256", "voters"):
        if not isinstance(people.setdefault(field, None), (str, type(None))):
            raise InputError(f"{name}: {field!r} is {kind(people[field])}; wanted a text, or null")
    voters = people["voters"]
    if isinstance(voters, str) and parse_count(voters) is None:
        raise InputError(f"{name}: 'voters' is {voters!r}; wanted digits, or null")
    return report


def _said(given: Any, name: str) -> Iterator[Said]:
    if not isinstance(given, list):
        raise InputError(f"{name}: 'findings' is {kind(given)}; wanted the list that an audit writes")
    before: dict[Promise, State] = {}
    for i, each in enumerate(given):
        fields = _Fields(each, f"{name}: finding {i + 1}")
        claim = fields.text("claim")
        if claim not in {*PROMISES, WORST_CASE, REACHES, *BOUNDS}:
            continue
        promise, state = _promise(fields, str(claim)), _state(fields, str(claim))
        if before.setdefault(promise, state) != state:
            raise InputError(f"{name}: finding {i + 1} says something else of a promise than one before it")
        looked = fields.number("looked") if claim == "samples-for" else None
        yield Said(promise, state, fields.text("sentence"), fields.text("certificate"), looked)


def _promise(fields: _Fields, claim: str) -> Promise:
    # Words that stand outside of quotes in what compares reports: none of them is just any text.
    ties = fields.text("ties")
    rate = fields.rate("rate" if claim in {"samples-for", REACHES} else "formula")
    if ties is not None and ties not in CONVENTIONS:
        raise InputError(f"{fields.where}: 'ties' is {ties!r}; wanted {', '.join(CONVENTIONS)}")
    return Promise(
        claim=claim,
        policy=fields.text("policy"),
        k=None if claim in _SAMPLES else fields.number("k"),
        l=fields.number("l"),
        ties=ties,
        rate=rate,
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

    def rate(self, name: str) -> str | None:
        """A formula of a rate, as text."""
        text = self.text(name)
        try:
            return None if text is None else parse_rate(text).text
        except InputError as error:
            raise InputError(f"{self.where}: {name!r}: {error}") from None

    def names(self, name: str) -> Iterator[str]:
        value = self.given.get(name)
        if value is not None and not (isinstance(value, list) and all(isinstance(each, str) for each in value)):
            raise InputError(f"{self.where}: {name!r} is {kind(value)}; wanted a list of names")
        yield from value or ()
