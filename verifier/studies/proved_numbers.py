"""From a proved certificate to what a paper may quote of it: read from the checker's sentence, not from our report."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any, TypeAlias
from urllib.parse import unquote

from verifier.errors import CertificateError
from verifier.exact.rational import parse_rational
from verifier.report.latex_report import population_hash
from verifier.report.macro_names import Place
from verifier.report.macros import forms

Said: TypeAlias = dict[str, Any]

Shares: TypeAlias = tuple[bool, dict[frozenset[str], Fraction]]
"""Whether responses are drawn together, and what is drawn with which probability."""

_PART = re.compile(r"(samples|opponents|ties) (\S+)", re.ASCII)
_QUOTED = re.compile(r'"([^"]*)"')
_UNRANKED = re.compile(r"(over these [^(\"]* responses) \(([^()\"]*)\)")


@dataclass(frozen=True)
class Proof:
    """A certificate's text, and the sentence with which the checker accepted it.

    Names stand in the sentence within quotes, which no name contains; numbers are looked for outside of them.
    """

    text: str
    sentence: str

    @cached_property
    def lines(self) -> list[str]:
        """The certificate's lines."""
        return self.text.split("\n")

    @property
    def kind(self) -> str:
        """The kind of claim, from the first line."""
        return self.lines[0].split(" ")[2]

    @cached_property
    def responses(self) -> list[str]:
        """The names, in the order of their numbers in the certificate."""
        return [unquote(name) for name in self.lines[2 : 2 + int(self.lines[1].removeprefix("responses "))]]

    @cached_property
    def population(self) -> str:
        """The hash of the lines on the population."""
        start = 2 + len(self.responses)
        end = start + 1 + int(self.lines[start].split(" ")[2])
        return population_hash("\n".join(self.lines[1 : end + self.lines[end].startswith("unranked ")]))

    @property
    def voters(self) -> str | None:
        """How many voters it is about; None where there are shares."""
        keyword, total, _ = self.lines[2 + len(self.responses)].split(" ")
        return total if keyword == "voters" else None

    def shares(self, *keywords: str) -> Shares | None:
        """The policy or lottery after one of ``keywords``, such as ``policy`` and ``lottery``; None without one."""
        for at, line in enumerate(self.lines):
            keyword, *sizes = line.split(" ")
            if keyword in keywords and len(sizes) == 2:  # noqa: PLR2004  # a name has no sizes, a ranking no keyword
                rows = [row.split(" ") for row in self.lines[at + 1 : at + 1 + int(sizes[1])]]
                chosen = [row if keyword == "lottery" else row[::-1] for row in rows]
                sets = [frozenset(self.responses[int(y)] for y in responses.split(",")) for _, responses in chosen]
                weights = [Fraction(int(weight), int(sizes[0])) for weight, _ in chosen]
                return keyword == "lottery", dict(zip(sets, weights, strict=True))
        return None

    @cached_property
    def parts(self) -> dict[str, str]:
        """The lines that give the number of samples, of the opponent's responses, and who gets ties."""
        found: dict[str, str] = {}
        for line in self.lines:
            if (part := _PART.fullmatch(line)) is not None:
                found.setdefault(part[1], part[2])
        return found

    @property
    def people(self) -> str:
        """Who is meant: ``3 voters and 3 responses``."""
        return self.word(r"over these (.+? responses) \([^()]*\),")

    @property
    def unranked(self) -> str:
        """How the responses count that users leave out: ``all ranked``, ``unranked ones incomparable``."""
        return self.word(r"over these .+? responses \(([^()]*)\),")

    @property
    def older(self) -> bool:
        """True if it is of version 1: sentences of that time did not say how unranked responses count."""
        return self.lines[0].startswith("verifier-certificate 1 ")

    @property
    def sentences(self) -> tuple[str, ...]:
        """What is proved, and of an older certificate what was said of it when it was written."""
        older = (_UNRANKED.sub(r"\1", self.sentence, count=1),) if self.older else ()
        return (self.sentence, *older)

    def word(self, pattern: str) -> str:
        """The group of ``pattern`` in the sentence, whose names are emptied.

        Raises:
            CertificateError: the sentence has no such part.
        """
        found = re.search(pattern, _QUOTED.sub('""', self.sentence))
        if found is None:
            raise CertificateError(f"the proved sentence does not say this: {self.sentence[:200]}")
        return found[1]

    def number(self, before: str, after: str = "") -> Fraction:
        """The number that stands between two texts."""
        return parse_rational(self.word(f"{re.escape(before)}(-?[0-9]+(?:/[0-9]+)?){re.escape(after)}"))

    def names(self, before: str = "") -> tuple[str, ...]:
        """The names quoted after ``before``."""
        bare = _QUOTED.sub('""', self.sentence)
        skipped = bare[: bare.index(before)].count('""')
        return tuple(unquote(name) for name in _QUOTED.findall(self.sentence)[skipped:])

    def place(self, *wanted: str) -> Place:
        """What it is about, as far as the certificate says it."""
        given = self.parts
        return Place(
            k=int(given["samples"]) if "k" in wanted else None,
            l=int(given.get("opponents", "1")) if "l" in wanted else None,
            ties=given.get("ties", "model") if "l" in wanted else None,
        )


def proved(proof: Proof, says: str, *, bare: bool = False) -> tuple[Place, str] | None:
    """What ``says`` is, and of which place, as proved; None if the certificate says no such thing.

    ``bare``: names are written without quotes.

    Raises:
        CertificateError: its sentence is of another form than its kind has.
    """
    for place, said in all_proved(proof):
        text = forms(said, bare=bare).get(says)
        if text is not None:
            return place, text
    return None


def all_proved(proof: Proof) -> list[tuple[Place, Said]]:
    """Everything that the certificate says, each with what it is about.

    Raises:
        CertificateError: its sentence is of another form than its kind has.
    """
    reader = _READERS.get(proof.kind)
    found: list[tuple[Place, Said]] = [] if reader is None else reader(proof)
    if proof.kind in {"condorcet-winner", "no-condorcet-winner"}:
        found.append((Place(), _people(proof)))
    return found


def _people(proof: Proof) -> Said:
    said: Said = {"Responses": int(proof.word(r"and ([0-9]+) responses"))}
    voters = re.match(r"([0-9]+) voters", proof.people)
    return said if voters is None else said | {"Voters": int(voters[1])}


def _robust(proof: Proof) -> list[tuple[Place, Said]]:
    rate, place = proof.number("with rate at least ", " against every opponent"), proof.place("k", "l")
    return [
        (place, {"Promised": rate, "Verdict": "certified"}),
        (place, {"Reaches": rate, "ReachesVerdict": "certified"}),
    ]


def _not_robust(proof: Proof) -> list[tuple[Place, Said]]:
    beats = " against the opponent that shows "
    rate, opponent = proof.number("with rate below ", beats), proof.names(beats)
    place = proof.place("k", "l")
    found: list[tuple[Place, Said]] = [
        (place, {"Promised": rate, "Verdict": "refuted", "Opponent": opponent}),
        (place, {"Reaches": rate, "ReachesVerdict": "refuted"}),
    ]
    k = place.k or 0
    if rate == Fraction(k, k + 1) and (place.l, place.ties) == (1, "model"):  # it refutes the promise for every k
        broken = {"EveryKVerdict": "refuted", "EveryKSamples": k, "EveryKPromised": rate, "EveryKOpponent": opponent}
        found.append((Place(), broken))
    return found


def _worst_case(proof: Proof) -> list[tuple[Place, Said]]:
    said: Said = {"Rate": proof.number("is exactly ", " (")}
    at = next(i for i, line in enumerate(proof.lines) if line.startswith("mixture "))
    if proof.lines[at].split(" ")[2] == "1":  # the opponent that reaches the value, alone
        numbers = proof.lines[at + 1].split(" ")[1].split(",")
        said["Opponent"] = tuple(proof.responses[int(number)] for number in numbers)
    return [(proof.place("k", "l"), said)]


def _win_rate(proof: Proof) -> list[tuple[Place, Said]]:
    wins = proof.kind == "win-rate"
    rate = proof.number(f"with rate {'at least' if wins else 'below'} ", " against 1 sample of")
    return [(proof.place("k", "l"), {"Promised": rate, "Verdict": "certified" if wins else "refuted"})]


def _least_samples(proof: Proof) -> list[tuple[Place, Said]]:
    rate = proof.number("whose win rate is at least ", " against")
    samples = int(proof.word(r"responses \([^()]*\), ([0-9]+) is the least number of samples"))
    return [(proof.place("l"), {"SamplesVerdict": "certified", "SamplesRate": rate, "Samples": samples})]


def _no_samples(proof: Proof) -> list[tuple[Place, Said]]:
    beats = " against the opponent that shows "
    rate = proof.number("has a win rate of at least ", beats)
    said = {"SamplesVerdict": "refuted", "SamplesRate": rate, "SamplesOpponent": proof.names(beats)}
    return [(proof.place("l"), said)]


def _one(says: str, before: str, after: str, *place: str) -> Callable[[Proof], list[tuple[Place, Said]]]:
    """A claim with one number, between two texts."""
    return lambda proof: [(proof.place(*place), {says: proof.number(before, after)})]


def _near(proof: Proof) -> list[tuple[Place, Said]]:
    """How near the exact equilibrium is; and what it wins with, where payoffs and ties are shared (THEORY 2.3)."""
    place = proof.place("k")
    found: list[tuple[Place, Said]] = [(place, {"Radius": proof.number("each weight within ", " of the policy's")})]
    if "payoff shared" in proof.lines and place.k is not None:
        promised = {"Promised": Fraction(place.k, place.k + 1), "Verdict": "certified"}
        found.append((Place(k=place.k, l=1, ties="shared"), promised))
    return found


_READERS: dict[str, Callable[[Proof], list[tuple[Place, Said]]]] = {
    "robust": _robust,
    "not-robust": _not_robust,
    "worst-case": _worst_case,
    "win-rate": _win_rate,
    "not-win-rate": _win_rate,
    "least-samples": _least_samples,
    "no-samples": _no_samples,
    "robust-every-k": lambda _: [(Place(), {"EveryKVerdict": "certified"})],
    "limit": _one("Limit", "tends to ", " ("),
    "product-bound": _one("Bound", "with win rate above ", " against", "k", "l"),
    "lottery-bound": _one("Bound", "has a win rate above ", " against", "k", "l"),
    "set-bound": _one("Bound", "has a win rate above ", " against", "k", "l"),
    "nlhf-bound": _one("EveryBound", "with win rate at most ", " against", "k"),
    "nlhf-below": _one("SomeBound", "with win rate at most ", " against", "k"),
    "epsilon-equilibrium": _one("Gap", "no player gains more than ", " by leaving", "k"),
    "equilibrium-near": _near,
    "nlhf-unique": lambda _: [(Place(), {"Dimension": 0})],
    "nlhf-face": lambda each: [(Place(), {"Dimension": int(each.number("a polytope of dimension ", " that"))})],
    "collapse": lambda each: [
        (Place(), {"CollapseWinner": each.names(), "CollapseRate": each.number("with rate exactly ", " against")})
    ],
    "condorcet-winner": lambda each: [(Place(), {"CondorcetWinner": each.names()})],
    "no-condorcet-winner": lambda _: [(Place(), {"CondorcetWinner": ()})],
    "condorcet-dimension": lambda each: [
        (Place(), {"CondorcetDimension": int(each.number("the Condorcet dimension is ", ":"))})
    ],
}
"""Kind of certificate → what it says of what."""
