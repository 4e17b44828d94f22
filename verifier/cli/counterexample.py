"""`verifier counterexample`: is there a population where …?"""

from __future__ import annotations

import argparse
import shlex

from verifier.cli.options import Parser, add_effort, parse_whole, parser, read_effort
from verifier.cli.streams.output import print_blocks
from verifier.cli.streams.progress import progress
from verifier.cli.streams.stdout import write_out
from verifier.errors import InputError
from verifier.preferences.names import encodable

EXAMPLE = """  verifier counterexample --rule nlhf -k 3 --rate "k/(k+1)" --no-condorcet-winner
  verifier counterexample --conjecture "nlhf(3) >= borda(3)" --strict --out found
exit code: 0 found, or certainly none of those asked for; 3 not settled within the budget, 2 bad input,
           4 the checker did not accept one of our certificates"""

RESPONSES = "2..4"


def _parser() -> Parser:
    to = parser("counterexample", "Find the smallest population on which a rule breaks a promise.", EXAMPLE)
    what = to.add_argument_group("what to find: one of")
    what.add_argument("--rule", metavar="RULE", help="every policy of this rule breaks the promise: nlhf, borda, "
                      "plurality, uniform or equilibrium")  # fmt: skip
    what.add_argument("--conjecture", metavar="TEXT", help='an inequality is false, such as "nlhf(3) >= borda(3)"')
    what.add_argument("--policy", metavar="FILE", help="the worst population for this policy (a file, or JSON here), "
                      "which names all responses")  # fmt: skip
    what.add_argument("--predicate", metavar="FILE.py:NAME", help="a Python function of a Population returns False")
    what.add_argument(
        "--approach",
        action="store_true",
        help="with --rule: populations along which its rate comes down to the infimum, with the limit proved",
    )
    promise = to.add_argument_group("the promise")
    promise.add_argument(
        "--rate", metavar="F", help="a formula in k and l (default k/(k+1); for l above 1 what the rule can promise)"
    )
    promise.add_argument("-k", metavar="K", help="the number of samples (with --policy several, such as 2,5)")
    promise.add_argument("-l", metavar="L", default="1", help="how many responses an opponent shows (default 1)")
    promise.add_argument("--some", action="store_true", help="one policy of the rule that breaks it is enough")
    shape = to.add_argument_group("the populations")
    shape.add_argument("--responses", metavar="M", default=RESPONSES, help="how many responses: 3, or 2..4 (default)")
    shape.add_argument("--voters", metavar="N", default="7", help="at most so many voters (default 7)")
    shape.add_argument("--strict", action="store_true", help="strict rankings only")
    shape.add_argument("--odd", action="store_true", help="odd numbers of voters only")
    shape.add_argument("--no-condorcet-winner", action="store_true", help="only populations without a Condorcet winner")
    shape.add_argument("--unique", action="store_true", help="only populations with exactly one NLHF policy")
    worst = to.add_argument_group("the populations, with --policy: any shares of rankings, also --strict")
    worst.add_argument("--normalize", action="store_true", help="divide the policy's weights by their sum, and say so")
    worst.add_argument("--nlhf", action="store_true", help="those for which the policy is an NLHF policy")
    worst.add_argument(
        "--where",
        metavar="CONDITION",
        action="append",
        default=[],
        help='those that meet it, such as "P[a > b, c] >= 3/5" (who ranks a above b and c); may be repeated',
    )
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
    wanted = [name for name in ("rule", "conjecture", "predicate", "policy") if getattr(arguments, name) is not None]
    if len(wanted) != 1:
        raise InputError("name one thing to find: --rule RULE -k K, --policy FILE -k K, --conjecture or --predicate")
    if (arguments.k is not None) != (wanted[0] in {"rule", "policy"}):
        raise InputError("-k K belongs to --rule and to --policy: give both, or neither")
    if (arguments.nlhf or arguments.where or arguments.normalize) and wanted != ["policy"]:
        raise InputError("--nlhf, --where and --normalize are about a --policy and its populations; leave them out")
    if arguments.approach and wanted != ["rule"]:
        raise InputError("--approach is about a --rule; give one")
    _refuse_idle(arguments, "approach" if arguments.approach else wanted[0])
    if arguments.approach:
        return _approach(arguments, given)
    return _worst(arguments, given) if wanted == ["policy"] else _search(arguments, given)


_SHAPE = ("voters", "odd", "no_condorcet_winner", "unique", "seed", "tries")

_IDLE = {
    "rule": (),
    "conjecture": ("rate", "l", "some"),
    "predicate": ("rate", "l", "some"),
    "policy": ("l", "some", "responses", *_SHAPE),
    "approach": ("l", "rate", "some", "strict", *_SHAPE),
}
"""What is looked for → the options that would say nothing there."""


def _refuse_idle(arguments: argparse.Namespace, what: str) -> None:
    usual = _parser()
    for name in _IDLE[what]:
        if getattr(arguments, name) != usual.get_default(name):
            option = "-l" if name == "l" else f"--{name.replace('_', '-')}"
            raise InputError(f"{option} says nothing about --{what}: it looks at {_LOOKS_AT[what]}; leave out {option}")


_LOOKS_AT = {
    "conjecture": "the win rates that stand in it",
    "predicate": "what the function returns",
    "policy": "all shares of rankings of the responses it names, and opponents that show one response",
    "approach": "all populations, and opponents that show one response",
}


def _approach(arguments: argparse.Namespace, given: list[str]) -> int:
    """Populations along which the rate of a rule comes down to its infimum."""
    from verifier.exact.rational import format_rational
    from verifier.lab.counterexample.approach import find_approach
    from verifier.lab.counterexample.pages.approach import approach_blocks, render_approach_json

    if arguments.format == "latex":
        raise InputError("--approach is written as text or JSON; leave out --format latex")
    k = _single(arguments.k, "-k")
    m = 3 if arguments.responses == RESPONSES else _single(arguments.responses, "--responses")
    with progress() as tell:
        found = find_approach(arguments.rule, k, m, read_effort(arguments, tell, arguments.out), _command(given))
    if arguments.format == "json":
        value = format_rational(found.infimum.value)
        write_out(render_approach_json(found.page, value, found.exit_code))
    else:
        print_blocks(approach_blocks(found.page))
    return found.exit_code


def _worst(arguments: argparse.Namespace, given: list[str]) -> int:
    """The worst population for one policy."""
    from verifier.game.rate import parse_rate
    from verifier.lab.counterexample.pages.worst_population import WORST, worst_blocks
    from verifier.lab.counterexample.worst_answer import find_worst, read_wanted
    from verifier.preferences.ranges import parse_numbers

    with progress() as tell:
        wanted = read_wanted(
            arguments.policy,
            strict=arguments.strict,
            nlhf=arguments.nlhf,
            conditions=arguments.where,
            k=parse_numbers(arguments.k, "-k"),
            promise=parse_rate(arguments.rate or "k/(k+1)"),
            normalize=arguments.normalize,
        )
        answer = find_worst(wanted, read_effort(arguments, tell, arguments.out), _command(given))
    if arguments.format == "text":
        print_blocks(worst_blocks(answer))
    else:
        write_out(WORST[arguments.format][1](answer))
    return answer.exit_code


def _search(arguments: argparse.Namespace, given: list[str]) -> int:
    """The smallest population on which a rule breaks a promise, or a conjecture fails."""
    from verifier.game.rate import parse_rate
    from verifier.lab.counterexample.answer import Wanted, find_counterexample
    from verifier.lab.counterexample.pages.answer import counterexample_blocks, render_counterexample_json, render_latex
    from verifier.lab.counterexample.shape import Shape
    from verifier.preferences.ranges import parse_numbers

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
        seed=parse_whole(arguments.seed, "--seed"),
        tries=parse_whole(arguments.tries, "--tries"),
    )
    with progress() as tell:
        answer = find_counterexample(asked, read_effort(arguments, tell, arguments.out), _command(given))
    if arguments.format == "text":
        print_blocks(counterexample_blocks(answer))
    else:
        write_out({"json": render_counterexample_json, "latex": render_latex}[arguments.format](answer))
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
    return encodable(shlex.join(["verifier", "counterexample", *kept]))
