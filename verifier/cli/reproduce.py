"""`verifier reproduce`: every case decided again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from verifier.claims.wording import counted
from verifier.cli.options import add_effort, parser, read_effort
from verifier.cli.streams.output import print_blocks
from verifier.cli.streams.progress import progress_bar
from verifier.cli.streams.stderr import tell
from verifier.cli.streams.stdout import write_out

if TYPE_CHECKING:
    from verifier.lab.book.pages.index import CasePage, QuestionRow
    from verifier.report.block import Grid, Sentence

EXAMPLE = """  verifier reproduce
  verifier reproduce nlhf-half-barrier three-cycle
exit code: 0 all as expected, 1 any difference (also in a report's bytes), 2 a case cannot be read or decided, 3 one is
beyond the budget; of several the worst: 2, 1, 3, 0; the other cases are decided all the same"""


REPORTS = "reports"
"""Where reports are if nobody says otherwise."""


def run(given: list[str]) -> int:
    """Reproduce; returns the exit code."""
    to = parser("reproduce", "Decide all cases again; compare with expectations and reports; rewrite reports.", EXAMPLE)
    to.add_argument("cases", metavar="CASE", nargs="*", help="names or folders of cases (default: all)")
    to.add_argument("--cases", dest="root", metavar="DIR", default="cases", help="the folder of all cases")
    to.add_argument("--reports", metavar="DIR", help="the folder of all reports (default reports)")
    to.add_argument("--html", metavar="DIR", help="also write the book as pages that re-check their certificates")
    to.add_argument("--format", choices=("text", "json"), default="text", help="what stdout carries")
    add_effort(to)
    arguments = to.parse_args(given)

    from verifier.files.inside import refuse_way_out
    from verifier.lab.book.case import find_cases
    from verifier.lab.book.reproduce import read_cases, reproduce, write_book

    if arguments.reports is None:  # a folder that is named may be a link: it is what the user means
        refuse_way_out(Path(REPORTS), Path())
    cases, unread = read_cases(find_cases(arguments.cases, Path(arguments.root)))
    with progress_bar(sum(len(case.questions) for case in cases)) as (progress, advance):
        done = reproduce(
            cases,
            Path(arguments.reports or REPORTS),
            whole=not arguments.cases,
            effort=read_effort(arguments, progress),
            advance=advance,
            unread=unread,
        )
    for failure in done.failures:
        tell(f"verifier: {failure.reason}")
    if not done.pages and done.failures:
        return done.exit_code
    if arguments.html is not None:
        write_book(done, Path(arguments.html))
    rows = [(page, row) for page in done.pages for row in page.rows]
    if arguments.format == "json":
        from verifier.report.formats.json import dumps

        told = [{"case": page.name, "question": row.name, "as_expected": row.as_expected} for page, row in rows]
        failures = [failure.reason for failure in done.failures]
        answer = {"questions": told, "differences": done.differences, "errors": failures, "exit_code": done.exit_code}
        write_out(dumps(answer))
        return done.exit_code
    print_blocks(_blocks(rows, done.differences, len(done.pages), len(done.failures)))
    return done.exit_code


def _blocks(
    rows: Sequence[tuple[CasePage, QuestionRow]], differences: Sequence[str], cases: int, failures: int
) -> Iterator[Sentence | Grid]:
    """A row for each question, what differs, and how much that is."""
    from verifier.report.block import Column, Grid, Sentence

    told = tuple(
        ("as expected" if row.as_expected else "DIFFERENT", f"{page.name}/{row.name}", page.title) for page, row in rows
    )
    columns = (Column("answer"), Column("question", whole=False), Column("case", whole=False))
    if told:
        yield Grid(columns, told, tuple(f"{mark:<11}  {name}: {title}" for mark, name, title in told))
    yield from (Sentence(f"difference: {difference}") for difference in differences)
    summary = counted(len(differences), "difference") if differences else "all as expected, reports unchanged"
    summary += f"; {counted(failures, 'error')}, told on standard error: what it is about was not decided" * bool(
        failures
    )
    yield Sentence(f"{counted(len(rows), 'question')} of {counted(cases, 'case')}: {summary}")
