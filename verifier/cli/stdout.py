"""Standard output: a terminal or not; it can be closed, full, or gone. The one place that asks."""

from __future__ import annotations

import os
import shutil
import sys

from verifier.errors import InputError


def terminal_columns() -> int | None:
    """How many columns the terminal has that standard output leads to; None where it leads to none."""
    if sys.stdout is None or not sys.stdout.isatty():
        return None
    return shutil.get_terminal_size().columns


def write_out(text: str) -> None:
    """Write ``text`` to standard output; where its reader has gone (`| head`) nothing more is said.

    Raises:
        InputError: it is closed, or what it leads to is full.
    """
    if sys.stdout is None:
        raise InputError("standard output is closed; nothing can be shown")
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise InputError(f"standard output cannot be written ({error.strerror})") from None
