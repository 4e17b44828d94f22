"""The words of the sentences, shared by all claims; the checker writes the same ones with its own code."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Protocol

from verifier.exact.rational import format_rational
from verifier.game.condition import Condition, Event
from verifier.game.ties import CONVENTIONS, Ties
from verifier.preferences.policy import Lottery, Policy
from verifier.preferences.population import Population


class Named(Protocol):
    """Whoever has responses with names: populations, and the other models of users."""

    @property
    def responses(self) -> tuple[str, ...]:
        """The names."""


def encode_name(name: str) -> str:
    """``name`` with every byte of its UTF-8 outside 0x21-0x7E, and ``%``, as ``%XX``; no normalisation.

    >>> encode_name("50% 寿司")
    '50%25%20%E5%AF%BF%E5%8F%B8'
    """
    return "".join(chr(byte) if 0x21 <= byte <= 0x7E and byte != 0x25 else f"%{byte:02X}" for byte in name.encode())  # noqa: PLR2004


def quote(name: str) -> str:
    """``name`` as sentences show it: in quotes, percent-encoded but for spaces, a quote within as ``%22``."""
    return '"' + encode_name(name).replace("%20", " ").replace('"', "%22") + '"'


def name_order(population: Named) -> list[int]:
    """All response indices in the order of their encoded names: the order of certificates and sentences."""
    return sorted(range(len(population.responses)), key=lambda y: encode_name(population.responses[y]))


def people(population: Population) -> str:
    """Who is meant, and how the responses count that they leave out.

    >>> people(Population.from_rankings({"a > b": 4, "a": 3}))
    'over these 7 voters and 2 responses (unranked ones tied at the bottom)'
    """
    who = f"{population.total} voters" if population.counted else f"shares in 1/{population.total}"
    return f"over these {who} and {len(population.responses)} responses ({population.unranked_ones})"


def names(population: Named, chosen: Iterable[int]) -> str:
    """The chosen responses, sorted by encoded name, joined by commas."""
    return ", ".join(quote(name) for name in sorted((population.responses[y] for y in chosen), key=encode_name))


def distribution(population: Named, given: Policy | Lottery) -> str:
    """The distribution, written out in the order of names (of sets of names): ``["a": 1/2, "b": 1/2]``."""
    place = {y: i for i, y in enumerate(name_order(population))}
    sets = [(y,) for y in given.support] if isinstance(given, Policy) else list(given.sets)
    weights = [given.numerators[y] for y in given.support] if isinstance(given, Policy) else list(given.weights)

    def order(row: tuple[tuple[int, ...], int]) -> tuple[int, str]:
        numbers = sorted(place[y] for y in row[0])
        # A certificate sorts policies by number, but sets by their text.
        return (numbers[0], "") if isinstance(given, Policy) else (0, ",".join(map(str, numbers)))

    rows = sorted(zip(sets, weights, strict=True), key=order)
    shown = [names(population, chosen) for chosen, _ in rows]
    if isinstance(given, Lottery):
        shown = [f"{{{text}}}" for text in shown]
    shares = [format_rational(Fraction(weight, given.denominator)) for _, weight in rows]
    return "[" + ", ".join(f"{text}: {share}" for text, share in zip(shown, shares, strict=True)) + "]"


def counted(number: int, noun: str) -> str:
    """``1 response``, ``2 responses``."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def samples(population: Named, given: Policy | Lottery, k: int) -> str:
    """What the model shows: ``2 independent samples of the policy [...]``."""
    if isinstance(given, Lottery):
        return f"{counted(k, 'jointly drawn sample')} of the lottery {distribution(population, given)}"
    return f"{counted(k, 'independent sample')} of the policy {distribution(population, given)}"


def wins(k: int) -> str:
    """What that many samples do."""
    return "wins" if k == 1 else "win"


def every_opponent(l: int) -> str:
    """All opponents of a promise."""
    return "every opponent that shows 1 response" if l == 1 else f"every opponent that shows at most {l} responses"


def opponent(population: Population, chosen: Iterable[int]) -> str:
    """One opponent."""
    return f"the opponent that shows {names(population, chosen)}"


def condition(population: Population, given: Condition) -> str:
    """A condition, its events in the order of certificates: ``5 P["a" > "b", "c"] - 3 >= 0``."""
    place = {y: str(i) for i, y in enumerate(name_order(population))}

    def order(row: tuple[Event, int]) -> str:
        event, _ = row
        return f"{place[event.response]} {','.join(sorted((place[y] for y in event.below), key=int))}"

    shown = ""
    for event, number in sorted(given.terms, key=order):
        sign = (" + " if number > 0 else " - ") if shown else ("" if number > 0 else "-")
        times = f"{abs(number)} " if abs(number) > 1 else ""
        shown += f"{sign}{times}P[{names(population, [event.response])} > {names(population, event.below)}]"
    if given.constant:
        shown += f" {'+' if given.constant > 0 else '-'} {abs(given.constant)}"
    return f"{shown} >= 0"


def ties(given: Ties) -> str:
    """Who gets a tie."""
    return f"({CONVENTIONS[given].who})"
