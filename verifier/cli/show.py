"""`verifier show`: describe a population, write it in another format, or list the gallery of named ones."""

from __future__ import annotations

from pathlib import Path

from verifier.cli.explain import explain
from verifier.cli.options import add_effort, add_population, parser, read_effort, read_options
from verifier.cli.streams.output import print_blocks
from verifier.cli.streams.stderr import tell
from verifier.cli.streams.stdout import write_out
from verifier.errors import InputError

EXAMPLE = """  verifier show votes.soc
  verifier show ratings.csv --prompt 7 --write votes.toc
  verifier show --gallery
  verifier show 'gallery:mallows(m=5, n=100, phi=0.8, seed=1)' --write drawn.soc
exit code: 0 done, 2 bad input, 3 not within budget"""


def run(given: list[str]) -> int:
    """Show; returns the exit code."""
    to = parser("show", "Describe a population: who, what, majorities, Condorcet winner, Smith set.", EXAMPLE)
    add_population(to, optional=True)
    to.add_argument("--format", choices=("text", "json"), default="text", help="what stdout carries")
    to.add_argument("--gallery", action="store_true", help="list the populations that have names")
    to.add_argument("--write", metavar="FILE", help="write the population into FILE: .json, or .soc .soi .toc .toi")
    add_effort(to)
    arguments = to.parse_args(given)
    if arguments.gallery:
        if arguments.population is not None or arguments.write is not None:
            raise InputError("--gallery lists the named populations, and takes no POPULATION and no --write")
        return _list(arguments.format)
    if arguments.population is None:
        raise InputError("show needs a POPULATION: a file, - or gallery:NAME (--gallery lists the names)")
    if arguments.explain:
        return explain(arguments.population, read_options(arguments), arguments.format)

    from verifier.audits.describe import describe, write_population
    from verifier.audits.reading import read_with_source
    from verifier.report.pages.profile import profile_blocks, render_profile_json

    population, source = read_with_source(arguments.population, read_options(arguments))
    if arguments.write is not None:
        write_population(population, Path(arguments.write))
        if not population.weak_orders:
            tell(
                f"{arguments.write} does not say how unranked responses are read: give --unranked incomparable with it"
            )
    profile = describe(population, source.name, source.sha256, read_effort(arguments))
    if arguments.format == "json":
        write_out(render_profile_json(profile))
    else:
        print_blocks(profile_blocks(profile))
    return 0


def _list(style: str) -> int:
    from verifier.preferences.gallery.entries import ENTRIES
    from verifier.report.pages.gallery import gallery_blocks, render_gallery_json

    if style == "json":
        write_out(render_gallery_json(list(ENTRIES.values())))
    else:
        print_blocks(gallery_blocks(list(ENTRIES.values())))
    return 0
