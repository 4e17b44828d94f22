"""Policies (distributions over responses) and lotteries (distributions over sets of responses)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from math import gcd

from verifier.errors import InputError
from verifier.exact.numbers import exact
from verifier.exact.rational import clear_denominators, primitive
from verifier.preferences.names import unknown_response
from verifier.preferences.shares import sum_of_parts


@dataclass(frozen=True)
class Policy:
    """A distribution π over m responses: ``numerators[y] / denominator`` is π(y), in lowest terms.

    Build one with `from_weights`, `from_fractions`, `point` or `uniform`.

    Attributes:
        divided_by: the sum of the weights as they were given, by which they were divided; None: it was 1, or they
            counted samples. No part of what is compared.

    Raises:
        InputError: the numerators are no integers ≥ 0 that sum to the denominator.
    """

    numerators: tuple[int, ...]
    denominator: int
    divided_by: Fraction | None = field(default=None, compare=False, repr=False)

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
    def from_fractions(cls, weights: Sequence[Fraction | float | Decimal | str], *, normalize: bool = False) -> Policy:
        """The policy with ``weights[y]`` on the response of index y; numbers as in `from_weights`.

        Raises:
            InputError: a weight is negative or no number, or they do not sum to exactly 1 (with ``normalize``: all are
                zero).
        """
        numbers = [exact(weight) for weight in weights]
        return cls._of(numbers, lambda y: f"weight {y + 1}", normalize=normalize)

    @classmethod
    def from_weights(
        cls,
        weights: Mapping[str, Fraction | float | Decimal | str],
        responses: Sequence[str],
        *,
        counts: bool = False,
        normalize: bool = False,
    ) -> Policy:
        """The policy that gives each named response its weight, and the others none.

        Args:
            weights: name → probability: a number of any type, or text such as ``"3/5"``. All are exact: a float is the
                decimal that it prints.
            responses: the population's response names, in its order.
            counts: read the weights as numbers of samples and divide by their sum.
            normalize: divide the weights by their sum, whatever it is; `divided_by` tells it.

        Raises:
            UnknownResponseError: a name is not in ``responses``.
            InputError: a weight is negative or no number, they do not sum to 1, or all are zero.

        >>> Policy.from_weights({"b": "3/5", "a": 0.4}, ["a", "b", "c"])
        Policy(numerators=(2, 3, 0), denominator=5)
        """
        numbers: dict[str, Fraction] = {}
        known = set(responses)
        for name, weight in weights.items():
            if name not in known:
                raise unknown_response(name, responses)
            try:
                numbers[name] = exact(weight)
            except InputError as error:
                raise InputError(f"the weight of {name!r}: {error}") from None
        if counts and not any(numbers.values()):
            raise InputError("all sample counts are zero; at least one response must have been drawn")
        named = list(numbers)
        sum_of_parts(
            numbers.values(), "the policy sums", lambda i: f"the weight of {named[i]!r}", normalize=counts or normalize
        )
        made = cls._of([numbers.get(name, Fraction(0)) for name in responses], str, normalize=counts or normalize)
        return replace(made, divided_by=None) if counts else made

    @classmethod
    def _of(cls, numbers: Sequence[Fraction], part: Callable[[int], str], *, normalize: bool) -> Policy:
        total = sum_of_parts(numbers, "the policy sums", part, normalize=normalize)
        if total == 1:
            return cls(*clear_denominators(numbers))
        return cls(*clear_denominators([number / total for number in numbers]), divided_by=total)

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
        from verifier.preferences.quotation import OwnWord

        names = [OwnWord(y) for y in range(len(self.numerators))]
        return policy_html(self, names, f"a policy over {len(names)} responses, numbered from 0")


@dataclass(frozen=True)
class Lottery:
    """A k-output policy: ``weights[i] / denominator`` is the probability of showing the set ``sets[i]``.

    Sets are increasing tuples of response indices, distinct and sorted; weights are positive, in lowest terms.

    Attributes:
        k: how many samples are shown; no set is larger.
        divided_by: as for a `Policy`.
    """

    sets: tuple[tuple[int, ...], ...]
    weights: tuple[int, ...]
    denominator: int
    k: int
    divided_by: Fraction | None = field(default=None, compare=False, repr=False)

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
    def from_fractions(
        cls,
        rows: Iterable[tuple[Iterable[int], Fraction | float | Decimal | str]],
        k: int | None = None,
        *,
        normalize: bool = False,
    ) -> Lottery:
        """The lottery that shows the set ``responses`` with probability ``weight``, for each row; rows may repeat.

        Args:
            rows: pairs (responses, weight); zero weights are left out.
            k: the number of samples; by default the size of the largest set.
            normalize: divide the weights by their sum, whatever it is; `divided_by` tells it.

        Raises:
            InputError: a set is empty or larger than ``k``, a weight is negative or no number, or they do not sum to
                exactly 1 (with ``normalize``: all are zero).
        """
        given = [(tuple(sorted(set(responses))), exact(weight)) for responses, weight in rows]
        if not all(chosen for chosen, _ in given):
            raise InputError("a set of the lottery is empty; every draw shows at least one response")
        weights = [weight for _, weight in given]
        total = sum_of_parts(weights, "the lottery sums", lambda i: f"the weight of row {i + 1}", normalize=normalize)
        merged: dict[tuple[int, ...], Fraction] = {}
        for chosen, weight in given:
            if weight:
                merged[chosen] = merged.get(chosen, Fraction(0)) + weight
        sets = tuple(sorted(merged))
        largest = max(map(len, sets))
        if k is not None and k < largest:
            raise InputError(f"a set of {largest} responses cannot be shown by k = {k} samples")
        numerators = primitive(clear_denominators(merged[chosen] for chosen in sets)[0])
        size = largest if k is None else k
        return cls(sets, numerators, sum(numerators), size, None if total == 1 else total)

    def _repr_html_(self) -> str:
        """How a notebook shows it: a lottery knows its responses by number only."""
        from verifier.preferences.notebook import lottery_html

        return lottery_html(self)
