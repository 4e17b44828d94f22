"""`verifier show`: describe a population, or write it in another format."""

from __future__ import annotations

from pathlib import Path

from verifier.cli.options import add_effort, add_population, parser, read_effort, read_options
from verifier.cli.stdout import write_out

EXAMPLE = """  verifier show votes.soc
  verifier show ratings.csv --prompt 7 --write votes.toc
exit code: 0 done, 2 bad input, 3 not within budget"""


def run(given: list[str]) -> int:
    """Show; returns the exit code."""
    to = parser("show", "Describe a population: who, what, majorities, Condorcet winner, Smith set.", EXAMPLE)
    add_population(to)
    to.add_argument("--format", choices=("text", "json"), default="text", help="what stdout carries")
    to.add_argument("--write", metavar="FILE", help="write the population into FILE: .json, or .soc .soi .toc .toi")
    add_effort(to)
    arguments = to.parse_args(given)

    from verifier.report.profile import render_profile_json, render_profile_text
    from verifier.studies.describe import describe, write_population
    from verifier.studies.reading import read_with_source

    population, source = read_with_source(arguments.population, read_options(arguments))
    if arguments.write is not None:
        write_population(population, Path(arguments.write))
    profile = describe(population, source.name, source.sha256, read_effort(arguments))
    write_out((render_profile_json if arguments.format == "json" else render_profile_text)(profile))
    return 0
