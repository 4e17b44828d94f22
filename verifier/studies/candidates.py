"""From what the user names to policies: rules, responses, files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from verifier.errors import InputError, UnsupportedError
from verifier.files.reading import read_source
from verifier.preferences.formats.policy_text import parse_policy
from verifier.preferences.names import unknown_response
from verifier.preferences.policy import Lottery, Policy
from verifier.studies.effort import Effort, afford_margins, afford_nlhf

if TYPE_CHECKING:
    from verifier.methods.nlhf import NLHFSolution
    from verifier.preferences.population import Population


@dataclass(frozen=True)
class Candidate:
    """A policy to audit.

    Attributes:
        label: how reports name it: the rule, the response or the file's name.
        policy: the policy or lottery itself.
        solution: NLHF's evidence, where the rule is ``nlhf``.
        note: a choice that was made, to be said in reports.
    """

    label: str
    policy: Policy | Lottery
    solution: NLHFSolution | None = None
    note: str | None = None


def _nlhf(population: Population) -> Candidate:
    from verifier.methods.nlhf import nlhf

    return nlhf_candidate(nlhf(population))


def _borda(population: Population) -> Candidate:
    from verifier.methods.simple import borda

    policy = borda(population)
    tied = "" if len(policy.support) == 1 else f", here uniform over {len(policy.support)} tied responses"
    return Candidate("borda", policy, note=f"the limit of RLHF{tied}")


def _uniform(population: Population) -> Candidate:
    from verifier.methods.simple import uniform

    return Candidate("uniform", uniform(population))


def _plurality(population: Population) -> Candidate:
    from verifier.methods.simple import plurality

    return Candidate("plurality", plurality(population), note="a random user's favourite")


RULES: dict[str, Callable[[Population], Candidate]] = {
    "nlhf": _nlhf,
    "borda": _borda,
    "uniform": _uniform,
    "plurality": _plurality,
}
"""The rules by name; each makes its policy from the population."""


def nlhf_candidate(solution: NLHFSolution) -> Candidate:
    """NLHF's solution as a candidate."""
    note = None if solution.unique else "one of several NLHF policies: the one of least norm"
    return Candidate("nlhf", solution.policy, solution, note)


def find_candidate(name: str, population: Population, effort: Effort | None = None) -> Candidate:
    """The policy that ``name`` means: a rule, else a response (its point mass), else a file.

    The prefixes ``rule:``, ``response:`` and ``file:`` settle clashes.

    Raises:
        InputError: nothing of that name exists, or several things do, or the file holds no policy.
        BudgetError: the rule's work is beyond the budget.
    """
    prefix, colon, rest = name.partition(":")
    if colon and prefix in {"rule", "response", "file"} and name not in population.index:
        return _settled(prefix, rest, population, effort or Effort())
    kinds = [
        kind
        for kind, found in (
            ("rule", name in RULES),
            ("response", name in population.index),
            ("file", Path(name).is_file() if "\0" not in name else False),
        )
        if found
    ]
    if len(kinds) > 1:
        choices = " or ".join(f"{kind}:{name}" for kind in kinds)
        raise InputError(f"policy {name!r} is the name of a {' and a '.join(kinds)}; write {choices}")
    if kinds:
        return _settled(kinds[0], name, population, effort or Effort())
    if "/" in name or Path(name).suffix in {".json", ".csv", ".tsv", ".txt", ".log"}:
        return _settled("file", name, population, effort or Effort())
    hint = str(unknown_response(name, [*RULES, *population.responses])).partition("; did you mean ")[2]
    meant = f"; did you mean {hint}" if hint else ""
    raise InputError(
        f"policy {name!r} is no rule ({', '.join(RULES)}), no response of this population and no file{meant}"
    )


def _settled(kind: str, name: str, population: Population, effort: Effort) -> Candidate:
    if kind == "rule":
        if name not in RULES:
            raise InputError(f"policy 'rule:{name}': the rules are {', '.join(RULES)}")
        afford_margins(population, effort)
        if name == "nlhf":
            afford_nlhf(population, effort)
        return RULES[name](population)
    if kind == "response":
        if name not in population.index:
            raise unknown_response(name, population.responses)
        return Candidate(name, Policy.point(population.index[name], len(population.responses)), note="its point mass")
    source = read_source(name)
    return Candidate(source.name, parse_policy(source.text, source.suffix, source.name, population.responses))


def read_opponent(path: str, population: Population) -> tuple[str, Policy]:
    """The given opponent policy of ``--opponent``: the file's name and the policy in it.

    Raises:
        InputError: the file holds no policy.
        UnsupportedError: it holds a lottery over sets; the opponent shows one response.
    """
    candidate = find_candidate(path, population)
    if isinstance(candidate.policy, Lottery):
        raise UnsupportedError(f"{candidate.label}: the opponent shows one response, so a policy is needed, no lottery")
    return candidate.label, candidate.policy
