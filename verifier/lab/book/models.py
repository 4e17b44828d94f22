"""The models of users that a question of a case can be about: its population, Plackett-Luce users, a judge's table."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from verifier.audits.drafts import word
from verifier.claims.verdict import Undecided, Verdict
from verifier.errors import InputError
from verifier.game.payoffs import Payoff
from verifier.lab.book.pages.line import Line
from verifier.lab.book.question import Setting
from verifier.lab.book.table import Table
from verifier.lab.set_preferences.plackett_luce import PlackettLuce
from verifier.lab.set_preferences.preferences import SetPreferences
from verifier.lab.set_preferences.set_table import SetTable
from verifier.preferences.policy import Policy
from verifier.report.finding import Word

NO_CHECK = "no independent check: evaluated exactly here"


def read_model(table: Table, setting: Setting) -> SetPreferences:
    """What ``table`` says under ``users`` (Plackett-Luce), or ``prefers`` (a judge's table), else the population.

    Raises:
        InputError: it says both, or lacks the responses that go with them.
    """
    users, prefers = table.optional("users", list, None), table.optional("prefers", dict, None)
    if users is None and prefers is None:
        return setting.population
    if users is not None and prefers is not None:
        raise InputError(f"{table.where}: give users (Plackett-Luce) or prefers (a judge's table), not both")
    responses = table.take("responses", list)
    if prefers is not None:
        return SetTable.from_statements(responses, prefers)
    rows = []
    for given in users:
        user = Table(given, f"{table.where} users")
        rows.append((user.take("weights", dict), user.take("share", str)))
        user.finish()
    return PlackettLuce.from_shares(responses, rows)


def read_policy(given: Any, responses: tuple[str, ...], where: str) -> Policy:
    """The policy that ``{ a = "1/2", b = "1/2" }`` writes.

    Raises:
        InputError: it is no such table.
    """
    if not isinstance(given, Mapping):
        raise InputError(f'{where}: {given!r} is no policy; write it as {{ a = "1/2", b = "1/2" }}')
    return Policy.from_weights(given, responses)


def read_policies(table: Table, key: str, responses: tuple[str, ...]) -> tuple[Policy, ...]:
    """The policies listed under ``key``; none where the key is not there."""
    return tuple(read_policy(each, responses, f"{table.where} {key}") for each in table.optional(key, list, []))


def payoff_of(text: str, where: str) -> Payoff:
    """The payoff called ``text``.

    Raises:
        InputError: it is neither of the two.
    """
    if text == "strict":
        return "strict"
    if text == "shared":
        return "shared"
    raise InputError(f"{where}: 'payoff' is {text!r}; write strict or shared")


def line_of(verdict: Verdict) -> Line:
    """A verdict that has no kind of certificate, as a line."""
    note = verdict.reason if isinstance(verdict, Undecided) else NO_CHECK
    sentence = str(verdict.claim) if isinstance(verdict, Undecided) else str(verdict)
    return Line(sentence, word(verdict), None, note)


def unexpected(expected: tuple[str, ...] | None, found: tuple[Word, ...], what: str) -> tuple[str, ...]:
    """Every verdict that is not as expected; a single expected one stands for all."""
    if expected is None:
        return ()
    every = expected * len(found) if len(expected) == 1 else expected
    if len(every) != len(found) or not found:
        return (f"{len(expected)} verdicts on {what} are expected, {len(found)} were found",)
    pairs = enumerate(zip(every, found, strict=True), start=1)
    return tuple(f"{what} {i}: expected {one}, found {other.value}" for i, (one, other) in pairs if one != other.value)


def differs(expected: tuple[Fraction, ...] | None, found: tuple[Fraction, ...], what: str) -> tuple[str, ...]:
    """Whether the exact values are not those expected."""
    if expected is None or expected == found:
        return ()
    return (f"{what}: expected {', '.join(map(str, expected))}, found {', '.join(map(str, found))}",)
