"""Progress on a terminal; silence everywhere else."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from verifier.preferences.names import printable


def _silent() -> bool:
    """Whether nothing is shown: no terminal, one that cannot go back in a line, or CI."""
    if sys.stderr is None or not sys.stderr.isatty():
        return True
    return os.environ.get("TERM") in {"dumb", "unknown"} or bool(os.environ.get("CI"))


@contextmanager
def progress() -> Iterator[Callable[[str], None]]:
    """A function that shows what is being done, on a terminal's stderr; elsewhere and in CI it does nothing."""
    if _silent():
        yield lambda _: None
        return
    from rich.console import Console
    from rich.text import Text

    with Console(stderr=True).status("reading") as status:
        yield lambda text: status.update(Text(printable(text[:200])))


@contextmanager
def progress_bar(total: int) -> Iterator[tuple[Callable[[str], None], Callable[[], None]]]:
    """Two functions: what is being done, and that one of ``total`` things is done; shown where `progress` shows."""
    if _silent():
        yield lambda _: None, lambda: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TextColumn("{task.description}", markup=False))
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=total)
        yield lambda text: bar.update(task, description=printable(text[:120])), lambda: bar.advance(task)
