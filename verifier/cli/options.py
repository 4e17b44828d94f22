"""Arguments that commands share, and how their texts are read."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NoReturn

from verifier.cli.streams.stderr import tell
from verifier.cli.streams.stdout import terminal_columns, write_out
from verifier.errors import InputError, UnsupportedError
from verifier.files.reading import is_stdin

if TYPE_CHECKING:
    from verifier.audits.effort import Effort
    from verifier.audits.settings import Settings
    from verifier.preferences.formats.options import ReadOptions

MAX_JOBS = 64

USUAL_WIDTH, MOST_WIDTH = 80, 120
"""Of a help: where there is no terminal, and where there is a wide one."""

MOST_DIGITS = 9
"""Of numbers of draws and of seeds."""


class _Once(argparse.Action):
    """Stores the value of an option that is given once; of one given twice, neither value would be meant."""

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        values: str | Sequence[object] | None,
        option_string: str | None = None,
    ) -> None:
        """Store, or stop where the command line had the option before."""
        earlier = vars(namespace).setdefault(_GIVEN, {})
        if option_string is not None and self.dest in earlier:
            parser.error(f"{option_string} is given twice, as {earlier[self.dest]!r} and as {values!r}; give it once")
        earlier[self.dest] = values
        setattr(namespace, self.dest, values)


_GIVEN = "options given"
"""Where a namespace holds what the command line gave each option; no option is called so."""


class Parser(argparse.ArgumentParser):
    """An argument parser whose errors are one line on stderr, and exit 2.

    An option that takes a value is given once, but for those that are made to repeat (``action="append"``).
    """

    def __init__(self, **known: Any) -> None:
        super().__init__(**known)
        self.register("action", None, _Once)
        self.register("action", "store", _Once)

    def error(self, message: str) -> NoReturn:
        """Say what is wrong, and stop."""
        tell(f"{self.prog}: {message}; see {self.prog} --help")
        sys.exit(2)

    def print_help(self, file: object = None) -> None:
        """Write the help to standard output, whatever ``file`` is: the one that argparse knows is not the real one."""
        del file
        write_out(self.format_help())


def parser(command: str, description: str, example: str) -> Parser:
    """The parser of one command, with an example under its help."""
    return Parser(
        prog=f"verifier {command}",
        description=description,
        epilog=f"example:\n{example}",
        formatter_class=_help,
        allow_abbrev=False,
    )


def _help(prog: str) -> argparse.HelpFormatter:
    """The layout of a help: as wide as the terminal, else the same whatever the environment says."""
    wide = min(terminal_columns() or USUAL_WIDTH, MOST_WIDTH)
    return argparse.RawDescriptionHelpFormatter(prog, width=wide - 2)


def add_population(to: argparse.ArgumentParser, *, optional: bool = False) -> None:
    """The population and how to read it."""
    to.add_argument(
        "population",
        metavar="POPULATION",
        nargs="?" if optional else None,
        help="a .soc .soi .toc .toi .cat .json .csv or .tsv file, -, or gallery:NAME (see verifier show --gallery)",
    )
    group = to.add_argument_group("reading the population")
    group.add_argument(
        "--unranked",
        choices=("bottom", "incomparable", "refuse"),
        default="bottom",
        help="how left-out responses are read (default: tied at the bottom)",
    )
    group.add_argument("--input-format", metavar="SUFFIX", help="read as this format whatever the name, such as soc")
    for name, what in (
        ("user", "users (long tables), or user ids (wide tables)"),
        ("response", "responses (long tables)"),
        ("value", "ranks or scores (long tables)"),
        ("weight", "users' weights"),
        ("prompt", "prompts"),
    ):
        group.add_argument(f"--{name}-column", metavar="NAME", help=f"the column of {what}")
    for flag, metavar, what in (
        ("--ignore-column", "NAME", "a column that is not read (may be repeated)"),
        ("--keep-column", "NAME", "a column that is a response, whatever it looks like (may be repeated)"),
        ("--ignore-user", "NAME", "a user who is not read, such as a row of totals (may be repeated)"),
        (
            "--missing",
            "TEXT",
            "a cell that stands for no answer, beside empty ones, NA, NaN and null (may be repeated)",
        ),
    ):
        group.add_argument(flag, action="append", default=[], metavar=metavar, help=what)
    group.add_argument("--best", choices=("low", "high"), help="whether low or high values are best")
    group.add_argument(
        "--normalize",
        action="store_true",
        help="divide shares, weights of users and policies in files by their sum, and say so (else they must sum to 1)",
    )
    group.add_argument("--prompt", metavar="PROMPT", help="the prompt to read, in a table with several")
    group.add_argument("--rows", choices=("users", "responses"), default="users", help="what a row of a wide table is")
    group.add_argument(
        "--columns",
        choices=("responses", "places"),
        default="responses",
        help="what a column of a wide table is; the cells of places name responses",
    )
    group.add_argument(
        "--header", metavar="NAMES", help="the columns' names, with commas, where the file has no header"
    )
    group.add_argument("--delimiter", metavar="CHAR", help="what separates cells, such as ';' (default by the name)")
    group.add_argument("--decimal", choices=(".", ","), default=".", help="the sign before decimals (default .)")
    group.add_argument("--explain", action="store_true", help="print how the table is read, column by column, and stop")


def refuse_stdin_twice(*named: tuple[str, str | None]) -> None:
    """Refuse a command that reads standard input for several things; each of ``named`` is a place and what it says.

    Raises:
        InputError: it does.
    """
    readers = [place for place, text in named if text is not None and is_stdin(text.removeprefix("file:"))]
    if len(readers) > 1:
        raise InputError(
            f"{readers[0]} and {readers[1]} are both to be read from standard input, which can be read once only; "
            "name a file for one of them"
        )


def read_options(arguments: argparse.Namespace) -> ReadOptions:
    """The `ReadOptions` that the arguments give."""
    from verifier.preferences.formats.options import ReadOptions
    from verifier.preferences.formats.records import parse_records

    header = None if arguments.header is None else parse_records(arguments.header, "--header", ",")[0].cells
    return ReadOptions(
        unranked=arguments.unranked,
        format=arguments.input_format,
        user_column=arguments.user_column,
        response_column=arguments.response_column,
        value_column=arguments.value_column,
        weight_column=arguments.weight_column,
        prompt_column=arguments.prompt_column,
        prompt=arguments.prompt,
        best=arguments.best,
        rows=arguments.rows,
        columns=arguments.columns,
        ignore_columns=tuple(arguments.ignore_column),
        keep_columns=tuple(arguments.keep_column),
        ignore_users=tuple(arguments.ignore_user),
        missing=tuple(text or "--" for text in arguments.missing),  # argparse makes an empty list of "--"
        header=None if header is None else tuple(header),
        delimiter=_TAB.get(arguments.delimiter, arguments.delimiter),
        decimal=arguments.decimal,
        normalize=arguments.normalize,
    )


_TAB = {"\\t": "\t", "tab": "\t"}
"""How a tab is written at a command line."""


def parse_budget(text: str | None, default: int) -> int:
    """The number of work units that ``--budget`` allows.

    Raises:
        InputError: it is not a positive whole number.
    """
    if text is None:
        return default
    if not (text.isascii() and text.isdigit()) or len(text) > 30 or int(text) < 1:  # noqa: PLR2004  # more than any work
        raise InputError(f"--budget {text}: write a positive whole number of work units, such as {default}")
    return int(text)


def add_settings(to: argparse.ArgumentParser) -> None:
    """What equilibria and best policies are told."""
    group = to.add_argument_group("equilibria and best policies")
    group.add_argument("--payoff", default="strict", metavar="PAYOFF", help="of equilibria: strict (default) or shared")
    group.add_argument(
        "--gap", default="1e-12", metavar="GAP", help="how wide a best rate's bracket may be (default 1e-12)"
    )

    group.add_argument("--method", default="extragradient", metavar="METHOD", help="of self-play: extragradient, "
                       "optimistic, gradient or weights")  # fmt: skip
    group.add_argument(
        "--steps",
        default="1000",
        metavar="T",
        help="how many (more) policies self-play plays (1000)",
    )
    group.add_argument("--draws", default="0", metavar="N", help="how often to draw from self-play-random, into --out")
    group.add_argument("--seed", default="0", metavar="S", help="of these draws (0)")
    group.add_argument("--resume", metavar="FILE", help="go on with a run of self-play that --out has stored")


def read_settings(arguments: argparse.Namespace, rules: Sequence[str]) -> Settings:
    """The `Settings` that the arguments give, for the rules that the user named.

    Raises:
        InputError: the payoff is none, or the gap no number like 1e-12 or 1/1000000.
    """
    from fractions import Fraction

    from verifier.audits.settings import Settings
    from verifier.exact.rational import parse_rational
    from verifier.files.reading import read_source

    if arguments.payoff not in {"strict", "shared"}:
        raise UnsupportedError(
            f"--payoff {arguments.payoff}: payoffs are strict or shared; under half-credit and weak payoffs a bare "
            "majority's point mass is an equilibrium, and the guarantee false"
        )
    try:
        gap = parse_rational(arguments.gap)
    except InputError:
        raise InputError(f"--gap {arguments.gap[:40]}: write a width such as 1e-12, 1/1000 or 0.001") from None
    if not Fraction(1, 10**200) <= gap < 1:
        raise InputError(f"--gap {arguments.gap[:40]}: write a width from 1e-200 up to 1, such as 1e-12")
    steps, draws, seed = (parse_whole(getattr(arguments, name), f"--{name}") for name in ("steps", "draws", "seed"))
    if draws and not (arguments.out and any(rule.removeprefix("rule:") == "self-play-random" for rule in rules)):
        raise InputError(
            "--draws writes draws of self-play-random into a folder: ask for that rule, and give --out DIR"
        )
    resume = None if arguments.resume is None else read_source(arguments.resume).text
    return Settings(arguments.payoff, gap, arguments.method, steps, resume, draws, seed)


def parse_whole(text: str, option: str) -> int:
    """The number of draws or steps, or the seed, that ``text`` writes.

    Raises:
        InputError: it is no whole number of at most 9 digits.
    """
    if not (text.isascii() and text.isdigit()) or len(text) > MOST_DIGITS:
        raise InputError(f"{option} {text[:40]}: write a whole number from 0 on, of at most {MOST_DIGITS} digits")
    return int(text)


def parse_jobs(text: str) -> int:
    """The number of processes that ``--jobs`` allows.

    Raises:
        InputError: it is not a whole number from 1 to 64.
    """
    if not (text.isascii() and text.isdigit()) or not 1 <= int(text[:9]) <= MAX_JOBS:
        raise InputError(f"--jobs {text}: write a whole number from 1 to {MAX_JOBS}")
    return int(text)


def add_seconds(to: argparse.ArgumentParser) -> None:
    """How long the checker may take."""
    to.add_argument("--seconds", metavar="N", help="how long the checker may take for each file (default 230)")


def parse_seconds(text: str | None) -> int | None:
    """The time that ``--seconds`` gives, from 1 second on; None where it does not.

    Raises:
        InputError: it is no such number.
    """
    seconds = None if text is None else parse_whole(text, "--seconds")
    if seconds == 0:
        raise InputError("--seconds 0: write a whole number from 1 on")
    return seconds


def add_effort(to: argparse.ArgumentParser) -> None:
    """How much work may be done, and by how many processes."""
    group = to.add_argument_group("effort")
    group.add_argument("--budget", metavar="UNITS", help="work units allowed for one answer (default 200000000)")
    group.add_argument("--jobs", metavar="N", default="1", help="how many checker processes run at once (default 1)")


def add_prefix(to: argparse.ArgumentParser | argparse._ArgumentGroup) -> None:
    """What the names of LaTeX macros begin with, for papers with several reports."""
    to.add_argument("--macro-prefix", metavar="LETTERS", default="verifier", help="of LaTeX macros (default verifier)")


def read_effort(
    arguments: argparse.Namespace, progress: Callable[[str], None] | None = None, out: str | None = None
) -> Effort:
    """The `Effort` that the arguments give."""
    from pathlib import Path

    from verifier.audits.effort import Effort

    if out == "":
        raise InputError("--out is empty; name a folder for the reports")
    prefix = getattr(arguments, "macro_prefix", "verifier")
    if not (prefix.isascii() and prefix.isalpha()):
        raise InputError(f"--macro-prefix {prefix!r}: names of LaTeX macros are letters a-z and A-Z only")
    default = Effort()
    return Effort(
        budget=parse_budget(arguments.budget, default.budget),
        jobs=parse_jobs(arguments.jobs),
        folder=None if out is None else Path(out),
        progress=progress or default.progress,
        prefix=prefix,
    )
