"""Worst populations as text, LaTeX, JSON and as the file of a case."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from verifier.claims.worst_population import Multipliers
from verifier.exact.rational import format_rational
from verifier.lab.counterexample.pages.case_text import case_text
from verifier.lab.counterexample.pages.latex import comment, profile_latex
from verifier.lab.counterexample.pages.profile_grid import profile_grid
from verifier.preferences.policy import Policy
from verifier.preferences.population import Population
from verifier.preferences.quotation import quoted
from verifier.report.block import Block, Sentence
from verifier.report.finding import Finding, Word
from verifier.report.formats.json import dumps, finding_object, population_object
from verifier.report.latex.text import escape
from verifier.report.layout import plain
from verifier.report.number import decimal

FORMAT = "verifier-worst-population/1"


@dataclass(frozen=True)
class Worst:
    """The worst population for one number of samples.

    Attributes:
        value: the least worst-case win rate; ``promised`` what it is compared with.
        multipliers: the dual solution, for every opponent one number for each condition.
        finding: what the checker said of the certificate.
    """

    k: int
    population: Population
    value: Fraction
    promised: Fraction
    multipliers: Multipliers | None
    finding: Finding


@dataclass(frozen=True)
class WorstPopulations:
    """The answer for a policy.

    Attributes:
        kind: the populations meant, in words.
        conditions: as the user wrote them.
        exit_code: 0 all certified; 3 not settled; 4 a certificate was rejected.
    """

    policy: Policy
    responses: tuple[str, ...]
    kind: str
    strict: bool
    nlhf: bool
    conditions: tuple[str, ...]
    promise: str
    found: tuple[Worst, ...]
    command: str
    exit_code: int


def in_words(worst: Worst, promise: str) -> str:
    """What the certificate proves of one worst population, and what follows for the promise."""
    if worst.finding.verdict is not Word.CERTIFIED:
        return f"k = {worst.k}: nothing is claimed: {worst.finding.reason}"
    holds = "is kept on all of them" if worst.value >= worst.promised else "is broken here"
    shown = " = ".join(dict.fromkeys((format_rational(worst.promised), promise)))
    return (
        f"k = {worst.k}: on the worst population the win rate is exactly {decimal(worst.value)} = "
        f"{format_rational(worst.value)}, and on no other less (certified); the promise {shown} {holds}."
    )


def render_worst(answer: WorstPopulations) -> str:
    """``answer`` as plain text."""
    return plain(worst_blocks(answer))


def worst_blocks(answer: WorstPopulations) -> Iterator[Block]:
    """``answer`` for people: the populations, and what is proved of each."""
    yield Sentence(f"All populations of {answer.kind}")
    for worst in answer.found:
        yield from (Sentence(), profile_grid(worst.population), Sentence())
        yield Sentence(in_words(worst, answer.promise))
        yield from map(Sentence, _duals(worst, answer))


def _duals(worst: Worst, answer: WorstPopulations) -> Iterator[str]:
    """The multipliers in words, zeros left out."""
    if worst.multipliers is None:
        return
    names = [f"NLHF against {quoted(name)}" for name in answer.responses] if answer.nlhf else []
    told = [*map(quoted, answer.conditions)]
    widths = len(worst.multipliers.rows[0]) - len(names) if worst.multipliers.rows else 0
    names += told if len(told) == widths else [f"condition {i + 1}" for i in range(widths)]
    for name, row in zip(answer.responses, worst.multipliers.rows, strict=True):
        used = [f"{format_rational(number)} x {what}" for number, what in zip(row, names, strict=True) if number]
        yield f"dual, against {quoted(name)}: {', '.join(used) or 'no condition is needed'}"


def render_worst_latex(answer: WorstPopulations) -> str:
    """The populations as tables of a paper."""
    parts = [
        f"{profile_latex(worst.population)}\n{escape(in_words(worst, answer.promise))}\n" for worst in answer.found
    ]
    return "\n".join([f"{comment(answer.command)}\n", *parts])


def render_worst_json(answer: WorstPopulations) -> str:
    """``answer`` as JSON."""
    weights = {name: format_rational(weight) for name, weight in answer.policy.weights(answer.responses).items()}
    return dumps(
        {
            "format": FORMAT,
            "policy": weights,
            "responses": list(answer.responses),
            "strict": answer.strict,
            "nlhf": answer.nlhf,
            "conditions": list(answer.conditions),
            "found": [_object(worst) for worst in answer.found],
            "command": answer.command,
            "exit_code": answer.exit_code,
        }
    )


def _object(worst: Worst) -> dict[str, Any]:
    rows = None if worst.multipliers is None else worst.multipliers.rows
    return {
        "k": worst.k,
        "promised": format_rational(worst.promised),
        "population": population_object(worst.population, f"worst-population-k{worst.k}", None),
        "rankings": _rankings(worst.population),
        "dual": None if rows is None else [[format_rational(number) for number in row] for row in rows],
        **finding_object(worst.finding),
    }


def _rankings(population: Population) -> dict[str, str]:
    from verifier.preferences.ranking import format_ranking

    rankings, weights = population.read
    return {
        format_ranking(ranking, population.responses): format_rational(Fraction(weight, population.total))
        for ranking, weight in zip(rankings, weights, strict=True)
    }


WORST: dict[str, tuple[str, Callable[[WorstPopulations], str]]] = {
    "text": ("worst-population.txt", render_worst),
    "json": ("report.json", render_worst_json),
    "latex": ("worst-population.tex", render_worst_latex),
}
"""Format → (file name, renderer)."""


def worst_files(answer: WorstPopulations) -> dict[str, str]:
    """File name → text, for every format, and the case that decides it again."""
    files = {name: render(answer) for name, render in WORST.values()}
    if answer.exit_code == 0:
        keys: dict[str, Any] = {
            "name": "worst",
            "responses": list(answer.responses),
            "policy": {name: format_rational(w) for name, w in answer.policy.weights(answer.responses).items()},
            "k": ",".join(str(worst.k) for worst in answer.found),
            "rankings": "strict" if answer.strict else "weak",
            "nlhf": answer.nlhf,
            "conditions": list(answer.conditions),
            "values": [format_rational(worst.value) for worst in answer.found],
        }
        said = " ".join(in_words(worst, answer.promise) for worst in answer.found)
        about = {"theory": "2.13", "title": "The worst population for a policy", "statement": said}
        about |= {"source": answer.command, "text": f"All populations of {answer.kind}."}
        files["case.toml"] = case_text(about, None, [("worst-population", keys)])
    return files
