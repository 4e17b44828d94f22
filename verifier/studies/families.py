"""Rules whose policy depends on k, by name; and every name that a user can give, as candidates."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from importlib import import_module
from typing import TypeAlias

from verifier.claims.verdict import Undecided
from verifier.errors import BudgetError, SolverError, UnsupportedError
from verifier.game.ties import check_combination
from verifier.preferences.population import Population
from verifier.report.finding import Finding, LeftOut, Word
from verifier.studies.candidates import Candidate, kind_of, settled, told_apart
from verifier.studies.drafts import Draft
from verifier.studies.effort import Effort, afford_margins
from verifier.studies.question import DEFAULT_SAMPLES, Question, default_rate
from verifier.studies.settings import Settings

Family: TypeAlias = Callable[[Population, int, int, Settings, Effort], Candidate]


def _family(module: str, name: str) -> Family:
    """The rule ``name`` in that module of this folder, which is loaded when its policy is made."""

    def candidate(population: Population, k: int, l: int, settings: Settings, effort: Effort) -> Candidate:
        made: Family = getattr(import_module(f"verifier.studies.{module}"), name)
        return made(population, k, l, settings, effort)

    return candidate


FAMILIES: dict[str, Family] = {
    "equilibrium": _family("equilibria", "equilibrium_candidate"),
    "optimal": _family("best", "optimal_candidate"),
    "multi-output": _family("best", "multi_output_candidate"),
    "winning-set": _family("best", "winning_set_candidate"),
    "self-play": _family("equilibria", "self_play_candidate"),
    "self-play-random": _family("equilibria", "sigma_candidate"),
}
"""The rules by name; each makes its policy for one k (and ℓ) from the population."""


BEST = ("optimal", "multi-output", "winning-set")
"""The rules that look for the best policy of a kind; they do so for opponents to whom a tie is no win."""

EVERYTHING = ("nlhf", "borda", "equilibrium", "optimal", "multi-output")
"""What ``--policy all`` audits side by side."""


@dataclass(frozen=True)
class Found:
    """What the names that a user gave stand for.

    Attributes:
        candidates: the policies.
        unsolved: promises that stay undecided because their policy is beyond the budget.
        left_out: rules that ``all`` stands for, but for which what is asked is not defined; each with the reason.
    """

    candidates: tuple[Candidate, ...]
    unsolved: tuple[Draft, ...]
    left_out: tuple[LeftOut, ...] = ()


def find_all(
    names: Iterable[str],
    population: Population,
    question: Question,
    effort: Effort,
    settings: Settings | None = None,
    *,
    normalize: bool = False,
) -> Found:
    """The candidates of every name, one for each k (and ℓ) where it names a family; ``all`` stands for `EVERYTHING`.

    Where two names would be called alike, each is called as it was given. With ``normalize`` the weights of policies in
    files are divided by their sum, whatever it is.

    Raises:
        InputError: a name means nothing, or several things.
        UnsupportedError: a family is asked for all k at once, or for the number of samples that reach a rate.
    """
    given = [(name, *kind_of(name, population)) for name in names]
    wanted: list[tuple[str, str, str]] = []
    left_out: list[LeftOut] = []
    for name, kind, own in given:
        if kind == "rule" and own == "all":
            left_out = list(_undefined(question))
            without = {each.policy for each in left_out}
            wanted += [(f"rule:{rule}", "rule", rule) for rule in EVERYTHING if rule not in without]
        else:
            wanted.append((name, kind, own))
    found: list[tuple[str, Candidate]] = []
    unsolved: list[Draft] = []
    for name, kind, own in wanted:
        for step in _steps(kind, own, population, question, effort, settings or Settings(), normalize=normalize):
            if isinstance(step, Candidate):
                found.append((name, replace(step, rule=own) if kind == "rule" else step))
            else:
                unsolved.append(step)
    labels = told_apart((name, candidate.label) for name, candidate in found)
    candidates = [replace(candidate, label=label) for label, (_, candidate) in zip(labels, found, strict=True)]
    return Found(tuple(candidates), tuple(unsolved), tuple(left_out))


def _undefined(question: Question) -> Iterator[LeftOut]:
    """The rules of `EVERYTHING` that make lotteries, where ties are asked about that these do not have."""
    try:
        check_combination(question.ties, 1, 1, weak_orders=True, lottery=True)
    except UnsupportedError as error:
        yield LeftOut("multi-output", str(error))


def _steps(
    kind: str,
    own: str,
    population: Population,
    question: Question,
    effort: Effort,
    settings: Settings,
    *,
    normalize: bool,
) -> Iterator[Candidate | Draft]:
    """The candidates of one name; in place of one beyond the budget, its undecided promises."""
    ks = question.k if question.k is not None else (1,) if question.ties == "half" else tuple(DEFAULT_SAMPLES)
    if kind != "rule" or own not in FAMILIES:
        try:
            yield settled(kind, own, population, effort, normalize=normalize)
        except BudgetError as error:
            for l in question.l:
                for k in ks:
                    yield from _undecided(own, k, l, question, error)
        return
    if question.every_k or question.samples_for is not None:
        raise UnsupportedError(f"{own} has another policy for every k; give -k as numbers")
    for k in ks:
        for l in question.l:
            effort.progress(f"{own}: k = {k}, l = {l}")
            try:
                afford_margins(population, effort)
                candidate = _under(question, own, FAMILIES[own](population, k, l, settings, effort))
            except (BudgetError, SolverError) as error:
                yield from _undecided(own, k, l, question, error)
                continue
            yield candidate
            if candidate.l is None:
                break


def _under(question: Question, rule: str, candidate: Candidate) -> Candidate:
    """``candidate``, which under other ties than those for the model may not be the best, nor its bound one."""
    if rule not in BEST or question.ties == "model":
        return candidate
    return replace(candidate, facts=(), best_under="model")


def _undecided(label: str, k: int, l: int, question: Question, error: Exception) -> Iterator[Draft]:
    formula = question.rate or default_rate(label, l, lottery=False)
    finding = Finding("robust", Word.UNDECIDED, "", policy=label, k=k, l=l, ties=question.ties, rate=formula(k, l))
    finding = replace(finding, formula=formula.text, lower=Fraction(0), upper=Fraction(1))
    against = [replace(finding, claim="win-rate", against=opponent) for opponent, _ in question.opponents]
    for each in against or [finding]:
        yield Draft(each, Undecided(None, str(error)), label)
