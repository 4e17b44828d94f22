"""Tables for programs that plot."""

from __future__ import annotations

from verifier.report.finding import PolicyEntry, Report
from verifier.report.number import scientific_up

COLUMNS = ("steps", "average_gap", "last_gap", "average_loss", "sigma_loss", "bound")


def render_convergence(entry: PolicyEntry) -> str:
    """How self-play came to a policy, as CSV: exact numbers, rounded up to 17 digits."""
    rows = [
        ",".join([str(row.steps), *(scientific_up(getattr(row, name)) for name in COLUMNS[1:])])
        for row in entry.convergence
    ]
    return "\n".join([",".join(COLUMNS), *rows, ""])


def plot_files(report: Report) -> dict[str, str]:
    """File name → text, for every policy that has such a table."""
    return {
        f"{entry.label}-k{entry.k}-convergence.csv": render_convergence(entry)
        for entry in report.policies
        if entry.convergence
    }
