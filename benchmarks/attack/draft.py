"""A certificate taken apart so that its numbers can be changed, and written again in the one way there is to write it.

Nothing here knows when a claim holds. A file that a checker takes for well-formed has to come out of
``Draft.parse(content).format()`` as it went in.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from math import gcd
from typing import Any, NamedTuple

VECTORS = frozenset({"policy", "against", "first", "second", "point", "interior", "optimum", "primal", "dual"})
MIXTURES = frozenset({"lottery", "mixture"})
LISTS = frozenset({"sets", "steps"})
INTEGER = re.compile(r"-?[0-9]+", re.ASCII)
RATIONAL = re.compile(r"[0-9]+/[0-9]+", re.ASCII)

Ranking = tuple[tuple[int, ...], ...]


class Line(NamedTuple):
    """A line of words: ``rate 1/2``, ``opponent 0,1``, ``witness``."""

    words: tuple[str, ...]


class Vector(NamedTuple):
    """Responses with weights; the total is their sum."""

    name: str
    rows: tuple[tuple[int, int], ...]


class Sets(NamedTuple):
    """Sets of responses with weights; the total is their sum."""

    name: str
    rows: tuple[tuple[int, tuple[int, ...]], ...]


class Numbers(NamedTuple):
    """So many lines of one number each: steps, or the rivals of sets."""

    name: str
    values: tuple[int, ...]


class Matrix(NamedTuple):
    """A preconditioner: a denominator and rows of integers."""

    denominator: int
    rows: tuple[tuple[int, ...], ...]


class Tree(NamedTuple):
    """A tree: scale, vectors with a number for each ranking, and nodes as they are written."""

    scale: int
    vectors: tuple[tuple[int, ...], ...]
    nodes: tuple[str, ...]


class Condition(NamedTuple):
    """A linear condition: a constant, and terms (coefficient, response, set below it)."""

    constant: int
    terms: tuple[tuple[int, int, tuple[int, ...]], ...]


class Promises(NamedTuple):
    """Numbers of samples, each with a rate."""

    rows: tuple[tuple[int, Fraction], ...]


Part = Line | Vector | Sets | Numbers | Matrix | Tree | Condition | Promises
WITNESS = Line(("witness",))


@dataclass
class Draft:
    """A certificate whose parts can be replaced; every part is a frozen value, so copies are shallow."""

    kind: str
    names: list[str]
    counted: str
    rankings: list[tuple[int, Ranking]]
    parts: list[Part]
    version: str = "2"
    unranked: str = ""
    """The word after ``unranked`` in the line that may follow the rankings."""

    @classmethod
    def parse(cls, content: bytes) -> Draft:
        """The parts of a certificate in the grammar.

        Raises:
            ValueError, IndexError: a file that is far from the grammar. Some that are near it are read.
        """
        lines = content.decode("ascii").split("\n")
        if lines[-2:] != ["end", ""]:
            raise ValueError("a certificate ends in the line `end`")
        _, version, kind = lines[0].split(" ")
        m = int(lines[1].removeprefix("responses "))
        counted, _, n = lines[2 + m].split(" ")
        at = 3 + m + int(n)
        rankings = [_ranking(line) for line in lines[3 + m : at]]
        unranked = lines[at].partition(" ")[2] if lines[at].startswith("unranked ") else ""
        rest = lines[at + bool(unranked) : -2]
        return cls(kind, lines[2 : 2 + m], counted, rankings, _parts(rest), version, unranked)

    def copy(self) -> Draft:
        """A draft whose lists are its own."""
        return replace(self, names=self.names[:], rankings=self.rankings[:], parts=self.parts[:])

    def format(self) -> bytes:
        """The certificate with everything sorted, merged, in lowest terms and summed up."""
        texts: dict[str, list[int]] = {}
        for i, (weight, ranking) in enumerate(self.rankings):
            text = " ".join(_joined(group) for group in ranking if group)
            if text and weight:
                texts.setdefault(text, []).append(i)
        order = sorted(texts)
        weights = [sum(self.rankings[i][0] for i in texts[text]) for text in order]
        if self.counted == "shares":
            weights = _lowest(weights)
        names = sorted(set(self.names))
        out = [f"verifier-certificate {self.version} {self.kind}", f"responses {len(names)}", *names]
        out.append(f"{self.counted} {sum(weights)} {len(order)}")
        out += [f"{weight} {text}" for weight, text in zip(weights, order, strict=True)]
        out += [f"unranked {self.unranked}"] if self.unranked else []
        for part in self.parts:
            out += _written(part, [texts[text] for text in order])
        return "\n".join([*out, "end", ""]).encode("ascii")

    def line(self, name: str) -> int:
        """Where the line of that name stands among the parts; −1 if there is none."""
        return next((i for i, part in enumerate(self.parts) if isinstance(part, Line) and part.words[0] == name), -1)

    def word(self, name: str, default: str = "") -> str:
        """The first word after the name of a line."""
        i = self.line(name)
        return self.parts[i].words[1] if i >= 0 and len(self.parts[i].words) > 1 else default  # type: ignore[union-attr]

    def number(self, name: str, default: int = 1) -> int:
        """The same as an integer."""
        word = self.word(name)
        return int(word) if word.isdecimal() else default

    def say(self, name: str, *words: object) -> None:
        """Replace the words of a line that is there."""
        i = self.line(name)
        if i >= 0:
            self.parts[i] = Line((name, *map(str, words)))

    def places_of(self, *types: type) -> list[int]:
        """Where parts of these types stand."""
        return [i for i, part in enumerate(self.parts) if isinstance(part, types)]

    def part(self, name: str) -> int:
        """Where the vector, mixture or list of that name stands; −1 if there is none."""
        named = (Vector, Sets, Numbers)
        return next((i for i, part in enumerate(self.parts) if isinstance(part, named) and part.name == name), -1)

    @property
    def complete(self) -> bool:
        """Whether every ranking holds every response."""
        return all(sum(map(len, ranking)) == len(self.names) for _, ranking in self.rankings)


def _ranking(line: str) -> tuple[int, Ranking]:
    weight, *classes = line.split(" ")
    return int(weight), tuple(_set(word) for word in classes)


def _set(word: str) -> tuple[int, ...]:
    return tuple(map(int, word.split(",")))


def _parts(lines: list[str]) -> list[Part]:
    parts: list[Part] = []
    at = 0
    while at < len(lines):
        words = lines[at].split(" ")
        name, count = words[0], len(words)
        at += 1
        if name in VECTORS and count == 3:
            rows = [lines[i].split(" ") for i in range(at, at + int(words[2]))]
            parts.append(Vector(name, tuple((int(y), int(weight)) for y, weight in rows)))
            at += len(rows)
        elif name in MIXTURES and count == 3:
            rows = [lines[i].split(" ") for i in range(at, at + int(words[2]))]
            parts.append(Sets(name, tuple((int(weight), _set(word)) for weight, word in rows)))
            at += len(rows)
        elif name in LISTS and count == 2:
            values = tuple(int(lines[i]) for i in range(at, at + int(words[1])))
            parts.append(Numbers(name, values))
            at += len(values)
        elif name == "condition" and count == 3:
            rows = [lines[i].split(" ") for i in range(at, at + int(words[2]))]
            parts.append(Condition(int(words[1]), tuple((int(c), int(a), _set(b)) for c, a, b in rows)))
            at += len(rows)
        elif name == "promises" and count == 2:
            rows = [lines[i].split(" ") for i in range(at, at + int(words[1]))]
            parts.append(Promises(tuple((int(k), Fraction(rate)) for k, rate in rows)))
            at += len(rows)
        elif name == "preconditioner" and count == 2:
            matrix = []
            while at < len(lines) and lines[at].startswith("row "):
                matrix.append(tuple(map(int, lines[at].split(" ")[1:])))
                at += 1
            parts.append(Matrix(int(words[1]), tuple(matrix)))
        elif name == "tree" and count == 4:
            scale, vectors, nodes = map(int, words[1:])
            split = at + vectors
            numbers = tuple(tuple(map(int, line.removeprefix("vector ").split(" "))) for line in lines[at:split])
            parts.append(Tree(scale, numbers, tuple(lines[split : split + nodes])))
            at = split + nodes
        else:
            parts.append(Line(tuple(words)))
    return parts


def _written(part: Part, merged: list[list[int]]) -> list[str]:
    """The lines of a part; a tree's numbers follow the rankings, whose places before sorting are ``merged``."""
    if isinstance(part, Tree):
        head = f"tree {part.scale} {len(part.vectors)} {len(part.nodes)}"
        vectors = (
            " ".join(["vector", *(str(sum(x[i] for i in places if i < len(x))) for places in merged)])
            for x in part.vectors
        )
        return [head, *vectors, *part.nodes]
    write: Callable[[Any], list[str]] = WRITTEN[type(part)]
    return write(part)


def _written_line(part: Line) -> list[str]:
    return [" ".join(map(_normal, part.words))]


def _written_vector(part: Vector) -> list[str]:
    shares: dict[int, int] = {}
    for y, weight in part.rows:
        shares[y] = shares.get(y, 0) + weight
    responses = sorted(y for y, weight in shares.items() if weight)
    weights = _lowest([shares[y] for y in responses])
    head = f"{part.name} {sum(weights)} {len(weights)}"
    return [head, *(f"{y} {weight}" for y, weight in zip(responses, weights, strict=True))]


def _written_sets(part: Sets) -> list[str]:
    masses: dict[str, int] = {}
    for weight, members in part.rows:
        text = _joined(members)
        masses[text] = masses.get(text, 0) + weight
    texts = sorted(text for text, weight in masses.items() if weight)
    weights = _lowest([masses[text] for text in texts])
    head = f"{part.name} {sum(weights)} {len(weights)}"
    return [head, *(f"{weight} {text}" for text, weight in zip(texts, weights, strict=True))]


def _written_numbers(part: Numbers) -> list[str]:
    return [f"{part.name} {len(part.values)}", *map(str, part.values)]


def _written_matrix(part: Matrix) -> list[str]:
    return [f"preconditioner {part.denominator}", *(" ".join(["row", *map(str, row)]) for row in part.rows)]


def _written_promises(part: Promises) -> list[str]:
    rows = sorted(dict(part.rows).items())
    return [f"promises {len(rows)}", *(f"{k} {rate}" for k, rate in rows)]


def _written_condition(part: Condition) -> list[str]:
    """The lines of a condition in lowest terms, its terms merged and sorted."""
    terms: dict[str, int] = {}
    for c, a, below in part.terms:
        text = f"{a} {_joined(below)}"
        terms[text] = terms.get(text, 0) + c
    texts = sorted(text for text, c in terms.items() if c)
    divisor = gcd(part.constant, *(terms[text] for text in texts)) or 1
    head = f"condition {part.constant // divisor} {len(texts)}"
    return [head, *(f"{terms[text] // divisor} {text}" for text in texts)]


WRITTEN: dict[type, Callable[[Any], list[str]]] = {
    Line: _written_line,
    Vector: _written_vector,
    Sets: _written_sets,
    Numbers: _written_numbers,
    Matrix: _written_matrix,
    Condition: _written_condition,
    Promises: _written_promises,
}


def _joined(members: tuple[int, ...]) -> str:
    return str(members[0]) if len(members) == 1 else ",".join(map(str, sorted(set(members))))


def _lowest(weights: list[int]) -> list[int]:
    divisor = gcd(*weights) or 1
    return [weight // divisor for weight in weights]


def _normal(word: str) -> str:
    """A word in the one way to write it: integers, rationals in lowest terms, sets in order."""
    if INTEGER.fullmatch(word):
        return str(int(word))
    if RATIONAL.fullmatch(word) and not word.endswith("/0"):
        return str(Fraction(word))
    if "," in word and all(INTEGER.fullmatch(member) for member in word.split(",")):
        return _joined(_set(word))
    return word
