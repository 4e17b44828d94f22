"""Rules whose policy depends on k, by name; and every name that a user can give, as candidates."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from verifier.errors import UnsupportedError
from verifier.preferences.population import Population
from verifier.studies.best import multi_output_candidate, optimal_candidate, winning_set_candidate
from verifier.studies.candidates import Candidate, find_candidate
from verifier.studies.effort import Effort, afford_margins
from verifier.studies.equilibria import equilibrium_candidate, self_play_candidate, sigma_candidate
from verifier.studies.question import DEFAULT_SAMPLES, Question
from verifier.studies.settings import Settings

FAMILIES: dict[str, Callable[[Population, int, int, Settings, Effort], Candidate]] = {
    "equilibrium": equilibrium_candidate,
    "optimal": optimal_candidate,
    "multi-output": multi_output_candidate,
    "winning-set": winning_set_candidate,
    "self-play": self_play_candidate,
    "self-play-random": sigma_candidate,
}
"""The rules by name; each makes its policy for one k (and ℓ) from the population."""


EVERYTHING = ("rule:nlhf", "rule:borda", "rule:equilibrium", "rule:optimal", "rule:multi-output")
"""What ``--policy all`` audits side by side."""


def family(
    name: str,
    population: Population,
    ks: Iterable[int],
    ls: Iterable[int],
    settings: Settings,
    effort: Effort,
) -> Iterator[Candidate]:
    """The candidates of the rule ``name``, one for each k, and for each ℓ where the policy depends on it."""
    for k in ks:
        for l in ls:
            effort.progress(f"{name}: k = {k}, l = {l}")
            candidate = FAMILIES[name](population, k, l, settings, effort)
            yield candidate
            if candidate.l is None:
                break


def find_all(
    names: Iterable[str],
    population: Population,
    question: Question,
    effort: Effort,
    settings: Settings | None = None,
) -> list[Candidate]:
    """The candidates of every name; where two would be called alike, each is called as it was named.

    The name ``all`` stands for `EVERYTHING`.
    """
    names = [each for name in names for each in (EVERYTHING if name == "all" else (name,))]
    found = [(name, find_candidates(name, population, question, effort, settings)) for name in names]
    labels = Counter(candidates[0].label for _, candidates in found)
    return [
        replace(candidate, label=name) if labels[candidate.label] > 1 else candidate
        for name, candidates in found
        for candidate in candidates
    ]


def find_candidates(
    name: str, population: Population, question: Question, effort: Effort, settings: Settings | None = None
) -> list[Candidate]:
    """The candidates that ``name`` means: as `find_candidate`, and one for each k where it names a family.

    Raises:
        UnsupportedError: a family is asked for all k at once, or for the number of samples that reach a rate.
    """
    rule = name.removeprefix("rule:")
    if rule not in FAMILIES or name in population.index:
        return [find_candidate(name, population, effort)]
    if question.every_k or question.samples_for is not None:
        raise UnsupportedError(f"{rule} has another policy for every k; give -k as numbers, without --samples-for")
    afford_margins(population, effort)
    ks = question.k if question.k is not None else tuple(DEFAULT_SAMPLES)
    return list(family(rule, population, ks, question.l, settings or Settings(), effort))
