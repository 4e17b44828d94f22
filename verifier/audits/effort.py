"""How much work a study may do, where its files go, and who is told of its progress."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from verifier.errors import BudgetError
from verifier.game.worst_case import DEFAULT_BUDGET
from verifier.preferences.population import Population

COMPARISONS_OF_A_UNIT = 16
"""Comparing pairs within a ranking is that much faster than a look of one ranking at one opponent."""


UNITS_OF_A_LOOK = 20
"""The search over sets counts finer work units: about so many of them take as long as one of ours."""


def _silent(_: str) -> None:
    """Nobody is told."""


class Interruption:
    """That an audit was interrupted: told from where it happened to where the work would go on."""

    happened = False


@dataclass(frozen=True)
class Effort:
    """What a study may spend and where it writes.

    Attributes:
        budget: work units; one is the look of one ranking at one opponent.
        jobs: how many checker processes run at once.
        folder: where certificates stay; None: they are made, checked and thrown away.
        formats: in which formats reports are written there; None: in every one.
        progress: told what is being done.
        prefix: what the names of a report's LaTeX macros begin with.
        interruption: where an audit notes that it was interrupted, to end with what is decided by then; None: the
            `KeyboardInterrupt` ends it.
    """

    budget: int = DEFAULT_BUDGET
    jobs: int = 1
    folder: Path | None = None
    formats: tuple[str, ...] | None = None
    progress: Callable[[str], None] = _silent
    prefix: str = "verifier"
    interruption: Interruption | None = None

    @property
    def stopped(self) -> bool:
        """Whether the audit was interrupted, and settles what is decided."""
        return self.interruption is not None and self.interruption.happened

    @contextmanager
    def until_interrupted(self) -> Iterator[None]:
        """Work that a first `KeyboardInterrupt` ends quietly, if that is wanted; every other one goes on upwards."""
        try:
            yield
        except KeyboardInterrupt:
            if self.interruption is None or self.stopped:
                raise
            self.interruption.happened = True
            self.progress("interrupted: settling what is decided; once more to leave at once")


def afford_margins(population: Population, effort: Effort) -> None:
    """Refuse populations whose margins, n rankings times m² pairs, are beyond the budget.

    Raises:
        BudgetError: they are; the text gives the size.
    """
    n, m = len(population.rankings), len(population.responses)
    units = n * m * m // COMPARISONS_OF_A_UNIT
    if units > effort.budget:
        raise BudgetError(
            f"the margins of {m} responses over {n} rankings take {units} work units, over the budget of "
            f"{effort.budget}; raise --budget to {units}, or leave out responses"
        )


def afford_nlhf(population: Population, effort: Effort) -> None:
    """Refuse games too large to solve: m³ for the linear algebra.

    Raises:
        BudgetError: this one is; the text gives the size.
    """
    m = len(population.responses)
    units = m**3 // COMPARISONS_OF_A_UNIT
    if units > effort.budget:
        raise BudgetError(
            f"NLHF over {m} responses takes {units} work units, over the budget of {effort.budget}; raise --budget to "
            f"{units}, or audit another policy"
        )
