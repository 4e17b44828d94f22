"""The entry point: finds the command, runs it, and turns errors into one line and an exit code."""

from __future__ import annotations

import gc
import os
import sys
from importlib import import_module

from verifier.cli.streams.stderr import tell
from verifier.cli.streams.stdout import keep_to_ourselves, sole_writer, terminal_columns, write_out
from verifier.errors import AuditError, BudgetError, InputError, SolverError

COMMANDS = {
    "audit": "decide whether a policy keeps its promise on a population, with certificates",
    "solve": "compute a rule's policy exactly, with certificates",
    "counterexample": "find the smallest population on which a rule breaks a promise, or a conjecture fails",
    "show": "describe a population: who, what, majorities, Condorcet winner, Smith set",
    "diff": "compare two reports exactly: which promises got worse, better, or are gone",
    "index": "gather many reports into a page, and check again that certificates prove them",
    "check": "re-check certificates with the stand-alone checker",
    "paper": "compare every number that a paper quotes with its certificate",
    "reproduce": "decide all cases again and compare with their expectations and reports",
}

USAGE = """usage: verifier COMMAND [OPTIONS]

Decides exactly whether k samples of a policy win with a promised rate over a population of rankings.

{commands}

Each command explains itself: verifier COMMAND --help
Example: verifier audit votes.soc --policy nlhf -k 1..10 --out reports

  --version   the version
  --help      this text
"""

_LOOK_FOR_GARBAGE = 50_000
"""After so many new objects."""

OK, WRONG, OPEN, INTERNAL, INTERRUPTED = 0, 2, 3, 70, 130
"""Exit codes that are no verdicts: done, bad input, beyond the budget, a defect of ours, Ctrl-C."""


def main(arguments: list[str] | None = None) -> int:
    """Run the command in ``arguments`` (by default the process's own) and return its exit code.

    Meanwhile standard output carries our text only. It is given back afterwards, but where the command is the process's
    own: that ends here, and libraries also print while it does.
    """
    if arguments is None:
        _settle()
        keep_to_ourselves()
    if hasattr(sys.stderr, "reconfigure"):
        sys.stderr.reconfigure(encoding="utf-8", errors="backslashreplace")
    with sole_writer():
        return _answered(sys.argv[1:] if arguments is None else arguments)


def _settle() -> None:
    """Settle what a process of its own needs: short runs, on one core.

    The threads of numpy's linear algebra wait in a busy loop from the import on, and our matrices are small. Modules
    stay, so that looking for garbage among them while they load finds none.
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    gc.set_threshold(_LOOK_FOR_GARBAGE)


def _answered(given: list[str]) -> int:
    """The exit code of a command, whose errors are one line on stderr."""
    try:
        return _run(given)
    except KeyboardInterrupt:
        return _say("interrupted; files already written are whole", INTERRUPTED)
    except InputError as error:
        return _refuse(error, given)
    except AuditError as error:
        return _say(str(error), OPEN if isinstance(error, (BudgetError, SolverError)) else WRONG)
    except MemoryError:
        return _say("out of memory; ask for fewer samples, responses or users at once", OPEN)
    except Exception as error:  # a traceback's exit code 1 would read as a verdict
        if os.environ.get("VERIFIER_TRACEBACK"):
            raise
        where = f"{type(error).__name__}: {error}"
        return _say(f"internal error, nothing was decided: {where} (VERIFIER_TRACEBACK=1 shows where)", INTERNAL)


def _run(given: list[str]) -> int:
    if not given or given[0] in {"-h", "--help", "help"}:
        if not given:
            for line in _usage(None).splitlines():
                tell(line)
            return WRONG
        write_out(_usage(terminal_columns()))
        return OK
    if given[0] in {"--version", "-V"}:
        from verifier import __version__

        write_out(f"verifier {__version__}\n")
        return OK
    if given[0] not in COMMANDS:
        return _say(f"{given[0]!r} is no command; choose one of {', '.join(COMMANDS)}", WRONG)
    code: int = import_module(f"verifier.cli.{given[0]}").run(given[1:])
    return code


def _usage(columns: int | None) -> str:
    """The commands and what each does, broken to fit into a terminal of so many ``columns``."""
    from textwrap import wrap

    left = max(map(len, COMMANDS)) + 4
    listed: list[str] = []
    for name, text in COMMANDS.items():
        first, *more = [text] if columns is None else wrap(text, max(columns - left, left))
        listed += [f"  {name:<{left - 2}}{first}", *(" " * left + line for line in more)]
    return USAGE.format(commands="\n".join(listed))


def _refuse(error: InputError, given: list[str]) -> int:
    """What was wrong on stderr, in one line; below it, a line each, commands that read it."""
    if not error.remedies:
        return _say(error.problem, WRONG)
    from verifier.cli.remedy import commands

    ways = commands(given, error.remedies)
    _say(error.problem if ways else str(error), WRONG)
    for line in ways:
        tell(line)
    return WRONG


def _say(text: str, code: int) -> int:
    """``text`` on stderr, in one line; ``code``."""
    tell(f"verifier: {text}")
    return code


if __name__ == "__main__":
    sys.exit(main())
