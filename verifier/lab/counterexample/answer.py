"""From a search to an answer: the counterexample audited, its certificates checked, its case written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

from verifier.audits.effort import Effort
from verifier.audits.question import Question, default_rate
from verifier.errors import InputError
from verifier.exact.rational import format_rational
from verifier.files.earlier import begin_folder, settle_folder
from verifier.files.writing import write_text
from verifier.game.rate import Rate
from verifier.lab.counterexample.conjecture import Conjecture, parse_conjecture, predicate
from verifier.lab.counterexample.evidence import AUDIT, audited, is_exact, proof, worst_nlhf
from verifier.lab.counterexample.failing import breaks_promise
from verifier.lab.counterexample.pages.answer import (
    Counterexample,
    Looked,
    render_case,
    render_counterexample,
    render_counterexample_json,
    render_latex,
)
from verifier.lab.counterexample.pages.case_text import Questions, Value
from verifier.lab.counterexample.shape import Shape
from verifier.lab.counterexample.smallest import Search, Size, smallest
from verifier.preferences.formats.policy_text import format_policy
from verifier.report.finding import Finding, Report, Word
from verifier.report.formats.table import report_files
from verifier.report.number import at_most, decimal

FOUND, OPEN, REJECTED = 0, 3, 4


@dataclass(frozen=True)
class Wanted:
    """What is searched for: a rule that breaks a promise, or a conjecture that fails.

    Attributes:
        rule: the rule, where a promise is searched for; ``rate``, ``k``, ``l`` are the promise.
        some: whether one policy of the rule that fails is enough.
        conjecture: an inequality; ``predicate``: ``FILE.py:NAME``.
        seed: of the random search that begins where the exhaustive one ends; ``tries`` for each size.
    """

    shape: Shape
    rule: str | None = None
    rate: Rate | None = None
    k: int = 1
    l: int = 1
    some: bool = False
    conjecture: str | None = None
    predicate: str | None = None
    seed: int = 0
    tries: int = 2000

    @property
    def promise(self) -> Rate:
        """The promise, by default the best that the rule's kind of policy can guarantee."""
        return self.rate or default_rate(self.rule, self.l, lottery=False)


def find_counterexample(wanted: Wanted, effort: Effort, command: str) -> Counterexample:
    """The smallest counterexample, audited; with ``effort.folder`` its case, report and certificates are written there.

    Raises:
        InputError: the rule, the promise or the conjecture makes no sense.
    """
    if effort.folder is not None:
        begin_folder(effort.folder, AUDIT)  # one that cannot be written is found before the search, not after it
    if wanted.conjecture is not None:
        conjecture = parse_conjecture(wanted.conjecture)
        wanted = replace(wanted, shape=wanted.shape.showing(max((rate.l for rate in conjecture.rates), default=1)))
        found = smallest(wanted.shape, conjecture.test(), effort, seed=wanted.seed, tries=wanted.tries)
        return _of_conjecture(wanted, conjecture, found, effort, command)
    if wanted.predicate is not None:
        test = predicate(wanted.predicate)
        found = smallest(wanted.shape, test, effort, seed=wanted.seed, tries=wanted.tries)
        reason = "" if found.population is None else f"{wanted.predicate} is false here: no independent check."
        answer = _answer(wanted, f"{wanted.predicate} is false", found, reason, None, command)
        return _written(answer, [], effort)
    if wanted.rule is None:
        raise InputError("name what is searched for: --rule, --conjecture or --predicate")
    rule, wanted = wanted.rule, replace(wanted, shape=wanted.shape.showing(wanted.l))
    rate = wanted.promise(wanted.k, wanted.l)
    test = breaks_promise(rule, rate, wanted.k, wanted.l, some=wanted.some)
    found = smallest(wanted.shape, test, effort, seed=wanted.seed, tries=wanted.tries)
    return _of_rule(wanted, rate, found, effort, command)


def _of_rule(wanted: Wanted, rate: Fraction, found: Search, effort: Effort, command: str) -> Counterexample:
    rule, k, l = str(wanted.rule), wanted.k, wanted.l
    which = "some" if wanted.some else "every"
    against = "" if l == 1 else f" against {l} responses"
    promise = " = ".join(dict.fromkeys((format_rational(rate), wanted.promise.text)))
    asked = f"{which} {rule} policy wins with rate below {promise} with k = {k}{against}"
    if found.population is None:
        return _written(_answer(wanted, asked, found, "", None, command), [], effort)
    question = Question(k=(k,), l=(l,), rate=wanted.promise)
    own = [worst_nlhf(found.population, k, l)] if wanted.some and rule == "nlhf" else []
    report = audited(found.population, [] if own else [f"rule:{rule}"], question, effort, own)
    shown = proof(report, rate, len(found.population.responses))
    if shown is None:
        reason = "The search found this population, but its certificates do not prove the failure: nothing is claimed."
        answer = _answer(wanted, asked, found, reason, report, command)
        return _written(replace(answer, exit_code=REJECTED if report.rejected else OPEN), [], effort)
    reason = _reason(shown, f"{which} {rule} policy", f"below {promise}", f"k = {k}{against}", exact=is_exact(report))
    promised: dict[str, Value] = {"rate": wanted.promise.text, "k": str(k), "l": str(l)}
    refuted = any(each.claim == "robust" and each.verdict is Word.REFUTED for each in report.findings)
    audit = {"name": AUDIT, "policy": "file:policy.json" if own else f"rule:{rule}"}
    questions: list[tuple[str, Mapping[str, Value]]] = [
        ("audit", {**audit, "verdicts": "refuted" if refuted else "certified", **promised}),
    ]
    if found.exhaustive:  # what a search finds that was cut off depends on the budget
        questions.append(("counterexample", {**_search_keys(wanted), "rule": rule, **promised}))
    policy = format_policy(own[0].policy, found.population.responses) if own else None
    return _written(_answer(wanted, asked, found, reason, report, command), questions, effort, policy)


def _reason(shown: Finding, who: str, promise: str, where: str, *, exact: bool) -> str:
    """What the certificates prove, in a sentence."""
    if shown.policy == "equilibrium" and shown.value is not None:
        if exact:
            return (
                f"Here an equilibrium wins with rate exactly {format_rational(shown.value)}, {promise} ({where}; "
                "certified); all others win with the same rate (theory, 2.6)."
            )
        return (
            f"Here the equilibrium, rounded, wins with rate {decimal(shown.value)}, {promise} ({where}; "
            "certified, and how near the only exact one is); the exact one, no farther away than that, fails too."
        )
    if shown.value is not None:
        return f"Here {who} wins with rate exactly {format_rational(shown.value)}, {promise} ({where}; certified)."
    if shown.upper is not None:
        return f"Here {who} wins with rate {at_most(shown.upper)} at most, {promise} ({where}; certified)."
    return f"Here {who} wins with a rate {promise} ({where}; certified)."


def _of_conjecture(
    wanted: Wanted, conjecture: Conjecture, found: Search, effort: Effort, command: str
) -> Counterexample:
    asked = f"{conjecture.text} is false"
    if found.population is None:
        return _written(_answer(wanted, asked, found, "", None, command), [], effort)
    rules = list(dict.fromkeys(f"rule:{rate.rule}" for rate in conjecture.rates))
    if not rules:
        reason = f"{conjecture.text} is false here."
        return _written(_answer(wanted, asked, found, reason, None, command), [], effort)
    samples, shown = (tuple(sorted({getattr(rate, name) for rate in conjecture.rates})) for name in "kl")
    report = audited(found.population, rules, Question(k=samples, l=shown), effort)
    values = {
        (each.policy, each.k, each.l): each.value
        for each in report.findings
        if each.claim == "worst-case" and each.verdict is Word.CERTIFIED
    }
    certified = [values.get((rate.rule, rate.k, rate.l)) for rate in conjecture.rates]
    told = ", ".join(
        f"{rate} = {'?' if value is None else format_rational(value)}"
        for rate, value in zip(conjecture.rates, certified, strict=True)
    )
    if None in certified:
        reason = f"The search found this population, but not every rate is certified ({told}): nothing is claimed."
        answer = _answer(wanted, asked, found, reason, report, command)
        return _written(replace(answer, exit_code=REJECTED if report.rejected else OPEN), [], effort)
    reason = f"{conjecture.text} is false here: {told} (certified)."
    search = _search_keys(wanted) | {"conjecture": conjecture.text}
    answer = _answer(wanted, asked, found, reason, report, command)
    return _written(answer, [("counterexample", search)] if found.exhaustive else [], effort)


def _search_keys(wanted: Wanted) -> dict[str, Value]:
    """The keys of a case's question that repeats the search; those with their usual value are left out."""
    shape, usual = wanted.shape, Wanted(Shape())
    keys: dict[str, Value] = {
        "name": "search",
        "responses": f"{shape.responses[0]}..{shape.responses[1]}",
        "voters": shape.voters,
    }
    keys |= {name: True for name in ("strict", "odd", "no_condorcet_winner", "unique") if getattr(shape, name)}
    return keys | {
        name: getattr(wanted, name)
        for name in ("some", "seed", "tries")
        if getattr(wanted, name) != getattr(usual, name)
    }


def _answer(
    wanted: Wanted, asked: str, found: Search, reason: str, report: Report | None, command: str
) -> Counterexample:
    sizes = found.sizes
    if found.population is not None and sizes and not found.tried:
        sizes = sizes[:-1]
    settled = found.population is not None or found.exhaustive
    code = REJECTED if report is not None and report.rejected else FOUND if settled else OPEN
    return Counterexample(
        asked, str(wanted.shape), found.population, reason, report, _by_responses(sizes), found.exhaustive,
        wanted.shape.voters, found.tried, command, code, found.stopped,
    )  # fmt: skip


def _by_responses(sizes: Iterable[Size]) -> tuple[Looked, ...]:
    """The sizes of each number of responses together."""
    listed = list(sizes)
    found = []
    for m in sorted({each.responses for each in listed}):
        own = [each for each in listed if each.responses == m]
        sums = [sum(getattr(each, name) for each in own) for name in ("classes", "profiles", "tested", "open")]
        found.append(Looked(m, max(each.voters for each in own), *sums))
    return tuple(found)


def _written(answer: Counterexample, questions: Questions, effort: Effort, policy: str | None = None) -> Counterexample:
    """``answer``, written into the folder that was asked for; what an earlier run wrote there beside goes."""
    folder: Path | None = effort.folder
    if folder is None:
        return answer
    files = {
        "counterexample.txt": render_counterexample(answer),
        "counterexample.json": render_counterexample_json(answer),
        "counterexample.tex": render_latex(answer),
    }
    if policy is not None:
        files["policy.json"] = policy
    if questions:
        files["case.toml"] = render_case(answer, questions)
    for name, text in files.items():
        write_text(folder / name, text)
    settle_folder(folder, [*files, *_audit_files(answer.report)])
    return answer


def _audit_files(report: Report | None) -> list[str]:
    """What the audit of the counterexample wrote."""
    if report is None:
        return []
    certificates = [each.certificate for each in report.findings if each.certificate is not None]
    return [f"{AUDIT}/{name}" for name in (*report_files(report), *certificates)]
