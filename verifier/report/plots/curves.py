"""The win rates of a report against the number of samples, and what was promised: what every plot shows."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from verifier.preferences.names import printable
from verifier.preferences.quotation import called
from verifier.report.finding import INTERRUPTED, TABLED, Finding, Report
from verifier.report.headline import made_under

_BEST = "k/(k+1)"
HALF = Fraction(1, 2)


@dataclass(frozen=True)
class Curve:
    """The rates of one policy against one kind of opponent.

    Attributes:
        policy: its label.
        rates: k → its win rate, in [0, 1]; k rises.
        exact: false where some of them are only known to be at least so much.
        faces: whom it faces, in words, where that is not every single response.
        made: under which ties it is the best, in words, where it is asked about others.
    """

    policy: str
    rates: dict[int, Fraction]
    exact: bool = True
    faces: str = ""
    made: str = ""

    @property
    def told(self) -> str:
        """The policy as sentences call it, whom it faces, and that the rates are bounds where they are."""
        return f"{called(self.policy)}{self.made}{self.faces}{'' if self.exact else ' (at least)'}"

    @property
    def name(self) -> str:
        """What a drawing calls it: the policy's name alone where there is nothing else to say."""
        return self.told if self.faces or self.made or not self.exact else printable(self.policy)


@dataclass(frozen=True)
class Promised:
    """One promise that policies are held to: k → rate, in [0, 1]."""

    formula: str
    l: int
    rates: dict[int, Fraction]


def curves_of(report: Report) -> list[Curve]:
    """The curves of ``report`` in the order of its findings: worst cases, and rates against given opponents."""
    found: dict[tuple[str, str, str], dict[int, Fraction]] = {}
    bounded: set[tuple[str, str, str]] = set()
    for each in report.findings:
        rate = each.value if each.value is not None else each.lower
        if each.reason == INTERRUPTED:
            continue
        if each.claim in TABLED and each.k is not None and rate is not None:
            line = each.policy or "", _faces(each), made_under(each)
            found.setdefault(line, {})[each.k] = rate
            if each.value is None:
                bounded.add(line)
    return [
        Curve(policy, dict(sorted(rates.items())), (policy, faces, made) not in bounded, faces, made)
        for (policy, faces, made), rates in found.items()
    ]


def promised_of(report: Report) -> list[Promised]:
    """What the policies of `curves_of` are held to, each promise once."""
    found: dict[tuple[str, int], dict[int, Fraction]] = {}
    for each in report.findings:
        looked_at = each.reason != INTERRUPTED
        if each.claim in TABLED and each.k is not None and each.rate is not None and looked_at:
            found.setdefault((each.formula or str(each.rate), each.l or 1), {})[each.k] = each.rate
    merged: dict[tuple[str, tuple[tuple[int, Fraction], ...]], Promised] = {}
    for (formula, l), rates in found.items():
        points = dict(sorted(rates.items()))
        merged.setdefault((formula, tuple(points.items())), Promised(formula, l, points))
    return list(merged.values())


def promise_name(promised: Promised, others: list[Promised]) -> str:
    """What a legend calls one of the promises: its formula, and l where another has the same formula."""
    if promised.formula == _BEST:
        return _BEST
    alike = sum(each.formula == promised.formula for each in others)
    return f"promised: {promised.formula}" + (f", l = {promised.l}" if alike > 1 else "")


def barred(report: Report) -> bool:
    """Whether 1/2 means something beside the curves: it is what NLHF guarantees against a single response."""
    return any(each.claim == "robust" and each.l == 1 and each.ties == "model" for each in report.findings)


def _faces(finding: Finding) -> str:
    if finding.against is not None:
        return f", against {called(finding.against)}"
    return "" if finding.l in {None, 1} else f", against {finding.l} responses"
