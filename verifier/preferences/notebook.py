"""Populations, policies and lotteries in notebooks, as tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from verifier.exact.rational import decimal, format_rational
from verifier.preferences.bidi import isolated_html
from verifier.preferences.quotation import called, quoted

if TYPE_CHECKING:
    from verifier.preferences.policy import Lottery, Policy
    from verifier.preferences.population import Population
    from verifier.preferences.ranking import Ranking

SHOWN_ROWS = 20
SHOWN_CHARACTERS = 160
"""How much of a ranking is shown, whole names at a time; the first name always is."""

LONGEST_NAME, LONGEST_IN_RANKING = 80, 40
"""Characters of a name, alone and among others; what is longer is cut."""

LONGEST_FRACTION = 24

_LEFT = ' style="text-align: left; overflow-wrap: anywhere"'


def population_html(population: Population) -> str:
    """The rankings of ``population`` with their users, or shares, the most frequent first; at most `SHOWN_ROWS`."""
    rows = sorted(zip(population.rankings, population.weights, strict=True), key=lambda row: (-row[1], row[0]))
    whole = sum(population.weights)
    cells = [
        (
            str(weight) if population.counted else format_rational(Fraction(weight, whole)),
            _ranking(ranking, population.responses),
        )
        for ranking, weight in rows[:SHOWN_ROWS]
    ]
    header = ("voters" if population.counted else "share", "ranking, best first")
    return _table(_population_caption(population), header, cells, len(rows), "rankings")


def policy_html(policy: Policy, names: Sequence[str], caption: str) -> str:
    """The weights of ``policy``, the largest first; at most `SHOWN_ROWS`. ``names`` are those of all responses."""
    support = sorted(policy.support, key=lambda y: (-policy.numerators[y], y))
    cells = [
        (*_weight(Fraction(policy.numerators[y], policy.denominator)), _shortened(names[y]))
        for y in support[:SHOWN_ROWS]
    ]
    return _table(caption, ("weight", "exact", "response"), cells, len(support), "responses")


def lottery_html(lottery: Lottery) -> str:
    """The sets of ``lottery`` with their weights, the largest first; at most `SHOWN_ROWS`; responses by number."""
    rows = sorted(zip(lottery.sets, lottery.weights, strict=True), key=lambda row: (-row[1], row[0]))
    cells = [
        (*_weight(Fraction(weight, lottery.denominator)), ", ".join(map(str, chosen)))
        for chosen, weight in rows[:SHOWN_ROWS]
    ]
    caption = f"a lottery that shows {lottery.k} responses at a time, numbered from 0"
    return _table(caption, ("weight", "exact", "responses shown"), cells, len(rows), "sets")


def _population_caption(population: Population) -> str:
    total, m, n = sum(population.weights), len(population.responses), len(population.rankings)
    size = f"{total} voter{'s' * (total != 1)}" if population.counted else f"shares in 1/{total}"
    kind = "strict" if population.strict else "with ties"
    told = f"{size}, {m} response{'s' * (m != 1)}, {n} distinct ranking{'s' * (n != 1)}, {kind}, "
    if population.complete:
        return told + "complete"
    way = "incomparable" if population.unranked == "incomparable" else "tied at the bottom"
    return f"{told}incomplete: left-out responses are read as {way}"


def _ranking(ranking: Ranking, responses: Sequence[str]) -> str:
    """The ranking's first names, best first, and how many are left out."""
    text, shown = "", 0
    for group in ranking:
        for i, y in enumerate(group):
            longer = text + ("" if not shown else " = " if i else " > ") + _shortened(responses[y], LONGEST_IN_RANKING)
            if shown and len(longer) > SHOWN_CHARACTERS:
                return f"{text} … ({sum(map(len, ranking)) - shown} more)"
            text, shown = longer, shown + 1
    return text


def _shortened(name: str, longest: int = LONGEST_NAME) -> str:
    return called(name) if len(name) <= longest else quoted(name[: longest - 1]) + "…"


def _weight(value: Fraction) -> tuple[str, str]:
    """As a decimal, and exactly where that is short."""
    exact = format_rational(value)
    return decimal(value), exact if len(exact) <= LONGEST_FRACTION else "(long)"


def _table(caption: str, header: Sequence[str], rows: Iterable[Sequence[str]], number: int, what: str) -> str:
    """A table whose last column is text; ``number`` rows there are in all."""
    parts = ["<table>", f"<caption>{isolated_html(caption)}</caption>", html_row("th", header)]
    parts += [html_row("td", row) for row in rows]
    if number > SHOWN_ROWS:
        more = ("…", *("" for _ in header[2:]), f"{number - SHOWN_ROWS} more {what}")
        parts.append(html_row("td", more))
    return "\n".join([*parts, "</table>"])


def html_row(tag: str, cells: Sequence[str]) -> str:
    """A row of ``tag`` elements whose last one, as a rule a name, is text; control characters are escapes already."""
    *numbers, text = cells
    shown = "".join(f"<{tag}>{isolated_html(each)}</{tag}>" for each in numbers)
    return f"<tr>{shown}<{tag}{_LEFT}>{isolated_html(text)}</{tag}></tr>"
