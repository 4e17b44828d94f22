"""Two reports side by side: what became of each promise."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Any

from verifier.exact.rational import format_rational
from verifier.preferences.quotation import called, listed
from verifier.preferences.ranking import UNRANKED_ONES
from verifier.report.block import Block, Column, Grid, Sentence
from verifier.report.formats.json import dumps
from verifier.report.headline import made_under
from verifier.report.promise import Promise, State
from verifier.report.shortfall import exact

FORMAT = "verifier-comparison/1"


class Change(Enum):
    """What became of a promise, as written in comparisons; worst first."""

    WORSE = "worse"
    GONE = "gone"
    CHANGED = "changed"
    NEW = "new"
    IMPROVED = "improved"
    SAME = "same"


@dataclass(frozen=True)
class Row:
    """A promise in both reports; None where a report does not have it."""

    promise: Promise
    change: Change
    regression: bool
    old: State | None
    new: State | None


@dataclass(frozen=True)
class Comparison:
    """Two reports compared.

    Attributes:
        names: the files, the old one first; ``populations`` how each calls its population, ``hashes`` its sha256.
        same_population: whether both speak of the same population, as far as the reports tell.
        unranked: how each reads unranked responses, in words; None where it does not say.
        exit_code: 0, or 1 if there is a regression and such were to be told.
    """

    names: tuple[str, str]
    populations: tuple[str, str]
    hashes: tuple[str | None, str | None]
    same_population: bool
    rows: tuple[Row, ...]
    exit_code: int
    unranked: tuple[str | None, str | None] = (None, None)

    @property
    def regressions(self) -> int:
        """How many promises are worse off: certified and no longer, or with a lower exact value."""
        return sum(row.regression for row in self.rows)


COLUMNS = (
    Column("change"),
    Column("promise", whole=False),
    Column("was", whole=False, verdict=True),
    Column("is", whole=False, verdict=True),
)


def comparison_blocks(comparison: Comparison) -> Iterator[Block]:
    """``comparison`` for people: every promise that is not the same as it was, worst first, then how many are."""
    yield Sentence(" -> ".join(map(called, comparison.names)))
    yield Sentence(_populations(comparison))
    shown = [row for change in Change if change is not Change.SAME for row in comparison.rows if row.change is change]
    rows = tuple((_mark(row), _name(row), _state(row.old), _state(row.new)) for row in shown)
    if rows:
        yield Grid(COLUMNS, rows, tuple(f"{mark:<10}  {name}: {old} -> {new}" for mark, name, old, new in rows))
    counts = [(sum(row.change is change for row in comparison.rows), change.value) for change in Change]
    total, worse = len(comparison.rows), comparison.regressions
    told = ", ".join(f"{count} {word}" for count, word in counts if count)
    yield Sentence(f"Of {total} promise{'s' * (total != 1)}: {told}; {worse or 'no'} regression{'s' * (worse != 1)}.")


def render_comparison_json(comparison: Comparison) -> str:
    """``comparison`` as JSON; every rational is a string in lowest terms."""
    return dumps(
        {
            "format": FORMAT,
            **{name: _population_object(comparison, i) for i, name in enumerate(("old", "new"))},
            "same_population": comparison.same_population,
            "promises": [_row_object(row) for row in comparison.rows],
            "regressions": comparison.regressions,
            "exit_code": comparison.exit_code,
        }
    )


def _populations(comparison: Comparison) -> str:
    (old, new), (first, second) = comparison.populations, comparison.hashes
    names = " -> ".join(map(called, dict.fromkeys((old, new))))
    if comparison.same_population:
        return f"population: {names}, unchanged"
    read = [UNRANKED_ONES.get(each or "", "nothing said of unranked ones") for each in comparison.unranked]
    if first == second and read[0] != read[1]:
        return f"population: {names}, READ OTHERWISE ({read[0]} -> {read[1]})"
    told = f"; {read[0]} -> {read[1]}" if read[0] != read[1] else ""
    return f"population: {names}, CHANGED (sha256 {_short(first)} -> {_short(second)}{told})"


def _population_object(comparison: Comparison, i: int) -> dict[str, Any]:
    names, hashes, unranked = comparison.populations, comparison.hashes, comparison.unranked
    return {"population": names[i], "sha256": hashes[i], "unranked": unranked[i]}


def _short(sha256: str | None) -> str:
    return "unknown" if sha256 is None else f"{sha256[:12]}…"


def _mark(row: Row) -> str:
    return "REGRESSION" if row.regression else row.change.value


def _name(row: Row) -> str:
    promise, made = row.promise, "".join(made_under(each) for each in (row.new or row.old,) if each is not None)
    asked = [f"{name} = {value}" for name, value in (("k", promise.k), ("l", promise.l)) if value is not None]
    asked += [f"ties {promise.ties}"] if promise.ties not in {None, "model"} else []
    asked += [f"against {called(promise.against)}"] if promise.against is not None else []
    asked += [f"promised {promise.rate}"] if promise.rate is not None else []
    kind = "" if promise.claim == "robust" else f" ({promise.claim})"
    return f"{called(promise.policy)}{made}{kind}, {', '.join(asked)}"


def _state(state: State | None) -> str:
    if state is None:
        return "not there"
    told = state.verdict.value
    if state.samples is not None:
        told += f", k = {state.samples}"
    if state.value is not None:
        told += f" {exact(state.value)}"
    return told + (f" (against {listed(state.opponent)})" if state.opponent else "")


def _row_object(row: Row) -> dict[str, Any]:
    promise = {name: value for name, value in vars(row.promise).items() if value is not None}
    states = {"old": _state_object(row.old), "new": _state_object(row.new)}
    return {**promise, "change": row.change.value, "regression": row.regression, **states}


def _state_object(state: State | None) -> dict[str, Any] | None:
    if state is None:
        return None
    shown: dict[str, Any] = {"verdict": state.verdict.value}
    shown["value"] = None if state.value is None else format_rational(state.value)
    if state.samples is not None:
        shown["k"] = state.samples
    if state.opponent:
        shown["opponent"] = list(state.opponent)
    return shown
