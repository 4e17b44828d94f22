"""Reports as JSON: the names that other tools rely on."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Any

from verifier.exact.rational import format_rational, round_up
from verifier.preferences.names import printable_json
from verifier.preferences.policy import Lottery, Policy
from verifier.preferences.population import Population
from verifier.report.finding import Finding, PolicyEntry, Report

FORMAT = "verifier-report/1"

_FIELDS = {
    "robust": ("policy", "k", "l", "ties", "rate", "formula", "value", "opponent"),
    "worst-case": ("policy", "k", "l", "ties", "value", "opponent"),
    "win-rate": ("policy", "k", "l", "ties", "against", "rate", "formula", "value"),
    "reaches": ("policy", "k", "l", "ties", "rate", "value", "opponent"),
    "samples-for": ("policy", "k", "l", "ties", "rate", "value", "opponent"),
    "robust-every-k": ("policy", "l", "ties", "formula", "k", "rate", "value", "opponent"),
    "limit": ("policy", "value", "opponent"),
    "epsilon-equilibrium": ("policy", "k", "payoff", "epsilon"),
    "equilibria-located": ("policy", "k", "payoff", "epsilon", "unique"),
    "not-monotone": ("policy", "k", "payoff"),
    "equilibrium-near": ("policy", "k", "payoff", "radius", "unique"),
    "best-rate": ("policy", "k", "l", "lower", "upper"),
    "condorcet-winner": ("winner",),
    "condorcet-dimension": ("dimension", "winning"),
    "collapse": ("policy", "winner", "value"),
    "nlhf": ("policy",),
    "nlhf-unique": ("policy",),
    "nlhf-face": ("policy", "dimension"),
    "unsolved": ("policy", "k", "l"),
    "nlhf-every": ("policy", "k", "lower", "upper"),
    "nlhf-some": ("policy", "k", "upper", "opponent", "weights"),
    "margin-game": ("value",),
    "worst-population": ("policy", "k", "l", "ties", "value"),
}
CLAIMS = tuple(_FIELDS)
"""The kinds of claims that a report can hold."""

_CONVERGENCE = ("average_gap", "last_gap", "average_loss", "sigma_loss", "bound")
_LONGEST, _PLACES = 80, 40
_OPTIONAL = ("lower", "upper", "about", "reason", "looked", "certificates")


def report_object(report: Report) -> dict[str, Any]:
    """``report`` as the object that `render_json` writes."""
    return {
        "format": FORMAT,
        "population": population_object(report.population, report.source, report.sha256),
        "condorcet_winner": report.condorcet_winner,
        "smith_set": list(report.smith_set),
        "rate": report.rate,
        "policies": [policy_object(entry, report.population) for entry in report.policies],
        **({"left_out": [vars(each) for each in report.left_out]} if report.left_out else {}),
        "findings": [finding_object(finding) for finding in report.findings],
        "rejected_certificates": report.rejected,
        "exit_code": report.exit_code,
    }


def render_json(report: Report) -> str:
    """``report`` as JSON text; every rational is a string in lowest terms."""
    return dumps(report_object(report))


def dumps(value: Any) -> str:
    """JSON as this project writes it: two spaces, UTF-8, a final line feed; what cannot be printed is escaped."""
    return printable_json(json.dumps(value, indent=2, ensure_ascii=False, allow_nan=False)) + "\n"


def population_object(population: Population, source: str, sha256: str | None) -> dict[str, Any]:
    """What a report says of its population."""
    shown = {
        "source": source,
        "sha256": sha256,
        "voters": None if population.voters is None else str(population.voters),
        "responses": list(population.responses),
        "distinct_rankings": len(population.rankings),
        "strict": population.strict,
        "complete": population.complete,
        "unranked": population.unranked,
        "reading": population.reading,
    }
    return shown | _divided(population.divided_by)


def distribution_object(policy: Policy | Lottery, responses: tuple[str, ...]) -> dict[str, Any]:
    """``weights`` of a policy, or ``lottery`` over sets; zeros are left out."""
    if isinstance(policy, Policy):
        return {"weights": {name: format_rational(weight) for name, weight in policy.weights(responses).items()}}
    rows = zip(policy.sets, policy.weights, strict=True)
    return {
        "lottery": [
            {
                "responses": [responses[y] for y in chosen],
                "weight": format_rational(Fraction(weight, policy.denominator)),
            }
            for chosen, weight in rows
        ]
    }


def policy_object(entry: PolicyEntry, population: Population) -> dict[str, Any]:
    """One entry of ``policies``."""
    shown = {"rule": entry.label, "k": entry.k, **distribution_object(entry.policy, population.responses)}
    if entry.l is not None:
        shown["l"] = entry.l
    shown["unique"] = entry.unique
    if entry.dimension is not None:
        shown["dimension"] = entry.dimension
    if entry.note is not None:
        shown["note"] = entry.note
    if entry.best_under is not None:
        shown["best_under"] = entry.best_under
    shown |= _divided(entry.policy.divided_by)
    if entry.convergence:
        shown["convergence"] = [
            {"steps": row.steps, **{name: format_rational(_short(getattr(row, name))) for name in _CONVERGENCE}}
            for row in entry.convergence
        ]
    return shown


def _divided(total: Fraction | None) -> dict[str, str]:
    """The sum of weights that were divided by it, where that was asked for and it is not 1."""
    return {} if total is None else {"divided_by": format_rational(total)}


def _short(value: Fraction) -> Fraction:
    """``value``, or where it is long the decimal of 40 places above it."""
    return value if len(format_rational(value)) <= _LONGEST else round_up(value, _PLACES)


def finding_object(finding: Finding) -> dict[str, Any]:
    """One entry of ``findings``."""
    shown: dict[str, Any] = {"claim": finding.claim}
    for name in _FIELDS[finding.claim]:
        shown[name] = _plain(getattr(finding, name))
    for name in _OPTIONAL:
        if name not in shown and getattr(finding, name) is not None:
            shown[name] = _plain(getattr(finding, name))
    shown["verdict"] = finding.verdict.value
    shown["certificate"] = finding.certificate
    shown["sentence"] = finding.sentence
    return shown


def _plain(value: Any) -> Any:
    if isinstance(value, Fraction):
        return format_rational(value)
    if isinstance(value, tuple) and value and isinstance(value[0], tuple):
        return {name: format_rational(weight) for name, weight in value}
    return list(value) if isinstance(value, tuple) else value
