"""Reports as Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from verifier.claims.wording import counted
from verifier.preferences.names import printable
from verifier.preferences.quotation import called
from verifier.report import headline
from verifier.report.finding import Report
from verifier.report.sentence import shortened
from verifier.report.table import COLUMNS, CONVERGENCE, convergence_tables, rate_tables, side_by_side

LARGEST_SUMMARY = 2**20 - 1
"""Bytes that the file of a job summary may have: hosts refuse one of 1 MiB, with everything in it."""

_SHORTER = (1000, 200, 50, 10, 2, 0)
"""So many rows of each table and list a shortened report has: the most that fit."""


def render_markdown(report: Report) -> str:
    """``report`` as GitHub-flavoured Markdown; names are escaped, so that they read as they are."""
    return _render(report, None, "")


def render_summary(report: Report, room: int, where: str) -> str:
    """``report`` as Markdown of at most ``room`` bytes: whole where it fits, else without the last rows of its tables.

    Args:
        report: the report.
        room: how many bytes there may be.
        where: where the whole report is, or how to get it, to be said by a shortened one.

    Returns:
        The Markdown; an empty text where not even the verdict fits.
    """
    for rows in (None, *_SHORTER):
        text = _render(report, rows, where)
        if len(text.encode()) <= room:
            return text
    return ""


def _render(report: Report, most: int | None, where: str) -> str:
    """``report``, or with ``most`` its first tables and so many rows of each; what is left out is counted."""
    lines = [f"# {escape(called(report.source))}", "", escape(headline.population_line(report)), ""]
    if most is not None:
        told = f"at most {most} rows of each table and list" if most else "no table and no list"
        lines += [f"**This report is shortened to fit here: it has {told}.** {escape(where)}", ""]
    facts = [*headline.reading_lines(report), headline.condorcet_line(report)]
    facts += [headline.policy_line(entry, report) for entry in report.policies]
    facts += headline.fact_lines(report)
    lines += _items(facts, most)
    tables = list(_tables(report))
    for title, header, rows in tables[:most]:
        lines += ["", f"## {escape(title)}", "", *_grid(header, [[*map(escape, row)] for row in rows], most)]
    if tables[len(tables[:most]) :]:
        lines += ["", f"… and {counted(len(tables) - len(tables[:most]), 'more table')}."]
    lines += _items(headline.undecided_lines(report), most)
    certificates = [finding for finding in report.findings if finding.certificate]
    if certificates:
        lines += ["", "## Certificates", "", "Re-check them with `verifier check` and their names.", ""]
        shown = [
            [f"[{each.certificate}]({each.certificate})", each.verdict.value, escape(shortened(each.sentence))]
            for each in certificates
        ]
        lines += _grid(("certificate", "verdict", "what the checker proved"), shown, most, right=False)
    lines += ["", escape(headline.verdict_line(report)), "", escape(headline.scope_line(report)), ""]
    return "\n".join(lines)


def _tables(report: Report) -> Iterator[tuple[str, Sequence[str], Sequence[Sequence[str]]]]:
    """Title, header and rows of each table of numbers."""
    beside = side_by_side(report)
    if beside is not None:
        header, rows = beside
        yield "Win rates side by side, against every opponent that shows 1 response", header, rows
    for convergence in convergence_tables(report):
        yield convergence.title, CONVERGENCE, convergence.rows
    for table in rate_tables(report):
        yield table.title, COLUMNS, table.rows


def _grid(header: Sequence[str], rows: Sequence[Sequence[str]], most: int | None, *, right: bool = True) -> list[str]:
    """A table of ``rows``, which are Markdown, and of texts above them; the first column may be of numbers."""
    shown = rows[:most]
    lines = ["| " + " | ".join(map(escape, header)) + " |"]
    lines.append(("| ---: " if right else "| --- ") + "| --- " * (len(header) - 1) + "|")
    lines += ["| " + " | ".join(row) + " |" for row in shown]
    return lines if len(shown) == len(rows) else [*lines, "", f"… and {counted(len(rows) - len(shown), 'more row')}."]


def _items(texts: Sequence[str], most: int | None) -> list[str]:
    shown = texts[:most]
    more = [] if len(shown) == len(texts) else [f"- … and {len(texts) - len(shown)} more"]
    return [*map(item, shown), *more]


def escape(text: str) -> str:
    r"""``text`` with Markdown's, HTML's and GitHub's special characters escaped.

    >>> escape("a|b_c")
    'a\\|b\\_c'
    """
    return re.sub(r"([\\`*_{}\[\]<>|#~&$@])", r"\\\1", printable(text)).replace("://", "\\://")


def item(text: str) -> str:
    """``text`` escaped as an item of a list, where a number or a dash at the start would open another list."""
    return "- " + re.sub(r"^(\d*)([-+=:.)])", r"\1\\\2", escape(text))
