"""`verifier paper check`: does a paper quote what is proved?"""

from __future__ import annotations

from pathlib import Path

from verifier.cli.options import add_seconds, parse_jobs, parse_seconds, parser
from verifier.cli.streams.output import print_blocks
from verifier.cli.streams.stdout import write_out

EXAMPLE = """  verifier audit votes.soc -k 1..3 --out reports     # writes reports/report.tex and the certificates
  verifier paper check main.tex                      # where main.tex has \\input{reports/report}
exit code: 0 every macro that is used equals its certificate, 1 one does not, 2 bad input, or nothing was checked"""


def run(given: list[str]) -> int:
    """Check a paper; returns the exit code."""
    to = parser("paper", "Compare every number that a paper quotes from a report with its certificate.", EXAMPLE)
    to.add_argument("action", choices=("check",), help="what to do")
    to.add_argument("main", metavar="MAIN.tex", help="the paper; \\input and \\include of its own files are followed")
    to.add_argument("--macros", metavar="FILE", help="the macros, if the paper reads them in another way")
    to.add_argument("--format", choices=("text", "json"), default="text", help="what stdout carries")
    to.add_argument("--jobs", metavar="N", default="1", help="how many checker processes run at once (default 1)")
    add_seconds(to)
    arguments = to.parse_args(given)

    from verifier.recheck.paper.claims import check_paper
    from verifier.report.pages.paper import paper_blocks, render_paper_json

    macros = None if arguments.macros is None else Path(arguments.macros)
    found = check_paper(
        Path(arguments.main), macros, jobs=parse_jobs(arguments.jobs), seconds=parse_seconds(arguments.seconds)
    )
    if arguments.format == "json":
        write_out(render_paper_json(found.quoted, found.absent, found.exit_code))
    else:
        print_blocks(paper_blocks(found.quoted, found.absent))
    return found.exit_code
