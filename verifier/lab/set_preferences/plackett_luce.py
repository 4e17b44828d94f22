"""Plackett-Luce users: a weight for every response; the chance to be chosen is proportional to it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from verifier.errors import InputError
from verifier.exact.rational import clear_denominators, format_rational, parse_rational, primitive
from verifier.preferences.names import check_names, unknown_response


@dataclass(frozen=True)
class PlackettLuce:
    """A mixture of Plackett-Luce users: P[S > T] = w(S)/(w(S) + w(T)), every copy an item of its own (THEORY 2.12).

    Attributes:
        responses: the m response names.
        weights: for every kind of user m positive integers in lowest terms; only their proportions matter.
        shares: ``shares[i] / total`` of the users have kind i; positive, in lowest terms. Kinds are merged and sorted.

    Build one with `from_shares`; the constructor itself checks nothing.
    """

    responses: tuple[str, ...]
    weights: tuple[tuple[int, ...], ...]
    shares: tuple[int, ...]

    @classmethod
    def from_shares(
        cls, responses: Iterable[str], users: Iterable[tuple[Mapping[str, str | int | Fraction], str | int | Fraction]]
    ) -> PlackettLuce:
        """The mixture in which ``share`` of the users have ``weights``, for each row ``(weights, share)``.

        Raises:
            InputError: a weight is missing or not positive, or the shares are negative or do not sum to exactly 1.
            UnknownResponseError: a weight is given to a name that is no response.

        >>> PlackettLuce.from_shares(["a", "b"], [({"a": "1/2", "b": 2}, 1)]).weights
        ((1, 4),)
        """
        names = check_names(tuple(responses))
        merged: dict[tuple[int, ...], Fraction] = {}
        for weights, given in users:
            share = _rational(given, "share")
            if share < 0:
                raise InputError(f"the share {format_rational(share)} is negative; shares lie in [0, 1]")
            if share:
                kind = _proportions(weights, names)
                merged[kind] = merged.get(kind, Fraction(0)) + share
        total = sum(merged.values(), Fraction(0))
        if total != 1:
            off = format_rational(abs(total - 1))
            raise InputError(f"the shares of the users sum to {format_rational(total)}, not 1 (off by {off})")
        kinds = tuple(sorted(merged))
        shares, _ = clear_denominators(merged[kind] for kind in kinds)
        return cls(names, kinds, shares)

    @property
    def total(self) -> int:
        """The common denominator of the shares."""
        return sum(self.shares)


def _proportions(weights: Mapping[str, str | int | Fraction], names: tuple[str, ...]) -> tuple[int, ...]:
    unknown = next((name for name in weights if name not in names), None)
    if unknown is not None:
        raise unknown_response(unknown, names)
    exact = []
    for name in names:
        if name not in weights:
            raise InputError(f"a Plackett-Luce user gives {name!r} no weight; give every response a positive one")
        value = _rational(weights[name], f"weight of {name!r}")
        if value <= 0:
            raise InputError(f"the weight of {name!r} is {format_rational(value)}; Plackett-Luce weights are positive")
        exact.append(value)
    return primitive(clear_denominators(exact)[0])


def _rational(given: str | int | Fraction, what: str) -> Fraction:
    if isinstance(given, bool) or not isinstance(given, (str, int, Fraction)):
        raise InputError(f"the {what} is {given!r}; write it as text, such as '3/5' or '0.6'")
    return parse_rational(given) if isinstance(given, str) else Fraction(given)
