"""The exact win rates of a report, policy by policy: what plots show."""

from __future__ import annotations

from fractions import Fraction

from verifier.report.finding import Report


def rates_by_policy(report: Report) -> dict[str, dict[int, Fraction]]:
    """Policy → k → its worst-case win rate against one response (where only bounds are known, the lower one)."""
    found: dict[str, dict[int, Fraction]] = {}
    for each in report.findings:
        rate = each.value if each.value is not None else each.lower
        if each.claim == "robust" and each.l == 1 and each.k is not None and rate is not None:
            found.setdefault(each.policy or "", {})[each.k] = rate
    return found
