"""The exceptions of the project: one tree, whose messages a user can act on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

Remedy = Mapping[str, object]
"""Options of reading that settle an error, by their names in Python, such as ``{"best": "low"}``."""


class AuditError(Exception):
    """Anything that keeps the program from giving an answer; its text is one line for the user."""


class InputError(AuditError, ValueError):
    """What was given cannot be read, or does not make sense; the text says what would.

    Attributes:
        problem: the text without the remedies.
        remedies: options that would read it, one way each.
    """

    def __init__(self, problem: str = "", remedies: Iterable[Remedy] = ()) -> None:
        super().__init__(problem)
        self.problem = problem
        self.remedies = tuple(remedies)

    def __str__(self) -> str:
        ways = [", ".join(f"{name}={_short(repr(value))}" for name, value in each.items()) for each in self.remedies]
        return self.problem + (f" (it is read with {', or with '.join(ways)})" if ways else "")


def _short(text: str, longest: int = 80) -> str:
    return text if len(text) <= longest else f"{text[:longest]}..."


class UnknownResponseError(InputError):
    """A name is not among the population's responses."""


class UnsupportedError(InputError):
    """A combination of options for which the theory defines no answer; the text gives the reason."""


class BudgetError(AuditError):
    """The work asked for is larger than the budget; the text gives both, and what to ask instead."""


class SolverError(AuditError):
    """No exact solution was found; never answered with an approximate one."""


class CertificateError(AuditError):
    """A certificate could not be written or read."""
