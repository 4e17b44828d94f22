"""The table of k against exact rate, as rows of text that every format lays out."""

from __future__ import annotations

from dataclasses import dataclass

from verifier.game.ties import CONVENTIONS
from verifier.preferences.quotation import called, listed
from verifier.report.finding import INTERRUPTED, REACHES, TABLED, Finding, Report
from verifier.report.headline import made_under
from verifier.report.number import decimal, short_decimal, short_fraction

COLUMNS = ("k", "win rate", "exact", "promised", "exact", "verdict", "opponent that does it")


@dataclass(frozen=True)
class Table:
    """One policy against one kind of opponent under one tie convention.

    Attributes:
        title: what the rows have in common.
        rows: one row of texts for each k, in the order of `COLUMNS`.
    """

    title: str
    rows: tuple[tuple[str, ...], ...]


def rate_tables(report: Report) -> list[Table]:
    """The promises of ``report``, grouped by policy, opponent and tie convention."""
    groups: dict[tuple[str, str, str, str], list[Finding]] = {}
    for finding in report.findings:
        if finding.claim in TABLED and finding.reason != INTERRUPTED:
            ties = CONVENTIONS[finding.ties].who  # type: ignore[index]  # promises always have a convention
            against = (
                f"1 sample of {called(finding.against)}" if finding.claim == "win-rate" else _opponents(finding.l or 1)
            )
            policy = f"{called(finding.policy)}{made_under(finding)}"
            asked = f"{'wanted' if finding.claim == REACHES else 'promised'}: {finding.formula or ''}"
            groups.setdefault((policy, against, ties, asked), []).append(finding)
    return [
        Table(f"{policy} against {against}; {ties}; {asked}", tuple(map(_row, findings)))
        for (policy, against, ties, asked), findings in groups.items()
    ]


def _opponents(l: int) -> str:
    return "every opponent that shows 1 response" if l == 1 else f"every opponent that shows up to {l} responses"


def _row(finding: Finding) -> tuple[str, ...]:
    if finding.value is not None:
        value, exact = decimal(finding.value), short_fraction(finding.value)
    elif finding.lower is not None and finding.upper is not None:
        value, exact = f"{decimal(finding.lower)} to {decimal(finding.upper)}", "unknown"
    else:
        value, exact = "unknown", "unknown"
    promised = (decimal(finding.rate), short_fraction(finding.rate)) if finding.rate is not None else ("", "")
    opponent = listed(finding.opponent) if finding.opponent else called(finding.against) if finding.against else ""
    return (str(finding.k), value, exact, *promised, finding.verdict.value, opponent)


CONVERGENCE = ("steps", "gap, average", "gap, last", "loss, average", "loss, random iterate", "bound on both")


def convergence_tables(report: Report) -> list[Table]:
    """How self-play came to its policies: exact numbers, shown as decimals."""
    return [
        Table(
            f"{called(entry.label)}, k = {entry.k}: what a player gains by leaving, and what is lost, after so many "
            "steps",
            tuple(
                (
                    str(row.steps),
                    short_decimal(row.average_gap),
                    short_decimal(row.last_gap),
                    decimal(row.average_loss),
                    decimal(row.sigma_loss),
                    decimal(row.bound),
                )
                for row in entry.convergence
            ),
        )
        for entry in report.policies
        if entry.convergence
    ]


def side_by_side(report: Report) -> tuple[tuple[str, ...], list[tuple[str, ...]]] | None:
    """The exact rates of several policies against one response, a row for each k; None where there is one policy.

    Returns:
        The header, and the rows: k, each policy's win rate as a decimal, and what was promised.
    """
    rates: dict[int, dict[str, str]] = {}
    promised: dict[int, dict[str, None]] = {}
    labels: dict[str, str] = {}
    for finding in report.findings:
        if finding.claim != "robust" or finding.reason == INTERRUPTED:
            continue
        if finding.l == 1 and finding.k is not None and finding.policy is not None:
            labels[finding.policy] = f"{called(finding.policy)}{made_under(finding)}"
            low = finding.value if finding.value is not None else finding.lower
            rates.setdefault(finding.k, {})[finding.policy] = "unknown" if low is None else decimal(low)
            promised.setdefault(finding.k, {})["" if finding.rate is None else decimal(finding.rate)] = None
    if len(labels) < 2:  # noqa: PLR2004  # nothing stands beside it
        return None
    rows = [(str(k), *(rates[k].get(label, "") for label in labels), " or ".join(promised[k])) for k in sorted(rates)]
    return ("k", *labels.values(), "promised"), rows
