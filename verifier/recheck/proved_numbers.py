"""From a proved certificate to what a paper may quote of it: its own numbers, not those of our report or of prose."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from itertools import islice
from typing import Any, TypeAlias
from urllib.parse import unquote

from verifier.audits.promises.misses import rule_of
from verifier.exact.rational import parse_rational
from verifier.preferences.ranking import UNRANKED_ONES
from verifier.report.finding import Finding, Word
from verifier.report.formats.latex import population_hash
from verifier.report.latex.macros import forms
from verifier.report.latex.names import Place

Said: TypeAlias = dict[str, Any]

Shares: TypeAlias = tuple[bool, dict[frozenset[str], Fraction]]
"""Whether responses are drawn together, and what is drawn with which probability."""

_OLDER = "unranked ones, if any, tied at the bottom"
"""What a certificate of version 1 says where every ranking is complete."""


@dataclass(frozen=True)
class Proof:
    """A certificate's text, and the sentence with which the checker accepted it.

    The text is in the grammar of the format, since it was accepted: numbers and names are read from its lines.
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

    @property
    def older(self) -> bool:
        """True if it is of version 1: sentences of that time did not say how unranked responses count."""
        return self.lines[0].startswith("verifier-certificate 1 ")

    @cached_property
    def responses(self) -> list[str]:
        """The names, in the order of their numbers in the certificate."""
        return [unquote(name) for name in self.lines[2 : 2 + int(self.lines[1].removeprefix("responses "))]]

    @cached_property
    def _end(self) -> int:
        """Where the rankings end."""
        start = 2 + len(self.responses)
        return start + 1 + int(self.lines[start].split(" ")[2])

    @property
    def _says_bottom(self) -> bool:
        return self.lines[self._end] == "unranked bottom"

    @cached_property
    def population(self) -> str:
        """The hash of the lines on the population."""
        return population_hash("\n".join(self.lines[1 : self._end + self._says_bottom]))

    @property
    def voters(self) -> str | None:
        """How many voters it is about; None where there are shares."""
        keyword, total, _ = self.lines[2 + len(self.responses)].split(" ")
        return total if keyword == "voters" else None

    @property
    def people(self) -> str:
        """Who is meant: ``3 voters and 3 responses``."""
        keyword, total, _ = self.lines[2 + len(self.responses)].split(" ")
        who = f"{total} voters" if keyword == "voters" else f"shares in 1/{total}"
        return f"{who} and {len(self.responses)} responses"

    @cached_property
    def unranked(self) -> tuple[str, ...]:
        """How responses count that users leave out: ``none`` are, ``bottom``, ``incomparable``; or what it may be."""
        rows = islice(self.lines, 3 + len(self.responses), self._end)
        if any(1 + row.count(",") + row.count(" ") <= len(self.responses) for row in rows):
            return ("incomparable",)
        return ("none", "bottom") if self.older else ("bottom",) if self._says_bottom else ("none",)

    @property
    def unranked_ones(self) -> str:
        """The same in words: ``all ranked``, ``unranked ones incomparable``."""
        return UNRANKED_ONES[self.unranked[0]] if len(self.unranked) == 1 else _OLDER

    @property
    def sentences(self) -> tuple[str, ...]:
        """What is proved, and of an older certificate what was said of it when it was written."""
        older = (self.sentence.replace(f" ({self.unranked_ones})", "", 1),) if self.older else ()
        return (self.sentence, *older)

    def shares(self, *keywords: str) -> Shares | None:
        """The policy or lottery after one of ``keywords``, such as ``policy`` and ``lottery``; None without one."""
        for at, line in enumerate(islice(self.lines, self._end, None), self._end):
            keyword, *sizes = line.split(" ")
            if keyword in keywords:
                rows = [row.split(" ") for row in self.lines[at + 1 : at + 1 + int(sizes[1])]]
                chosen = [row if keyword == "lottery" else row[::-1] for row in rows]
                sets = [frozenset(self._named(responses)) for _, responses in chosen]
                weights = [Fraction(int(weight), int(sizes[0])) for weight, _ in chosen]
                return keyword == "lottery", dict(zip(sets, weights, strict=True))
        return None

    @cached_property
    def words(self) -> dict[str, str]:
        """Keyword → word, of the lines of the claim and of the witness that are a keyword and one word."""
        lines = (line.split(" ") for line in islice(self.lines, self._end, None))
        found: dict[str, str] = {}
        for keyword, *rest in lines:
            if len(rest) == 1:
                found.setdefault(keyword, rest[0])
        return found

    def number(self, keyword: str) -> Fraction:
        """The number after ``keyword``."""
        return parse_rational(self.words[keyword])

    def names(self, keyword: str) -> tuple[str, ...]:
        """The responses after ``keyword``: one, or the members of a set."""
        return self._named(self.words[keyword])

    @property
    def reaching(self) -> tuple[str, ...] | None:
        """The one opponent of the witness's mixture; None where it mixes several."""
        at = next(i for i in range(self._end, len(self.lines)) if self.lines[i].startswith("mixture "))
        return self._named(self.lines[at + 1].split(" ")[1]) if self.lines[at].split(" ")[2] == "1" else None

    def _named(self, numbers: str) -> tuple[str, ...]:
        return tuple(self.responses[int(number)] for number in numbers.split(","))

    def place(self, *wanted: str) -> Place:
        """What it is about, as far as the certificate says it."""
        given = self.words
        return Place(
            k=int(given["samples"]) if "k" in wanted else None,
            l=int(given.get("opponents", "1")) if "l" in wanted else None,
            ties=given.get("ties", "model") if "l" in wanted else None,
        )


def proved(proof: Proof, says: str, *, bare: bool = False) -> tuple[Place, str] | None:
    """What ``says`` is, and of which place, as proved; None if the certificate says no such thing.

    ``bare``: names are written without quotes.
    """
    for place, said in all_proved(proof):
        text = forms(said, bare=bare).get(says)
        if text is not None:
            return place, text
    return None


def all_proved(proof: Proof) -> list[tuple[Place, Said]]:
    """Everything that the certificate says, each with what it is about."""
    reader = _READERS.get(proof.kind)
    found: list[tuple[Place, Said]] = [] if reader is None else reader(proof)
    if proof.kind in {"condorcet-winner", "no-condorcet-winner"}:
        found.append((Place(), _people(proof)))
    return found


_BOUNDS = {
    "product-bound": ("best-rate", "Bound", "upper", ("optimal",)),
    "lottery-bound": ("best-rate", "Bound", "upper", ("optimal", "multi-output", "winning-set")),
    "set-bound": ("best-rate", "Bound", "upper", ("winning-set",)),
    "epsilon-equilibrium": ("epsilon-equilibrium", "Gap", "epsilon", ("equilibrium",)),
    "equilibrium-near": ("equilibrium-near", "Radius", "radius", ("equilibrium",)),
}
"""Kind of certificate → the claim of what a rule's own policy may be, what it says, its field, of which rules."""


def bound_of(proof: Proof, policy: str | None) -> Finding | None:
    """What the certificate proves of what the own policy of the rule called ``policy`` may be; None: nothing."""
    claim, says, field, rules = _BOUNDS.get(proof.kind, ("", "", "", ()))
    if rule_of(policy) not in rules:
        return None
    place, said = next((place, said) for place, said in all_proved(proof) if says in said)
    return replace(Finding(claim, Word.CERTIFIED, "", policy, place.k, place.l), **{field: said[says]})


def _people(proof: Proof) -> Said:
    said: Said = {"Responses": len(proof.responses)}
    return said if proof.voters is None else said | {"Voters": int(proof.voters)}


def _robust(proof: Proof) -> list[tuple[Place, Said]]:
    rate, place = proof.number("rate"), proof.place("k", "l")
    return [
        (place, {"Promised": rate, "Verdict": "certified"}),
        (place, {"Reaches": rate, "ReachesVerdict": "certified"}),
    ]


def _not_robust(proof: Proof) -> list[tuple[Place, Said]]:
    rate, opponent, place = proof.number("rate"), proof.names("opponent"), proof.place("k", "l")
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
    opponent = {} if proof.reaching is None else {"Opponent": proof.reaching}
    return [(proof.place("k", "l"), {"Rate": proof.number("rate"), **opponent})]


def _win_rate(proof: Proof) -> list[tuple[Place, Said]]:
    verdict = "certified" if proof.kind == "win-rate" else "refuted"
    return [(proof.place("k", "l"), {"Promised": proof.number("rate"), "Verdict": verdict})]


def _least_samples(proof: Proof) -> list[tuple[Place, Said]]:
    said = {"SamplesVerdict": "certified", "SamplesRate": proof.number("rate"), "Samples": proof.place("k").k}
    return [(proof.place("l"), said)]


def _no_samples(proof: Proof) -> list[tuple[Place, Said]]:
    said: Said = {"SamplesVerdict": "refuted", "SamplesRate": proof.number("rate")}
    return [(proof.place("l"), said | {"SamplesOpponent": proof.names("opponent")})]


def _one(says: str, keyword: str, *place: str) -> Callable[[Proof], list[tuple[Place, Said]]]:
    """A claim with one number, after ``keyword``."""
    return lambda proof: [(proof.place(*place), {says: proof.number(keyword)})]


def _near(proof: Proof) -> list[tuple[Place, Said]]:
    """How near the exact equilibrium is; and what it wins with, where payoffs and ties are shared (THEORY 2.3)."""
    place = proof.place("k")
    found: list[tuple[Place, Said]] = [(place, {"Radius": proof.number("radius")})]
    if proof.words["payoff"] == "shared" and place.k is not None:
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
    "limit": _one("Limit", "value"),
    "product-bound": _one("Bound", "rate", "k", "l"),
    "lottery-bound": _one("Bound", "rate", "k", "l"),
    "set-bound": _one("Bound", "rate", "k", "l"),
    "nlhf-bound": _one("EveryBound", "rate", "k"),
    "nlhf-below": _one("SomeBound", "rate", "k"),
    "epsilon-equilibrium": _one("Gap", "epsilon", "k"),
    "equilibrium-near": _near,
    "nlhf-unique": lambda _: [(Place(), {"Dimension": 0})],
    "nlhf-face": lambda each: [(Place(), {"Dimension": int(each.words["dimension"])})],
    "collapse": lambda each: [
        (Place(), {"CollapseWinner": each.names("winner"), "CollapseRate": each.number("value")})
    ],
    "condorcet-winner": lambda each: [(Place(), {"CondorcetWinner": each.names("winner")})],
    "no-condorcet-winner": lambda _: [(Place(), {"CondorcetWinner": ()})],
    "condorcet-dimension": lambda each: [(Place(), {"CondorcetDimension": int(each.words["dimension"])})],
}
"""Kind of certificate → what it says of what."""
