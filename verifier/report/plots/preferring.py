"""The users who prefer the worst opponent, in one line."""

from __future__ import annotations

from fractions import Fraction

from verifier.exact.rational import format_rational
from verifier.game.preferring import Preferring
from verifier.preferences.population import Population
from verifier.preferences.quotation import listed, quoted_ranking
from verifier.report.finding import Finding, Report
from verifier.report.number import readable
from verifier.report.opposition import entry_of, opponents_users

SHOWN = 3
"""Rankings that a line names, and classes that it names of each."""


def preferring_line(report: Report, finding: Finding) -> str | None:
    """Who prefers the opponent of ``finding`` to all samples; None where the opponent or its exact rate is unknown.

    With several responses shown, each user looks at the one that she likes best.
    """
    entry = entry_of(report, finding)
    if entry is None or finding.opponent is None or finding.value is None or finding.k is None:
        return None
    population = report.population
    users = opponents_users(report, finding, entry)
    samples = "its sample" if finding.k == 1 else f"all {finding.k} samples"
    weight = sum(each.weight for each in users)
    who = (
        f"{weight} of {population.voters} users" if population.counted else f"{_share(weight, population)} of all users"
    )
    told = "; ".join(_one(each, population) for each in users[:SHOWN])
    more = f"; and {len(users) - SHOWN} more" if len(users) > SHOWN else ""
    return f"{listed(finding.opponent)} can beat {samples} for {who}: {told}{more}"


def _one(users: Preferring, population: Population) -> str:
    ranking = quoted_ranking(users.ranking[:SHOWN], population.responses)
    ranking += " > …" if len(users.ranking) > SHOWN else ""
    chance = "always" if users.probability == 1 else f"with probability {readable(users.probability)}"
    who = f"{users.weight} user{'s' * (users.weight != 1)}" if population.counted else _share(users.weight, population)
    return f"{ranking} ({who}, {chance})"


def _share(weight: int, population: Population) -> str:
    return format_rational(Fraction(weight, population.total))
