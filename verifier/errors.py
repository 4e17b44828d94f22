"""The exceptions of the project: one tree, whose messages a user can act on."""

from __future__ import annotations


class AuditError(Exception):
    """Anything that keeps the program from giving an answer; its text is one line for the user."""


class InputError(AuditError, ValueError):
    """What was given cannot be read, or does not make sense; the text says what would."""


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
