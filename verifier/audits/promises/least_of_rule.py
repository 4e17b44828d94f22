"""The least number of samples whose own policy reaches a rate, for rules that have another policy for every k.

Losses of one policy never rise with k, but of policies that differ for every k nothing of the sort holds. So such an
answer rests on a certificate for each k: that the policy for k samples reaches the rate, and that none of those for
fewer does. Each is a finding of its own (`reaches`, a fact), and the answer is read from them: the least k for which
the policy that is handed out reaches the rate, where for no smaller k it does, nor the rule's own that it stands for
(`misses`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import TypeAlias

from verifier.audits.candidates import Candidate
from verifier.audits.drafts import Draft, stem
from verifier.audits.effort import Effort
from verifier.audits.promises.decide import robust_drafts
from verifier.audits.promises.misses import open_question
from verifier.audits.question import DEFAULT_SAMPLES, Question, default_rate
from verifier.audits.rules import RULES
from verifier.claims import wording
from verifier.claims.verdict import Certified, Undecided
from verifier.exact.rational import format_rational
from verifier.game.rate import Rate
from verifier.preferences.population import Population
from verifier.report.finding import INTERRUPTED, REACHES, Finding, Word
from verifier.report.headline import made_under

MOST_LOOKS = 100
"""The greatest number of samples that is looked at where none was asked for."""

Solve: TypeAlias = Callable[[int, int, Collection[int]], list[Candidate | Draft]]
"""From k, ℓ and the ℓ for which k is looked at: the policy with its looks, or what stays undecided without it."""


def last_look(rule: str, question: Question, l: int, m: int) -> int:
    """The greatest k that is looked at: the greatest that was asked for, if any was.

    Else 10, or more where the kind of the rule guarantees the rate r on all populations only from more samples on
    (`default_rate`: against one response k/(k+1), so from ⌈r/(1−r)⌉ on; 1 is not guaranteed, but by sets of all
    responses), at most `MOST_LOOKS`. With ties for the model equilibria and best policies keep that guarantee, so this
    is the natural end of their search; for self-play and fixed sets, and under other ties, it is but a limit.
    """
    if question.k is not None:
        return max(question.k)
    wanted = question.samples_for or Fraction(0)
    guarantee = default_rate(rule, l, lottery=RULES[rule].together)
    all_shown = m if RULES[rule].shows_sets else None
    numbers = range(DEFAULT_SAMPLES[-1], MOST_LOOKS)
    enough = next((k for k in numbers if guarantee(k, l) >= wanted or k == all_shown), None)
    return enough or (MOST_LOOKS if wanted < 1 else numbers[0])


def looked_for(
    label: str, rule: str, population: Population, question: Question, solve: Solve, effort: Effort
) -> Iterator[Candidate | Draft]:
    """The policies for k = 1, 2, … until one reaches the rate, and those asked for by ``-k``; then the answers.

    For each ℓ the search ends where a policy is found that reaches the rate, at the latest at `last_look`.
    """
    ends = {l: last_look(rule, question, l, len(population.responses)) for l in question.l}
    looked, open_, k = dict.fromkeys(ends, 0), set(ends), 0
    while True:
        later = [asked for asked in question.k or () if asked > k]
        if effort.stopped or not open_:
            if not later:
                break
            k = min(later)
        else:
            k += 1
        looks = set() if effort.stopped else set(open_)
        reached: set[int] = set()
        for l in ends if k in (question.k or ()) else sorted(looks):
            steps = solve(k, l, looks)
            yield from steps
            made = [step for step in steps if isinstance(step, Candidate)]
            reached |= {each.finding.l or l for step in made for each in step.facts if _reaches(each)}
            if any(step.l is None for step in made):
                break
        if not effort.stopped:
            looked |= dict.fromkeys(looks, k)
            open_ = {l for l in open_ - reached if k < ends[l]}
    for l in ends:
        yield _answer(label, question, l, looked[l], INTERRUPTED if l in open_ else "")


def _reaches(draft: Draft) -> bool:
    return draft.finding.claim == REACHES and isinstance(draft.verdict, Certified)


def with_looks(
    population: Population, candidate: Candidate, question: Question, ls: Collection[int], effort: Effort
) -> Candidate:
    """``candidate``, made for one k, with whether it reaches the rate against each of ``ls``.

    Beside it stands the exact rate, unless that is among the promises.
    """
    k, rate = candidate.k or 1, question.samples_for or Fraction(0)
    promised = k in (question.k or ())
    one = replace(question, rate=Rate.of(rate), samples_for=None)
    drafts: list[Draft] = []
    for l in sorted(ls):
        look, *values = robust_drafts(population, candidate, one, k, l, effort)
        name = f"{stem(candidate.label)}-reaches-k{k}-l{l}-{question.ties}"
        drafts.append(replace(look, finding=replace(look.finding, claim=REACHES), name=name))
        drafts += [] if promised else values
    return replace(candidate, facts=(*candidate.facts, *drafts))


def unsolved_look(label: str, question: Question, k: int, l: int, reason: str) -> Draft:
    """That it is undecided whether the policy for k samples reaches the rate, since that was not found."""
    finding = Finding(REACHES, Word.UNDECIDED, "", policy=label, k=k, l=l, ties=question.ties)
    rate = question.samples_for or Fraction(0)
    known = replace(finding, rate=rate, formula=format_rational(rate), lower=Fraction(0), upper=Fraction(1))
    return Draft(known, Undecided(None, reason), label)


def _answer(label: str, question: Question, l: int, looked: int, reason: str) -> Draft:
    finding = Finding("samples-for", Word.UNDECIDED, "", policy=label, l=l, ties=question.ties)
    known = replace(finding, rate=question.samples_for, looked=looked)
    return Draft(known, Undecided(None, reason), f"{stem(label)}-least-l{l}-{question.ties}")


def concluded(findings: Sequence[Finding], population: Population) -> list[Finding]:
    """``findings`` with the answers that rest on others of them, each as it follows from those that are there.

    The least k is certified if of ``reaches`` the one at k is certified, and those at 1, …, k − 1 are all refuted; of
    rules whose own policy may be another than the one found also that this one misses the rate (`open_question`).
    """
    return [
        each if each.claim != "samples-for" or each.looked is None else _concluded(each, findings, population)
        for each in findings
    ]


def _key(finding: Finding) -> tuple[object, ...]:
    return finding.policy, finding.l, finding.ties, finding.rate


def _concluded(finding: Finding, findings: Sequence[Finding], population: Population) -> Finding:
    looks = {each.k: each for each in findings if each.claim == REACHES and _key(each) == _key(finding)}
    words = {k: each.verdict for k, each in looks.items()}
    numbers = range(1, (finding.looked or 0) + 1)
    least = next((k for k in numbers if words.get(k) is Word.CERTIFIED), None)
    fewer = numbers[: None if least is None else least - 1]
    open_ = {
        k: open_question(looks[k], findings, len(population.responses)) for k in fewer if words.get(k) is Word.REFUTED
    }
    looks |= {k: replace(looks[k], reason=why) for k, why in open_.items() if why}
    unknown = [k for k in fewer if open_.get(k, "missing")]
    if least is None or unknown:
        reason = finding.reason if finding.reason == INTERRUPTED else _reason(least, unknown, looks, numbers)
        return replace(_unanswered(finding), reason=reason, sentence=f"undecided: {reason}")
    kept = tuple(looks[k].certificate for k in numbers[:least])
    return replace(
        finding,
        verdict=Word.CERTIFIED,
        k=least,
        value=looks[least].value,
        reason=None,
        certificates=tuple(name for name in kept if name is not None) if None not in kept else None,
        sentence=_sentence(finding, least, population),
    )


def _unanswered(finding: Finding) -> Finding:
    return replace(finding, verdict=Word.UNDECIDED, k=None, value=None, certificates=None)


def _reason(least: int | None, unknown: list[int], looks: dict[int | None, Finding], numbers: Sequence[int]) -> str:
    """Why there is no answer: none of the policies reaches the rate, or of some it is undecided whether they do."""
    span = f"k = {numbers[0]}..{numbers[-1]}" if len(numbers) > 1 else "k = 1"
    if not unknown:
        none = f"none of {span} reaches it" if len(numbers) > 1 else f"{span} does not reach it"
        return f"{none}; to look at more of them, ask for a greater k"
    first = looks.get(unknown[0])
    why = "it is not among what was found" if first is None or first.reason is None else first.reason
    if why == INTERRUPTED:
        return INTERRUPTED
    open_ = f"whether k = {', '.join(map(str, unknown))} {'does' if len(unknown) == 1 else 'do'} is undecided: {why}"
    return f"k = {least} reaches it; {open_}" if least is not None else f"none of {span} is known to reach it; {open_}"


def _sentence(finding: Finding, least: int, population: Population) -> str:
    ties = wording.ties(finding.ties or "model")  # type: ignore[arg-type]  # findings name conventions
    rate = format_rational(finding.rate or Fraction(0))
    fewer = f", and those for 1..{least - 1} do not" if least > 2 else ", and that for 1 does not" if least > 1 else ""  # noqa: PLR2004
    return (
        f"{wording.people(population)}, {least} is the least number of samples whose own policy of "
        f"{wording.quote(finding.policy or '')}{made_under(finding)} wins with rate at least {rate} against "
        f"{wording.every_opponent(finding.l or 1)} {ties}: the policy for {least} does{fewer}; "
        f"by {wording.counted(least, 'certificate')}"
    )
