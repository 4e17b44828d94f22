"""Audit: does the policy keep its promise against every opponent?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from itertools import chain
from os import PathLike, fspath
from pathlib import Path
from typing import Any, SupportsIndex

from verifier.audits.assemble import assemble
from verifier.audits.candidates import Candidate, nlhf_candidate
from verifier.audits.drafts import Draft
from verifier.audits.effort import Effort, afford_margins
from verifier.audits.families.table import find_each
from verifier.audits.promises.decide import promise_drafts
from verifier.audits.promises.facts import condorcet_draft
from verifier.audits.python import named_policies, people_of, policy_of
from verifier.audits.question import Question, rate_text, refuse_nonsense
from verifier.audits.rules import RULE_NAMES
from verifier.audits.unanswered import unanswered
from verifier.errors import InputError
from verifier.exact.numbers import as_whole, written
from verifier.exact.rational import parse_rational
from verifier.game.rate import parse_rate
from verifier.game.ties import Ties
from verifier.game.worst_case import DEFAULT_BUDGET
from verifier.preferences.policy import Policy
from verifier.preferences.population import Population
from verifier.preferences.quotation import OwnWord, called
from verifier.report.finding import PROMISES, Finding, LeftOut, Word
from verifier.report.headline import divided
from verifier.report.shown import ShownReport

CERTIFIED, REFUTED, NOTHING, UNDECIDED = 0, 1, 2, 3
"""Exit codes: every promise certified; one refuted; nothing was checked; one undecided (and none refuted)."""


def audit(
    population: Any,
    policies: Any = "nlhf",
    *,
    k: Iterable[SupportsIndex] | SupportsIndex | str | None = None,
    l: Iterable[SupportsIndex] | SupportsIndex = 1,
    rate: str | Fraction | float | Decimal | None = None,
    ties: Ties = "model",
    samples_for: Fraction | float | Decimal | str | None = None,
    opponent: Any = None,
    normalize: bool = False,
    budget: int = DEFAULT_BUDGET,
    out: str | Path | None = None,
    source: str | None = None,
) -> ShownReport:
    """Whether the policies keep the promised rate, with certificates that the checker accepted.

    Args:
        population: the people: a `Population`, the path of a file, a name such as ``gallery:three-cycle``, or a data
            frame or a profile that makes one (`Population.from_frame`, `Population.from_profile`).
        policies: what to audit: the name of a rule, a response or a file; a `Policy`, a `Lottery`, what `nlhf` returns,
            weights by response such as ``{"a": "2/3", "b": "1/3"}``; ``{"today": policy}`` to call one or several by
            names of your own; or a list of all these.
        k: the numbers of samples, by default 1 to 10; ``"all"``: the promise k/(k+1) for every k at once.
        l: how many responses the opponents show.
        rate: the promise, a formula in k and l, or a number; by default ``k/(k+1)``, and against several responses what
            a policy's kind can promise. Numbers are exact: a float is the decimal that it prints.
        ties: who gets a tie: ``model``, ``opponent``, ``shared`` or ``half``.
        samples_for: a rate for which the least number of samples is asked; of rules with another policy for every k
            the least whose own policy reaches it, looked for up to the greatest ``k``, if that is given.
        opponent: a given policy to compare with, in place of every opponent; or several, as a list, or by names of
            your own such as ``{"last week": policy}``; not together with ``samples_for``.
        normalize: divide the weights of policies, and shares of users in a file, by their sum; the report says so.
        budget: work units allowed for enumerating opponents that show several responses.
        out: a folder for certificates; by default they are made, checked and thrown away.
        source: how the report names the population; by default its file, or ``population``.

    Returns:
        The report; ``print`` it, or read its ``findings`` and ``exit_code``.

    Raises:
        InputError: an argument makes no sense; the message says what would.

    >>> people = Population.from_rankings(["a > b > c", "b > c > a", "c > a > b"])
    >>> [finding.verdict.value for finding in audit(people, "uniform", k=[1, 2]).findings if finding.claim == "robust"]
    ['certified', 'certified']
    """
    people, name = people_of(population, normalize=normalize)
    units = as_whole(budget)
    if units is None or units < 1:
        raise InputError(f"budget = {budget!r}: write a positive whole number of work units")
    question = Question(
        k=None if k is None or (isinstance(k, str) and k == "all") else _numbers("k", k, ", or 'all'"),
        every_k=isinstance(k, str) and k == "all",
        l=_numbers("l", l),
        rate=None if rate is None else parse_rate(rate if isinstance(rate, str) else _written("rate", rate)),
        ties=ties,
        samples_for=None if samples_for is None else parse_rational(_written("samples_for", samples_for)),
        opponents=tuple(_opponents(opponent, people, normalize=normalize)),
    )
    effort = Effort(budget=units, folder=None if out is None else Path(out))
    listed = policies if isinstance(policies, (list, tuple)) else [policies]
    names = [each if isinstance(each, str) else f"file:{fspath(each)}" for each in listed if _is_name(each)]
    found = find_each(names, people, question, effort, normalize=normalize)
    own = [
        candidate
        for i, policy in enumerate(listed)
        if not _is_name(policy)
        for candidate in _candidates(policy, people, i, normalize=normalize)
    ]
    return run_audit(people, chain(found, own), question, source=source or name or OwnWord("population"), effort=effort)


def run_audit(
    population: Population,
    steps: Iterable[Candidate | Draft | LeftOut],
    question: Question,
    *,
    source: str,
    sha256: str | None = None,
    effort: Effort | None = None,
) -> ShownReport:
    """The audit of every candidate, each certificate written, checked and then believed.

    Args:
        population: the people.
        steps: the policies to audit, promises that stay undecided, and what is left out, as `find_each` makes them.
        question: what is asked of each.
        source: what the people are called.
        sha256: of the file that they were read from.
        effort: what may be spent; where it is interruptible, promises that are not decided by then are undecided.

    Raises:
        InputError: as in `refuse_nonsense`, or there is nothing to audit.
        UnsupportedError: as in `refuse_nonsense`.
        BudgetError: the margins alone are beyond the budget.
    """
    effort = effort or Effort()
    afford_margins(population, effort)
    drafts, candidates, left_out = [condorcet_draft(population)], [], []
    asked = False
    for step in steps:
        if isinstance(step, LeftOut):
            left_out.append(step)
            continue
        asked = True
        if isinstance(step, Draft):
            drafts.append(step)
            continue
        candidates.append(_told(step, question))
        refuse_nonsense(population, candidates, question)
        own: list[Draft] = []
        with effort.until_interrupted():
            own.extend(() if effort.stopped else _drafts(population, candidates[-1], question, effort))
        drafts += own
        drafts += unanswered(candidates[-1], question, own) if effort.stopped else []
    if not asked:
        raise InputError("no policy was given; name a rule, a response or a file")
    return assemble(
        population,
        candidates,
        drafts,
        source=source,
        sha256=sha256,
        rate=rate_text(question, candidates),
        effort=effort,
        exit_code=_exit_code,
        left_out=tuple(left_out),
    )


def _drafts(population: Population, candidate: Candidate, question: Question, effort: Effort) -> Iterator[Draft]:
    yield from candidate.facts
    yield from promise_drafts(population, candidate, question, effort)


def _told(candidate: Candidate, question: Question) -> Candidate:
    """``candidate`` with a note of the weights that were divided by their sum."""
    notes = [candidate.note] if candidate.note else []
    if candidate.policy.divided_by is not None:
        notes.append(divided(candidate.policy.divided_by))
    for label, opponent in question.opponents:
        notes += [] if opponent.divided_by is None else [f"{called(label)}: {divided(opponent.divided_by)}"]
    return replace(candidate, note="; ".join(notes) or None)


def _numbers(name: str, given: Any, word: str = "") -> tuple[int, ...]:
    """The whole numbers ``given`` for ``name``: one, or several in anything that can be gone through."""
    several = as_whole(given) is None and isinstance(given, Iterable) and not isinstance(given, (str, bytes))
    numbers = [as_whole(number) for number in (given if several else (given,))]
    found = tuple(number for number in numbers if number is not None)
    if len(found) < len(numbers):
        raise InputError(f"{name} = {given!r}: give a whole number, several of them{word}")
    return found


def _written(name: str, value: Any) -> str:
    try:
        return value if isinstance(value, str) else written(value)
    except InputError as error:
        raise InputError(f"{name} = {value!r}: {error}") from None


def _exit_code(findings: Sequence[Finding]) -> int:
    words = {finding.verdict for finding in findings if finding.claim in PROMISES}
    if Word.REFUTED in words:
        return REFUTED
    if Word.UNDECIDED in words:
        return UNDECIDED
    return CERTIFIED if Word.CERTIFIED in words else NOTHING


def _is_name(policy: Any) -> bool:
    return isinstance(policy, (str, PathLike))


def _opponents(given: Any, population: Population, *, normalize: bool) -> Iterator[tuple[str, Policy]]:
    """The given opponents, each by a name."""
    if given is None:
        return
    if isinstance(given, (list, tuple, Mapping)) and not given:
        raise InputError(f"opponent = {given!r} names none; leave it out to face every opponent")
    named = named_policies(given, population, normalize=normalize)
    if named is None:
        listed = given if isinstance(given, (list, tuple)) else [given]
        policies = [policy_of(policy, population, normalize=normalize) for policy in listed]
        named = {OwnWord(f"opponent {i + 1}" if i else "opponent"): policy for i, policy in enumerate(policies)}
    for name, policy in named.items():
        if not isinstance(policy, Policy):
            raise InputError(f"{name!r} is a {type(policy).__name__}; an opponent shows one response, so give a Policy")
        yield name, policy


def _candidates(policy: Any, population: Population, place: int, *, normalize: bool) -> Iterator[Candidate]:
    """The policies that are no names, under names of the user's own where there are."""
    from verifier.rules.nlhf.policy import NLHFSolution

    named = named_policies(policy, population, normalize=normalize)
    if named is not None:
        for name, each in named.items():
            if name.removeprefix("rule:") in RULE_NAMES or name in population.index:
                raise InputError(
                    f"{name!r} cannot be the name of a policy of your own: choose a text that names no rule and no "
                    "response"
                )
            yield Candidate(name, each)
    elif isinstance(policy, Candidate):
        yield policy
    elif isinstance(policy, NLHFSolution):
        yield nlhf_candidate(population, policy)
    else:
        label = OwnWord(f"policy {place + 1}" if place else "policy")
        yield Candidate(label, policy_of(policy, population, normalize=normalize))
