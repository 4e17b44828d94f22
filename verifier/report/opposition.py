"""The worst opponent of each promise, and the users that it wins most of its rate from."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from verifier.game.preferring import Preferring, preferring
from verifier.report.finding import Finding, PolicyEntry, Report


@dataclass(frozen=True)
class Opposition:
    """The worst opponent of one promise, and who prefers it.

    Attributes:
        users: those that prefer it to all samples with some probability, the largest contribution first.
        share: their share of all users.
    """

    finding: Finding
    users: tuple[Preferring, ...]
    share: Fraction


def oppositions(report: Report) -> list[Opposition]:
    """One for each promise against every opponent whose opponent is known."""
    found = []
    for finding in report.findings:
        entry = entry_of(report, finding)
        if finding.claim == "robust" and finding.opponent and finding.k is not None and entry is not None:
            users = opponents_users(report, finding, entry)
            weight = sum(each.weight for each in users)
            found.append(Opposition(finding, tuple(users), Fraction(weight, report.population.total)))
    return found


def entry_of(report: Report, finding: Finding) -> PolicyEntry | None:
    """The policy that ``finding`` is about, None where it has no entry."""
    return next((each for each in report.policies if _is_of(each, finding)), None)


def opponents_users(report: Report, finding: Finding, entry: PolicyEntry) -> list[Preferring]:
    """The users that prefer the opponent of ``finding`` to all its samples with some probability."""
    shown = [report.population.index[name] for name in finding.opponent or ()]
    ties = finding.ties or "model"
    return preferring(report.population, entry.policy, finding.k or 1, shown, ties)  # type: ignore[arg-type]


def _is_of(entry: PolicyEntry, finding: Finding) -> bool:
    return entry.label == finding.policy and entry.k in {None, finding.k} and entry.l in {None, finding.l}
