"""A population described, as text and JSON."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from verifier.exact.rational import format_rational
from verifier.preferences.names import printable
from verifier.preferences.population import Population
from verifier.preferences.ranking import format_ranking
from verifier.report.json_report import dumps, population_object
from verifier.report.number import decimal

SHOWN_RANKINGS = 10
SHOWN_RESPONSES = 12


@dataclass(frozen=True)
class Profile:
    """What a population says.

    Attributes:
        supports: m × m integers; ``supports[y][z] / population.total`` is P[y > z].
        condorcet_winner: the index of the response that beats every other one, or None.
        smith_set: the indices of the Smith set.
        borda: Σ_z M(y, z) for every y, over population.total.
    """

    source: str
    sha256: str | None
    population: Population
    supports: tuple[tuple[int, ...], ...]
    condorcet_winner: int | None
    smith_set: tuple[int, ...]
    borda: tuple[int, ...]


def render_profile_json(profile: Profile) -> str:
    """``profile`` as JSON; rationals are strings in lowest terms."""
    population = profile.population
    names, total = population.responses, population.total
    winner = profile.condorcet_winner
    shown: dict[str, Any] = {
        "format": "verifier-profile/1",
        "population": population_object(population, profile.source, profile.sha256),
        "condorcet_winner": None if winner is None else names[winner],
        "smith_set": [names[y] for y in profile.smith_set],
        "borda": {names[y]: format_rational(Fraction(score, total)) for y, score in enumerate(profile.borda)},
        "supports": [[format_rational(Fraction(entry, total)) for entry in row] for row in profile.supports],
    }
    return dumps(shown)


def render_profile_text(profile: Profile) -> str:
    """``profile`` for a terminal: the commonest rankings, and the share that prefers each row to each column."""
    population = profile.population
    names, total = population.responses, population.total
    m, distinct = len(names), len(population.rankings)
    size = f"{population.voters} voters" if population.voters is not None else f"shares in 1/{total}"
    kind = f"{'strict' if population.strict else 'with ties'}, {'complete' if population.complete else 'incomplete'}"
    lines = [f"{profile.source}: {size}, {m} responses, {distinct} distinct rankings, {kind}"]
    if not population.complete:
        lines.append(f"unranked responses are read as: {population.unranked}")
    winner = profile.condorcet_winner
    lines.append(f"Condorcet winner: {'none' if winner is None else names[winner]}")
    smith = ", ".join(names[y] for y in profile.smith_set[:SHOWN_RESPONSES])
    more = f", … ({len(profile.smith_set)} responses)" if len(profile.smith_set) > SHOWN_RESPONSES else ""
    lines += [f"Smith set: {smith}{more}", "", "responses by Borda score (mean margin over the others):"]
    order = sorted(range(m), key=lambda y: (-profile.borda[y], y))
    for rank, y in enumerate(order[:SHOWN_RESPONSES], 1):
        mean = Fraction(profile.borda[y], total * max(1, m - 1))
        lines.append(f"{rank:>4}. {decimal(mean, 4):>8}  {names[y]}")
    if m > SHOWN_RESPONSES:
        lines.append(f"      … {m - SHOWN_RESPONSES} more")
    lines += ["", "commonest rankings:"]
    common = sorted(range(distinct), key=lambda v: (-population.weights[v], v))
    for v in common[:SHOWN_RANKINGS]:
        share = Fraction(population.weights[v], sum(population.weights))
        ranking = format_ranking(population.rankings[v], names)
        lines.append(f"{population.weights[v]:>8}  {decimal(share, 4)}  {ranking}")
    if distinct > SHOWN_RANKINGS:
        lines.append(f"          … {distinct - SHOWN_RANKINGS} more")
    if m <= SHOWN_RESPONSES:
        lines += ["", "share of users who prefer the row's response to the column's:"]
        lines.append("      " + " ".join(f"{z + 1:>7}" for z in range(m)))
        for y in range(m):
            cells = [
                "      –" if y == z else decimal(Fraction(profile.supports[y][z], total), 4).rjust(7) for z in range(m)
            ]
            lines.append(f"{y + 1:>5} " + " ".join(cells) + f"  {names[y]}")
    return "\n".join(printable(line) for line in lines) + "\n"
