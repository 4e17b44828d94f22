"""Promised rates: formulas in k and l, and the best rates that can be guaranteed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from verifier.errors import InputError
from verifier.exact.expression import Expression, Limits, Number, evaluate, names_in
from verifier.exact.formula_text import Language, parse
from verifier.exact.rational import format_rational, told

_LIMITS = Limits(exponent=64, bits=20_000)


def best_guaranteed(k: int, l: int) -> Fraction:
    """V(k, ℓ): the greatest rate that k-output policies guarantee on all populations against ℓ outputs (THEORY 2.9).

    >>> best_guaranteed(3, 2), best_guaranteed(4, 1)
    (Fraction(7, 12), Fraction(4, 5))
    """
    q, r = divmod(k, l)
    return 1 - (Fraction(l - r, l * (q + 1)) + Fraction(r, l * (q + 2)))


def best_guaranteed_product(k: int, l: int) -> Fraction:
    """W(k, ℓ): the greatest rate that product policies guarantee on all populations against ℓ outputs (THEORY 2.9).

    >>> best_guaranteed_product(3, 2), best_guaranteed_product(4, 1)
    (Fraction(17, 32), Fraction(4, 5))
    """
    return 1 - Fraction(l, k + 1) * (1 - (1 - Fraction(1, l)) ** (k + 1))


_FUNCTIONS = {"V": best_guaranteed, "W": best_guaranteed_product}

_LANGUAGE = Language(
    noun="rate",
    accepted="a rate is made of numbers, k, l, + - * / ^ ( ), max(_, _), V(k,l) and W(k,l), such as k/(k+1) or 9/10",
    names=frozenset({"k", "l"}),
    calls=dict.fromkeys(_FUNCTIONS, "(k,l)"),
    maxima=True,
    longest=200,
)


@dataclass(frozen=True)
class Rate:
    """A promised win rate as a formula in k and l, such as ``k/(k+1)``.

    Attributes:
        text: the formula, as it is shown in every report.
    """

    text: str
    expression: Expression

    def __call__(self, k: int, l: int) -> Fraction:
        """The rate promised for ``k`` samples against ``l`` responses.

        Raises:
            InputError: it lies outside [0, 1], or the formula divides by zero or grows too large there.
        """
        values = {"k": Fraction(k), "l": Fraction(l)}
        values |= {name: _FUNCTIONS[name](k, l) for name in names_in(self.expression) - values.keys()}
        try:
            value = evaluate(self.expression, values, _LIMITS)
        except InputError as error:
            raise InputError(f"rate {self.text!r} at k = {k}, l = {l}: {error}") from None
        if not 0 <= value <= 1:
            side = "above 1" if value > 1 else "below 0"
            raise InputError(f"rate {self._shown(value, k, l)} {side}; a win rate lies in [0, 1]")
        return value

    def _shown(self, value: Fraction, k: int, l: int) -> str:
        """``9/8 is``, or ``k/2 at k = 3 is 3/2,``; what is long is left out."""
        numbers = {"k": k, "l": l}
        used = [f"{name} = {number}" for name, number in numbers.items() if re.search(rf"\b{name}\b", self.text)]
        short = max(abs(value.numerator), value.denominator) < 10**12
        if not used:
            return f"{format_rational(value) if short else self.text} is"
        return f"{self.text} at {', '.join(used)} is" + (f" {format_rational(value)}," if short else "")

    @classmethod
    def of(cls, value: Fraction) -> Rate:
        """The rate that is ``value`` for every k and l, however long it is written.

        >>> Rate.of(Fraction(2, 3))(5, 1)
        Fraction(2, 3)
        """
        return cls(told(value), Number(value))


def parse_rate(text: str) -> Rate:
    """The formula ``text``: rationals and decimals, k, l, ``+ - * / ^ ( )``, ``max``, ``V(k,l)`` and ``W(k,l)``.

    Raises:
        InputError: anything else is in it, or it is too long or too deeply nested.

    >>> parse_rate("k/(k+1)")(3, 1)
    Fraction(3, 4)
    """
    return Rate(" ".join(text.split()), parse(text, _LANGUAGE))
