"""Who prefers the worst opponent: of each promise the users that it wins most of its rate from."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from verifier.game.masses import masses
from verifier.report.finding import Finding, PolicyEntry, Report

MOST_ROWS = 8


@dataclass(frozen=True)
class Users:
    """Users with one ranking.

    Attributes:
        share: their share of all users.
        classes: their ranking, class by class.
        chance: the probability that they prefer the opponent to all samples.
    """

    share: Fraction
    classes: tuple[tuple[str, ...], ...]
    chance: Fraction


@dataclass(frozen=True)
class Opposition:
    """The worst opponent of one promise, and who prefers it.

    Attributes:
        users: those that most of its win rate comes from, first; ``others`` further rankings contribute too.
        never: the share of users that never prefer it.
    """

    finding: Finding
    users: tuple[Users, ...]
    others: int
    never: Fraction


def oppositions(report: Report) -> list[Opposition]:
    """One for each promise against every opponent, ties counting for the model, whose opponent is known."""
    entries = {(entry.label, entry.k): entry for entry in report.policies}
    found = []
    for finding in report.findings:
        if finding.claim == "robust" and finding.ties == "model" and finding.opponent:
            entry = entries.get((finding.policy or "", finding.k)) or entries.get((finding.policy or "", None))
            if entry is not None:
                found.append(_opposition(report, finding, entry))
    return found


def _opposition(report: Report, finding: Finding, entry: PolicyEntry) -> Opposition:
    population = report.population
    seen = masses(population, entry.policy)
    shown = [population.index[name] for name in finding.opponent or ()]
    top = seen.below[:, shown].max(axis=1)
    exponent = 1 if seen.lottery else (finding.k or 1)
    _, places = np.unique(top, return_inverse=True)
    powers = [int(value) ** exponent for value in np.unique(top).tolist()]
    gains = [weight * powers[place] for weight, place in zip(seen.weights, places.tolist(), strict=True)]
    order = sorted((i for i, gain in enumerate(gains) if gain), key=lambda i: (-gains[i], i))
    rankings, _ = population.read
    users = tuple(
        Users(
            Fraction(seen.weights[i], seen.total),
            tuple(tuple(population.responses[y] for y in group) for group in rankings[i]),
            Fraction(powers[int(places[i])], seen.denominator**exponent),
        )
        for i in order[:MOST_ROWS]
    )
    never = Fraction(sum(weight for weight, gain in zip(seen.weights, gains, strict=True) if not gain), seen.total)
    return Opposition(finding, users, max(0, len(order) - MOST_ROWS), never)
