r"""A source of a paper as tokens with their groups: as TeX reads it while no category code is changed."""

from __future__ import annotations

import re
from bisect import bisect
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

from verifier.recheck.paper.words import VERBATIM

_PER_CENT = re.compile(r"(?<!\\)(?:\\\\)*(%)")
_CATCODES = re.compile(r"\\catcode(?!\s*(?:`\\?@|64))|\\(?:lst)?MakeShort")
_TOKEN = re.compile(
    r"\\csname\s*(?P<csname>[A-Za-z]+)\s*\\endcsname|\\(?:@nameuse|csuse|UseName)\s*\{(?P<use>[A-Za-z]+)\}|"
    r"\\(?P<word>[A-Za-z@]+(?:_[A-Za-z@_]+)?:[A-Za-z]+(?![A-Za-z])|[A-Za-z@]+|.)|(?P<tie>~)|"
    r"(?P<text>[A-Za-z]+)|(?P<break>\n[ \t]*\n\s*)|(?P<char>\S)",
    re.DOTALL,
)
_CLOSING = {"}": "{", "]": "["}


@dataclass(frozen=True)
class Token:
    r"""One token.

    Attributes:
        kind: ``word`` for control words, control symbols and the tie; ``text`` for letters; ``char`` and ``break``.
        text: without the backslash; a name that is spelled out in ``\\csname`` is a word.
        at: where it begins.
    """

    kind: str
    text: str
    at: int


@dataclass(frozen=True)
class Tokens:
    """The tokens of one source."""

    source: str

    @cached_property
    def all(self) -> list[Token]:
        """Every token, without spaces."""
        found = []
        for match in _TOKEN.finditer(self.source):
            kind = str(match.lastgroup)
            word = kind in {"csname", "use", "word", "tie"}
            found.append(Token("word" if word else kind, match[kind], match.start()))
        return found

    @cached_property
    def partners(self) -> dict[int, int]:
        """Opening brace or bracket → the one that closes it, and the other way round."""
        found: dict[int, int] = {}
        open_: list[int] = []
        for i, token in enumerate(self.all):
            if token.kind != "char":
                continue
            if token.text in "{[":
                open_.append(i)
            elif token.text in _CLOSING:
                while token.text == "}" and open_ and self.all[open_[-1]].text == "[":
                    open_.pop()  # a bracket that is only a sign
                if open_ and self.all[open_[-1]].text == _CLOSING[token.text]:
                    found[i] = open_.pop()
                    found[found[i]] = i
        return found

    def line(self, i: int) -> int:
        """The number of the line of token ``i``, from 1."""
        return bisect(self._ends, self.all[i].at) + 1

    @cached_property
    def _ends(self) -> list[int]:
        return [match.start() for match in re.finditer("\n", self.source)]

    @cached_property
    def around(self) -> list[int | None]:
        """For each token the brace or bracket that opens the group in which it stands, None outside of all."""
        found: list[int | None] = []
        open_: list[int] = []
        for i in range(len(self.all)):
            if open_ and self.partners[open_[-1]] == i:
                open_.pop()
            found.append(open_[-1] if open_ else None)
            if self.partners.get(i, i) > i:
                open_.append(i)
        return found

    @cached_property
    def formulas(self) -> list[int]:
        """For each token how many dollar signs stand before it."""
        return list(accumulate((self.is_char(i, "$") for i in range(len(self.all))), initial=0))

    def is_char(self, i: int, among: str) -> bool:
        """Whether token ``i`` is there and one of the characters."""
        return 0 <= i < len(self.all) and self.all[i].kind == "char" and self.all[i].text in among

    def word(self, i: int) -> str | None:
        """The control word at ``i``, None where there is something else."""
        return self.all[i].text if 0 <= i < len(self.all) and self.all[i].kind == "word" else None

    def arguments_from(self, i: int) -> list[tuple[int, int]]:
        """The groups behind token ``i``, as pairs of the braces or brackets; stars and parameters are passed over."""
        found = []
        while i + 1 < len(self.all):
            i += 1
            if self.is_char(i, "{[") and i in self.partners:
                found.append((i, self.partners[i]))
                i = self.partners[i]
            elif not (self.is_char(i, "*#<>") or (self.is_char(i, "123456789") and self.is_char(i - 1, "#"))):
                break
        return found


def without_comments(text: str) -> str:
    """``text`` with its lines, without what TeX does not read; where that is not sure, with it."""
    if _CATCODES.search(text):
        return text
    return "\n".join(_without_comment(line) for line in text.split("\n"))


def _without_comment(line: str) -> str:
    found = _PER_CENT.search(line)
    if found is None or VERBATIM.search(line[: found.start(1)]) or VERBATIM.search(line, found.start(1)):
        return line
    return line[: found.start(1)]
