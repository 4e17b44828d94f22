"""Questions of the kind ``[[experiment]]``: a table of exact numbers and a plot of them, with certificates.

``over = "k"``: win rates as the number of samples grows; ``over = "steps"``: what self-play loses, or how near it is to
an equilibrium, as it goes on.
"""

from __future__ import annotations

from verifier.errors import InputError
from verifier.lab.book.experiments import by_k as experiments_by_k
from verifier.lab.book.experiments import by_steps as experiments_by_steps
from verifier.lab.book.experiments.by_k import RatesByK
from verifier.lab.book.experiments.by_steps import GapsBySteps, LossesBySteps
from verifier.lab.book.question import Setting
from verifier.lab.book.table import Table


def read(table: Table, setting: Setting) -> RatesByK | LossesBySteps | GapsBySteps:
    """The experiment that ``table`` asks for.

    Raises:
        InputError: a key is missing or of another kind, or nothing is expected.
    """
    over = table.text("over")
    if over not in {"k", "steps"}:
        raise InputError(f"{table.where}: 'over' is {over!r}; write 'k' or 'steps'")
    return experiments_by_k.read(table, setting) if over == "k" else experiments_by_steps.read(table, setting)
