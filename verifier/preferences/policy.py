"""Policies (distributions over responses) and lotteries (distributions over sets of responses)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import gcd

from verifier.errors import InputError
from verifier.exact.rational import clear_denominators, format_rational, parse_rational
from verifier.preferences.names import unknown_response


@dataclass(frozen=True)
class Policy:
    """A distribution π over m responses: ``numerators[y] / denominator`` is π(y), in lowest terms.

    Build one with `from_weights`, `from_fractions`, `point` or `uniform`.

    Raises:
        InputError: the numerators are no integers ≥ 0 that sum to the denominator.
    """

    numerators: tuple[int, ...]
    denominator: int

    def __post_init__(self) -> None:
        """Check the weights, and put them in lowest terms."""
        if not all(isinstance(each, int) and each >= 0 for each in self.numerators):
            raise InputError("a policy's weights are integers that are not negative, over their denominator")
        if not self.numerators or sum(self.numerators) != self.denominator:
            total = sum(self.numerators)
            raise InputError(f"the policy sums to {total}/{self.denominator}, not 1; use Policy.from_weights")
        divisor = gcd(*self.numerators)
        if divisor > 1:
            object.__setattr__(self, "numerators", tuple(each // divisor for each in self.numerators))
            object.__setattr__(self, "denominator", self.denominator // divisor)

    @classmethod
    def from_fractions(cls, weights: Sequence[Fraction]) -> Policy:
        """The policy with ``weights[y]`` on the response of index y.

        Raises:
            InputError: a weight is negative, or they do not sum to exactly 1.
        """
        for weight in weights:
            if weight < 0:
                raise InputError(f"the weight {format_rational(weight)} is negative; probabilities lie in [0, 1]")
        total = sum(weights, start=Fraction(0))
        if total != 1:
            off = format_rational(abs(total - 1))
            raise InputError(f"the policy sums to {format_rational(total)}, not 1 (off by {off})")
        return cls(*clear_denominators(weights))

    @classmethod
    def from_weights(
        cls, weights: Mapping[str, Fraction | int | str], responses: Sequence[str], *, counts: bool = False
    ) -> Policy:
        """The policy that gives each named response its weight, and the others none.

        Args:
            weights: name → probability, a `Fraction`, an integer, or text such as ``"3/5"``.
            responses: the population's response names, in its order.
            counts: read the weights as numbers of samples and divide by their sum.

        Raises:
            UnknownResponseError: a name is not in ``responses``.
            InputError: a weight is negative or no number, they do not sum to 1, or all counts are zero.

        >>> Policy.from_weights({"b": "3/5", "a": "0.4"}, ["a", "b", "c"])
        Policy(numerators=(2, 3, 0), denominator=5)
        """
        exact: dict[str, Fraction] = {}
        known = set(responses)
        for name, weight in weights.items():
            if name not in known:
                raise unknown_response(name, responses)
            if isinstance(weight, bool) or not isinstance(weight, (str, int, Fraction)):
                raise InputError(f"the weight of {name!r} is {weight!r}; write it as text, such as '3/5' or '0.6'")
            try:
                exact[name] = parse_rational(weight) if isinstance(weight, str) else Fraction(weight)
            except InputError as error:
                raise InputError(f"the weight of {name!r}: {error}") from None
            if exact[name] < 0:
                raise InputError(f"the weight of {name!r} is {format_rational(exact[name])}; weights are not negative")
        total = sum(exact.values(), Fraction(0))
        if counts and total:
            exact = {name: weight / total for name, weight in exact.items()}
        elif counts:
            raise InputError("all sample counts are zero; at least one response must have been drawn")
        return cls.from_fractions([exact.get(name, Fraction(0)) for name in responses])

    @classmethod
    def point(cls, response: int, m: int) -> Policy:
        """The point mass on the response of index ``response`` among ``m``."""
        if not 0 <= response < m:
            raise InputError(f"there is no response of index {response} among {m}")
        return cls(tuple(int(y == response) for y in range(m)), 1)

    @classmethod
    def uniform(cls, support: Iterable[int], m: int) -> Policy:
        """The policy uniform over the indices in ``support``, among ``m`` responses."""
        chosen = frozenset(support)
        return cls(tuple(int(y in chosen) for y in range(m)), len(chosen))

    @property
    def support(self) -> tuple[int, ...]:
        """The indices of the responses with positive weight."""
        return tuple(y for y, numerator in enumerate(self.numerators) if numerator)

    def weights(self, responses: Sequence[str]) -> dict[str, Fraction]:
        """Name → probability, zeros left out."""
        return {responses[y]: Fraction(self.numerators[y], self.denominator) for y in self.support}

    def _repr_html_(self) -> str:
        """How a notebook shows it: a policy knows its responses by number only, `weights` names them."""
        from verifier.preferences.notebook import policy_html

        names = [str(y) for y in range(len(self.numerators))]
        return policy_html(self, names, f"a policy over {len(names)} responses, numbered from 0")


@dataclass(frozen=True)
class Lottery:
    """A k-output policy: ``weights[i] / denominator`` is the probability of showing the set ``sets[i]``.

    Sets are increasing tuples of response indices, distinct and sorted; weights are positive, in lowest terms.

    Attributes:
        k: how many samples are shown; no set is larger.
    """

    sets: tuple[tuple[int, ...], ...]
    weights: tuple[int, ...]
    denominator: int
    k: int

    def __post_init__(self) -> None:
        """Check sets and weights.

        Raises:
            InputError: a set is not increasing, or larger than k; sets repeat; weights are not positive, or do not sum
                to the denominator.
        """
        increasing = all(chosen and all(x < y for x, y in pairwise(chosen)) for chosen in self.sets)
        if not (self.sets and increasing and len(set(self.sets)) == len(self.sets) == len(self.weights)):
            raise InputError("a lottery's sets are distinct and increasing, a weight each; use Lottery.from_fractions")
        if min(self.weights) <= 0 or sum(self.weights) != self.denominator or max(map(len, self.sets)) > self.k:
            raise InputError("a lottery's weights are positive and sum to 1, its sets have at most k members")

    @classmethod
    def from_fractions(cls, rows: Iterable[tuple[Iterable[int], Fraction]], k: int | None = None) -> Lottery:
        """The lottery that shows the set ``responses`` with probability ``weight``, for each row; rows may repeat.

        Args:
            rows: pairs (responses, weight); zero weights are left out.
            k: the number of samples; by default the size of the largest set.

        Raises:
            InputError: a set is empty or larger than ``k``, a weight is negative, or they do not sum to exactly 1.
        """
        merged: dict[tuple[int, ...], Fraction] = {}
        for responses, weight in rows:
            chosen = tuple(sorted(set(responses)))
            if not chosen:
                raise InputError("a set of the lottery is empty; every draw shows at least one response")
            if weight < 0:
                raise InputError(f"the weight {format_rational(weight)} is negative; probabilities lie in [0, 1]")
            if weight:
                merged[chosen] = merged.get(chosen, Fraction(0)) + weight
        total = sum(merged.values(), Fraction(0))
        if total != 1:
            off = format_rational(abs(total - 1))
            raise InputError(f"the lottery sums to {format_rational(total)}, not 1 (off by {off})")
        sets = tuple(sorted(merged))
        largest = max(map(len, sets))
        if k is not None and k < largest:
            raise InputError(f"a set of {largest} responses cannot be shown by k = {k} samples")
        weights, denominator = clear_denominators(merged[chosen] for chosen in sets)
        divisor = gcd(denominator, *weights)
        return cls(sets, tuple(w // divisor for w in weights), denominator // divisor, largest if k is None else k)

    def _repr_html_(self) -> str:
        """How a notebook shows it: a lottery knows its responses by number only."""
        from verifier.preferences.notebook import lottery_html

        return lottery_html(self)
