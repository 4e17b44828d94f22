"""Promises that stay undecided because nothing, or nothing more, is computed about them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

from verifier.audits.candidates import Candidate
from verifier.audits.drafts import Draft
from verifier.audits.question import DEFAULT_SAMPLES, Question, default_rate, samples
from verifier.claims.verdict import Undecided
from verifier.preferences.policy import Lottery
from verifier.report.finding import INTERRUPTED, PROMISES, Finding, Word


def numbers_of(question: Question) -> tuple[int, ...]:
    """The numbers of samples for which a rule is solved."""
    if question.k is not None:
        return question.k
    return (1,) if question.ties == "half" else tuple(DEFAULT_SAMPLES)


def undecided(
    label: str, question: Question, reason: str, rule: str | None, *, lottery: bool = False
) -> Iterator[Draft]:
    """Every promise asked of the policy called ``label``, of that ``rule``, for all k and ℓ of ``question``."""
    ks = numbers_of(question)
    if question.every_k or question.samples_for is not None:
        ks = question.k or ()
    if question.every_k:
        yield _draft(Finding("robust-every-k", Word.UNDECIDED, "", policy=label), reason)
    for l in question.l:
        if question.samples_for is not None:
            asked = Finding("samples-for", Word.UNDECIDED, "", policy=label, l=l, ties=question.ties)
            yield _draft(replace(asked, rate=question.samples_for), reason)
        formula = question.rate or default_rate(rule, l, lottery=lottery)
        for k in ks:
            asked = Finding("robust", Word.UNDECIDED, "", policy=label, k=k, l=l, ties=question.ties)
            asked = replace(asked, rate=formula(k, l), formula=formula.text, lower=Fraction(0), upper=Fraction(1))
            against = [replace(asked, claim="win-rate", against=opponent) for opponent, _ in question.opponents]
            for each in against or [asked]:
                yield _draft(each, reason)


def unanswered(candidate: Candidate, question: Question, drafts: Sequence[Draft]) -> Iterator[Draft]:
    """The promises asked of ``candidate`` that are not among ``drafts``: an audit was interrupted before."""
    known = {_key(each.finding) for each in drafts if each.finding.claim in PROMISES}
    shown = question.l if candidate.l is None else (candidate.l,)
    asked = replace(question, k=samples(candidate, question) or None, l=shown)
    lottery = isinstance(candidate.policy, Lottery)
    every = undecided(candidate.label, asked, INTERRUPTED, candidate.rule, lottery=lottery)
    if candidate.depends_on_k:  # how many samples its rule needs is told once, for all k
        every = (each for each in every if each.finding.claim != "samples-for")
    return (each for each in every if _key(each.finding) not in known)


def _draft(finding: Finding, reason: str) -> Draft:
    return Draft(finding, Undecided(None, reason), finding.policy or "")


def _key(finding: Finding) -> tuple[object, ...]:
    return finding.claim, finding.policy, finding.k, finding.l, finding.ties, finding.against
