"""`verifier audit`: does the policy keep its promise?"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from verifier.cli.options import (
    Parser,
    add_effort,
    add_population,
    add_prefix,
    add_settings,
    parser,
    read_effort,
    read_options,
    read_settings,
    refuse_stdin_twice,
)
from verifier.cli.streams.progress import progress
from verifier.cli.streams.stderr import tell
from verifier.cli.streams.stdout import append_out
from verifier.errors import InputError

if TYPE_CHECKING:
    from argparse import Namespace
    from fractions import Fraction

    from verifier.game.rate import Rate
    from verifier.report.finding import Report

EXAMPLE = """  verifier audit votes.soc --policy nlhf -k 1..10
  verifier audit ratings.csv --policy today.json --samples-for 9/10
exit code: 0 every promise certified, 1 one refuted, 3 one undecided, 2 bad input,
           4 the checker did not accept one of our certificates"""


def _parser() -> Parser:
    to = parser("audit", "Decide whether k samples of a policy win with the promised rate.", EXAMPLE)
    add_population(to)
    asked = to.add_argument_group("the promise")
    asked.add_argument(
        "--policy",
        action="append",
        metavar="POLICY",
        help="nlhf (default), borda, uniform, plurality, equilibrium, optimal, multi-output, winning-set, self-play, "
        "self-play-random, all (the main ones), a response, or a file; may be repeated",
    )
    asked.add_argument("-k", metavar="K", help="numbers of samples: 3, 1,2,5, 1..10 (default), or all")
    asked.add_argument("-l", metavar="L", default="1", help="numbers of responses an opponent shows (default 1)")
    asked.add_argument(
        "--rate",
        metavar="F",
        help="a formula in k and l (default k/(k+1); for l above 1 W(k,l), of lotteries and multi-output V(k,l), of "
        "equilibrium max(0, (k+1-l)/(k+1)))",
    )
    asked.add_argument("--ties", default="model", metavar="TIES", help="model (default), opponent, shared or half")
    asked.add_argument(
        "--samples-for",
        metavar="RATE",
        help="find the least number of samples that reaches this rate; of rules with another policy for every k the "
        "least whose own policy does",
    )
    asked.add_argument("--exact", action="store_true", help="the exact rate against many opponents, not a verdict only")
    asked.add_argument(
        "--opponent",
        action="append",
        default=[],
        metavar="FILE",
        help="compare with this policy in place of every opponent; may be repeated",
    )
    add_settings(to)
    output = to.add_argument_group("output")
    formats = ("text", "json", "markdown", "html", "junit", "latex")
    output.add_argument("--format", choices=formats, default="text", help="what stdout carries")
    output.add_argument("--out", metavar="DIR", help="write reports in every format and the certificates into DIR")
    output.add_argument(
        "--summary", metavar="FILE", help="append the report as Markdown to FILE, such as a job summary"
    )
    add_prefix(output)
    output.add_argument(
        "--figure", metavar="FILE", help="draw the exact win rates into FILE.pdf or .svg (extra: figures)"
    )
    add_effort(to)
    return to


def run(given: list[str]) -> int:
    """Audit; returns the exit code."""
    arguments = _parser().parse_args(given)
    if arguments.explain:
        from verifier.cli.explain import explain

        return explain(arguments.population, read_options(arguments), arguments.format)
    refuse_stdin_twice(
        ("the population", arguments.population),
        *(("--policy", each) for each in arguments.policy or ()),
        *(("--opponent", each) for each in arguments.opponent),
        ("--resume", arguments.resume),
    )

    k, l, rate, wanted = _asked(arguments)
    if arguments.figure is not None:
        from verifier.report.plots.figure import check_figure

        drawn_as = check_figure(arguments.figure)

    from verifier.audits.assemble import INTERRUPTED
    from verifier.audits.audit import run_audit
    from verifier.audits.candidates import read_opponents
    from verifier.audits.effort import Interruption
    from verifier.audits.families.table import find_each
    from verifier.audits.question import Question
    from verifier.audits.reading import read_with_source
    from verifier.cli.streams.output import print_report, tell_page
    from verifier.report.finding import Word

    settings = read_settings(arguments, arguments.policy or [])
    if arguments.summary is not None:
        append_out(arguments.summary, "")  # so that a file that cannot be written is told before the work
    with progress() as working_on:
        population, source = read_with_source(arguments.population, read_options(arguments))
        effort = replace(read_effort(arguments, working_on, arguments.out), interruption=Interruption())
        against = read_opponents(arguments.opponent, population, normalize=arguments.normalize)
        question = Question(k, l, rate, arguments.ties, wanted, arguments.k == "all", arguments.exact, against)
        working_on("solving")
        names = arguments.policy or ["nlhf"]
        steps = find_each(names, population, question, effort, settings, normalize=arguments.normalize)
        report = run_audit(population, steps, question, source=source.name, sha256=source.sha256, effort=effort)
    if arguments.figure is not None:
        from verifier.files.writing import write_bytes
        from verifier.report.plots.figure import render_figure

        write_bytes(Path(arguments.figure), render_figure(report, drawn_as))
    print_report(report, arguments.format)
    if arguments.summary is not None:
        _append_summary(report, arguments.summary, arguments.out)
    tell_page(arguments.out)
    if report.exit_code == INTERRUPTED:
        decided = sum(each.verdict is not Word.UNDECIDED for each in report.promises)
        tell(f"verifier: interrupted: {decided} of {len(report.promises)} decided")
    return report.exit_code


def _asked(arguments: Namespace) -> tuple[tuple[int, ...] | None, tuple[int, ...], Rate | None, Fraction | None]:
    """The numbers k (None: not given, or all) and l, the promised rate, and the one whose least k is asked for.

    Raises:
        InputError: one of them makes no sense.
    """
    from verifier.exact.rational import parse_rational
    from verifier.preferences.ranges import parse_numbers

    k = None if arguments.k in {None, "all"} else parse_numbers(arguments.k, "-k")
    l = parse_numbers(arguments.l, "-l")
    from verifier.game.rate import parse_rate
    from verifier.game.ties import check_combination

    rate = None if arguments.rate is None else parse_rate(arguments.rate)
    wanted = None
    if arguments.samples_for is not None:
        try:
            wanted = parse_rational(arguments.samples_for)
        except InputError as error:
            raise InputError(f"--samples-for: {error}") from None
        if not 0 <= wanted <= 1:
            side = "above 1" if wanted > 1 else "below 0"
            raise InputError(f"--samples-for {arguments.samples_for} is {side}; a win rate lies in [0, 1]")
    check_combination(arguments.ties, max(k or (1,)), max(l), weak_orders=True)
    return k, l, rate, wanted


def _append_summary(report: Report, path: str, out: str | None) -> None:
    """Append the report as Markdown to the file ``path``, which stays as small as hosts of job summaries want it."""
    from verifier.files.writing import end_of
    from verifier.report.formats.markdown import LARGEST_SUMMARY, render_summary
    from verifier.report.formats.table import FORMATS

    size, last = end_of(path)
    start = "" if last in {b"", b"\n"} else "\n"
    whole = Path("DIR" if out is None else out) / FORMATS["markdown"][0]
    where = f"The whole one is {whole}." if out is not None else f"The option --out DIR writes the whole one, {whole}."
    text = render_summary(report, LARGEST_SUMMARY - size - len(start), where)
    if text:
        append_out(path, start + text)
    else:
        tell(f"verifier: {path}: a job summary has at most 1 MiB, and no room is left for this report")
