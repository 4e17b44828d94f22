"""Text for LaTeX, in ASCII alone: pdfLaTeX (OT1 and T1), XeLaTeX and LuaLaTeX typeset it without a package."""

from __future__ import annotations

import unicodedata
from itertools import pairwise

CODE = r"\texttt{U+%s}"
"""How a character is shown that the fonts of pdfLaTeX do not have: by its number, such as U+4E00."""

_GREEK = {
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ζ": "zeta", "η": "eta", "θ": "theta", "ι": "iota",
    "κ": "kappa", "λ": "lambda", "μ": "mu", "ν": "nu", "ξ": "xi", "π": "pi", "ρ": "rho", "σ": "sigma", "τ": "tau",
    "υ": "upsilon", "φ": "varphi", "χ": "chi", "ψ": "psi", "ω": "omega", "ε": "varepsilon",
}  # fmt: skip

_SPECIAL = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    '"': r"\texttt{\char34}",  # straight in every encoding, and no shorthand of a language
    "`": r"\`{}",
    **{char: f"\\{char}" for char in "&%$#_{}"},
    "-": "{-}",  # two would join to another sign
    **{char: f"{{{char}}}" for char in "[]*"},  # after the end of a row they would be its argument
    "ß": r"\ss{}", "æ": r"\ae{}", "Æ": r"\AE{}", "œ": r"\oe{}", "Œ": r"\OE{}", "ø": r"\o{}", "Ø": r"\O{}",
    "ł": r"\l{}", "Ł": r"\L{}", "ı": r"\i{}",
    "…": r"\ldots{}", "–": r"\textendash{}", "—": r"\textemdash{}", "\N{NO-BREAK SPACE}": "~", "§": r"\S{}",
    "“": r"\textquotedblleft{}", "”": r"\textquotedblright{}", "‘": r"\textquoteleft{}", "’": r"\textquoteright{}",
    "×": r"\ensuremath{\times}", "≤": r"\ensuremath{\leq}", "≥": r"\ensuremath{\geq}", "≈": r"\ensuremath{\approx}",
    "∞": r"\ensuremath{\infty}",
    **{letter: rf"\ensuremath{{\{name}}}" for letter, name in _GREEK.items()},
}  # fmt: skip

_ACCENTS = dict(zip("\u0300\u0301\u0302\u0303\u0308\u030a\u0327\u030c\u0306\u0304\u0307\u030b\u0323", "`'^~\"rcvu=.Hd",
                    strict=True))  # fmt: skip

LONGEST_RUN = 12
_WIDTH_OF_A_CODE = 6


def escape(text: str, code: str = CODE) -> str:
    r"""``text`` for LaTeX's text mode; ``code`` shows a character that pdfLaTeX has no sign for.

    >>> print(escape("50% of_x"), escape("Müller"), escape("一"))
    50\% of\_x M\"{u}ller \texttt{U+4E00}
    """
    return "".join(_sign(char, code, before) for before, char in pairwise(f" {text}"))


def breakable(text: str, code: str = CODE) -> str:
    r"""`escape` for names: within a run of more than `LONGEST_RUN` characters without a space, lines may break.

    >>> print(breakable("a-very-long-name"))
    a{-}very{-}long{-}\allowbreak{}name
    """
    return " ".join(r"\allowbreak{}".join(_parts(word, code)) for word in text.split(" "))


def _parts(word: str, code: str) -> list[str]:
    """The signs of ``word``, joined to parts that are `LONGEST_RUN` wide at most; a code is as wide as six letters."""
    parts, width = [""], 0
    for before, char in pairwise(f" {word}"):
        sign = _sign(char, code, before)
        wide = _WIDTH_OF_A_CODE if sign == code % f"{ord(char):04X}" else 1
        if width and width + wide > LONGEST_RUN:
            parts.append("")
            width = 0
        parts[-1] += sign
        width += wide
    return parts


def _sign(char: str, code: str, before: str) -> str:
    if char == before and char in ",'":  # two would join to another sign
        return f"{{{char}}}"
    if char in _SPECIAL:
        return _SPECIAL[char]
    if char.isascii() and char.isprintable():
        return char
    base, accent = (*unicodedata.normalize("NFD", char), "", "")[:2]
    letter = {"i": r"\i", "j": r"\j"}.get(base, base)
    whole = unicodedata.normalize("NFC", base + accent) == char
    if base.isascii() and base.isalpha() and accent in _ACCENTS and whole:
        return f"\\{_ACCENTS[accent]}{{{letter if accent not in _BELOW else base}}}"
    return code % f"{ord(char):04X}"


_BELOW = frozenset("\u0327\u0323")
"""Accents under a letter, which keeps its dot."""
