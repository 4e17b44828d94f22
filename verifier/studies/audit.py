"""Audit: does the policy keep its promise against every opponent?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

from verifier.errors import InputError
from verifier.exact.rational import parse_rational
from verifier.files.writing import make_folder
from verifier.game.rate import parse_rate
from verifier.game.ties import Ties
from verifier.game.worst_case import DEFAULT_BUDGET
from verifier.preferences.policy import Lottery, Policy
from verifier.preferences.population import Population
from verifier.report.finding import PROMISES, Finding, Report, Word
from verifier.studies.assemble import assemble
from verifier.studies.candidates import Candidate, find_candidate, nlhf_candidate
from verifier.studies.effort import Effort, afford_margins
from verifier.studies.facts import condorcet_draft, nlhf_drafts
from verifier.studies.promises import promise_drafts
from verifier.studies.question import Question, rate_text, refuse_nonsense

CERTIFIED, REFUTED, NOTHING, UNDECIDED = 0, 1, 2, 3
"""Exit codes: every promise certified; one refuted; nothing was checked; one undecided (and none refuted)."""


def audit(
    population: Population,
    policies: Any = "nlhf",
    *,
    k: Iterable[int] | int | str | None = None,
    l: Iterable[int] | int = 1,
    rate: str | None = None,
    ties: Ties = "model",
    samples_for: Fraction | str | None = None,
    opponent: Policy | None = None,
    budget: int = DEFAULT_BUDGET,
    out: str | Path | None = None,
    source: str = "population",
) -> Report:
    """Whether the policies keep the promised rate, with certificates that the checker accepted.

    Args:
        population: the people.
        policies: what to audit: a rule or response or file name, a `Policy`, a `Lottery`, what `nlhf` returns, or a
            list of these.
        k: the numbers of samples, by default 1 to 10; ``"all"``: the promise k/(k+1) for every k at once.
        l: how many responses the opponents show.
        rate: the promise, a formula in k and l; by default ``k/(k+1)``.
        ties: who gets a tie: ``model``, ``opponent``, ``shared`` or ``half``.
        samples_for: a rate for which the least number of samples is asked.
        opponent: a given policy to compare with, in place of every opponent.
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
    given = policies if isinstance(policies, (list, tuple)) else [policies]
    wanted = parse_rational(samples_for) if isinstance(samples_for, str) else samples_for
    if wanted is not None and not isinstance(wanted, (int, Fraction)):
        raise InputError(f"samples_for = {samples_for!r}: write the rate as text, such as '9/10', or as a Fraction")
    question = Question(
        k=_numbers(k),
        every_k=k == "all",
        l=(l,) if isinstance(l, int) else tuple(l),
        rate=None if rate is None else parse_rate(rate),
        ties=ties,
        samples_for=wanted,
        opponent=None if opponent is None else ("opponent", opponent),
    )
    candidates = [_candidate(policy, population, i) for i, policy in enumerate(given)]
    effort = Effort(budget=budget, folder=None if out is None else Path(out))
    return run_audit(population, candidates, question, source=source, effort=effort)


def run_audit(
    population: Population,
    candidates: Sequence[Candidate],
    question: Question,
    *,
    source: str,
    sha256: str | None = None,
    effort: Effort | None = None,
) -> Report:
    """The audit of every candidate, each certificate written, checked and then believed."""
    effort = effort or Effort()
    refuse_nonsense(population, candidates, question)
    afford_margins(population, effort)
    if effort.folder is not None:
        make_folder(effort.folder)
    drafts = [condorcet_draft(population)]
    for candidate in candidates:
        if candidate.solution is not None:
            drafts += nlhf_drafts(population, candidate.solution)
        drafts += promise_drafts(population, candidate, question, effort)
    return assemble(
        population,
        candidates,
        drafts,
        source=source,
        sha256=sha256,
        rate=rate_text(question),
        effort=effort,
        exit_code=_exit_code,
    )


def _numbers(k: Iterable[int] | int | str | None) -> tuple[int, ...] | None:
    if k is None or k == "all":
        return None
    if isinstance(k, str):
        raise InputError(f"k = {k!r}: give numbers, or 'all'")
    return (k,) if isinstance(k, int) else tuple(k)


def _exit_code(findings: Sequence[Finding]) -> int:
    words = {finding.verdict for finding in findings if finding.claim in PROMISES}
    if Word.REFUTED in words:
        return REFUTED
    if Word.UNDECIDED in words:
        return UNDECIDED
    return CERTIFIED if Word.CERTIFIED in words else NOTHING


def _candidate(policy: Any, population: Population, place: int) -> Candidate:
    if isinstance(policy, str):
        return find_candidate(policy, population)
    if isinstance(policy, (Policy, Lottery)):
        return Candidate(f"policy {place + 1}" if place else "policy", policy)
    if isinstance(policy, Candidate):
        return policy
    if hasattr(policy, "interior"):
        return nlhf_candidate(policy)
    raise InputError(f"{type(policy).__name__} is no policy; give a Policy, a Lottery, nlhf(...), or a name")
