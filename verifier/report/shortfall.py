"""One promise in one line: what a test, a build or a diff says of it where it does not hold."""

from __future__ import annotations

from fractions import Fraction

from verifier.preferences.quotation import called, listed
from verifier.report import headline
from verifier.report.finding import Finding, Word
from verifier.report.number import decimal, short_fraction

LONGEST = 120
"""Characters of a fraction that a line still holds; the report has it whole."""


def exact(value: Fraction) -> str:
    """``value`` as a fraction and a decimal.

    >>> exact(Fraction(250, 343))
    '250/343 = 0.728863'
    """
    return f"{short_fraction(value, LONGEST)} = {decimal(value)}"


def shortfall(finding: Finding) -> str:
    """What a promise comes to: policy, samples, opponent, exact rate and promised rate, or why it is undecided."""
    if finding.claim == "robust-every-k":
        return headline.every_k_line(finding)
    if finding.claim == "samples-for":
        return headline.samples_line(finding)
    kind = "" if (finding.l or 1) == 1 else f", l = {finding.l}"
    start = f"{called(finding.policy)}{headline.made_under(finding)}, k = {finding.k}{kind}"
    if finding.verdict is Word.UNDECIDED:
        given = "" if finding.against is None else f" against {called(finding.against)}"
        return f"{start}: undecided whether it wins with rate {_promised(finding)}{given}: {finding.reason}"
    return f"{start}: {_against(finding)} it wins with rate {_rate(finding)}, promised {_promised(finding)}"


def _against(finding: Finding) -> str:
    if finding.opponent is not None:
        return f"against {listed(finding.opponent)}"
    return f"against {'some opponent' if finding.against is None else called(finding.against)}"


def _rate(finding: Finding) -> str:
    if finding.value is not None:
        return exact(finding.value)
    if finding.lower is not None and finding.upper is not None:
        return f"between {decimal(finding.lower)} and {decimal(finding.upper)}"
    return "unknown"


def _promised(finding: Finding) -> str:
    rate = "unknown" if finding.rate is None else exact(finding.rate)
    return rate if finding.formula is None or rate.startswith(f"{finding.formula} =") else f"{finding.formula} = {rate}"
