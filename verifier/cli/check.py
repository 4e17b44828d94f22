"""`verifier check`: re-check certificates with the stand-alone checker."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from verifier.cli.options import add_seconds, parse_budget, parse_jobs, parse_seconds, parser, refuse_stdin_twice
from verifier.cli.streams.output import print_blocks
from verifier.cli.streams.stdout import write_out
from verifier.preferences.names import encodable
from verifier.preferences.quotation import located

if TYPE_CHECKING:
    from verifier.report.block import Grid

EXAMPLE = """  verifier check reports/*.cert
  verifier check reports --second
exit code: 0 proved, 1 not proved, 2 malformed, 3 over the work budget or the time; of several the worst: 2, 1, 3, 0"""

STDIN = "stdin.cert"

ONE, TWO = "one checker", "two independent checkers"
"""Who was asked."""

WORDS = {0: "proved", 1: "not proved", 2: "malformed", 3: "over budget"}


def run(given: list[str]) -> int:
    """Check every file; returns the worst exit code."""
    to = parser("check", "Re-check certificates with the stand-alone checker, in a bare process of its own.", EXAMPLE)
    to.add_argument("files", metavar="FILE", nargs="+", help="a certificate, a folder with certificates, or -")
    to.add_argument("--format", choices=("text", "json"), default="text", help="what stdout carries")
    to.add_argument("--second", action="store_true", help="ask the second, independent checker too (needs node 20)")
    to.add_argument("--budget", metavar="UNITS", help="the checker's work units for each file (default 2000000000)")
    to.add_argument("--jobs", metavar="N", default="1", help="how many checker processes run at once (default 1)")
    add_seconds(to)
    arguments = to.parse_args(given)
    refuse_stdin_twice(*(("a certificate", name) for name in arguments.files))

    import tempfile

    from verifier.certificates.checking import check_files, joined, second_command, worst

    budget = None if arguments.budget is None else parse_budget(arguments.budget, 2_000_000_000)
    with tempfile.TemporaryDirectory(prefix="verifier-") as temporary:
        paths = _paths(arguments.files, Path(temporary))
        stdin = Path(temporary) / STDIN

        def shown(path: Path) -> str:
            return "-" if path == stdin else encodable(str(path))

        jobs, second = parse_jobs(arguments.jobs), second_command() if arguments.second else None
        seconds = parse_seconds(arguments.seconds)
        outcomes, by = check_files(paths, budget, jobs, seconds=seconds), ONE
        if second is not None:
            others = check_files(paths, budget, jobs, second, seconds)
            outcomes, by = [joined(*pair) for pair in zip(outcomes, others, strict=True)], TWO
        if arguments.format == "json":
            from verifier.report.formats.json import dumps

            rows = [
                {
                    "file": shown(each.path),
                    "exit": each.code,
                    "outcome": WORDS[each.code],
                    "said": each.sentence,
                    "by": by,
                }
                for each in outcomes
            ]
            write_out(dumps(rows))
        else:
            mark = f" ({by})" if arguments.second else ""
            told = [(located(shown(each.path)), each.sentence or WORDS[each.code], mark) for each in outcomes]
            print_blocks([_grid(told)])
    return worst(outcome.code for outcome in outcomes)


def _grid(told: Sequence[tuple[str, str, str]]) -> Grid:
    """File, what the checker said, and who was asked, of each certificate."""
    from verifier.report.block import Column, Grid

    rows = []
    for file, said, mark in told:
        outcome, _, sentence = said.partition(": ")
        rows.append((file, outcome + mark, sentence))
    columns = (
        Column("certificate", whole=False),
        Column("outcome", whole=False),
        Column("claim, or reason", whole=False),
    )
    return Grid(columns, tuple(rows), tuple(f"{file}: {said}{mark}" for file, said, mark in told))


def _paths(files: list[str], temporary: Path) -> list[Path]:
    from verifier.certificates.checking import certificates_at

    paths: list[Path] = []
    for name in files:
        if name == "-":
            path = temporary / STDIN
            path.write_bytes(sys.stdin.buffer.read())
            paths.append(path)
        else:
            paths += certificates_at(Path(name))
    return paths
