"""Cases: a population, questions about it, what is expected, and where that stands; one folder each."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from verifier.errors import InputError
from verifier.exact.rational import parse_rational
from verifier.files.reading import read_source
from verifier.preferences.formats.options import ReadOptions
from verifier.preferences.population import Population
from verifier.preferences.ranges import parse_numbers
from verifier.studies.reading import read_with_source

FILE = "case.toml"


@dataclass(frozen=True)
class Expectation:
    """What an audit must find. None: nothing is expected of it; at least one expectation is there.

    Attributes:
        verdicts: one for each promise, in the order of the report; a single one stands for all.
        values: the exact win rates, likewise.
        condorcet_winner: the name, or an empty text for "there is none".
        weights: NLHF's policy.
        dimension: of NLHF's face; 0 means unique.
        collapse: the rate to which NLHF collapses.
        samples: the least number of samples; 0 means that no number suffices.
    """

    verdicts: tuple[str, ...] | None
    values: tuple[Fraction, ...] | None
    condorcet_winner: str | None
    weights: Mapping[str, Fraction] | None
    dimension: int | None
    collapse: Fraction | None
    samples: int | None


@dataclass(frozen=True)
class CaseAudit:
    """One question of a case, as the audit command takes it, and what is expected."""

    name: str
    policy: str
    k: tuple[int, ...] | None
    every_k: bool
    l: tuple[int, ...]
    rate: str | None
    ties: str
    samples_for: str | None
    opponent: str | None
    expected: Expectation


@dataclass(frozen=True)
class Case:
    """One statement, decided on one population."""

    name: str
    folder: Path
    title: str
    source: str
    text: str
    population: Population
    population_name: str
    sha256: str | None
    audits: tuple[CaseAudit, ...]


def find_cases(names: Sequence[str], root: Path) -> list[Path]:
    """The folders of the named cases, or of all under ``root``, sorted.

    Raises:
        InputError: a folder has no case, or there is none at all.
    """
    if not names:
        folders = sorted(path.parent for path in root.glob(f"*/{FILE}"))
        if not folders:
            raise InputError(f"{root}: there is no case here; a case is a folder with a {FILE} (see --cases)")
        return folders
    folders = []
    for name in names:
        near = [path for path in (Path(name), root / name) if (path / FILE).is_file()]
        if not near:
            raise InputError(f"{name}: there is no {FILE} in this folder, nor in {root / name}")
        folders.append(near[0])
    return folders


def read_case(folder: Path) -> Case:
    """The case in ``folder``.

    Raises:
        InputError: its file is not TOML, lacks a key, has an unknown one, or expects nothing.
    """
    path = folder / FILE
    where = str(path)
    try:
        given = tomllib.loads(read_source(where).text)
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"{where}: {error}; a case is written in TOML") from None
    table = _Table(given, where)
    title, source, text = table.text("title"), table.text("source"), table.text("text")
    people = _Table(table.take("population", dict), f"{where} [population]")
    unranked = people.optional("unranked", str, "bottom")
    file, rankings = people.optional("file", str, None), people.optional("rankings", dict, None)
    responses = people.optional("responses", list, None)
    people.finish()
    sha256 = None
    if (file is None) == (rankings is None):
        raise InputError(f"{where} [population]: give either file or rankings")
    if file is not None:
        population, read = read_with_source(str(folder / file), ReadOptions(unranked=unranked))
        name, sha256 = read.name, read.sha256
    else:
        population, name = Population.from_rankings(rankings, responses, unranked), folder.name
    audits = tuple(_audit(_Table(each, f"{where} [[audit]]")) for each in table.take("audit", list))
    table.finish()
    names = [audit.name for audit in audits]
    if not audits or len(set(names)) != len(names):
        raise InputError(f"{where}: a case needs at least one [[audit]], and their names differ")
    return Case(folder.name, folder, title, source, text.strip(), population, name, sha256, audits)


def _audit(table: _Table) -> CaseAudit:
    verdicts, values = table.optional("verdicts", (str, list), None), table.optional("values", (str, list), None)
    weights, collapse = table.optional("nlhf", dict, None), table.optional("collapse", str, None)
    winner = table.optional("condorcet_winner", (str, bool), None)
    expected = Expectation(
        verdicts=None if verdicts is None else tuple([verdicts] if isinstance(verdicts, str) else verdicts),
        values=None if values is None else tuple(map(parse_rational, [values] if isinstance(values, str) else values)),
        condorcet_winner="" if winner is False else winner,
        weights=None if weights is None else {name: parse_rational(str(weight)) for name, weight in weights.items()},
        dimension=table.optional("dimension", int, None),
        collapse=None if collapse is None else parse_rational(collapse),
        samples=table.optional("samples", int, None),
    )
    k = table.optional("k", str, None)
    audit = CaseAudit(
        name=table.text("name"),
        policy=table.optional("policy", str, "rule:nlhf"),
        k=None if k in {None, "all"} else parse_numbers(k, "k"),
        every_k=k == "all",
        l=parse_numbers(table.optional("l", str, "1"), "l"),
        rate=table.optional("rate", str, None),
        ties=table.optional("ties", str, "model"),
        samples_for=table.optional("samples_for", str, None),
        opponent=table.optional("opponent", str, None),
        expected=expected,
    )
    table.finish()
    if not any(value is not None for value in vars(expected).values()):
        raise InputError(f"{table.where} {audit.name}: nothing is expected; give verdicts, values, nlhf or collapse")
    return audit


class _Table:
    """A TOML table whose keys are taken one by one; what is left over is an error."""

    def __init__(self, given: dict[str, Any], where: str) -> None:
        if not isinstance(given, dict):
            raise InputError(f"{where}: wanted a table of keys and values")
        self.given, self.where = dict(given), where

    def take(self, key: str, kind: type) -> Any:
        if key not in self.given:
            raise InputError(f"{self.where}: the key {key!r} is missing")
        return self.optional(key, kind, None)

    def text(self, key: str) -> str:
        value: str = self.take(key, str)
        return value

    def optional(self, key: str, kind: type | tuple[type, ...], default: Any) -> Any:
        value = self.given.pop(key, default)
        if value is not default and not isinstance(value, kind):
            kinds = kind if isinstance(kind, tuple) else (kind,)
            wanted = " or ".join(each.__name__ for each in kinds)
            raise InputError(f"{self.where}: {key!r} is {value!r}; wanted {wanted}")
        return value

    def finish(self) -> None:
        if self.given:
            raise InputError(f"{self.where}: {next(iter(self.given))!r} is no key that is read here")
