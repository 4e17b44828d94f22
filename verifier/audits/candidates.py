"""From what the user names to policies: rules, responses, files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from verifier.audits.drafts import Draft
from verifier.audits.effort import Effort, afford_margins, afford_nlhf
from verifier.audits.promises.facts import nlhf_drafts
from verifier.audits.rules import RULE_NAMES, RULES, candidate_of
from verifier.errors import InputError, UnsupportedError
from verifier.files.reading import is_stdin, read_source
from verifier.game.ties import Ties
from verifier.preferences.formats.unread import JSON_LINES
from verifier.preferences.names import encodable, unknown_response
from verifier.preferences.policy import Lottery, Policy
from verifier.preferences.quotation import OwnWord, called
from verifier.report.finding import ConvergenceRow

if TYPE_CHECKING:
    from verifier.preferences.population import Population
    from verifier.rules.nlhf.policy import NLHFSolution


@dataclass(frozen=True)
class Candidate:
    """A policy to audit.

    Attributes:
        label: how reports name it: the rule, an `OwnWord`; the response, or the file's name.
        policy: the policy or lottery itself.
        k: the number of samples it was made for; None: it serves every k. ``l`` likewise for opponents' responses.
        facts: what is claimed of it beside its promises.
        unique: whether its rule has no other policy, where that is known, and ``dimension`` of how many there are.
        note: a choice that was made, to be said in reports.
        rule: the rule that made it; None: a response, a file, a policy of the user's own.
        best_under: the tie convention under which it is the best of its kind, where another one is asked about.
        convergence: how self-play came to it.
        attachments: files to be kept beside the reports: file name → text.
    """

    label: str
    policy: Policy | Lottery
    k: int | None = None
    l: int | None = None
    facts: tuple[Draft, ...] = ()
    unique: bool | None = None
    dimension: int | None = None
    note: str | None = None
    rule: str | None = None
    best_under: Ties | None = None
    convergence: tuple[ConvergenceRow, ...] = ()
    attachments: Mapping[str, str] = field(default_factory=dict)

    @property
    def depends_on_k(self) -> bool:
        """Whether its rule has another policy for every k, of which this is one."""
        return self.rule is not None and self.k is not None


def nlhf_candidate(population: Population, solution: NLHFSolution) -> Candidate:
    """NLHF's solution as a candidate."""
    return Candidate(
        OwnWord("nlhf"),
        solution.policy,
        facts=tuple(nlhf_drafts(population, solution)),
        unique=solution.unique,
        dimension=solution.dimension,
        note=None if solution.unique else "one of several NLHF policies: the one of least norm",
    )


def kind_of(name: str, population: Population) -> tuple[str, str]:
    """What ``name`` means: ``("rule" | "response" | "file", the name itself)``.

    The prefixes ``rule:``, ``response:`` and ``file:`` settle clashes.

    Raises:
        InputError: nothing of that name exists, or several things do.
    """
    prefix, colon, rest = name.partition(":")
    if colon and prefix in {"rule", "response", "file"} and name not in population.index:
        if prefix == "rule" and rest not in RULE_NAMES:
            raise InputError(f"policy 'rule:{rest}': the rules are {', '.join(RULE_NAMES)}")
        return prefix, rest
    kinds = [
        kind
        for kind, found in (
            ("rule", name in RULE_NAMES),
            ("response", name in population.index),
            ("file", _is_file(name)),
        )
        if found
    ]
    if len(kinds) > 1:
        choices = " or ".join(f"{kind}:{name}" for kind in kinds)
        raise InputError(f"policy {name!r} is the name of a {' and a '.join(kinds)}; write {choices}")
    if kinds:
        return kinds[0], name
    if "/" in name or Path(name).suffix in {".json", ".csv", ".tsv", ".txt", ".log", *JSON_LINES}:
        return "file", name
    hint = str(unknown_response(name, [*RULE_NAMES, *population.responses])).partition("; did you mean ")[2]
    meant = f"; did you mean {hint}" if hint else ""
    raise InputError(
        f"policy {name!r} is no rule ({', '.join(RULE_NAMES)}), no response of this population and no file{meant}"
    )


def find_candidate(
    name: str, population: Population, effort: Effort | None = None, *, normalize: bool = False
) -> Candidate:
    """The policy that ``name`` means: a rule, else a response (its point mass), else a file.

    With ``normalize`` the weights in a file are divided by their sum, whatever it is.

    Raises:
        InputError: as in `kind_of`, or the file holds no policy, or the rule has another policy for every k.
        BudgetError: the rule's work is beyond the budget.
    """
    return settled(*kind_of(name, population), population, effort or Effort(), normalize=normalize)


def _is_file(name: str) -> bool:
    """Whether ``name`` is something to read: a file, standard input, or what a shell's ``<(command)`` stands for."""
    try:
        return is_stdin(name) or (Path(name).exists() and not Path(name).is_dir())
    except (OSError, ValueError):  # too long for a path, or with a character that no path has
        return False


def settled(kind: str, name: str, population: Population, effort: Effort, *, normalize: bool = False) -> Candidate:
    """The one policy of that kind and name; errors as in `find_candidate`."""
    if kind == "rule":
        if RULES[name].depends_on_k:
            raise InputError(f"the rule {name} has another policy for every k; one policy is needed here")
        afford_margins(population, effort)
        if name == "nlhf":
            afford_nlhf(population, effort)
        made: Candidate = candidate_of(name)(population)
        return made
    if kind == "response":
        if name not in population.index:
            raise unknown_response(name, population.responses)
        point = Policy.point(population.index[name], len(population.responses))
        return Candidate(f"response:{name}" if name in RULE_NAMES else name, point, note="its point mass")
    from verifier.preferences.formats.policy_text import parse_policy

    source = read_source(name)
    policy = parse_policy(source.text, source.suffix, source.name, population.responses, normalize=normalize)
    return Candidate(f"file:{source.name}" if source.name in RULE_NAMES else source.name, policy)


def read_opponents(
    names: Sequence[str], population: Population, *, normalize: bool = False
) -> tuple[tuple[str, Policy], ...]:
    """The given opponents of ``--opponent``: label and policy of each; those that would be called alike as given.

    Raises:
        InputError: a file holds no policy.
        UnsupportedError: it holds a lottery over sets; an opponent shows one response.
    """
    found = [find_candidate(name, population, normalize=normalize) for name in names]
    for each in found:
        if isinstance(each.policy, Lottery):
            raise UnsupportedError(
                f"{called(each.label)}: the opponent shows one response, so a policy is needed, no lottery"
            )
    labels = told_apart((name, each.label) for name, each in zip(names, found, strict=True))
    policies = [each.policy for each in found if isinstance(each.policy, Policy)]
    return tuple(zip(labels, policies, strict=True))


def told_apart(labels: Iterable[tuple[str, str]]) -> list[str]:
    """A label for each pair of what the user wrote and how it would be called: what two would be called, neither is."""
    pairs = list(labels)
    times = Counter(label for _, label in dict.fromkeys(pairs))
    return [_as_given(name, label) if times[label] > 1 else label for name, label in pairs]


def _as_given(name: str, label: str) -> str:
    return OwnWord(name) if isinstance(label, OwnWord) else encodable(name)
