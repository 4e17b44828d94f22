"""`verifier reproduce`: every case decided again."""

from __future__ import annotations

from pathlib import Path

from verifier.cli.options import add_effort, parser, read_effort
from verifier.cli.progress import progress
from verifier.cli.stdout import write_out

EXAMPLE = """  verifier reproduce
  verifier reproduce half-barrier-1-10 three-cycle
exit code: 0 all as expected, 1 any difference (also in a report's bytes), 2 a case cannot be read"""


def run(given: list[str]) -> int:
    """Reproduce; returns the exit code."""
    to = parser("reproduce", "Decide all cases again; compare with expectations and reports; rewrite reports.", EXAMPLE)
    to.add_argument("cases", metavar="CASE", nargs="*", help="names or folders of cases (default: all)")
    to.add_argument("--cases", dest="root", metavar="DIR", default="cases", help="the folder of all cases")
    to.add_argument("--reports", metavar="DIR", default="reports", help="the folder of all reports")
    to.add_argument("--format", choices=("text", "json"), default="text", help="what stdout carries")
    add_effort(to)
    arguments = to.parse_args(given)

    from verifier.studies.cases import find_cases
    from verifier.studies.reproduce import reproduce

    folders = find_cases(arguments.cases, Path(arguments.root))
    with progress() as tell:
        done = reproduce(
            folders, Path(arguments.reports), whole=not arguments.cases, effort=read_effort(arguments, tell)
        )
    if arguments.format == "json":
        from verifier.report.json_report import dumps

        audits = [{"case": row.case, "audit": row.audit, "as_expected": row.as_expected} for row in done.rows]
        write_out(dumps({"audits": audits, "differences": done.differences, "exit_code": done.exit_code}))
        return done.exit_code
    for row in done.rows:
        mark = "as expected" if row.as_expected else "DIFFERENT  "
        write_out(f"{mark}  {row.case}/{row.audit}: {row.title}\n")
    for difference in done.differences:
        write_out(f"difference: {difference}\n")
    told = "all as expected, reports unchanged" if not done.differences else f"{len(done.differences)} differences"
    write_out(f"{len(done.rows)} audits: {told}\n")
    return done.exit_code
