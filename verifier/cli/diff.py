"""`verifier diff`: what became of the promises between two reports?"""

from __future__ import annotations

from verifier.cli.options import parser, refuse_stdin_twice
from verifier.cli.streams.output import print_blocks
from verifier.cli.streams.stdout import write_out

EXAMPLE = """  verifier diff before/report.json after/report.json
  verifier diff before after --fail-on-regression
exit code: 0 no regression (or none was to be told), 1 a regression with --fail-on-regression, 2 bad input

A regression: a certified promise that is now refuted, undecided or not there, an exact win rate that fell, or a
number of samples that rose."""


def run(given: list[str]) -> int:
    """Compare; returns the exit code."""
    to = parser("diff", "Compare two reports of audits exactly, promise by promise.", EXAMPLE)
    to.add_argument("old", metavar="OLD", help="a report.json, a folder with one, or -")
    to.add_argument("new", metavar="NEW", help="the same, later")
    to.add_argument("--fail-on-regression", action="store_true", help="exit 1 if a promise is worse off")
    to.add_argument("--format", choices=("text", "json"), default="text", help="what stdout carries")
    arguments = to.parse_args(given)
    refuse_stdin_twice(("the report before", arguments.old), ("the report after", arguments.new))

    from verifier.recheck.comparison import compare_reports
    from verifier.report.pages.comparison import comparison_blocks, render_comparison_json

    comparison = compare_reports(arguments.old, arguments.new, fail=arguments.fail_on_regression)
    if arguments.format == "json":
        write_out(render_comparison_json(comparison))
    else:
        print_blocks(comparison_blocks(comparison))
    return comparison.exit_code
