"""Formulas as LaTeX, printed by sympy."""

from __future__ import annotations

from typing import Any

from verifier.errors import UnsupportedError
from verifier.exact.expression import Expression, Name, Number, Operation, Sum
from verifier.lab.symbolic.statements.closed_form import ClosedForm
from verifier.report.latex.text import escape

_GREEK = {"ε": "epsilon", "δ": "delta", "α": "alpha", "β": "beta", "λ": "lambda", "μ": "mu", "θ": "theta"}


def formula(expression: Expression) -> str:
    r"""``expression`` as LaTeX.

    >>> from verifier.exact.formula_text import parse_expression
    >>> formula(parse_expression("1/2 + ε", frozenset({"ε"})))
    '\\epsilon + \\frac{1}{2}'
    """
    from sympy import latex

    return str(latex(_tree(expression)))


def closed_form(claim: ClosedForm) -> str:
    """A proved closed form as a LaTeX fragment: the weights, the roots and the win rate."""
    plain = str(claim.family).replace("∞", "oo")
    lines = ["% " + "".join(_GREEK.get(character, character) for character in plain)]
    rows = [
        rf"\pi(\text{{{escape(name)}}}) &= {formula(weight)}"
        for name, weight in zip(claim.family.responses, claim.policy, strict=True)
    ]
    rows += [rf"{formula(Name(name))} &= \left({formula(power)}\right)^{{1/k}}" for name, _, power in claim.roots]
    rows += [rf"\text{{win rate}} &= {formula(claim.rate[1])}"]
    lines += [r"\begin{align*}", (" \\\\\n").join(rows), r"\end{align*}", ""]
    return "\n".join(lines)


def _tree(expression: Expression) -> Any:
    from sympy import Rational, Symbol

    match expression:
        case Number(value):
            return Rational(value.numerator, value.denominator)
        case Name(name):
            return Symbol(_GREEK.get(name, name), positive=True)
        case Sum():
            raise UnsupportedError("sums are not printed as LaTeX")
        case Operation(symbol, left, right):
            one, other = _tree(left), _tree(right)
            return {
                "+": lambda: one + other,
                "-": lambda: one - other,
                "*": lambda: one * other,
                "/": lambda: one / other,
                "^": lambda: one**other,
            }[symbol]()
