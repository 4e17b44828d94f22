"""A population described, for people and as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from verifier.exact.rational import format_rational
from verifier.preferences.population import Population
from verifier.preferences.quotation import called, listed, quoted, quoted_ranking
from verifier.report.block import Block, Column, Grid, Sentence
from verifier.report.formats.json import dumps, population_object
from verifier.report.headline import divided
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


def profile_blocks(profile: Profile) -> Iterator[Block]:
    """``profile`` for people: the commonest rankings, and the share that prefers each row to each column."""
    population = profile.population
    names, total = population.responses, population.total
    m, distinct = len(names), len(population.rankings)
    size = f"{population.voters} voters" if population.voters is not None else f"shares in 1/{total}"
    kind = f"{'strict' if population.strict else 'with ties'}, {'complete' if population.complete else 'incomplete'}"
    yield Sentence(f"{called(profile.source)}: {size}, {m} responses, {distinct} distinct rankings, {kind}")
    if population.reading:
        yield Sentence(f"read as {population.reading}")
    if not population.complete:
        yield Sentence(f"unranked responses are read as: {population.unranked}")
    if population.divided_by is not None:
        yield Sentence(f"users: {divided(population.divided_by)}")
    winner = profile.condorcet_winner
    yield Sentence(f"Condorcet winner: {'none' if winner is None else quoted(names[winner])}")
    smith = listed(names[y] for y in profile.smith_set[:SHOWN_RESPONSES])
    more = f", … ({len(profile.smith_set)} responses)" if len(profile.smith_set) > SHOWN_RESPONSES else ""
    yield from (Sentence(f"Smith set: {smith}{more}"), Sentence())
    yield Sentence("responses by Borda score (mean margin over the others):")
    yield _by_borda(profile)
    if m > SHOWN_RESPONSES:
        yield Sentence(f"      … {m - SHOWN_RESPONSES} more")
    yield from (Sentence(), Sentence("commonest rankings:"), _commonest(population))
    if distinct > SHOWN_RANKINGS:
        yield Sentence(f"          … {distinct - SHOWN_RANKINGS} more")
    if m <= SHOWN_RESPONSES:
        yield from (Sentence(), Sentence("share of users who prefer the row's response to the column's:"))
        yield _shares(profile)


def _by_borda(profile: Profile) -> Grid:
    names, total = profile.population.responses, profile.population.total
    m = len(names)
    order = sorted(range(m), key=lambda y: (-profile.borda[y], y))
    means = [decimal(Fraction(profile.borda[y], total * max(1, m - 1)), 4) for y in order]
    rows = tuple((f"{rank}.", means[rank - 1], quoted(names[y])) for rank, y in enumerate(order[:SHOWN_RESPONSES], 1))
    columns = (Column("rank", right=True), Column("mean margin", right=True), Column("response", whole=False))
    return Grid(columns, rows, tuple(f"{rank:>5} {mean:>8}  {name}" for rank, mean, name in rows))


def _commonest(population: Population) -> Grid:
    common = sorted(range(len(population.rankings)), key=lambda v: (-population.weights[v], v))[:SHOWN_RANKINGS]
    whole = sum(population.weights)
    rows = tuple(
        (
            str(population.weights[v]),
            decimal(Fraction(population.weights[v], whole), 4),
            quoted_ranking(population.rankings[v], population.responses),
        )
        for v in common
    )
    columns = (Column("weight", right=True), Column("share", right=True), Column("ranking", whole=False))
    return Grid(columns, rows, tuple(f"{weight:>8}  {share}  {ranking}" for weight, share, ranking in rows))


def _shares(profile: Profile) -> Grid:
    names, total = profile.population.responses, profile.population.total
    m = len(names)
    shares = [
        ["–" if y == z else decimal(Fraction(profile.supports[y][z], total), 4) for z in range(m)] for y in range(m)
    ]
    columns = (
        Column("", right=True),
        Column("response", whole=False),
        *(Column(str(z + 1), right=True) for z in range(m)),
    )
    rows = tuple((str(y + 1), quoted(names[y]), *shares[y]) for y in range(m))
    lines = [
        "      " + " ".join(f"{z + 1:>7}" for z in range(m)),
        *(f"{y + 1:>5} " + " ".join(cell.rjust(7) for cell in shares[y]) + f"  {quoted(names[y])}" for y in range(m)),
    ]
    return Grid(columns, rows, tuple(lines), narrow="parts", keys=2)
