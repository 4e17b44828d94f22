"""The promises of one policy, evaluated: robust, worst case, rate against a given policy, least number of samples."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from verifier.audits.candidates import Candidate
from verifier.audits.drafts import Draft, stem, word
from verifier.audits.effort import UNITS_OF_A_LOOK, Effort
from verifier.audits.promises.brackets import LONG_PLACES, with_value
from verifier.audits.promises.facts import nlhf_range_drafts
from verifier.audits.promises.misses import distance, missed
from verifier.audits.question import Question, promised, samples
from verifier.claims.robust import AtLimit, Fewer, Mixture, Opponent, Robust, WinRate, WorstCaseValue
from verifier.claims.verdict import Certified, Refuted, Undecided, Verdict
from verifier.errors import BudgetError, UnsupportedError
from verifier.exact.rational import is_short, round_down, round_up
from verifier.exact.tree import Tree
from verifier.game.loss import mixed_loss
from verifier.game.masses import masses
from verifier.game.samples import limit_loss, worst_limit
from verifier.game.ties import Ties
from verifier.game.worst_case import WorstCase, work, worst_case
from verifier.preferences.policy import Lottery, Policy
from verifier.preferences.population import Population
from verifier.report.finding import Finding, Word
from verifier.report.number import decimal

RANGE_UNITS = 200
"""Bounds over all NLHF policies take about so many work units times the cube of the number of responses."""

LARGE_K_PARTS = 100
"""Where k is beyond the budget, fewer samples are tried that take at most this part of it."""

NEARBY = "the only exact equilibrium near it"
"""What the promise of an equilibrium of shared payoffs is decided for, where its rounded weights miss it."""

ROUNDED = "the rounded policy"
"""What misses a promise that the exact equilibrium near it may keep."""

CHEAP = 20_000_000
"""Work units up to which every opponent of several responses is looked at, and the exact value known."""


def promise_drafts(population: Population, candidate: Candidate, question: Question, effort: Effort) -> Iterator[Draft]:
    """Every promise asked of ``candidate``, one after the other as they are decided."""
    if question.every_k:
        from verifier.audits.promises.every_k import every_k_drafts

        yield from every_k_drafts(population, candidate, effort)
    for l in question.l if candidate.l is None else (candidate.l,):
        if question.samples_for is not None and not candidate.depends_on_k:
            effort.progress(f"{candidate.label}: how many samples")
            yield _samples_for(population, candidate, question, l, effort)
        for k in samples(candidate, question):
            effort.progress(f"{candidate.label}: k = {k}, l = {l}")
            if question.opponents:
                yield from (_win_rate(population, candidate, question, k, *each) for each in question.opponents)
                continue
            yield from robust_drafts(population, candidate, question, k, l, effort)
            small = len(population.responses) ** 3 * RANGE_UNITS <= effort.budget
            if candidate.dimension and l == 1 and question.ties == "model" and small:
                yield from nlhf_range_drafts(population, k)


def robust_drafts(
    population: Population, candidate: Candidate, question: Question, k: int, l: int, effort: Effort
) -> list[Draft]:
    """Whether k samples of ``candidate`` keep the promise against ℓ responses; and the exact rate, if known."""
    label, policy, ties = candidate.label, candidate.policy, question.ties
    formula = promised(question, candidate, l)
    rate = formula(k, l)
    name = f"{stem(label)}-k{k}-l{l}-{ties}"
    claim = Robust(population, policy, k, l, ties, rate)
    finding = Finding("robust", Word.UNDECIDED, "", policy=label, k=k, l=l, ties=ties, rate=rate, formula=formula.text)
    seen = masses(population, policy)
    if min(l, len(population.responses)) > 1 and work(seen, k, l) > CHEAP:
        return _robust_by_search(claim, candidate, finding, name, effort, exact=question.exact)
    try:
        worst = worst_case(seen, k, l, ties, effort.budget)
    except BudgetError as error:
        return [_robust_for_large_k(claim, finding, name, error, effort)]
    opponent = tuple(population.responses[y] for y in worst.opponent)
    known = replace(with_value(finding, worst.value), opponent=opponent)
    nearby = _nearby(candidate, claim, worst.value)
    verdict = claim.decide(budget=effort.budget) if nearby is None else nearby
    known = replace(known, about=_about(candidate, claim, worst.value, verdict, nearby))
    promise = Draft(replace(known, verdict=word(verdict)), verdict, name)
    if not is_short(worst.value):
        return [promise]
    return [promise, value_draft(population, candidate, k, l, ties, worst, effort)]


def _nearby(candidate: Candidate, claim: Robust | WinRate, value: Fraction) -> Verdict | None:
    """What settles the promise of an equilibrium with shared payoffs that misses it by the rounding of its weights.

    Where ties are shared (for one sample also: halved) every exact equilibrium with these payoffs wins with rate
    k/(k+1) or more against every opponent (THEORY 2.3), which the certificate of its enclosure carries over: the
    equilibrium that is there keeps every promise up to that.
    """
    k = claim.k
    if candidate.rule != "equilibrium" or claim.ties not in {"shared", "half"} or not value < claim.rate:
        return None
    if claim.rate > Fraction(k, k + 1):
        return None
    for fact in candidate.facts:
        if fact.finding.claim == "equilibrium-near" and fact.finding.payoff == "shared":
            if isinstance(fact.verdict, Certified):
                return fact.verdict
            gained = "misses the promise by what a player gains by leaving it, and no exact equilibrium is enclosed"
            return Undecided(claim, f"the policy {gained} near it", lower=value, upper=Fraction(k, k + 1))
    return None


def _about(
    candidate: Candidate, claim: Robust | WinRate, value: Fraction, verdict: Verdict, nearby: Verdict | None
) -> str | None:
    """What ``verdict`` is about, where that is not the policy itself, or where the exact equilibrium may differ."""
    if isinstance(nearby, Certified):
        return NEARBY
    if candidate.rule != "equilibrium" or not isinstance(verdict, Refuted):
        return None
    radius = distance(each.finding for each in candidate.facts if isinstance(each.verdict, Certified))
    m = len(claim.population.responses)
    return ROUNDED if radius is not None and missed(value, claim.rate, claim.k, m, radius) else None


def _robust_for_large_k(claim: Robust, finding: Finding, name: str, error: BudgetError, effort: Effort) -> Draft:
    """Too many samples to evaluate: the limit may refute the promise already, or fewer samples keep it."""
    known = replace(finding, lower=Fraction(0), upper=Fraction(1))
    undecided: Verdict = Undecided(claim, str(error))
    if not isinstance(claim.policy, Policy) or claim.ties == "half" or claim.l > 1:
        return Draft(known, undecided, name)
    seen = masses(claim.population, claim.policy)
    limit = worst_limit(seen, claim.l, claim.ties)
    known = replace(known, upper=1 - limit.loss)
    k = claim.k
    while k > 1 and work(seen, k, claim.l) > effort.budget // LARGE_K_PARTS:
        k //= 2
    if work(seen, k, claim.l) > effort.budget:
        return Draft(known, undecided, name)
    reached = worst_case(seen, k, claim.l, claim.ties, effort.budget).value
    known = replace(known, lower=round_down(reached, LONG_PLACES))
    if 1 - limit.loss < claim.rate:
        opponent = tuple(claim.population.responses[y] for y in limit.opponent)
        known, verdict = replace(known, opponent=opponent), claim.decide(AtLimit(limit.opponent))
    elif reached >= claim.rate:
        verdict = claim.decide(Fewer(k), effort.budget)
    else:
        verdict = undecided
    return Draft(replace(known, verdict=word(verdict)), verdict, name)


def _robust_by_search(
    claim: Robust, candidate: Candidate, finding: Finding, name: str, effort: Effort, *, exact: bool
) -> list[Draft]:
    """Many sets of responses: the cheapest evidence that decides the promise, multipliers or an opponent."""
    from verifier.rules.best_lottery.verdict import verdict_for_sets

    population, rate = claim.population, claim.rate
    wanted = None if exact else rate
    found = verdict_for_sets(population, claim.policy, claim.k, claim.l, wanted, effort.budget * UNITS_OF_A_LOOK)
    opponent = tuple(population.responses[y] for y in found.opponent)
    settled = found.lower == found.upper and is_short(found.upper)
    known = replace(finding, opponent=opponent)
    if settled:
        known = replace(known, value=found.upper)
    else:
        known = replace(known, lower=round_down(found.lower, LONG_PLACES), upper=round_up(found.upper, LONG_PLACES))
    if found.refutes(rate):
        verdict = claim.decide(Opponent(found.opponent))
    elif found.certifies(rate):
        verdict = claim.decide(found.tree, effort.budget)
    else:
        reason = f"the least win rate lies between {decimal(found.lower)} and {decimal(found.upper)}; raise --budget"
        verdict = Undecided(claim, reason, found.lower, found.upper)
    promise = Draft(replace(known, verdict=word(verdict)), verdict, name)
    if not settled:
        return [promise]
    worst = WorstCase(1 - found.upper, found.opponent)
    return [promise, value_draft(population, candidate, claim.k, claim.l, claim.ties, worst, effort, found.tree)]


def value_draft(
    population: Population,
    candidate: Candidate,
    k: int,
    l: int,
    ties: Ties,
    worst: WorstCase,
    effort: Effort,
    tree: Tree | None = None,
) -> Draft:
    """That the least win rate is exactly this one: the optimum of the opponent's linear program, at a vertex."""
    mixture = Mixture(Lottery((worst.opponent,), (1,), 1, len(worst.opponent)), tree)
    verdict = WorstCaseValue(population, candidate.policy, k, l, ties, worst.value).decide(mixture, effort.budget)
    opponent = tuple(population.responses[y] for y in worst.opponent)
    finding = Finding(
        "worst-case", word(verdict), "", policy=candidate.label, k=k, l=l, ties=ties, value=worst.value,
        opponent=opponent,
    )  # fmt: skip
    return Draft(finding, verdict, f"{stem(candidate.label)}-k{k}-l{l}-{ties}-value")


def _win_rate(
    population: Population, candidate: Candidate, question: Question, k: int, against_label: str, against: Policy
) -> Draft:
    label, ties = candidate.label, question.ties
    formula = promised(question, candidate, 1)
    rate = formula(k, 1)
    claim = WinRate(population, candidate.policy, k, ties, rate, against)
    value = 1 - mixed_loss(masses(population, candidate.policy), k, against, ties)
    nearby = _nearby(candidate, claim, value)
    verdict = claim.decide() if nearby is None else nearby
    finding = Finding("win-rate", word(verdict), "", policy=label, k=k, l=1, ties=ties, rate=rate, formula=formula.text)
    finding = replace(with_value(finding, value), against=against_label)
    finding = replace(finding, about=_about(candidate, claim, value, verdict, nearby))
    return Draft(finding, verdict, f"{stem(label)}-k{k}-{ties}-against-{stem(against_label)}")


def _samples_for(population: Population, candidate: Candidate, question: Question, l: int, effort: Effort) -> Draft:
    label, policy = candidate.label, candidate.policy
    if not isinstance(policy, Policy):
        raise UnsupportedError(f"{label}: a lottery has a fixed number of samples; --samples-for varies it")
    from verifier.audits.promises.least_samples import least_samples

    rate = question.samples_for or Fraction(0)
    verdict = least_samples(population, policy, rate, l, question.ties, budget=effort.budget)
    witness = getattr(verdict, "witness", None)
    k, value, opponent = verdict.claim.k, None, None
    seen = masses(population, policy)
    if k is not None:
        value = worst_case(seen, k, l, question.ties, effort.budget).value
    elif witness is not None:
        value = 1 - limit_loss(seen, witness.responses, question.ties).loss
        opponent = tuple(population.responses[y] for y in witness.responses)
    finding = Finding("samples-for", word(verdict), "", policy=label, k=k, l=l, ties=question.ties, rate=rate)
    finding = replace(finding if value is None else with_value(finding, value), opponent=opponent)
    return Draft(finding, verdict, f"{stem(label)}-samples-l{l}-{question.ties}")
