"""The promises of one policy, evaluated: robust, worst case, rate against a given policy, least number of samples."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from verifier.claims.robust import Mixture, Robust, WinRate, WorstCaseValue
from verifier.claims.verdict import Undecided
from verifier.errors import BudgetError, UnsupportedError
from verifier.game.loss import mixed_loss
from verifier.game.masses import masses
from verifier.game.samples import limit_loss
from verifier.game.worst_case import worst_case
from verifier.preferences.policy import Lottery, Policy
from verifier.preferences.population import Population
from verifier.report.finding import Finding, Word
from verifier.studies.candidates import Candidate
from verifier.studies.drafts import Draft, stem, word
from verifier.studies.effort import Effort
from verifier.studies.every_k import every_k_drafts
from verifier.studies.least_samples import least_samples
from verifier.studies.question import Question, promised, samples


def promise_drafts(population: Population, candidate: Candidate, question: Question, effort: Effort) -> list[Draft]:
    """Every promise asked of ``candidate``, decided."""
    drafts = every_k_drafts(population, candidate, effort) if question.every_k else []
    for l in question.l:
        if question.samples_for is not None:
            effort.progress(f"{candidate.label}: how many samples")
            drafts.append(_samples_for(population, candidate, question, l, effort))
        for k in samples(candidate, question):
            effort.progress(f"{candidate.label}: k = {k}, l = {l}")
            if question.opponent is not None:
                drafts.append(_win_rate(population, candidate, question, k))
            else:
                drafts += _robust(population, candidate, question, k, l, effort)
    return drafts


def _robust(
    population: Population, candidate: Candidate, question: Question, k: int, l: int, effort: Effort
) -> list[Draft]:
    label, policy, ties = candidate.label, candidate.policy, question.ties
    formula = promised(question, l)
    rate = formula(k, l)
    name = f"{stem(label)}-k{k}-l{l}-{ties}"
    claim = Robust(population, policy, k, l, ties, rate)
    finding = Finding("robust", Word.UNDECIDED, "", policy=label, k=k, l=l, ties=ties, rate=rate, formula=formula.text)
    try:
        worst = worst_case(masses(population, policy), k, l, ties, effort.budget)
    except BudgetError as error:
        open_ = Undecided(claim, Fraction(0), Fraction(1), str(error))
        return [Draft(replace(finding, lower=Fraction(0), upper=Fraction(1)), open_, name)]
    opponent = tuple(population.responses[y] for y in worst.opponent)
    known = replace(finding, value=worst.value, opponent=opponent)
    verdict = claim.decide(budget=effort.budget)
    optimum = WorstCaseValue(population, policy, k, l, ties, worst.value)
    mixture = Mixture(Lottery((worst.opponent,), (1,), 1, len(worst.opponent)))
    return [
        Draft(replace(known, verdict=word(verdict)), verdict, name),
        Draft(
            replace(known, claim="worst-case", rate=None, formula=None),
            optimum.decide(mixture, effort.budget),
            f"{name}-value",
        ),
    ]


def _win_rate(population: Population, candidate: Candidate, question: Question, k: int) -> Draft:
    label, ties = candidate.label, question.ties
    against_label, against = question.opponent or ("", Policy((), 1))
    formula = promised(question, 1)
    rate = formula(k, 1)
    verdict = WinRate(population, candidate.policy, k, ties, rate, against).decide()
    value = 1 - mixed_loss(masses(population, candidate.policy), k, against, ties)
    finding = Finding(
        "win-rate", word(verdict), "", policy=label, k=k, l=1, ties=ties, rate=rate, formula=formula.text, value=value,
        against=against_label,
    )  # fmt: skip
    return Draft(finding, verdict, f"{stem(label)}-k{k}-{ties}-against-{stem(against_label)}")


def _samples_for(population: Population, candidate: Candidate, question: Question, l: int, effort: Effort) -> Draft:
    label, policy = candidate.label, candidate.policy
    if not isinstance(policy, Policy):
        raise UnsupportedError(f"{label}: a lottery has a fixed number of samples; --samples-for varies it")
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
    finding = Finding(
        "samples-for", word(verdict), "", policy=label, k=k, l=l, ties=question.ties, rate=rate, value=value,
        opponent=opponent,
    )  # fmt: skip
    return Draft(finding, verdict, f"{stem(label)}-samples-l{l}-{question.ties}")
