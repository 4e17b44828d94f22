"""`verifier solve`: a rule's policy, exactly, with certificates."""

from __future__ import annotations

from verifier.cli.explain import explain
from verifier.cli.options import (
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
from verifier.cli.streams.stdout import write_out
from verifier.errors import InputError

EXAMPLE = """  verifier solve nlhf votes.soc
  verifier solve equilibrium votes.soc -k 1..3 --payoff strict
  verifier solve optimal votes.soc -k 5 --out reports
exit code: 0 done, 3 not within budget, 2 bad input, 4 the checker did not accept one of our certificates"""


def run(given: list[str]) -> int:
    """Solve; returns the exit code."""
    to = parser("solve", "Compute a rule's policy exactly, with certificates of what it is.", EXAMPLE)
    rules = "nlhf, equilibrium, optimal, multi-output, winning-set, self-play, self-play-random or condorcet-dimension"
    to.add_argument("rule", metavar="RULE", help=rules)
    add_population(to)
    to.add_argument("-k", metavar="K", default="1", help="numbers of samples, if the rule depends on them (1)")
    to.add_argument("-l", metavar="L", default="1", help="numbers of responses an opponent shows (default 1)")
    add_settings(to)
    formats = ("text", "json", "markdown", "html", "latex", "policy")
    to.add_argument("--format", choices=formats, default="text", help="what stdout carries")
    to.add_argument("--out", metavar="DIR", help="write reports, the policy and the certificates into DIR")
    add_prefix(to)
    add_effort(to)
    arguments = to.parse_args(given)
    if arguments.explain:
        return explain(arguments.population, read_options(arguments), arguments.format)
    refuse_stdin_twice(("the population", arguments.population), ("--resume", arguments.resume))

    from verifier.preferences.ranges import parse_numbers

    k, l = parse_numbers(arguments.k, "-k"), parse_numbers(arguments.l, "-l")
    from verifier.audits.question import Question
    from verifier.audits.reading import read_with_source
    from verifier.audits.solve import SOLVED_RULES, solve
    from verifier.cli.streams.output import print_report, tell_page
    from verifier.preferences.formats.policy_text import format_policy

    if arguments.rule not in SOLVED_RULES:
        raise InputError(f"{arguments.rule!r} is not solved here; the rules that are: {', '.join(SOLVED_RULES)}")
    settings = read_settings(arguments, [arguments.rule])

    with progress() as tell:
        population, source = read_with_source(arguments.population, read_options(arguments))
        effort = read_effort(arguments, tell, arguments.out)
        tell("solving")
        report = solve(
            population,
            arguments.rule,
            Question(k, l),
            source=source.name,
            settings=settings,
            sha256=source.sha256,
            effort=effort,
        )
    if arguments.format == "policy":
        for entry in report.policies:
            write_out(format_policy(entry.policy, population.responses))
    else:
        print_report(report, arguments.format)
    tell_page(arguments.out)
    return report.exit_code
