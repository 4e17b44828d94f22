"""What a kind of question gives and gets: the case around it, and its answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol

from verifier.audits.effort import Effort
from verifier.audits.reading import read_with_source
from verifier.audits.rules import RULE_NAMES
from verifier.errors import InputError
from verifier.files.inside import file_in
from verifier.lab.book.pages.line import Line
from verifier.lab.symbolic.family import Family
from verifier.preferences.formats.options import ReadOptions
from verifier.preferences.gallery.reference import PREFIX
from verifier.preferences.names import encodable
from verifier.preferences.population import Population
from verifier.preferences.ranges import parse_numbers
from verifier.preferences.ranking import Unranked

EXACT_SAMPLES = 10_000
"""The greatest number of samples in questions that carry out powers of it in full; audits have better ways."""

MOST_TOGETHER = 1_000_000
"""The most that numbers of samples add up to in such a question."""


def exact_samples(text: str) -> tuple[int, ...]:
    """The numbers of samples that ``text`` lists, for a question that carries out powers of them in full.

    Raises:
        InputError: as in `parse_numbers`, or together they are too large.
    """
    numbers = parse_numbers(text, "k", EXACT_SAMPLES)
    if sum(numbers) > MOST_TOGETHER:
        raise InputError(f"the numbers of samples add up to {sum(numbers)}, above {MOST_TOGETHER}; ask for fewer")
    return numbers


@dataclass(frozen=True)
class Setting:
    """The case that a question stands in.

    Attributes:
        name: of the case, which is its folder's.
        people: the population, None where the case has none; ``people_name`` and ``sha256`` name its source.
        family: the populations whose shares are formulas, None where the case has none.
    """

    name: str
    folder: Path
    people: Population | None
    people_name: str
    sha256: str | None
    family: Family | None = None

    def beside(self, policy: str) -> str:
        """``policy`` as the audit takes it, a ``file:`` being one in the case's folder: a case reads no other.

        Raises:
            InputError: the file lies elsewhere; or what has no prefix is no rule and no response.
        """
        prefix, colon, rest = policy.partition(":")
        response = self.people is not None and policy in self.people.index
        if response or policy in RULE_NAMES:  # what is both is a clash, which the audit tells
            return policy if response and policy in RULE_NAMES else f"{'response' if response else 'rule'}:{policy}"
        if colon and prefix == "file":
            return f"file:{file_in(self.folder, rest)}"
        if not (colon and prefix in {"rule", "response"}):
            named = encodable(policy)
            raise InputError(f"{named!r} is no rule and no response; write 'file:{named}' for a file beside the case")
        return policy

    @property
    def populations(self) -> Family:
        """The family of the case; its population, where it has one of these, as a family of one.

        Raises:
            InputError: the case has neither.
        """
        return self.family or Family.of(self.population)

    @property
    def population(self) -> Population:
        """The population of the case.

        Raises:
            InputError: the case has none.
        """
        if self.people is None:
            raise InputError(f"{self.folder}: this kind of question is about a [population], and the case has none")
        return self.people


def from_gallery(setting: Setting, named: str, unranked: Unranked = "bottom") -> Setting:
    """``setting`` about the population of the gallery that ``named`` refers to.

    Raises:
        InputError: the gallery has none of this name, or not with these arguments.
    """
    population, read = read_with_source(PREFIX + named, ReadOptions(unranked=unranked))
    return replace(setting, people=population, people_name=read.name, sha256=read.sha256)


@dataclass(frozen=True)
class Answer:
    """What came of a question.

    Attributes:
        lines: what was decided, each in words; at least one.
        files: what its folder holds, name → bytes; the certificates that lines name are among them.
        differences: what is not as the case expects, in words; empty if all is.
    """

    lines: tuple[Line, ...]
    files: Mapping[str, bytes] = field(default_factory=dict)
    differences: tuple[str, ...] = ()


class Question(Protocol):
    """One question of a case, with what is expected of its answer."""

    @property
    def name(self) -> str:
        """What the question is called within its case; the folder of its files."""

    def decide(self, effort: Effort) -> Answer:
        """The answer, by the project's ordinary means."""
