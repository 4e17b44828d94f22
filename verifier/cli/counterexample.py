"""`verifier counterexample`: is there a population where …?"""

from __future__ import annotations

import shlex

from verifier.cli.options import Parser, add_effort, parser, read_effort
from verifier.cli.progress import progress
from verifier.cli.stdout import write_out
from verifier.errors import InputError

EXAMPLE = """  verifier counterexample --rule nlhf -k 3 --rate "k/(k+1)" --no-condorcet-winner
  verifier counterexample --conjecture "nlhf(3) >= borda(3)" --strict --out found
exit code: 0 found, or certainly none of those asked for; 3 not settled within the budget, 2 bad input,
           4 the checker did not accept one of our certificates"""


def _parser() -> Parser:
    to = parser("counterexample", "Find the smallest population on which a rule breaks a promise.", EXAMPLE)
    what = to.add_argument_group("what to find: one of")
    what.add_argument("--rule", metavar="RULE", help="every policy of this rule breaks the promise: nlhf, borda, "
                      "plurality, uniform or equilibrium")  # fmt: skip
    what.add_argument("--conjecture", metavar="TEXT", help='an inequality is false, such as "nlhf(3) >= borda(3)"')
    what.add_argument("--predicate", metavar="FILE.py:NAME", help="a Python function of a Population returns False")
    promise = to.add_argument_group("the promise")
    promise.add_argument("--rate", metavar="F", help="a formula in k and l (default k/(k+1))")
    promise.add_argument("-k", metavar="K", help="the number of samples")
    promise.add_argument("-l", metavar="L", default="1", help="how many responses an opponent shows (default 1)")
    promise.add_argument("--some", action="store_true", help="one policy of the rule that breaks it is enough")
    shape = to.add_argument_group("the populations")
    shape.add_argument("--responses", metavar="M", default="2..4", help="how many responses: 3, or 2..4 (default)")
    shape.add_argument("--voters", metavar="N", default="7", help="at most so many voters (default 7)")
    shape.add_argument("--strict", action="store_true", help="strict rankings only")
    shape.add_argument("--odd", action="store_true", help="odd numbers of voters only")
    shape.add_argument("--no-condorcet-winner", action="store_true", help="only populations without a Condorcet winner")
    shape.add_argument("--unique", action="store_true", help="only populations with exactly one NLHF policy")
    beyond = to.add_argument_group("where populations are too many to look at all: random ones")
    beyond.add_argument("--seed", metavar="S", default="0", help="of the random search (0)")
    beyond.add_argument("--tries", metavar="T", default="2000", help="random populations of each size (2000)")
    output = to.add_argument_group("output")
    output.add_argument("--format", choices=("text", "json", "latex"), default="text", help="what stdout carries")
    output.add_argument("--out", metavar="DIR", help="write a case, the answer and its certificates into DIR")
    add_effort(to)
    return to


def run(given: list[str]) -> int:
    """Search; returns the exit code."""
    arguments = _parser().parse_args(given)
    wanted = [name for name in ("rule", "conjecture", "predicate") if getattr(arguments, name) is not None]
    if len(wanted) != 1:
        raise InputError("name one thing to find: --rule RULE with -k K, --conjecture TEXT or --predicate FILE.py:NAME")
    if (arguments.k is not None) != (wanted == ["rule"]):
        raise InputError("-k K belongs to --rule RULE: give both, or neither")

    from verifier.game.rate import parse_rate
    from verifier.preferences.ranges import parse_numbers
    from verifier.report.counterexample import render_counterexample, render_counterexample_json, render_latex
    from verifier.studies.counterexample.answer import Wanted, find_counterexample
    from verifier.studies.counterexample.shape import Shape

    sizes = parse_numbers(arguments.responses, "--responses")
    shape = Shape(
        responses=(min(sizes), max(sizes)),
        voters=_single(arguments.voters, "--voters"),
        strict=arguments.strict,
        odd=arguments.odd,
        no_condorcet_winner=arguments.no_condorcet_winner,
        unique=arguments.unique,
    )
    asked = Wanted(
        shape,
        rule=arguments.rule,
        rate=None if arguments.rate is None else parse_rate(arguments.rate),
        k=1 if arguments.k is None else _single(arguments.k, "-k"),
        l=_single(arguments.l, "-l"),
        some=arguments.some,
        conjecture=arguments.conjecture,
        predicate=arguments.predicate,
        seed=int(arguments.seed) if arguments.seed.isdecimal() else _single(arguments.seed, "--seed"),
        tries=_single(arguments.tries, "--tries"),
    )
    with progress() as tell:
        answer = find_counterexample(asked, read_effort(arguments, tell, arguments.out), _command(given))
    renderers = {"text": render_counterexample, "json": render_counterexample_json, "latex": render_latex}
    write_out(renderers[arguments.format](answer))
    return answer.exit_code


def _single(text: str, option: str) -> int:
    from verifier.preferences.ranges import parse_numbers

    numbers = parse_numbers(text, option)
    if len(numbers) != 1:
        raise InputError(f"{option} {text}: write one whole number")
    return numbers[0]


def _command(given: list[str]) -> str:
    """The command that finds the same again, without where its output went."""
    kept, skip = [], False
    for word in given:
        if skip or word in {"--out", "--format", "--jobs"}:
            skip = not skip
            continue
        if not word.startswith(("--out=", "--format=", "--jobs=")):
            kept.append(word)
    return shlex.join(["verifier", "counterexample", *kept])
