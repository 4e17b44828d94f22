"""Writing to standard output, which can be closed, full, or gone."""

from __future__ import annotations

import os
import sys

from verifier.errors import InputError


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
