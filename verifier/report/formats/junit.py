"""Reports as JUnit XML: one test case for each finding, as build servers show them.

A refuted promise is a failure. An undecided one is an error, never skipped: viewers paint skipped tests green, and an
open promise is no kept one. So is a certificate that our own checker did not accept. Facts move no exit code, so an
undecided fact is skipped. Where the exit code is not 0 for another reason, such as that nothing was checked, a last
test case says so: the suite is green exactly where the exit code is 0.
"""

from __future__ import annotations

from dataclasses import dataclass

from verifier.preferences.names import printable
from verifier.preferences.quotation import called, listed
from verifier.report import headline
from verifier.report.finding import PROMISES, REACHES, Finding, Report, Word
from verifier.report.shortfall import shortfall

_NAMED = ("k", "l", "ties", "against", "payoff", "opponent")
_RATES = ("robust", "win-rate", "robust-every-k")


@dataclass(frozen=True)
class _Case:
    """One test case; ``outcome`` is ``failure``, ``error`` or ``skipped``, None where it passed."""

    group: str
    name: str
    outcome: str | None
    kind: str
    message: str
    text: str


def render_junit(report: Report) -> str:
    r"""``report`` as JUnit XML; every time is 0 and there are no hosts, so that the same report gives the same bytes.

    Control characters, which XML 1.0 cannot write, stand as escapes such as ``\x1b``. Names are quoted but for those of
    the suite and the classes, which are nothing else and by which servers group.
    """
    cases = [_case(finding, report) for finding in report.findings]
    if report.rejected:
        cases.append(_Case("verifier", "certificates", "error", "rejected", headline.scope_line(report), ""))
    if report.exit_code and not any(case.outcome in {"failure", "error"} for case in cases):
        said = f"exit code {report.exit_code}: {headline.verdict_line(report)}"
        cases.append(_Case("verifier", "exit code", "error", "exit-code", said, ""))
    counts = _attributes(
        tests=len(cases),
        **{f"{what}s": sum(case.outcome == what for case in cases) for what in ("failure", "error")},
        skipped=sum(case.outcome == "skipped" for case in cases),
        time=0,
    )
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f"<testsuites{_attributes(name='verifier')}{counts}>",
        f"  <testsuite{_attributes(name=report.source)}{counts}>",
        "    <properties>",
        f"      <property{_attributes(name='exit_code', value=report.exit_code)}/>",
        f"      <property{_attributes(name='sha256', value=report.sha256 or '')}/>",
        f"      <property{_attributes(name='rate', value=report.rate)}/>",
        "    </properties>",
        *(line for case in cases for line in _lines(case)),
        f"    <system-out>{_text(headline.verdict_line(report) + ' ' + headline.scope_line(report))}</system-out>",
        "  </testsuite>",
        "</testsuites>",
    ]
    return "\n".join(lines) + "\n"


def _case(finding: Finding, report: Report) -> _Case:
    group = finding.policy or report.source
    named = [f"{name} = {_shown(name, getattr(finding, name))}" for name in _names(finding)]
    promised = [f"promised {finding.formula}"] if finding.claim in _RATES and finding.formula else []
    if finding.claim in {"samples-for", REACHES} and finding.rate is not None:
        promised = [f"rate {finding.rate}"]
    name = f"{finding.claim}: {', '.join([*named, *promised])}" if named or promised else finding.claim
    outcome = _outcome(finding)
    said = [finding.sentence, *([f"certificate: {finding.certificate}"] if finding.certificate else [])]
    kind = "promise" if finding.claim in PROMISES else finding.claim
    message = shortfall(finding) if finding.claim in PROMISES else (finding.reason or "")
    return _Case(group, name, outcome, f"{kind} {finding.verdict.value}", message, "\n".join(filter(None, said)))


def _names(finding: Finding) -> list[str]:
    """What tells this finding from others of its claim; what was found (a k, an opponent) tells nothing apart."""
    found = {"samples-for": {"k", "opponent"}, "robust-every-k": {"k", "opponent"}}
    left_out = found.get(finding.claim, set() if finding.claim == "nlhf-some" else {"opponent"})
    return [name for name in _NAMED if name not in left_out and getattr(finding, name) is not None]


def _outcome(finding: Finding) -> str | None:
    if finding.claim not in PROMISES:
        return "skipped" if finding.verdict is Word.UNDECIDED else None
    return {Word.CERTIFIED: None, Word.REFUTED: "failure", Word.UNDECIDED: "error"}[finding.verdict]


def _lines(case: _Case) -> list[str]:
    start = f"    <testcase{_attributes(classname=case.group, name=case.name, time=0)}"
    if case.outcome is None:
        return [f"{start}>", f"      <system-out>{_text(case.text)}</system-out>", "    </testcase>"]
    if case.outcome == "skipped":
        return [f"{start}>", f"      <skipped{_attributes(message=case.message)}/>", "    </testcase>"]
    what = _attributes(message=case.message, type=case.kind)
    return [f"{start}>", f"      <{case.outcome}{what}>{_text(case.text)}</{case.outcome}>", "    </testcase>"]


def _attributes(**given: object) -> str:
    from xml.sax.saxutils import quoteattr  # it loads urllib, http, email: more than the rest of a report

    return "".join(f" {name}={quoteattr(printable(str(value)))}" for name, value in given.items())


def _text(text: str) -> str:
    from xml.sax.saxutils import escape

    return "\n".join(escape(printable(line)) for line in text.split("\n"))


def _shown(name: str, value: object) -> str:
    if name == "against":
        return called(value if isinstance(value, str) else str(value))
    return listed(value) if isinstance(value, tuple) else str(value)
