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


def opposed(report: Report) -> list[tuple[Finding, PolicyEntry]]:
    """The promises against every opponent whose worst opponent is known, and the policies they are about."""
    entries = ((finding, entry_of(report, finding)) for finding in report.findings if finding.claim == "robust")
    return [(finding, entry) for finding, entry in entries if entry is not None and finding.opponent and finding.k]


def opposition(report: Report, finding: Finding, entry: PolicyEntry) -> Opposition:
    """Who prefers the worst opponent of one of `opposed`."""
    users = opponents_users(report, finding, entry)
    weight = sum(each.weight for each in users)
    return Opposition(finding, tuple(users), Fraction(weight, report.population.total))


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
