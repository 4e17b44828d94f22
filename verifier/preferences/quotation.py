"""Names in quotes: how every line, cell and caption shows what users call things.

The rule: in text, Markdown, pages, LaTeX and messages a name stands in double quotes, in cells of tables too, whether
it is of a response, a policy, an opponent or a file; what is outside of quotes is ours and does not depend on names.
Words of ours that stand where names may stand, such as the rule nlhf, are `OwnWord` and have no quotes. Names are bare
where nothing else can stand: labels of drawings (axes, legends, nodes), JSON, CSV, identifiers of JUnit. Paths
with which a line begins, as those of compilers do, have quotes where they hold more than letters, digits and ``./_-``.
Certificates' sentences have their own quotes (`verifier.claims.wording.quote`), which the checkers write as well.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from verifier.preferences.names import is_invisible

if TYPE_CHECKING:
    from verifier.preferences.ranking import Ranking

_PATH = re.compile(r"[\w./\\-]+")

_LIKE_QUOTES = frozenset("\u02ba\u02dd\u02ee\u02f6\u2033\u2036\u3003\uff02")
"""Characters that are taken for a straight quote, and with it for the end of a name."""


class OwnWord(str):
    """A label that is a word of ours, such as the rule ``nlhf``; every other label is a name, and is quoted.

    Like markup that is known to be safe it is a text of its own type: what forgets the mark gets quotes.
    """

    __slots__ = ()


def quoted(name: str) -> str:
    r"""``name`` in double quotes, letters of any script as they are.

    Quotes and backslashes have a backslash before them. Characters that nobody sees, that move the text around them or
    that look like a quote, and an accent that would stand on the quote, are written as codes: what is shown is a
    literal of Python for ``name``.

    >>> print(quoted("Müller 一"), quoted('a" (certified)'), quoted("a\u202eb"))
    "Müller 一" "a\" (certified)" "a\u202eb"
    """
    if name.isascii() and name.isprintable() and '"' not in name and "\\" not in name:
        return f'"{name}"'
    accent = unicodedata.category(name[:1] or " ").startswith("M")
    return '"' + "".join(_sign(char, code=accent and not i) for i, char in enumerate(name)) + '"'


def _sign(char: str, *, code: bool) -> str:
    if char in '"\\':
        return f"\\{char}"
    shown = char.isprintable() and char not in _LIKE_QUOTES and not is_invisible(char)
    return char if shown and not code else ascii(char)[1:-1]


def called(label: str | None) -> str:
    """A label of a policy, an opponent or a population: words of ours as they are, names in quotes, None as nothing."""
    return "" if label is None else str(label) if isinstance(label, OwnWord) else quoted(label)


def located(path: str) -> str:
    """``path`` as the first words of a line: quoted only where it could be taken for more than a path."""
    return path if _PATH.fullmatch(path) and path.isprintable() else quoted(path)


def listed(names: Iterable[str]) -> str:
    """The names in quotes, with commas between them."""
    return ", ".join(map(quoted, names))


def quoted_ranking(ranking: Ranking, responses: Sequence[str]) -> str:
    """``ranking`` with its names in quotes.

    >>> quoted_ranking(((0,), (1, 2)), ["a", "b", "c"])
    '"a" > "b" = "c"'
    """
    return " > ".join(" = ".join(quoted(responses[y]) for y in group) for group in ranking)
