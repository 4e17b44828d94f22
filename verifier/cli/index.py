"""`verifier index`: many audits at a glance, and a page that links to theirs."""

from __future__ import annotations

from pathlib import Path

from verifier.cli.options import add_seconds, parse_jobs, parse_seconds, parser
from verifier.cli.streams.output import print_blocks
from verifier.cli.streams.stdout import write_out

EXAMPLE = """  for prompt in weather recipe; do
      verifier audit ratings.csv --prompt $prompt --policy today.json --out audits/$prompt
  done
  verifier index audits          # writes audits/index.html
exit code: 0 a certificate proves every verdict, 1 one is not proved, 2 bad input, or there is no verdict"""

INDEX = "index.html"


def run(given: list[str]) -> int:
    """Gather, check, write the page; returns the exit code."""
    to = parser("index", "Gather the reports below a folder, and check again that certificates prove them.", EXAMPLE)
    to.add_argument("folder", metavar="DIR", help="a folder with reports in it or below; index.html is written there")
    to.add_argument("--format", choices=("text", "json", "html"), default="text", help="what stdout carries")
    to.add_argument("--jobs", metavar="N", default="1", help="how many checker processes run at once (default 1)")
    add_seconds(to)
    arguments = to.parse_args(given)

    from verifier.files.writing import write_text
    from verifier.recheck.overview import overview
    from verifier.report.pages.overview import overview_blocks, render_overview_json, render_overview_page

    found = overview(Path(arguments.folder), jobs=parse_jobs(arguments.jobs), seconds=parse_seconds(arguments.seconds))
    page = render_overview_page(found)
    write_text(Path(arguments.folder) / INDEX, page)
    if arguments.format == "text":
        print_blocks(overview_blocks(found))
    else:
        write_out(page if arguments.format == "html" else render_overview_json(found))
    return found.exit_code
