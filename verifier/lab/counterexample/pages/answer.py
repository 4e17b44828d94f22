"""Counterexamples as text, LaTeX, JSON and as the file of a case."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from verifier.claims.wording import counted
from verifier.lab.counterexample.pages.case_text import Questions, case_text
from verifier.lab.counterexample.pages.latex import comment, profile_latex
from verifier.lab.counterexample.pages.profile_grid import profile_grid
from verifier.preferences.population import Population
from verifier.preferences.ranking import format_ranking
from verifier.report.block import Block, Sentence
from verifier.report.finding import Report
from verifier.report.formats.json import dumps, report_object
from verifier.report.formats.text import report_blocks
from verifier.report.latex.text import escape
from verifier.report.layout import plain

FORMAT = "verifier-counterexample/1"

NO_CHECK = "What the search covered was enumerated here: no independent check."


@dataclass(frozen=True)
class Looked:
    """What was looked at of one number of responses: profiles of up to ``voters`` voters.

    Attributes:
        classes: profiles up to relabelling, of any shape; ``profiles``: what they stand for; ``tested``: the classes
            that had the shape; ``open``: how many of these could not be settled.
    """

    responses: int
    voters: int
    classes: int
    profiles: int
    tested: int
    open: int


@dataclass(frozen=True)
class Counterexample:
    """The answer of a search.

    Attributes:
        asked: the failure that was searched for, as a sentence about one population.
        shape: the populations that were looked at, in words.
        population: the counterexample, None if none was found.
        reason: why it is one, in words that its certificates prove.
        report: the audit of the counterexample, with its certificates.
        smaller: what was looked at before it, or in all.
        exhaustive: whether that is everything smaller (or everything asked for).
        most: the greatest number of voters that was asked for.
        tried: how many random profiles were looked at.
        command: the command that finds it again.
        exit_code: 0 found, or certainly none; 3 not settled within the budget; 4 a certificate was rejected.
        stopped: why sizes were left out, in words.
    """

    asked: str
    shape: str
    population: Population | None
    reason: str
    report: Report | None
    smaller: tuple[Looked, ...]
    exhaustive: bool
    most: int
    tried: int
    command: str
    exit_code: int
    stopped: tuple[str, ...] = ()


def covered(answer: Counterexample) -> str:
    """What the search covered, and what follows."""
    listed = "; ".join(map(_looked, answer.smaller))
    if answer.population is not None:
        if not answer.exhaustive:
            return (
                f"Whether a smaller one exists is open: the search was not exhaustive. Looked at: {listed or 'none'}."
            )
        before = (
            f"every smaller population was decided, and none fails. Looked at: {listed}"
            if listed
            else ("no population is smaller")
        )
        return f"It is the smallest (fewest responses, then fewest voters, at most {answer.most}): {before}."
    if answer.exhaustive:
        return f"There is none: every population was decided. Looked at: {listed}."
    more = f"; and {counted(answer.tried, 'random population')}" if answer.tried else ""
    return f"None was found, and the search was not exhaustive. Looked at: {listed or 'none'}{more}."


def unchecked(answer: Counterexample) -> str:
    """What rests on the search alone."""
    return f"{NO_CHECK} Certificates prove the rest." if answer.report is not None else NO_CHECK


def _looked(each: Looked) -> str:
    said = (
        f"{counted(each.responses, 'response')} and up to {counted(each.voters, 'voter')}, "
        f"{counted(each.classes, 'population')} up to relabelling ({each.profiles} in all)"
    )
    if each.tested != each.classes:
        said += f", of which {each.tested} have the shape"
    return said + (f", of which {each.open} could not be settled" if each.open else "")


def render_counterexample(answer: Counterexample) -> str:
    """``answer`` as plain text."""
    return plain(counterexample_blocks(answer))


def counterexample_blocks(answer: Counterexample) -> Iterator[Block]:
    """``answer`` for people: the population, what it shows, what was covered, and its audit."""
    yield from (Sentence(f"Searched for: {answer.asked}"), Sentence(f"among: {answer.shape}"), Sentence())
    if answer.population is not None:
        yield from (profile_grid(answer.population), Sentence(), Sentence(answer.reason))
    yield Sentence(covered(answer))
    yield from (Sentence(f"Left out: {reason}.") for reason in answer.stopped)
    yield Sentence(f"({unchecked(answer)})")
    if answer.report is not None:
        yield Sentence()
        yield from report_blocks(answer.report)


def render_latex(answer: Counterexample) -> str:
    """The population as a table of a paper, what it shows under it."""
    if answer.population is None:
        return f"{comment(covered(answer))}\n"
    told = f"{answer.reason} {covered(answer)}"
    return f"{comment(answer.command)}\n{profile_latex(answer.population)}\n{escape(told)}\n"


def render_counterexample_json(answer: Counterexample) -> str:
    """``answer`` as JSON."""
    return dumps(counterexample_object(answer))


def counterexample_object(answer: Counterexample) -> dict[str, Any]:
    """The object that `render_counterexample_json` writes."""
    return {
        "format": FORMAT,
        "asked": answer.asked,
        "shape": answer.shape,
        "found": answer.population is not None,
        "rankings": None if answer.population is None else _rankings(answer.population),
        "reason": answer.reason,
        "exhaustive": answer.exhaustive,
        "looked_at": [vars(each) for each in answer.smaller],
        "tried": answer.tried,
        "left_out": list(answer.stopped),
        "command": answer.command,
        "report": None if answer.report is None else report_object(answer.report),
        "exit_code": answer.exit_code,
    }


def _rankings(population: Population) -> dict[str, int]:
    rankings, weights = population.read
    return {
        format_ranking(ranking, population.responses): weight for ranking, weight in zip(rankings, weights, strict=True)
    }


def render_case(answer: Counterexample, questions: Questions) -> str:
    """A case that `verifier reproduce` decides: the population, and ``questions`` about it."""
    about = {
        "theory": "4",
        "title": f"A counterexample: {answer.asked}",
        "statement": answer.reason,
        "source": answer.command,
        "text": f"{covered(answer)} ({unchecked(answer)})",
    }
    return case_text(about, answer.population, questions)
