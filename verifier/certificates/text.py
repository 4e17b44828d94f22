"""The parts that certificates are made of, as lines: the population, distributions, sets of responses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from functools import cached_property, lru_cache
from itertools import combinations

from verifier.claims.wording import encode_name, name_order
from verifier.errors import CertificateError
from verifier.exact.rational import MAX_DIGITS
from verifier.exact.tree import Split, Tree
from verifier.game.condition import Condition
from verifier.preferences.policy import Lottery, Policy
from verifier.preferences.population import Population

FORMAT = "verifier-certificate 2"

_LIMIT = 10**MAX_DIGITS


def integer(value: int) -> str:
    """``value`` in decimal.

    Raises:
        CertificateError: it has more digits than the format allows.
    """
    if not -_LIMIT < value < _LIMIT:
        raise CertificateError(f"an integer of more than {MAX_DIGITS} digits cannot be written into a certificate")
    return str(value)


def short_rational(value: Fraction) -> str:
    """``value`` as ``p/q`` or ``p``.

    Raises:
        CertificateError: numerator or denominator has more digits than the format allows.
    """
    top, bottom = integer(value.numerator), integer(value.denominator)
    return top if bottom == "1" else f"{top}/{bottom}"


class Notation:
    """Writes values over the responses of one population: in certificates, responses are numbered by encoded name."""

    def __init__(self, population: Population) -> None:
        self.population = population
        self.number = {y: i for i, y in enumerate(name_order(population))}
        self.ranking_order: list[int] = []

    @cached_property
    def population_block(self) -> str:
        """Names, rankings, and the line for left-out responses; equal populations, read alike, give equal text."""
        population = self.population
        rankings, weights = population.read
        names = sorted(encode_name(name) for name in population.responses)
        token = [str(self.number[y]) for y in range(len(names))]
        number = self.number
        rows = []
        for ranking, weight in zip(rankings, weights, strict=True):
            text = " ".join(
                token[group[0]] if len(group) == 1 else ",".join(map(str, sorted(number[y] for y in group)))
                for group in ranking
            )
            rows.append((text, weight))
        self.ranking_order = sorted(range(len(rows)), key=lambda v: rows[v][0])
        rows = [rows[v] for v in self.ranking_order]
        keyword = "voters" if population.counted else "shares"
        lines = [
            f"responses {len(names)}",
            *names,
            f"{keyword} {integer(population.total)} {len(rows)}",
            *(f"{integer(weight)} {text}" for text, weight in rows),
            *(["unranked bottom"] if population.completed else []),
        ]
        return "\n".join(lines)

    def chosen(self, responses: Iterable[int]) -> str:
        """A set of responses: increasing numbers joined by commas."""
        return ",".join(map(str, sorted(self.number[y] for y in responses)))

    def policy(self, keyword: str, policy: Policy) -> Iterator[str]:
        """``keyword D s`` and a row ``response weight`` for each response of the support."""
        yield f"{keyword} {integer(policy.denominator)} {len(policy.support)}"
        for y in sorted(policy.support, key=self.number.__getitem__):
            yield f"{self.number[y]} {integer(policy.numerators[y])}"

    def lottery(self, keyword: str, lottery: Lottery) -> Iterator[str]:
        """``keyword D s`` and a row ``weight set`` for each set, in the order of the sets' texts."""
        yield f"{keyword} {integer(lottery.denominator)} {len(lottery.sets)}"
        rows = [(self.chosen(chosen), weight) for chosen, weight in zip(lottery.sets, lottery.weights, strict=True)]
        for text, weight in sorted(rows):
            yield f"{integer(weight)} {text}"

    def singles(self, keyword: str, policy: Policy) -> Iterator[str]:
        """A policy as a mixture of sets of one response."""
        yield from self.lottery(keyword, _of_singles(policy))

    def condition(self, condition: Condition) -> Iterator[str]:
        """A linear condition: its constant and number of terms; a line for each term, sorted by the event's text."""
        yield f"condition {integer(condition.constant)} {len(condition.terms)}"
        rows = [(f"{self.number[each.response]} {self.chosen(each.below)}", c) for each, c in condition.terms]
        for text, coefficient in sorted(rows):
            yield f"{integer(coefficient)} {text}"

    def rivals(self, responses: Sequence[int], k: int) -> Iterator[str]:
        """A response for every set of ``k``: sets in lexicographic order of the certificate's numbers.

        Args:
            responses: the same, in lexicographic order of the population's indices.
            k: the size of the sets.
        """
        m = len(self.number)
        place = {chosen: i for i, chosen in enumerate(combinations(range(m), k))}
        order = name_order(self.population)
        yield f"sets {len(responses)}"
        for numbers in combinations(range(m), k):
            own = tuple(sorted(order[number] for number in numbers))
            yield str(self.number[responses[place[own]]])

    def tree(self, tree: Tree, ceilings: Sequence[int] | None = None) -> Iterator[str]:
        """A tree of multipliers, its vectors in the order of the certificate's rankings.

        Args:
            tree: for a largest sum; or for a least one, where ``ceilings`` are given.
            ceilings: numbers D_v above the entries g_v: the tree is written for the entries D_v − g_v.
        """
        yield f"tree {integer(tree.denominator)} {len(tree.alphas)} {len(tree.nodes)}"
        for alpha in tree.alphas:
            numbers = (
                alpha if ceilings is None else [tree.denominator * d - a for d, a in zip(ceilings, alpha, strict=True)]
            )
            if min(numbers) < 0:
                raise CertificateError("a multiplier is below 0; the format has none")
            yield " ".join(["vector", *(integer(numbers[v]) for v in self.ranking_order)])
        for node in tree.nodes:
            if isinstance(node, Split):
                yield f"split {self.number[node.element]}"
            else:
                yield "inside" if node.alpha is None else f"leaf {node.alpha}"

    def model(self, model: Policy | Lottery) -> Iterator[str]:
        """What the model draws from."""
        return self.policy("policy", model) if isinstance(model, Policy) else self.lottery("lottery", model)


def _of_singles(policy: Policy) -> Lottery:
    weights = tuple(policy.numerators[y] for y in policy.support)
    return Lottery(tuple((y,) for y in policy.support), weights, policy.denominator, 1)


@lru_cache(maxsize=2)
def notation(population: Population) -> Notation:
    """The notation for ``population``; remembered, since its certificates share the population block."""
    return Notation(population)
