"""The users who prefer the worst opponent, in one line."""

from __future__ import annotations

from fractions import Fraction

from verifier.exact.rational import format_rational
from verifier.game.preferring import Preferring, preferring
from verifier.preferences.population import Population
from verifier.preferences.ranking import format_ranking
from verifier.report.finding import Finding, PolicyEntry, Report
from verifier.report.number import readable

SHOWN = 3
"""Rankings that a line names, and classes that it names of each."""


def preferring_line(report: Report, finding: Finding) -> str | None:
    """Who prefers the opponent of ``finding`` to all samples; None where the opponent or its exact rate is unknown.

    With several responses shown, each user looks at the one that she likes best.
    """
    entry = next((each for each in report.policies if _is_of(each, finding)), None)
    if entry is None or finding.opponent is None or finding.value is None or finding.k is None:
        return None
    population = report.population
    shown = [population.index[name] for name in finding.opponent]
    users = preferring(population, entry.policy, finding.k, shown, finding.ties or "model")  # type: ignore[arg-type]
    samples = "its sample" if finding.k == 1 else f"all {finding.k} samples"
    weight = sum(each.weight for each in users)
    who = (
        f"{weight} of {population.voters} users" if population.counted else f"{_share(weight, population)} of all users"
    )
    told = "; ".join(_one(each, population) for each in users[:SHOWN])
    more = f"; and {len(users) - SHOWN} more" if len(users) > SHOWN else ""
    return f"{', '.join(finding.opponent)} can beat {samples} for {who}: {told}{more}"


def _is_of(entry: PolicyEntry, finding: Finding) -> bool:
    return entry.label == finding.policy and entry.k in {None, finding.k} and entry.l in {None, finding.l}


def _one(users: Preferring, population: Population) -> str:
    ranking = format_ranking(users.ranking[:SHOWN], population.responses)
    ranking += " > …" if len(users.ranking) > SHOWN else ""
    chance = "always" if users.probability == 1 else f"with probability {readable(users.probability)}"
    who = f"{users.weight} user{'s' * (users.weight != 1)}" if population.counted else _share(users.weight, population)
    return f"{ranking} ({who}, {chance})"


def _share(weight: int, population: Population) -> str:
    return format_rational(Fraction(weight, population.total))
