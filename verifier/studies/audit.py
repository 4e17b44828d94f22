"""Audit: does the policy keep its promise against every opponent?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Any

from verifier.claims.robust import Mixture, Robust, WinRate, WorstCaseValue
from verifier.claims.verdict import Undecided
from verifier.errors import BudgetError, InputError, UnsupportedError
from verifier.exact.rational import parse_rational
from verifier.game.loss import mixed_loss
from verifier.game.margins import margins, smith_set
from verifier.game.masses import masses
from verifier.game.rate import Rate, parse_rate
from verifier.game.samples import limit_loss
from verifier.game.ties import Ties, check_combination
from verifier.game.worst_case import DEFAULT_BUDGET, worst_case
from verifier.preferences.policy import Lottery, Policy
from verifier.preferences.population import Population
from verifier.report.finding import PROMISES, Finding, PolicyEntry, Report, Word
from verifier.studies.candidates import Candidate, find_candidate, nlhf_candidate
from verifier.studies.drafts import Draft, settle, stem, word
from verifier.studies.facts import condorcet_draft, nlhf_drafts
from verifier.studies.least_samples import least_samples

CERTIFIED, REFUTED, USAGE, UNDECIDED, REJECTED = 0, 1, 2, 3, 4

DEFAULT_SAMPLES = range(1, 11)


@dataclass(frozen=True)
class Question:
    """What is asked of every policy.

    Attributes:
        k: numbers of samples; None: 1 to 10 (a lottery's own number), or nothing beside ``samples_for``.
        l: numbers of responses that the opponents show.
        rate: the promised rate, a formula in k and l; None: k/(k+1), and W(k,l) against many responses.
        ties: who gets a tie.
        samples_for: a rate for which the least number of samples is asked.
        opponent: the label and policy of a given opponent, in place of every opponent.
        budget: work units for enumerated opponents.
    """

    k: tuple[int, ...] | None = None
    l: tuple[int, ...] = (1,)
    rate: Rate | None = None
    ties: Ties = "model"
    samples_for: Fraction | None = None
    opponent: tuple[str, Policy] | None = None
    budget: int = DEFAULT_BUDGET

    def __post_init__(self) -> None:
        """Refuse numbers that make no sense, whatever the population."""
        for name, numbers in (("k", self.k or ()), ("l", self.l)):
            for number in numbers:
                if number < 1:
                    raise InputError(f"-{name} {number}: the number of {_COUNTED[name]} is at least 1")
        if self.samples_for is not None and not 0 <= self.samples_for <= 1:
            raise InputError(f"rate {self.samples_for} is outside [0, 1]; a win rate lies in [0, 1]")
        if self.opponent is not None and self.l != (1,):
            raise UnsupportedError("--opponent names a policy that shows one response; leave out -l")


_COUNTED = {"k": "samples", "l": "responses shown"}


def audit(
    population: Population,
    policies: Any = "nlhf",
    *,
    k: Iterable[int] | int | None = None,
    l: Iterable[int] | int = 1,  # noqa: E741
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
        k: the numbers of samples; by default 1 to 10.
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
    question = Question(
        k=None if k is None else ((k,) if isinstance(k, int) else tuple(k)),
        l=(l,) if isinstance(l, int) else tuple(l),
        rate=None if rate is None else parse_rate(rate),
        ties=ties,
        samples_for=wanted,
        opponent=None if opponent is None else ("opponent", opponent),
        budget=budget,
    )
    candidates = [_candidate(policy, population, i) for i, policy in enumerate(given)]
    return run_audit(population, candidates, question, source=source, folder=None if out is None else Path(out))


def run_audit(
    population: Population,
    candidates: Sequence[Candidate],
    question: Question,
    *,
    source: str,
    sha256: str | None = None,
    folder: Path | None = None,
    progress: Callable[[str], None] = lambda _: None,
) -> Report:
    """The audit of every candidate, each certificate written, checked and then believed."""
    _refuse_nonsense(population, candidates, question)
    drafts = [condorcet_draft(population)]
    for candidate in candidates:
        if candidate.solution is not None:
            drafts += nlhf_drafts(population, candidate.solution)
        drafts += _promises(population, candidate, question, progress)
    settled = settle(drafts, folder, progress)
    findings = tuple(each.finding for each in settled)
    winner = drafts[0].finding.winner
    smith = (winner,) if winner is not None else tuple(population.responses[y] for y in smith_set(margins(population)))
    return Report(
        source=source,
        sha256=sha256,
        population=population,
        condorcet_winner=winner,
        smith_set=smith,
        rate=_rate_text(candidates, question),
        policies=tuple(_entry(candidate) for candidate in candidates),
        findings=findings,
        exit_code=_exit_code(findings, rejected=any(each.rejected for each in settled)),
    )


def _exit_code(findings: Iterable[Finding], *, rejected: bool) -> int:
    if rejected:
        return REJECTED
    words = {finding.verdict for finding in findings if finding.claim in PROMISES}
    if Word.REFUTED in words:
        return REFUTED
    if Word.UNDECIDED in words:
        return UNDECIDED
    return CERTIFIED if Word.CERTIFIED in words else USAGE


def _refuse_nonsense(population: Population, candidates: Sequence[Candidate], question: Question) -> None:
    """Everything that can be refused is refused before any work is done."""
    m = len(population.responses)
    if not candidates:
        raise InputError("no policy was given; name a rule, a response or a file")
    labels = [candidate.label for candidate in candidates]
    for label in labels:
        if labels.count(label) > 1:
            raise InputError(f"the policy {label!r} was given twice")
    for l in question.l:  # noqa: E741
        if l > m:
            raise InputError(f"-l {l}: an opponent cannot show {l} of {m} responses; choose at most {m}")
    for candidate in candidates:
        lottery = isinstance(candidate.policy, Lottery)
        if lottery and question.samples_for is not None:
            raise UnsupportedError(f"{candidate.label}: a lottery has a fixed number of samples; --samples-for varies it")
        for k in _samples(candidate, question):
            for l in question.l:  # noqa: E741
                check_combination(question.ties, k, l, weak_orders=population.weak_orders, lottery=lottery)
                _rate(question, candidate, l)(k, l)
            if isinstance(candidate.policy, Lottery) and k < candidate.policy.k:
                raise InputError(f"-k {k}: {candidate.label} shows {candidate.policy.k} samples; ask for at least that")
        if question.samples_for is not None:
            if question.ties == "half":
                raise UnsupportedError("--samples-for varies k, but --ties half is defined for k = 1 only")
            for l in question.l:  # noqa: E741
                check_combination(question.ties, 1, l, weak_orders=population.weak_orders)


def _samples(candidate: Candidate, question: Question) -> tuple[int, ...]:
    if question.k is not None:
        return question.k
    if isinstance(candidate.policy, Lottery):
        return (candidate.policy.k,)
    if question.samples_for is not None:
        return ()
    return (1,) if question.ties == "half" else tuple(DEFAULT_SAMPLES)


def _default_rate(l: int) -> Rate:  # noqa: E741
    return parse_rate("k/(k+1)" if l == 1 else "W(k,l)")


def _rate(question: Question, _candidate: Candidate, l: int) -> Rate:  # noqa: E741
    return question.rate or _default_rate(l)


def _rate_text(candidates: Sequence[Candidate], question: Question) -> str:
    return "; ".join(dict.fromkeys(_rate(question, candidate, l).text for candidate in candidates for l in question.l))


def _promises(
    population: Population, candidate: Candidate, question: Question, progress: Callable[[str], None]
) -> list[Draft]:
    drafts: list[Draft] = []
    for l in question.l:  # noqa: E741
        if question.samples_for is not None and isinstance(candidate.policy, Policy):
            progress(f"{candidate.label}: how many samples")
            drafts.append(_samples_for(population, candidate.label, candidate.policy, question, l))
        for k in _samples(candidate, question):
            progress(f"{candidate.label}: k = {k}, l = {l}")
            if question.opponent is not None:
                drafts.append(_win_rate(population, candidate, question, k))
            else:
                drafts += _robust(population, candidate, question, k, l)
    return drafts


def _robust(population: Population, candidate: Candidate, question: Question, k: int, l: int) -> list[Draft]:  # noqa: E741
    label, policy, ties = candidate.label, candidate.policy, question.ties
    rate = _rate(question, candidate, l)(k, l)
    name = f"{stem(label)}-k{k}-l{l}-{ties}"
    claim = Robust(population, policy, k, l, ties, rate)
    finding = Finding("robust", Word.UNDECIDED, "", policy=label, k=k, l=l, ties=ties, rate=rate)
    try:
        worst = worst_case(masses(population, policy), k, l, ties, question.budget)
    except BudgetError as error:
        verdict = Undecided(claim, Fraction(0), Fraction(1), str(error))
        return [Draft(replace(finding, lower=Fraction(0), upper=Fraction(1)), verdict, name)]
    opponent = tuple(population.responses[y] for y in worst.opponent)
    known = replace(finding, value=worst.value, opponent=opponent)
    verdict = claim.decide(budget=question.budget)
    optimum = WorstCaseValue(population, policy, k, l, ties, worst.value)
    mixture = Mixture(Lottery((worst.opponent,), (1,), 1, len(worst.opponent)))
    return [
        Draft(replace(known, verdict=word(verdict)), verdict, name),
        Draft(replace(known, claim="worst-case", rate=None), optimum.decide(mixture, question.budget), f"{name}-value"),
    ]


def _win_rate(population: Population, candidate: Candidate, question: Question, k: int) -> Draft:
    label, ties = candidate.label, question.ties
    against_label, against = question.opponent or ("", Policy((), 1))
    rate = _rate(question, candidate, 1)(k, 1)
    verdict = WinRate(population, candidate.policy, k, ties, rate, against).decide()
    value = 1 - mixed_loss(masses(population, candidate.policy), k, against, ties)
    finding = Finding(
        "win-rate", word(verdict), "", policy=label, k=k, l=1, ties=ties, rate=rate, value=value, against=against_label
    )
    return Draft(finding, verdict, f"{stem(label)}-k{k}-{ties}-against-{stem(against_label)}")


def _samples_for(population: Population, label: str, policy: Policy, question: Question, l: int) -> Draft:  # noqa: E741
    rate = question.samples_for or Fraction(0)
    verdict = least_samples(population, policy, rate, l, question.ties, budget=question.budget)
    witness = getattr(verdict, "witness", None)
    k, value, opponent = verdict.claim.k, None, None
    seen = masses(population, policy)
    if k is not None:
        value = worst_case(seen, k, l, question.ties, question.budget).value
    elif witness is not None:
        value = 1 - limit_loss(seen, witness.responses, question.ties)[0]
        opponent = tuple(population.responses[y] for y in witness.responses)
    finding = Finding(
        "samples-for", word(verdict), "", policy=label, k=k, l=l, ties=question.ties, rate=rate, value=value,
        opponent=opponent,
    )  # fmt: skip
    return Draft(finding, verdict, f"{stem(label)}-samples-l{l}-{question.ties}")


def _entry(candidate: Candidate) -> PolicyEntry:
    solution = candidate.solution
    return PolicyEntry(
        candidate.label,
        candidate.policy,
        unique=None if solution is None else solution.unique,
        dimension=None if solution is None else solution.dimension,
        note=candidate.note,
    )


def _candidate(policy: Any, population: Population, place: int) -> Candidate:
    if isinstance(policy, str):
        return find_candidate(policy, population)
    if isinstance(policy, (Policy, Lottery)):
        m = len(population.responses)
        largest = max((y for chosen in policy.sets for y in chosen), default=-1) if isinstance(policy, Lottery) else m - 1
        if largest >= m or (isinstance(policy, Policy) and len(policy.numerators) != m):
            raise InputError(f"the policy is not over the population's {m} responses; build it with Policy.from_weights")
        return Candidate(f"policy {place + 1}" if place else "policy", policy)
    if isinstance(policy, Candidate):
        return policy
    if hasattr(policy, "interior"):
        return nlhf_candidate(policy)
    raise InputError(f"{type(policy).__name__} is no policy; give a Policy, a Lottery, nlhf(...), or a name")
