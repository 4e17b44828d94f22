"""What a certificate claims: the oracle's own reading of everything before the line `witness`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

VECTORS = frozenset({"policy", "against", "first", "second"})
NATURAL = re.compile(r"0|[1-9][0-9]*", re.ASCII)
CODE = re.compile(rb"%([0-9A-F]{2})")

User = tuple[int, tuple[int | None, ...]]  # weight, and each response's place, 0 the best; None is left out
Rows = tuple[tuple[tuple[int, ...], int], ...]  # what is drawn (responses), with its weight
Linear = tuple[int, tuple[tuple[int, int, tuple[int, ...]], ...]]  # c_0 and (c, a, B): c_0 + sum c P[a above all of B]
Promises = tuple[tuple[int, Fraction], ...]  # so many samples, with the rate that they are said to reach


class Nonsense(ValueError):  # noqa: N818
    """A file that has no meaning, whatever a checker says."""


@dataclass(frozen=True)
class Statement:
    """A population and a claim about it.

    ``vectors`` and ``lottery`` hold distributions, ``conditions`` and ``promises`` what some claims list, ``words`` the
    other lines.
    """

    kind: str
    m: int
    users: tuple[User, ...]
    total: int
    words: dict[str, str]
    vectors: dict[str, Rows]
    lottery: Rows | None
    conditions: tuple[Linear, ...] = ()
    promises: Promises = ()

    @classmethod
    def read(cls, content: bytes) -> Statement:
        """The statement of a file.

        Raises:
            Nonsense: the file states nothing.
        """
        try:
            return cls._read(content.decode("ascii").split("\n"))
        except Nonsense:
            raise
        except (ValueError, IndexError, KeyError, ZeroDivisionError) as error:
            raise Nonsense(repr(error)) from error

    @classmethod
    def _read(cls, lines: list[str]) -> Statement:
        name, version, kind = lines[0].split(" ")
        _require(name == "verifier-certificate" and version in {"1", "2"}, "another format")
        m = _natural(lines[1].removeprefix("responses "))
        names = [_name(line) for line in lines[2 : 2 + m]]
        _require(len(set(names)) == m, "two responses of one name, or none")
        _, total, n = lines[2 + m].split(" ")
        at = 3 + m + _natural(n)
        users = tuple(_user(line, m) for line in lines[3 + m : at])
        _require(sum(weight for weight, _ in users) == _natural(total) > 0, "the weights do not sum to the total")
        if version == "2" and lines[at] == "unranked bottom":
            _require(all(None not in places for _, places in users), "a ranking leaves a response out")
            at += 1
        words: dict[str, str] = {}
        vectors: dict[str, Rows] = {}
        lottery = None
        conditions: list[Linear] = []
        promises: Promises = ()
        while lines[at] != "witness":
            name, *rest = lines[at].split(" ")
            at += 1
            if name == "condition":
                _require(len(rest) == 2, "a condition has a constant and a number of terms")
                rows = lines[at : at + _natural(rest[1])]
                at += len(rows)
                conditions.append((_signed(rest[0]), tuple(_term(line, m) for line in rows)))
            elif name == "promises":
                _require(not promises and len(rest) == 1, "promises twice, or of no or several numbers")
                rows = lines[at : at + _natural(rest[0])]
                at += len(rows)
                promises = tuple(_promise(line) for line in rows)
            elif name in VECTORS or name == "lottery":
                rows = lines[at : at + _natural(rest[1])]
                at += len(rows)
                drawn = tuple(_row(line, m, as_set=name == "lottery") for line in rows)
                _require(sum(weight for _, weight in drawn) == _natural(rest[0]) > 0, "shares do not sum to the total")
                _require(len({members for members, _ in drawn}) == len(drawn), "a row twice")
                if name == "lottery":
                    lottery = drawn
                else:
                    _require(name not in vectors, "a vector twice")
                    vectors[name] = drawn
            else:
                _require(name not in words and len(rest) == 1, "a line twice, or of no or several words")
                _require(name != "unranked", "how unranked responses count is said elsewhere, or otherwise")
                words[name] = rest[0]
        _require(_natural(words.get("conditions", "0")) == len(conditions), "another number of conditions")
        return cls(kind, m, users, _natural(total), words, vectors, lottery, tuple(conditions), promises)

    def integer(self, name: str) -> int:
        """The natural number of a line."""
        return _natural(self.words[name])

    def share(self, name: str) -> Fraction:
        """The rational of a line, in [0, 1]."""
        return _share(self.words[name])

    @property
    def population(self) -> tuple[int, tuple[User, ...]]:
        """What the responses and users are, without names: a key of caches."""
        return self.m, self.users

    @property
    def complete(self) -> bool:
        """Whether every user ranks every response."""
        return all(None not in places for _, places in self.users)


def _require(condition: bool, reason: str) -> None:  # noqa: FBT001
    if not condition:
        raise Nonsense(reason)


def _natural(word: str) -> int:
    _require(NATURAL.fullmatch(word) is not None, f"no natural number: {word[:40]!r}")
    return int(word)


def _signed(word: str) -> int:
    _require(word != "-0", "a sign before 0")
    return -_natural(word[1:]) if word.startswith("-") else _natural(word)


def _share(word: str) -> Fraction:
    p, _, q = word.partition("/")
    value = Fraction(_natural(p), _natural(q) if q else 1)
    _require(0 <= value <= 1 and str(value) == word, "no rational in lowest terms in [0, 1]")
    return value


def _term(line: str, m: int) -> tuple[int, int, tuple[int, ...]]:
    c, a, b = line.split(" ")
    members = tuple(map(_natural, b.split(",")))
    _require(max(_natural(a), *members) < m, "an event with a response that is not there")
    _require(_natural(a) not in members and _signed(c) != 0, "an event that cannot happen, or that does not count")
    return _signed(c), _natural(a), members


def _promise(line: str) -> tuple[int, Fraction]:
    k, rate = line.split(" ")
    _require(_natural(k) > 0, "a promise of no samples")
    return _natural(k), _share(rate)


def _name(word: str) -> str:
    try:
        text = CODE.sub(lambda code: bytes([int(code[1], 16)]), word.encode("ascii")).decode("utf-8")
    except UnicodeDecodeError as error:
        raise Nonsense("a name that is no UTF-8") from error
    again = "".join(chr(b) if 0x21 <= b <= 0x7E and b != ord("%") else f"%{b:02X}" for b in text.encode("utf-8"))
    _require(text != "" and again == word, "a name that is empty or has another spelling")
    return text


def _user(line: str, m: int) -> User:
    weight, *classes = line.split(" ")
    _require(bool(classes) and _natural(weight) > 0, "a ranking of nothing or of weight 0")
    places: list[int | None] = [None] * m
    for place, group in enumerate(classes):
        for word in group.split(","):
            y = _natural(word)
            _require(y < m and places[y] is None, "a response that is not there, or twice")
            places[y] = place
    return _natural(weight), tuple(places)


def _row(line: str, m: int, *, as_set: bool) -> tuple[tuple[int, ...], int]:
    first, second = line.split(" ")
    word, weight = (second, first) if as_set else (first, second)
    members = tuple(map(_natural, word.split(","))) if as_set else (_natural(word),)
    _require(all(y < m for y in members) and _natural(weight) > 0, "a response that is not there, or weight 0")
    return members, _natural(weight)
