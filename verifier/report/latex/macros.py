"""What a paper may quote of a report: one macro for every number that a certificate proves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from typing import Any, TypeAlias

from verifier.claims.wording import encode_name
from verifier.exact.rational import format_rational
from verifier.preferences.quotation import quoted
from verifier.report.finding import Finding, Report, Word
from verifier.report.latex.names import Place, macro_name
from verifier.report.latex.text import breakable
from verifier.report.number import decimal, decimal_up, magnitude

CODE = r"\verifierchar{%s}"
"""How a character is shown that pdfLaTeX has no sign for; a document may define it otherwise."""

LONGEST, _SHOWN = 18, 4
"""A fraction of more characters is too wide for a table on a page: there its numbers are shown by so many digits."""

Typeset: TypeAlias = Callable[[Any], dict[str, str]]
"""From what is said to the LaTeX of every form of it: the suffix of its name → text."""


def _exact(value: Fraction, decimals: Callable[[Fraction], str] = decimal) -> dict[str, str]:
    forms = {"": rf"\ensuremath{{{format_rational(value)}}}", "Decimal": rf"\ensuremath{{{decimals(value)}}}"}
    if len(format_rational(value)) > LONGEST:
        top, _, bottom = format_rational(value).partition("/")
        forms["Short"] = rf"\ensuremath{{{_beginning(top)}/{_beginning(bottom)}}}"
    return forms


def _beginning(digits: str) -> str:
    return digits if len(digits) <= _SHOWN else digits[:_SHOWN] + r"\ldots"


def _from_above(value: Fraction) -> dict[str, str]:
    return _exact(value, decimal_up)


def _size(value: Fraction) -> dict[str, str]:
    base, power, number = magnitude(value).partition("^")
    return {"": rf"\ensuremath{{{base}^{{{number}}}}}" if power else rf"\ensuremath{{{base}}}"}


def _names(value: Iterable[str]) -> dict[str, str]:
    return {"": ", ".join(breakable(quoted(name), CODE) for name in sorted(value, key=encode_name)) or "none"}


def _bare_names(value: Iterable[str]) -> dict[str, str]:
    """As files of `verifier-latex/1` have them."""
    return {"": ", ".join(breakable(name, CODE) for name in sorted(value, key=encode_name)) or "none"}


def _whole(value: int) -> dict[str, str]:
    return {"": rf"\ensuremath{{{value}}}"}


def _word(value: str) -> dict[str, str]:
    return {"": value}


SAYS: dict[str, Typeset] = {
    "Rate": _exact,
    "Promised": _exact,
    "Verdict": _word,
    "Opponent": _names,
    "Limit": _exact,
    "Bound": _from_above,
    "EveryBound": _from_above,
    "SomeBound": _from_above,
    "Gap": _size,
    "Radius": _size,
    "Dimension": _whole,
    "CollapseWinner": _names,
    "CollapseRate": _exact,
    "Samples": _whole,
    "Reaches": _exact,
    "ReachesVerdict": _word,
    "SamplesRate": _exact,
    "SamplesVerdict": _word,
    "SamplesOpponent": _names,
    "EveryKVerdict": _word,
    "EveryKSamples": _whole,
    "EveryKPromised": _exact,
    "EveryKOpponent": _names,
    "CondorcetWinner": _names,
    "CondorcetDimension": _whole,
    "Voters": _whole,
    "Responses": _whole,
}
"""What is said → how it is typeset."""


def forms(said: Mapping[str, Any], *, bare: bool = False) -> dict[str, str]:
    """The LaTeX of everything that is said, in every form: ``Rate``, ``RateDecimal`` and so on.

    Names are in quotes, unless they are to be ``bare``, as they were in the first version of the format.
    """
    writers = {says: _bare_names if bare and SAYS[says] is _names else SAYS[says] for says in said}
    return {says + form: text for says, value in said.items() for form, text in writers[says](value).items()}


Row: TypeAlias = tuple[Place, str]
"""What a number is about, and which one it is, in which form."""


def said_by(report: Report) -> dict[Row, tuple[str, str | None]]:
    """Every certified number of ``report``: its LaTeX, and the file that proves it, None where none was kept.

    Of two findings that say the same of the same, the first is taken.
    """
    rows: dict[Row, tuple[str, str | None]] = {}
    for finding in report.findings:
        if finding.verdict is Word.UNDECIDED:
            continue
        place, said = _SAID[finding.claim](finding) if finding.claim in _SAID else (Place(), {})
        for says, text in forms(said | _people(finding, report)).items():
            rows.setdefault((place, says), (text, finding.certificate))
    return rows


def names(rows: Iterable[Row], prefix: str) -> dict[Row, str]:
    """A name for each row; policies that would share one with another are marked, in all their names."""
    rows = list(rows)
    count = Counter(macro_name(prefix, place, says) for place, says in rows)
    shared = {(place.policy, place.against) for place, says in rows if count[macro_name(prefix, place, says)] > 1}
    return {
        (place, says): macro_name(prefix, place, says, marked=(place.policy, place.against) in shared)
        for place, says in rows
    }


Said: TypeAlias = tuple[Place, dict[str, Any]]


def _people(finding: Finding, report: Report) -> dict[str, Any]:
    if finding.claim != "condorcet-winner":
        return {}
    said: dict[str, Any] = {"Responses": len(report.population.responses)}
    return said if report.population.voters is None else {"Voters": report.population.voters} | said


def _place(finding: Finding) -> Place:
    return Place(finding.policy, finding.against, finding.k, finding.l, finding.ties)


def _promise(finding: Finding) -> Said:
    said: dict[str, Any] = {"Promised": finding.rate, "Verdict": finding.verdict.value}
    if finding.verdict is Word.REFUTED and finding.opponent is not None:
        said["Opponent"] = finding.opponent
    return _place(finding), said


def _samples(finding: Finding) -> Said:
    place = Place(finding.policy, l=finding.l, ties=finding.ties)
    if finding.looked is not None:  # no single certificate proves it
        return place, {}
    said = {"SamplesVerdict": finding.verdict.value, "SamplesRate": finding.rate}
    if finding.verdict is Word.CERTIFIED:
        return place, said | {"Samples": finding.k}
    return place, said | {"SamplesOpponent": finding.opponent}


def _reaches(finding: Finding) -> Said:
    if (
        finding.about is not None and finding.verdict is Word.CERTIFIED
    ):  # the certificate is of an equilibrium, and says nothing of this rate
        return _place(finding), {}
    return _place(finding), {"Reaches": finding.rate, "ReachesVerdict": finding.verdict.value}


def _every_k(finding: Finding) -> Said:
    place, said = Place(finding.policy), {"EveryKVerdict": finding.verdict.value}
    if finding.verdict is Word.CERTIFIED or finding.k is None:
        return place, said
    broken = {"EveryKSamples": finding.k, "EveryKPromised": Fraction(finding.k, finding.k + 1)}
    return place, said | broken | {"EveryKOpponent": finding.opponent}


_SAID: dict[str, Callable[[Finding], Said]] = {
    "robust": _promise,
    "win-rate": _promise,
    "worst-case": lambda each: (_place(each), {"Rate": each.value, "Opponent": each.opponent}),
    "reaches": _reaches,
    "samples-for": _samples,
    "robust-every-k": _every_k,
    "limit": lambda each: (_place(each), {"Limit": each.value}),
    "best-rate": lambda each: (_place(each), {"Bound": each.upper}),
    "nlhf-every": lambda each: (_place(each), {"EveryBound": each.upper}),
    "nlhf-some": lambda each: (_place(each), {"SomeBound": each.upper}),
    "epsilon-equilibrium": lambda each: (_place(each), {"Gap": each.epsilon}),
    "equilibrium-near": lambda each: (_place(each), {"Radius": each.radius}),
    "nlhf-unique": lambda each: (_place(each), {"Dimension": each.dimension}),
    "nlhf-face": lambda each: (_place(each), {"Dimension": each.dimension}),
    "collapse": lambda each: (_place(each), {"CollapseWinner": (each.winner,), "CollapseRate": each.value}),
    "condorcet-winner": lambda each: (Place(), {"CondorcetWinner": () if each.winner is None else (each.winner,)}),
    "condorcet-dimension": lambda each: (Place(), {"CondorcetDimension": each.dimension}),
}
"""The claims with numbers → what they say, read from the finding."""
