"""`verifier solve`: a rule's policy, exactly, with certificates."""

from __future__ import annotations

from verifier.cli.options import add_effort, add_population, parser, read_effort, read_options
from verifier.cli.progress import progress
from verifier.errors import InputError

EXAMPLE = """  verifier solve nlhf votes.soc
  verifier solve nlhf votes.soc --format json --out reports
exit code: 0 done, 3 not within budget, 2 bad input, 4 the checker did not accept one of our certificates"""

SOLVED_RULES = ("nlhf",)


def run(given: list[str]) -> int:
    """Solve; returns the exit code."""
    to = parser("solve", "Compute a rule's policy exactly, with certificates of what it is.", EXAMPLE)
    to.add_argument("rule", metavar="RULE", help="nlhf")
    add_population(to)
    formats = ("text", "json", "markdown", "policy")
    to.add_argument("--format", choices=formats, default="text", help="what stdout carries")
    to.add_argument("--out", metavar="DIR", help="write reports, the policy and the certificates into DIR")
    add_effort(to)
    arguments = to.parse_args(given)
    if arguments.rule not in SOLVED_RULES:
        raise InputError(f"{arguments.rule!r} is not solved here; the rules that are: {', '.join(SOLVED_RULES)}")

    from verifier.cli.output import print_report
    from verifier.files.writing import write_text
    from verifier.preferences.formats.policy_text import format_policy
    from verifier.report.reports import report_files
    from verifier.studies.reading import read_with_source
    from verifier.studies.solve import solve_nlhf

    with progress() as tell:
        population, source = read_with_source(arguments.population, read_options(arguments))
        effort = read_effort(arguments, tell, arguments.out)
        tell("solving")
        report = solve_nlhf(population, source=source.name, sha256=source.sha256, effort=effort)
        policy = format_policy(report.policies[0].policy, population.responses)
        if effort.folder is not None:
            for name, text in report_files(report).items():
                write_text(effort.folder / name, text)
            write_text(effort.folder / "policy.json", policy)
    if arguments.format == "policy":
        import sys

        sys.stdout.write(policy)
    else:
        print_report(report, arguments.format)
    return report.exit_code
