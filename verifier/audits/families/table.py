"""Rules whose policy depends on k, by name; and every name that a user can give, as candidates."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain
from typing import TypeAlias

from verifier.audits.candidates import Candidate, kind_of, settled, told_apart
from verifier.audits.drafts import Draft
from verifier.audits.effort import Effort, afford_margins
from verifier.audits.promises.least_of_rule import looked_for, unsolved_look, with_looks
from verifier.audits.question import Question, refuse_nonsense
from verifier.audits.rules import ALL, RULES, candidate_of
from verifier.audits.settings import Settings
from verifier.audits.unanswered import numbers_of, undecided
from verifier.claims.verdict import Undecided
from verifier.errors import BudgetError, SolverError, UnsupportedError
from verifier.game.ties import check_combination
from verifier.preferences.population import Population
from verifier.preferences.quotation import OwnWord
from verifier.report.finding import INTERRUPTED, LeftOut

Family: TypeAlias = Callable[[Population, int, int, Settings, Effort], Candidate]


def _family(name: str) -> Family:
    """How the policy of that rule is made; its module is loaded when it is."""

    def candidate(population: Population, k: int, l: int, settings: Settings, effort: Effort) -> Candidate:
        made: Candidate = candidate_of(name)(population, k, l, settings, effort)
        return made

    return candidate


FAMILIES: dict[str, Family] = {name: _family(name) for name, rule in RULES.items() if rule.depends_on_k}
"""The rules with another policy for every k, by name; each makes its policy for one k (and ℓ) from the population."""


@dataclass(frozen=True)
class Found:
    """What the names that a user gave stand for.

    Attributes:
        steps: all of it, as `find_each` gives it.
    """

    steps: tuple[Candidate | Draft | LeftOut, ...]

    @property
    def candidates(self) -> tuple[Candidate, ...]:
        """The policies."""
        return tuple(step for step in self.steps if isinstance(step, Candidate))

    @property
    def unsolved(self) -> tuple[Draft, ...]:
        """Promises that stay undecided because their policy is beyond the budget."""
        return tuple(step for step in self.steps if isinstance(step, Draft))


def find_all(
    names: Iterable[str],
    population: Population,
    question: Question,
    effort: Effort,
    settings: Settings | None = None,
    *,
    normalize: bool = False,
) -> Found:
    """The candidates of every name, as `find_each` gives them."""
    return Found(tuple(find_each(names, population, question, effort, settings, normalize=normalize)))


def find_each(
    names: Iterable[str],
    population: Population,
    question: Question,
    effort: Effort,
    settings: Settings | None = None,
    *,
    normalize: bool = False,
) -> Iterator[Candidate | Draft | LeftOut]:
    """The candidates of every name, one for each k (and ℓ) where it names a family; ``all`` for several rules.

    Files are read and names looked up at once, and rules are solved when they are asked for; in place of a policy that
    is beyond the budget come its promises, undecided, and so for all rules that are left once one is interrupted, where
    ``effort`` allows it. Where two names would be called alike, each is called as it was given. With ``normalize`` the
    weights of policies in files are divided by their sum, whatever it is.

    Raises:
        InputError: a name means nothing, or several things.
        UnsupportedError: a family is asked for all k at once, or how many samples it needs where that is not defined.
    """
    given = [(name, *kind_of(name, population)) for name in names]
    wanted: list[tuple[str, str, str]] = []
    left_out: list[LeftOut] = []
    for name, kind, own in given:
        if kind == "rule" and own == ALL:
            left_out = list(_undefined(question))
            without = {each.policy for each in left_out}
            wanted += [(f"rule:{rule}", "rule", rule) for rule in _side_by_side() if rule not in without]
        else:
            wanted.append((name, kind, own))
    read: list[Candidate | None] = []
    for _, kind, own in wanted:
        if kind == "rule" and own in FAMILIES:
            _refuse_family(own, population, question, settings or Settings())
        read.append(None if kind == "rule" else settled(kind, own, population, effort, normalize=normalize))
    called = [
        OwnWord(own) if candidate is None else candidate.label
        for candidate, (_, _, own) in zip(read, wanted, strict=True)
    ]
    labels = told_apart((name, label) for (name, _, _), label in zip(wanted, called, strict=True))
    known = [replace(each, label=label) for each, label in zip(read, labels, strict=True) if each is not None]
    refuse_nonsense(population, known, question)
    rules = [own for _, _, own in wanted]
    return chain(left_out, _each(labels, read, rules, population, question, effort, settings or Settings()))


def _refuse_family(rule: str, population: Population, question: Question, settings: Settings) -> None:
    """Refuse what has no answer for a rule with another policy for every k, before its policies are looked for."""
    if question.every_k:
        raise UnsupportedError(f"{rule} has another policy for every k; give -k as numbers")
    if question.samples_for is None:
        return
    if RULES[rule].together:
        check_combination(question.ties, 1, 1, weak_orders=population.weak_orders, lottery=True)
    if RULES[rule].plays and settings.resume is not None:
        raise UnsupportedError(f"--resume goes on with a run for one k; --samples-for looks at {rule} for several")


def _undefined(question: Question) -> Iterator[LeftOut]:
    """Those rules of ``all`` that make lotteries, where ties are asked about that these do not have."""
    try:
        check_combination(question.ties, 1, 1, weak_orders=True, lottery=True)
    except UnsupportedError as error:
        yield from (LeftOut(OwnWord(rule), str(error)) for rule in _side_by_side() if RULES[rule].together)


def _side_by_side() -> list[str]:
    """What ``--policy all`` audits."""
    return [name for name, rule in RULES.items() if rule.in_all]


def _each(
    labels: list[str],
    read: list[Candidate | None],
    rules: list[str],
    population: Population,
    question: Question,
    effort: Effort,
    settings: Settings,
) -> Iterator[Candidate | Draft]:
    """What was read, and what is solved, by these labels."""
    for label, candidate, rule in zip(labels, read, rules, strict=True):
        if candidate is not None:
            yield replace(candidate, label=label)
        elif rule in FAMILIES:
            yield from _family_of(rule, label, population, question, effort, settings)
        else:
            solve = partial(settled, "rule", rule, population, effort)
            yield from _or_undecided(solve, rule, label, question, effort)


def _family_of(
    rule: str, label: str, population: Population, question: Question, effort: Effort, settings: Settings
) -> Iterator[Candidate | Draft]:
    """The policies of one family, for each k (and ℓ); where a rate is asked about, for as many k as that takes."""
    if question.samples_for is not None:
        look = partial(_looked_at, rule, label, population, question, effort, settings)
        yield from looked_for(label, rule, population, question, look, effort)
        return
    for k in numbers_of(question):
        for l in question.l:
            effort.progress(f"{rule}: k = {k}, l = {l}")
            one = replace(question, k=(k,), l=(l,))
            solve = partial(_solved, rule, population, one, settings, effort)
            steps = _or_undecided(solve, rule, label, one, effort)
            yield from steps
            if any(isinstance(step, Candidate) and step.l is None for step in steps):
                break


def _looked_at(
    rule: str,
    label: str,
    population: Population,
    question: Question,
    effort: Effort,
    settings: Settings,
    k: int,
    l: int,
    ls: Collection[int],
) -> list[Candidate | Draft]:
    """The policy of a family for this k and ℓ, and whether it reaches the rate against those of ``ls`` it is for."""
    effort.progress(f"{rule}: k = {k}, l = {l}")
    one = replace(question, k=(k,), l=(l,), samples_for=None)

    def solve() -> Candidate:
        made = replace(_solved(rule, population, one, settings, effort), label=label, rule=rule)
        return with_looks(population, made, question, ls if made.l is None else {*ls} & {l}, effort)

    steps = _or_undecided(solve, rule, label, one, effort)
    reasons = [step.verdict.reason for step in steps if isinstance(step, Draft) and isinstance(step.verdict, Undecided)]
    if not reasons:
        return steps
    look = [unsolved_look(label, question, k, l, reasons[0])] if l in ls and reasons[0] != INTERRUPTED else []
    return [*(steps if k in (question.k or ()) else ()), *look]


def _solved(rule: str, population: Population, one: Question, settings: Settings, effort: Effort) -> Candidate:
    """The policy of a family for the one k and ℓ of ``one``."""
    afford_margins(population, effort)
    (k,), (l,) = numbers_of(one), one.l
    return _under(one, rule, FAMILIES[rule](population, k, l, settings, effort))


def _or_undecided(
    solve: Callable[[], Candidate], rule: str, label: str, question: Question, effort: Effort
) -> list[Candidate | Draft]:
    """What ``solve`` makes, by that label; its undecided promises where it is beyond the budget or interrupted."""
    reason = INTERRUPTED
    with effort.until_interrupted():
        if not effort.stopped:
            try:
                return [replace(solve(), label=label, rule=rule)]
            except (BudgetError, SolverError) as error:
                reason = str(error)
    return list(undecided(label, question, reason, rule))


def _under(question: Question, rule: str, candidate: Candidate) -> Candidate:
    """``candidate``, which under other ties than those for the model may not be the best, nor its bound one."""
    if not RULES[rule].best or question.ties == "model":
        return candidate
    return replace(candidate, facts=(), best_under="model")
