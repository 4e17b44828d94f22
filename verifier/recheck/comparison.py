"""Compare: two reports of audits, promise by promise, exactly."""

from __future__ import annotations

from verifier.errors import InputError
from verifier.recheck.earlier_report import read_report, unranked
from verifier.report.finding import Word
from verifier.report.pages.comparison import Change, Comparison, Row
from verifier.report.promise import Promise, State

NO_REGRESSION, REGRESSION = 0, 1

_SAME = ("sha256", "voters", "responses", "distinct_rankings", "strict", "complete", "unranked")
"""What is told of a population beside its name."""


def compare_reports(old: str, new: str, *, fail: bool = False) -> Comparison:
    """What became of each promise of the report ``old`` in the report ``new``: a ``report.json``, or a folder with one.

    A regression is a certified promise that is refuted, undecided or gone, or an exact win rate that fell (for
    `samples-for`: a number of samples that rose). With ``fail`` one of these makes the exit code 1.

    Raises:
        InputError: a file is no report of an audit, or neither has a promise: then nothing would be compared.
    """
    first, second = read_report(old), read_report(new)
    before, after = first.states, second.states
    if not before and not after:
        raise InputError(f"{old} and {new}: there is no promise in either, so there is nothing to compare")
    rows = tuple(_row(promise, before.get(promise), after.get(promise)) for promise in {**before, **after})
    people = (first.population, second.population)
    return Comparison(
        names=(old, new),
        populations=(people[0]["source"], people[1]["source"]),
        hashes=(people[0]["sha256"], people[1]["sha256"]),
        same_population=all(people[0].get(name) == people[1].get(name) for name in _SAME),
        rows=rows,
        unranked=(unranked(people[0]), unranked(people[1])),
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
