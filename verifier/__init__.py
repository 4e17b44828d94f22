"""Decides exactly whether k samples of a policy win with a promised rate over a population of rankings.

>>> from verifier import Population, audit, nlhf
>>> people = Population.from_rankings(["a > b > c", "b > c > a", "c > a > b"])
>>> report = audit(people, nlhf(people), k=range(1, 4))
>>> report.exit_code
0
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from verifier.audits.audit import audit
    from verifier.audits.python import borda, loss, nlhf, plurality, uniform
    from verifier.audits.reading import read_population
    from verifier.certificates.checking import check_files
    from verifier.errors import (
        AuditError,
        BudgetError,
        CertificateError,
        InputError,
        SolverError,
        UnknownResponseError,
        UnsupportedError,
    )
    from verifier.preferences.gallery.named import gallery
    from verifier.preferences.policy import Lottery, Policy
    from verifier.preferences.population import Population
    from verifier.testing import assert_robust

__version__ = "0.1.0"

_HOMES = {
    "AuditError": "verifier.errors",
    "BudgetError": "verifier.errors",
    "CertificateError": "verifier.errors",
    "InputError": "verifier.errors",
    "SolverError": "verifier.errors",
    "UnknownResponseError": "verifier.errors",
    "UnsupportedError": "verifier.errors",
    "Lottery": "verifier.preferences.policy",
    "Policy": "verifier.preferences.policy",
    "Population": "verifier.preferences.population",
    "assert_robust": "verifier.testing",
    "audit": "verifier.audits.audit",
    "borda": "verifier.audits.python",
    "check_files": "verifier.certificates.checking",
    "gallery": "verifier.preferences.gallery.named",
    "loss": "verifier.audits.python",
    "nlhf": "verifier.audits.python",
    "plurality": "verifier.audits.python",
    "read_population": "verifier.audits.reading",
    "uniform": "verifier.audits.python",
}

__all__ = [
    "AuditError",
    "BudgetError",
    "CertificateError",
    "InputError",
    "Lottery",
    "Policy",
    "Population",
    "SolverError",
    "UnknownResponseError",
    "UnsupportedError",
    "assert_robust",
    "audit",
    "borda",
    "check_files",
    "gallery",
    "loss",
    "nlhf",
    "plurality",
    "read_population",
    "uniform",
]


def __getattr__(name: str) -> Any:
    """Load a public name when it is first used: `import verifier` alone loads no library."""
    if name not in _HOMES:
        raise AttributeError(f"module 'verifier' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
