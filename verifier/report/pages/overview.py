"""Many audits at a glance: which promises were kept where, and whether the certificates bear it out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from verifier.claims.wording import counted
from verifier.preferences.quotation import called, listed, quoted
from verifier.report.block import Block, Column, Grid, Sentence
from verifier.report.finding import Word
from verifier.report.formats.json import dumps
from verifier.report.headline import made_under
from verifier.report.pages.page import template
from verifier.report.promise import RATED, Promise, State
from verifier.report.shortfall import exact

FORMAT = "verifier-overview/1"

DECIDED = (Word.CERTIFIED, Word.REFUTED)
"""The verdicts that claim something."""


@dataclass(frozen=True)
class Audited:
    """One report.

    Attributes:
        name: its folder, below the one that was asked for; ``page`` the address of its page, if there is one.
        source: how it calls its population, of so many ``voters``; None where that is given as shares.
        unranked: how responses count that voters leave out: ``bottom``, ``incomparable``, or ``none`` are; ``none or
            bottom`` where its certificates, which are of version 1, do not tell.
        promises: what it says of each promise.
        doubts: why what it says is not backed by certificates, a line each; ``unbacked`` of how many promises.
    """

    name: str
    page: str | None
    source: str
    voters: str | None
    unranked: str | None
    promises: tuple[tuple[Promise, State], ...]
    doubts: tuple[str, ...]
    unbacked: int

    def count(self, word: Word) -> int:
        """How many of its promises have this verdict."""
        return sum(state.verdict is word for _, state in self.promises)


@dataclass(frozen=True)
class Overview:
    """Many reports, in the order of their folders.

    Attributes:
        unused: certificates in these folders for which no report has a finding; ``late`` what was over the checker's
            budget or time, a line each.
    """

    audits: tuple[Audited, ...]
    unused: tuple[str, ...] = ()
    late: tuple[str, ...] = ()

    @property
    def exit_code(self) -> int:
        """0 if every verdict is backed by its certificate, 1 if one is not, 2 if there is none that could be."""
        if any(audited.unbacked for audited in self.audits):
            return 1
        return 0 if any(audited.count(word) for audited in self.audits for word in DECIDED) else 2


COLUMNS = (
    Column("report", whole=False),
    Column("population", whole=False),
    Column("voters", right=True),
    Column("unranked"),
    Column("policy", whole=False),
    Column("promised", whole=False),
    Column("certified", whole=False),
    Column("refuted", whole=False),
    Column("undecided", whole=False),
    Column("least rate"),
)


UNRANKED = {
    "none": "none",
    "bottom": "tied at the bottom",
    "incomparable": "incomparable",
    "none or bottom": "none, or tied at the bottom",
}
"""How responses count that voters leave out."""


def overview_rows(overview: Overview) -> Iterator[tuple[Audited, list[str]]]:
    """A row for each audit and policy: at which k its promises have which verdict, and the least exact rate."""
    for audited in overview.audits:
        groups: dict[tuple[str, str], list[tuple[Promise, State]]] = {}
        for promise, state in audited.promises:
            groups.setdefault((f"{called(promise.policy)}{made_under(state)}", _asked(promise)), []).append(
                (promise, state)
            )
        for (policy, asked), members in groups.items():
            cells = [_numbers([each for each in members if each[1].verdict is word]) for word in Word]
            voters = "shares" if audited.voters is None else audited.voters
            yield (
                audited,
                [
                    quoted(audited.name),
                    quoted(audited.source),
                    voters,
                    UNRANKED.get(audited.unranked or "", "–"),
                    policy,
                    asked,
                    *cells,
                    _least(members),
                ],
            )


def _least(members: list[tuple[Promise, State]]) -> str:
    """The least exact rate; where one is not known, all that is proved is that the least is no greater."""
    values = [state.value for promise, state in members if promise.claim == RATED]
    known = [value for value in values if value is not None]
    told = exact(min(known)) if known else "–"
    return f"at most {told}" if known and len(known) < len(values) else told


def _asked(promise: Promise) -> str:
    """What was promised, but for the number of samples."""
    asked = [promise.rate or "k/(k+1)"]
    asked += [f"l = {promise.l}"] if promise.l not in {None, 1} else []
    asked += [f"ties {promise.ties}"] if promise.ties not in {None, "model"} else []
    asked += [f"against {called(promise.against)}"] if promise.against is not None else []
    return ", ".join(asked)


def _numbers(members: list[tuple[Promise, State]]) -> str:
    """The numbers of samples: ``1..3, 5``."""
    ks = sorted({promise.k for promise, _ in members if promise.k is not None})
    runs: list[list[int]] = []
    for k in ks:
        if runs and runs[-1][-1] == k - 1:
            runs[-1].append(k)
        else:
            runs.append([k])
    told = [str(run[0]) if len(run) == 1 else f"{run[0]}..{run[-1]}" for run in runs]
    for promise, state in members:
        if promise.claim == "samples-for":
            none = "how many" if state.verdict is Word.UNDECIDED else "however many"
            told.append(none if state.samples is None else f"{state.samples} is the least")
        elif promise.claim == "robust-every-k":
            told.append("every k" if state.verdict is not Word.REFUTED else f"at {state.samples}")
    return ", ".join(told) or "–"


def totals(overview: Overview) -> str:
    """How many audits there are, what became of their promises, and how the certificates stand."""
    counts = [(sum(audited.count(word) for audited in overview.audits), word.value) for word in Word]
    number, unbacked = len(overview.audits), sum(audited.unbacked for audited in overview.audits)
    told = ", ".join(f"{count} {word}" for count, word in counts if count) or "no promise"
    promises = sum(count for count, _ in counts)
    claimed = sum(audited.count(word) for audited in overview.audits for word in DECIDED)
    if unbacked:
        backed = f"what is said of {unbacked} of {promises} promises is NOT backed by a certificate"
    elif claimed:
        backed = f"the certificates prove {'the verdict' if claimed == 1 else f'all {claimed} verdicts'}, checked now"
    else:
        backed = "there is no verdict to prove"
    return f"{number} audit{'s' * (number != 1)}: {told}; {backed}."


SCOPE = "Names of populations and policies are the reports' own: no certificate proves them."
"""What is not proved: from which file a population came, and what a policy is called."""


def overview_blocks(overview: Overview) -> Iterator[Block]:
    """``overview`` for people."""
    yield Grid(COLUMNS, tuple(tuple(cells) for _, cells in overview_rows(overview)))
    yield Sentence()
    yield from (Sentence(doubt) for doubt in _doubts(overview))
    if overview.unused:
        yield Sentence(_unused(overview))
    yield Sentence(totals(overview))
    yield Sentence(SCOPE)


def render_overview_json(overview: Overview) -> str:
    """``overview`` as JSON."""
    return dumps(
        {
            "format": FORMAT,
            "audits": [_audited_object(audited) for audited in overview.audits],
            "unused": list(overview.unused),
            "over": list(overview.late),
            "exit_code": overview.exit_code,
        }
    )


def _unused(overview: Overview) -> str:
    """How many certificates no report uses, and which."""
    names = overview.unused
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    number = f"{counted(len(names), 'certificate')} in these folders {'is' if len(names) == 1 else 'are'}"
    return f"{number} used by no report: {listed(names[:NAMED])}{more}. A report may have left out what it was asked."


def _audited_object(audited: Audited) -> dict[str, Any]:
    return {
        "name": audited.name,
        "population": audited.source,
        "voters": audited.voters,
        "unranked": audited.unranked,
        **{word.value: audited.count(word) for word in Word},
        "not_backed": list(audited.doubts),
    }


NAMED = 20
"""So many unused certificates are named in a sentence; JSON names all."""


def _standing(overview: Overview) -> str:
    """How the page marks what it says of all audits: certified only if every promise is, and nothing was left out."""
    if overview.exit_code == 1 or any(audited.count(Word.REFUTED) for audited in overview.audits):
        return Word.REFUTED.value
    open_ = overview.unused or any(audited.count(Word.UNDECIDED) for audited in overview.audits)
    return Word.UNDECIDED.value if overview.exit_code or open_ else Word.CERTIFIED.value


def render_overview_page(overview: Overview) -> str:
    """``overview`` as a page that links to the page of each audit."""
    rows: list[dict[str, Any]] = [{"page": audited.page, "cells": cells} for audited, cells in overview_rows(overview)]
    return template("overview.html").render(
        title="Audits",
        columns=[column.name for column in COLUMNS],
        rows=rows,
        isolated=[cell[1:-1] for row in rows for cell in row["cells"] if cell.startswith('"')],
        totals=totals(overview),
        scope=SCOPE,
        word=_standing(overview),
        doubts=_doubts(overview),
        unused=_unused(overview) if overview.unused else "",
        certificates=[],
    )


def _doubts(overview: Overview) -> list[str]:
    return [
        *overview.late,
        *(f"{quoted(audited.name)}: {doubt}" for audited in overview.audits for doubt in audited.doubts),
    ]
