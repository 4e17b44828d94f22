"""The entry point: finds the command, runs it, and turns errors into one line and an exit code."""

from __future__ import annotations

import os
import sys
from importlib import import_module

from verifier.errors import AuditError, BudgetError, SolverError

COMMANDS = {
    "audit": "decide whether a policy keeps its promise on a population, with certificates",
    "solve": "compute a rule's policy exactly, with certificates",
    "show": "describe a population: who, what, majorities, Condorcet winner, Smith set",
    "check": "re-check certificates with the stand-alone checker",
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

OK, WRONG, OPEN, INTERRUPTED = 0, 2, 3, 130


def main(arguments: list[str] | None = None) -> int:
    """Run the command in ``arguments`` (by default the process's own) and return its exit code."""
    given = sys.argv[1:] if arguments is None else arguments
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        code = _run(given)
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader has gone (`| head`): nothing more can be said, and that is no error of ours.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return OK
    except KeyboardInterrupt:
        sys.stderr.write("verifier: interrupted; files already written are whole\n")
        return INTERRUPTED
    except AuditError as error:
        sys.stderr.write(f"verifier: {_one_line(str(error))}\n")
        return OPEN if isinstance(error, (BudgetError, SolverError)) else WRONG
    return code


def _run(given: list[str]) -> int:
    if not given or given[0] in {"-h", "--help", "help"}:
        width = max(map(len, COMMANDS))
        listed = "\n".join(f"  {name:<{width}}  {text}" for name, text in COMMANDS.items())
        (sys.stdout if given else sys.stderr).write(USAGE.format(commands=listed))
        return OK if given else WRONG
    if given[0] in {"--version", "-V"}:
        from verifier import __version__

        sys.stdout.write(f"verifier {__version__}\n")
        return OK
    if given[0] not in COMMANDS:
        sys.stderr.write(f"verifier: {given[0]!r} is no command; choose one of {', '.join(COMMANDS)}\n")
        return WRONG
    code: int = import_module(f"verifier.cli.{given[0]}").run(given[1:])
    return code


def _one_line(text: str) -> str:
    return "".join(char if char.isprintable() else repr(char)[1:-1] for char in text)


if __name__ == "__main__":
    sys.exit(main())
