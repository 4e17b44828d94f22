"""Populations in notebooks: a table of who ranks how."""

from __future__ import annotations

from fractions import Fraction
from html import escape
from typing import TYPE_CHECKING

from verifier.exact.rational import format_rational

if TYPE_CHECKING:
    from verifier.preferences.population import Population

SHOWN_RANKINGS = 20


def population_html(population: Population) -> str:
    """The rankings of ``population`` with their users, or shares, the most frequent first; at most `SHOWN_RANKINGS`."""
    rows = sorted(zip(population.rankings, population.weights, strict=True), key=lambda row: (-row[1], row[0]))
    whole = sum(population.weights)
    parts = ["<table>", f"<tr><th>{'users' if population.counted else 'share'}</th><th>ranking</th></tr>"]
    for ranking, weight in rows[:SHOWN_RANKINGS]:
        size = str(weight) if population.counted else format_rational(Fraction(weight, whole))
        text = " > ".join(" = ".join(population.responses[y] for y in group) for group in ranking)
        parts.append(f"<tr><td>{size}</td><td>{escape(text)}</td></tr>")
    if len(rows) > SHOWN_RANKINGS:
        parts.append(f"<tr><td>…</td><td>{len(rows) - SHOWN_RANKINGS} more rankings</td></tr>")
    return "\n".join([*parts, "</table>"])
