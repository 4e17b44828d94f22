"""Audit: does the policy keep its promise against every opponent?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any, SupportsIndex

from verifier.errors import InputError
from verifier.exact.numbers import as_whole, written
from verifier.exact.rational import parse_rational
from verifier.game.rate import parse_rate
from verifier.game.ties import Ties
from verifier.game.worst_case import DEFAULT_BUDGET
from verifier.preferences.objects.registry import to_population
from verifier.preferences.policy import Lottery, Policy
from verifier.preferences.population import Population
from verifier.report.finding import PROMISES, Finding, LeftOut, Report, Word
from verifier.report.headline import divided
from verifier.studies.assemble import assemble
from verifier.studies.candidates import RULE_NAMES, Candidate, nlhf_candidate
from verifier.studies.drafts import Draft
from verifier.studies.effort import Effort, afford_margins
from verifier.studies.facts import condorcet_draft
from verifier.studies.families import find_all
from verifier.studies.promises import promise_drafts
from verifier.studies.question import Question, rate_text, refuse_nonsense

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
    opponent: Policy | Mapping[str, Policy] | Sequence[Policy] | None = None,
    normalize: bool = False,
    budget: int = DEFAULT_BUDGET,
    out: str | Path | None = None,
    source: str = "population",
) -> Report:
    """Whether the policies keep the promised rate, with certificates that the checker accepted.

    Args:
        population: the people: a `Population`, or a data frame or a profile that makes one (`Population.from_frame`,
            `Population.from_profile`).
        policies: what to audit: a rule or response or file name, a `Policy`, a `Lottery`, what `nlhf` returns,
            ``{"today": policy}`` to call one or several by names of your own, or a list of all these.
        k: the numbers of samples, by default 1 to 10; ``"all"``: the promise k/(k+1) for every k at once.
        l: how many responses the opponents show.
        rate: the promise, a formula in k and l, or a number; by default ``k/(k+1)``, and against several responses what
            a policy's kind can promise. Numbers are exact: a float is the decimal that it prints.
        ties: who gets a tie: ``model``, ``opponent``, ``shared`` or ``half``.
        samples_for: a rate for which the least number of samples is asked.
        opponent: a given policy to compare with, in place of every opponent; or several, as a list, or by names of
            your own such as ``{"last week": policy}``.
        normalize: divide the weights of policies in files by their sum, whatever it is; the report says so.
        budget: work units allowed for enumerating opponents that show several responses.
        out: a folder for certificates; by default they are made, checked and thrown away.
        source: how the report names the population.

    Returns:
        The report; ``print`` it, or read its ``findings`` and ``exit_code``.

    Raises:
        InputError: an argument makes no sense; the message says what would.

    >>> people = Population.from_rankings(["a > b > c", "b > c > a", "c > a > b"])
    >>> [finding.verdict.value for finding in audit(people, "uniform", k=[1, 2]).findings if finding.claim == "robust"]
    ['certified', 'certified']
    """
    people = to_population(population)
    units = as_whole(budget)
    if units is None or units < 1:
        raise InputError(f"budget = {budget!r}: write a positive whole number of work units")
    listed = policies if isinstance(policies, (list, tuple)) else [policies]
    given = [
        each for policy in listed for each in (_named(policy, people) if isinstance(policy, Mapping) else [policy])
    ]
    question = Question(
        k=None if k is None or (isinstance(k, str) and k == "all") else _numbers("k", k, ", or 'all'"),
        every_k=isinstance(k, str) and k == "all",
        l=_numbers("l", l),
        rate=None if rate is None else parse_rate(rate if isinstance(rate, str) else _written("rate", rate)),
        ties=ties,
        samples_for=None if samples_for is None else parse_rational(_written("samples_for", samples_for)),
        opponents=tuple(_opponents(opponent)),
    )
    effort = Effort(budget=units, folder=None if out is None else Path(out))
    names = [policy for policy in given if isinstance(policy, str)]
    found = find_all(names, people, question, effort, normalize=normalize)
    own = [_candidate(policy, people, i) for i, policy in enumerate(given) if not isinstance(policy, str)]
    return run_audit(
        people,
        [*found.candidates, *own],
        question,
        source=source,
        effort=effort,
        unsolved=found.unsolved,
        left_out=found.left_out,
    )


def run_audit(
    population: Population,
    candidates: Sequence[Candidate],
    question: Question,
    *,
    source: str,
    sha256: str | None = None,
    effort: Effort | None = None,
    unsolved: Sequence[Draft] = (),
    left_out: tuple[LeftOut, ...] = (),
) -> Report:
    """The audit of every candidate, each certificate written, checked and then believed."""
    effort = effort or Effort()
    if not candidates and not unsolved:
        raise InputError("no policy was given; name a rule, a response or a file")
    candidates = [_told(candidate, question) for candidate in candidates]
    refuse_nonsense(population, candidates, question)
    afford_margins(population, effort)
    drafts = [condorcet_draft(population)]
    for candidate in candidates:
        drafts += candidate.facts
        drafts += promise_drafts(population, candidate, question, effort)
    drafts += unsolved
    return assemble(
        population,
        candidates,
        drafts,
        source=source,
        sha256=sha256,
        rate=rate_text(question, candidates),
        effort=effort,
        exit_code=_exit_code,
        left_out=left_out,
    )


def _told(candidate: Candidate, question: Question) -> Candidate:
    """``candidate`` with a note of the weights that were divided by their sum."""
    notes = [candidate.note] if candidate.note else []
    if candidate.policy.divided_by is not None:
        notes.append(divided(candidate.policy.divided_by))
    for label, opponent in question.opponents:
        notes += [] if opponent.divided_by is None else [f"{label}: {divided(opponent.divided_by)}"]
    return replace(candidate, note="; ".join(notes) or None)


def _numbers(name: str, given: Any, word: str = "") -> tuple[int, ...]:
    """The whole numbers ``given`` for ``name``: one, or several in anything that can be gone through."""
    several = as_whole(given) is None and isinstance(given, Iterable) and not isinstance(given, str)
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


def _opponents(given: Any) -> Iterator[tuple[str, Policy]]:
    """The given opponents, each by a name."""
    if given is None:
        return
    several = isinstance(given, (list, tuple, Mapping))
    if several and not given:
        raise InputError(f"opponent = {given!r} names none; leave it out to face every opponent")
    if isinstance(given, Mapping):
        named = list(given.items())
    else:
        named = [
            (f"opponent {i + 1}" if i else "opponent", policy) for i, policy in enumerate(given if several else [given])
        ]
    for name, policy in named:
        if not isinstance(policy, Policy):
            raise InputError(
                f"{type(policy).__name__} is no policy to compare with; build one with Policy.from_weights"
            )
        if not isinstance(name, str) or not name:
            raise InputError(f"{name!r} cannot be the name of an opponent: choose a text that is not empty")
        yield name, policy


def _named(policies: Mapping[Any, Any], population: Population) -> list[Candidate]:
    """Policies under names of the user's own, which are no names of rules or responses."""
    for name, policy in policies.items():
        if not isinstance(policy, (Policy, Lottery)):
            raise InputError(f"{name!r}: {policy!r} is no policy; build one with Policy.from_weights")
        if (
            not isinstance(name, str)
            or not name
            or name.removeprefix("rule:") in RULE_NAMES
            or name in population.index
        ):
            raise InputError(
                f"{name!r} cannot be the name of a policy of your own: choose a text that is not empty and "
                "names no rule and no response"
            )
    return [Candidate(name, policy) for name, policy in policies.items()]


def _candidate(policy: Any, population: Population, place: int) -> Candidate:
    if isinstance(policy, (Policy, Lottery)):
        return Candidate(f"policy {place + 1}" if place else "policy", policy)
    if isinstance(policy, Candidate):
        return policy
    from verifier.methods.nlhf import NLHFSolution

    if isinstance(policy, NLHFSolution):
        return nlhf_candidate(population, policy)
    raise InputError(f"{type(policy).__name__} is no policy; give a Policy, a Lottery, nlhf(...), or a name")
