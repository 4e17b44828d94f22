r"""Which macros of a paper may stand for something else than what verifier wrote.

A macro is used plainly where it stands in text. Where its name stands behind a word that is not known to typeset what
follows, alone in an argument of such a word, or as plain letters, it may be given another meaning there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from pathlib import Path

from verifier.recheck.paper.tokens import Tokens
from verifier.recheck.paper.words import CLOSED, DEFINERS, GIVES_A_MEANING, HARMLESS, LOOPS, READING, READS

PACKAGES = (".sty", ".cls")

_REFERS = re.compile(r"label|[A-Za-z]*ref|[A-Za-z]*cite[a-z]*")
_AT = re.compile(r"`?\\?@|64")
_CHAR_DOCUMENTED = re.compile(r'\s*\{?\\verifierchar\}?\s*\[1\]\s*\{\\symbol\{"#1\}\}')
_ENVIRONMENT = re.compile(
    r"newenvironment\s*\*?\s*\{(\w+)\*?\}\s*\[|DocumentEnvironment\s*\{(\w+)\*?\}|def\s*\\([A-Za-z]+)\s*#"
)
_EXPANDS = {"expandafter", "noexpand"}
_ARGUMENTS = 20  # as many as are looked at; with more in a row it is not known whose they are
_PARTS = 4  # letters of a name that is put together: fewer are anywhere


@dataclass(frozen=True)
class Sources:
    """What people wrote, and the names that verifier defines in it: name → the words that its text uses."""

    texts: Mapping[Path, Tokens]
    ours: Mapping[str, AbstractSet[str]]
    prefixes: AbstractSet[str]

    @cached_property
    def _bodies(self) -> dict[str, list[list[str] | None]]:
        """Words defined by the paper → the words of each text that they stand for; None where that cannot be read."""
        found: dict[str, list[list[str] | None]] = {}
        for path, tokens in self.texts.items():
            for name, body in _definitions(tokens):
                if path.suffix not in PACKAGES or name not in HARMLESS:
                    found.setdefault(name, []).append(_words(tokens, body) if body else None)
        return found

    @cached_property
    def _unharmed(self) -> AbstractSet[str]:
        """Words that typeset: known ones that are not defined again, and those made of nothing but such words."""
        defined = {name: bodies for name, bodies in self._bodies.items() if name not in self.ours}
        good = (HARMLESS | set(self.ours) | set(defined)) - {name for name, all_ in defined.items() if None in all_}
        while True:
            bad = {
                name
                for name in good & set(defined)
                if not all(self._typesets(word, good) or word == name for body in defined[name] for word in body or ())
            }
            if not bad:
                return good
            good = good - bad

    def _typesets(self, word: str, good: AbstractSet[str]) -> bool:
        if len(word) == 1 and not word.isalpha():  # control symbols and the tie
            return word not in self._bodies or word in good
        return word in good

    def harmless(self, word: str) -> bool:
        """Whether ``word`` is known to typeset what follows."""
        return self._typesets(word, self._unharmed)

    @cached_property
    def names(self) -> dict[str, set[str]]:
        """Each name of ours and each name that a person gave to a text with it → the names of ours that it shows."""
        found = {name: {name} for name in self.ours}
        for _ in range(len(self._bodies) + 1):
            more = {
                name: set().union(*(found.get(word, set()) for body in bodies for word in body or ()))
                for name, bodies in self._bodies.items()
                if name not in self.ours
            }
            more = {name: shown for name, shown in more.items() if shown and found.get(name) != shown}
            if not more:
                break
            found |= more
        return found

    def doubts(self) -> Iterator[tuple[str, Path, int, str]]:
        """What may have another meaning: name, file, line, and the command that may give it."""
        parts = {word for words in self.ours.values() for word in words}
        for path, tokens in self.texts.items():
            for i, name, why in self._by_name(tokens):
                yield name, path, tokens.line(i), why
            for i, word, by in _given_a_meaning(tokens, parts):
                for name in (name for name, words in self.ours.items() if word in words):
                    yield name, path, tokens.line(i), f"\\{by} of {word}, which it is made of"
            changes = () if path.suffix in PACKAGES else islice(changes_of_reading(tokens), 1)
            for i, word in changes:
                for name in self.ours:
                    yield name, path, tokens.line(i), f"{word}, behind which text may be read in another way"

    def _by_name(self, tokens: Tokens) -> Iterator[tuple[int, str, str]]:
        """Where a name of ours is not used plainly: the place, the name, and why."""
        for i, token in enumerate(tokens.all):
            if token.kind == "text":
                for name in self._spelled(tokens, i):
                    yield i, name, f"its name as letters, {token.text}"
            elif token.kind == "word":
                name = token.text if token.text in self.names else token.text.partition("@")[0]
                shown = self.names.get(name, set()) - {"verifierchar"}
                by = self._culprit(tokens, i, own=name in self.ours) if shown else None
                for each in shown if by is not None else ():
                    yield i, each, f"\\{by}"

    def _spelled(self, tokens: Tokens, i: int) -> Iterator[str]:
        """The names that the letters at ``i`` spell, or a part of which they are where names are put together."""
        text = tokens.all[i].text
        put_together = "csname" in {tokens.word(j) for j in range(max(0, i - 8), i)}
        begins = any(re.match(f"{prefix}[A-Z]", text) for prefix in self.prefixes)
        if not begins and not put_together:
            return
        if tokens.is_char(i - 1, "{") and _REFERS.fullmatch(tokens.word(i - 2) or ""):
            return
        for name in self.ours:
            if (begins and name.startswith(text)) or (
                put_together and (name.startswith(text) or (name.endswith(text) and len(text) >= _PARTS))
            ):
                yield name

    def _culprit(self, tokens: Tokens, i: int, *, own: bool) -> str | None:
        """The word that may give the name at ``i`` another meaning; None where it is used plainly.

        One of ours is its ``own``; a name that a person gave to a text with it may be defined in a clear way.
        """
        if not own and _is_defined(tokens, i):
            return None
        in_list = self._loop(tokens, i)
        if in_list is not None:
            return in_list
        p, relation = i - 1, False
        while p >= 0:
            word = tokens.word(p)
            if word is not None:
                if not self.harmless(word):
                    return word
                if tokens.word(p - 1) == "newif":  # it takes one name
                    return None
            elif tokens.is_char(p, "/=:*"):
                relation = relation or tokens.is_char(p, "=")
            else:
                break
            p -= 1
        if tokens.is_char(p, "}]") and p in tokens.partners:
            return None if tokens.partners[p] == p - 1 else self._behind(tokens, tokens.partners[p])
        item = tokens.is_char(p, "{[,;") and (tokens.is_char(i + 1, "}],;=:/"))
        if tokens.is_char(p, "{") and tokens.is_char(p - 1, "="):
            relation = True
        return self._enclosing(tokens, i, climb=relation) if item or relation else None

    def _behind(self, tokens: Tokens, opening: int) -> str | None:
        """The word of whose arguments one, from ``opening``, stands before; none for environments without such."""
        head = self._head(tokens, opening)
        if head != "begin":
            if head in READS and any(map(self._ends_in_a_word, self.texts)):
                return head
            return None if head in CLOSED else head
        while tokens.word(opening - 1) is None and opening > 0:
            opening -= 1
        name = tokens.all[opening + 1].text
        return head if name in self._environments else None

    @cached_property
    def _environments(self) -> set[str]:
        """The paper's own environments that take an argument."""
        texts = (tokens.source for tokens in self.texts.values())
        return {next(filter(None, names)) for text in texts for names in _ENVIRONMENT.findall(text)}

    def _ends_in_a_word(self, path: Path) -> bool:
        """Whether the last word of a source may act on what stands behind the source."""
        tokens = self.texts[path]
        last = tokens.word(len(tokens.all) - 1)
        return last is not None and last not in CLOSED and not self.harmless(last)

    def _enclosing(self, tokens: Tokens, i: int, *, climb: bool) -> str | None:
        """The word in whose argument token ``i`` stands, unless it only typesets it."""
        opening = tokens.around[i]
        while opening is not None:
            if (tokens.formulas[i] - tokens.formulas[opening]) % 2:  # in a formula within the group
                return None
            head = self._head(tokens, opening)
            if head is not None or not climb or _is_body(tokens, opening):
                return head
            opening = tokens.around[opening]
        return None

    def _head(self, tokens: Tokens, opening: int) -> str | None:
        """The word whose argument begins at ``opening``, or one at the end of an argument before, if it may define."""
        if _is_body(tokens, opening):
            return None
        q, groups = opening - 1, 0
        while q >= 0:
            if groups > _ARGUMENTS:
                return "..."
            if tokens.is_char(q, "}]") and q in tokens.partners:
                last = tokens.word(q - 1)
                if last is not None and not self.harmless(last) and tokens.partners[q] != q - 1:
                    return last
                q, groups = tokens.partners[q] - 1, groups + 1
            elif tokens.is_char(q, "*"):
                q -= 1
            elif tokens.is_char(q, ">") and tokens.is_char(q - 1, "<"):
                q -= 2
            else:
                break
        word = tokens.word(q)
        return word if word is not None and not self.harmless(word) else None

    @staticmethod
    def _loop(tokens: Tokens, i: int) -> str | None:
        """A loop, or a reading from a file, in whose words token ``i`` stands: up to the end of its list."""
        inside = False
        for p in range(i - 1, max(-1, i - 200), -1):
            word = tokens.word(p)
            if word is not None and LOOPS.fullmatch(word):
                return word
            if tokens.is_char(p, "{") and not inside:
                inside = True
            elif tokens.is_char(p, "{}.$&") or tokens.all[p].kind == "break":
                return None
        return None


def _definitions(tokens: Tokens) -> Iterator[tuple[str, tuple[int, int] | None]]:
    """What the paper defines: the word, and the braces of its text, if that is clear."""
    for i, token in enumerate(tokens.all):
        if token.kind != "word" or not GIVES_A_MEANING.fullmatch(token.text):
            continue
        named = i + 1
        while tokens.is_char(named, "*{"):
            named += 1
        word = tokens.word(named)
        if word is None:
            continue
        if token.text == "newif":
            yield word, (named, named + 1)
            continue
        if token.text == "let":
            other = named + 2 if tokens.is_char(named + 1, "=") else named + 1
            yield word, (other - 1, other + 1) if tokens.word(other) else None
            continue
        behind = named + 1 if tokens.is_char(named - 1, "{") else named
        groups = [pair for pair in tokens.arguments_from(behind) if tokens.is_char(pair[0], "{")]
        texts = groups[1:] if token.text.endswith("DocumentCommand") else groups
        yield word, texts[0] if DEFINERS.fullmatch(token.text) and texts else None


def _is_defined(tokens: Tokens, i: int) -> bool:
    """Whether the word at ``i`` gets, here and in a clear way, a text to stand for."""
    before = i - 1
    while tokens.is_char(before, "*{"):
        before -= 1
    return DEFINERS.fullmatch(tokens.word(before) or "") is not None and tokens.word(before - 1) not in _EXPANDS


def _is_body(tokens: Tokens, opening: int) -> bool:
    """Whether the braces that open at ``opening`` hold the text that a word is defined to stand for."""
    p, groups = opening - 1, 0
    while p >= 0 and (tokens.is_char(p, "]#*123456789") or (tokens.is_char(p, "}") and p in tokens.partners)):
        p, groups = tokens.partners.get(p, p) - 1, groups + 1
        if groups > _ARGUMENTS:
            return False
    word = tokens.word(p) or ""
    if word in _EXPANDS:
        return False
    if tokens.word(p - 1) is not None and DEFINERS.fullmatch(str(tokens.word(p - 1))):
        return True
    return DEFINERS.fullmatch(word) is not None and opening not in {each for each, _ in tokens.arguments_from(p)[:1]}


def _words(tokens: Tokens, body: tuple[int, int]) -> list[str] | None:
    """The words of a text; None where it puts two parameters side by side, so that one may act on the other."""
    opening, closing = body
    inside = range(opening + 1, closing)
    parameters = [i for i in inside if tokens.is_char(i, "#")]
    for i in parameters:
        after = i + 2
        while after < closing and tokens.is_char(after, "{}[]*"):
            after += 1
        if (after in parameters and not tokens.is_char(after - 1, "{")) or (after == i + 2 and after in parameters):
            return None
    return [tokens.all[i].text for i in inside if tokens.all[i].kind == "word"]


def _given_a_meaning(tokens: Tokens, words: AbstractSet[str]) -> Iterator[tuple[int, str, str]]:
    """Where one of ``words`` seems to get another meaning: the place, the word, and the command."""
    for i, token in enumerate(tokens.all):
        if token.text not in words or token.kind not in {"word", "text"}:
            continue
        p = i - 1
        if token.kind == "text" and tokens.is_char(p, "/"):
            if tokens.all[p - 1].text in {"cmd", "env"}:
                yield i, token.text, "AddToHook"
            continue
        while tokens.is_char(p, "*{<>") or tokens.word(p) == "csname":
            p -= 1
        by = tokens.word(p)
        if by is None or (p == i - 1 and token.kind == "text") or not GIVES_A_MEANING.fullmatch(by):
            continue
        documented = token.text == "verifierchar" and _CHAR_DOCUMENTED.match(
            tokens.source, tokens.all[p].at + len(by) + 1
        )
        if not documented and by != "providecommand":
            yield i, token.text, by


def changes_of_reading(tokens: Tokens) -> Iterator[tuple[int, str]]:
    """What may change how the text behind it is read, or run what cannot be read here: the place, and the command."""
    for i, token in enumerate(tokens.all):
        if token.kind == "word" and token.text in READING:
            if token.text != "catcode" or not _AT.match(tokens.source[token.at + 8 :].lstrip()):
                yield i, f"\\{token.text}"
        elif token.kind == "text" and token.text == "luacode" and tokens.word(i - 2) == "begin":
            yield i, "luacode"
        elif tokens.is_char(i, "^") and tokens.source.startswith("^^", token.at):
            yield i, "^^"
