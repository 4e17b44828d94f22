"""Reports as text, for files and for terminals."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from verifier.report import headline
from verifier.report.block import Block, Column, Figure, Grid, Sentence
from verifier.report.finding import Report
from verifier.report.layout import plain
from verifier.report.plots.text import render_text_plot
from verifier.report.table import COLUMNS, CONVERGENCE, convergence_tables, rate_tables, side_by_side

_BREAKABLE = {"exact", COLUMNS[-1]}


def render_text(report: Report) -> str:
    """``report`` as plain text; control characters in names are shown as escapes."""
    return plain(report_blocks(report))


def report_blocks(report: Report) -> Iterator[Block]:
    """The sentences and tables of ``report``, and the plot of its win rates."""
    lines = [headline.population_line(report), *headline.reading_lines(report), headline.condorcet_line(report)]
    lines += [headline.policy_line(entry, report) for entry in report.policies]
    yield from map(Sentence, [*lines, *headline.fact_lines(report)])
    beside = side_by_side(report)
    if beside is not None:
        yield from (Sentence(), Sentence("win rates side by side, against every opponent that shows 1 response"))
        yield _numbers(*beside)
    for convergence in convergence_tables(report):
        yield from (Sentence(), Sentence(convergence.title))
        yield _numbers(CONVERGENCE, convergence.rows)
    for table in rate_tables(report):
        yield from (Sentence(), Sentence(table.title))
        columns = tuple(
            Column(name, right=i == 0, whole=name not in _BREAKABLE, verdict=name == "verdict")
            for i, name in enumerate(COLUMNS)
        )
        yield Grid(columns, table.rows)
    yield from map(Sentence, headline.undecided_lines(report))
    yield Sentence()
    yield Sentence(headline.verdict_line(report), verdicts=True)
    yield Sentence(headline.scope_line(report))
    yield Figure(lambda width: render_text_plot(report, width))


def _numbers(header: Sequence[str], rows: Sequence[tuple[str, ...]]) -> Grid:
    columns = tuple(Column(name, right=i == 0) for i, name in enumerate(header))
    return Grid(columns, tuple(rows), narrow="parts", keys=1)
