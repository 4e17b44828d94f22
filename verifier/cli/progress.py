"""Progress on a terminal; silence everywhere else."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from verifier.preferences.names import printable


@contextmanager
def progress() -> Iterator[Callable[[str], None]]:
    """A function that shows what is being done, on a terminal's stderr; elsewhere and in CI it does nothing."""
    if not sys.stderr.isatty() or os.environ.get("CI"):
        yield lambda _: None
        return
    from rich.console import Console
    from rich.text import Text

    with Console(stderr=True).status("reading") as status:
        yield lambda text: status.update(Text(printable(text[:200])))


@contextmanager
def progress_bar(total: int) -> Iterator[tuple[Callable[[str], None], Callable[[], None]]]:
    """Two functions: what is being done, and that one of ``total`` things is done; shown where `progress` shows."""
    if not sys.stderr.isatty() or os.environ.get("CI"):
        yield lambda _: None, lambda: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TextColumn("{task.description}", markup=False))
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=total)
        yield lambda text: bar.update(task, description=printable(text[:120])), lambda: bar.advance(task)
