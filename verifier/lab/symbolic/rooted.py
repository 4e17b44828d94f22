"""Policies written with k-th roots a = s(x)^(1/k) of functions of the parameter: payoffs in ℚ(x, k, a, …)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from verifier.errors import InputError
from verifier.exact.expression import Expression
from verifier.lab.symbolic.algebra.exponentials import Exponentials, exponentials
from verifier.lab.symbolic.losses import levels

if TYPE_CHECKING:
    from verifier.lab.symbolic.algebra.functions import Function
    from verifier.lab.symbolic.family import Family


@dataclass(frozen=True)
class Rooted:
    """The field ℚ(x, k, roots), in which each root's k-th power is known.

    Attributes:
        field: sympy's fraction field; its generators are x, k and the roots in their order.
        names: what the names in formulas stand for.
        powers: for each root, its k-th power.
    """

    field: Any
    names: Mapping[str, Function]
    powers: tuple[Function, ...]

    @classmethod
    def over(cls, family: Family, roots: Mapping[str, Expression]) -> Rooted:
        """The field for the family's parameter and these roots, each with its k-th power, a formula in the parameter.

        Raises:
            InputError: a root is called like the parameter, or like k or l.
        """
        from sympy import QQ

        for name in roots:
            if not name.isidentifier() or name in {family.parameter, "k", "l", "Sum"}:
                raise InputError(f"{name!r} cannot be the name of a root; choose another than {family.parameter}, k, l")
        field = QQ.frac_field("x", "k", *(f"r{i}" for i in range(len(roots))))
        x, k, *symbols = field.gens
        names = {family.parameter: x, "k": k, "l": field.one, **dict(zip(roots, symbols, strict=True))}
        bare = cls(field, names, ())
        return cls(field, names, tuple(bare.function(power) for power in roots.values()))

    def number(self, value: Fraction) -> Function:
        """A rational as a function."""
        return self.field(value.numerator) / self.field(value.denominator)

    def sum(self, expression: Expression, k: int | None = None) -> Exponentials:
        """The exponential sum that a formula writes, its roots' k-th powers carried out; or its value at one ``k``."""
        if k is None:
            return self.reduced(exponentials(expression, self.names, self.number))
        return exponentials(expression, {**self.names, "k": self.number(Fraction(k))}, self.number)

    def function(self, expression: Expression) -> Function:
        """The function that a formula without k in an exponent writes.

        Raises:
            InputError: k stands in an exponent.
        """
        plain = exponentials(expression, self.names, self.number).plain()
        if plain is None:
            raise InputError("a weight, a share or a root has no k in an exponent; name k-th roots under 'roots'")
        return plain or self.field.zero

    def reduced(self, given: Exponentials) -> Exponentials:
        """The same with every factor root^e of a base taken out, as (root^k)^e: so equal sums have equal terms."""
        rows = []
        for base, coefficient in given.terms:
            left, right = base, coefficient
            for root, power in zip(self.field.gens[2:], self.powers, strict=True):
                exponent = _order(base, root)
                left, right = left / root**exponent, right * power**exponent
            rows.append((left, right))
        return Exponentials.of(rows)

    def payoffs(self, family: Family, policy: Sequence[Function]) -> tuple[Exponentials, ...]:
        """Strict payoffs Σ_v D(v)·π(B_v(y))^k for every y and symbolic k."""
        rows: list[list[tuple[Function, Function]]] = [[] for _ in policy]
        for ranking, share in zip(family.rankings, family.shares, strict=True):
            place = levels(ranking)
            for y, own in enumerate(rows):
                below = [policy[z] for z in range(len(policy)) if place[z] > place[y]]
                own.append((sum(below, self.field.zero), self.function(share)))
        return tuple(self.reduced(Exponentials.of(each)) for each in rows)

    def shared_payoffs(self, family: Family, policy: Sequence[Function], k: int) -> tuple[Exponentials, ...]:
        """Shared payoffs [(a+t)^(k+1) − a^(k+1)] / ((k+1) t) = Σ_j (a+t)^j a^(k−j) / (k+1), for one k (THEORY 1)."""
        totals = [self.field.zero for _ in policy]
        for ranking, share in zip(family.rankings, family.shares, strict=True):
            place, weight = levels(ranking), self.function(share)
            for y in range(len(policy)):
                below = sum((policy[z] for z in range(len(policy)) if place[z] > place[y]), self.field.zero)
                upto = sum((policy[z] for z in range(len(policy)) if place[z] >= place[y]), self.field.zero)
                powers = sum((_power(upto, j) * _power(below, k - j) for j in range(k + 1)), self.field.zero)
                totals[y] += weight * powers / (k + 1)
        return tuple(Exponentials.constant(total) for total in totals)

    def is_positive(self, f: Function) -> bool:
        """Whether ``f`` is seen to be positive wherever all roots and k are: coefficients > 0 throughout, x absent."""
        return bool(f) and all(
            coefficient > 0 and monomial[0] == 0
            for side in (f.numer, f.denom)
            for monomial, coefficient in side.terms()
        )


def _order(f: Function, root: Function) -> int:
    """The exponent of the generator ``root`` in ``f``."""
    place = next(i for i, each in enumerate(f.field.gens) if each == root)
    above, below = (min(int(m[place]) for m in side.monoms()) for side in (f.numer, f.denom))
    return above - below


def _power(f: Function, exponent: int) -> Function:
    return f**exponent if exponent else f.field.one
