"""Standard error: it can be closed, full, or gone, and no answer depends on that."""

from __future__ import annotations

import os
import sys

from verifier.preferences.names import printable


def tell(text: str) -> None:
    """Write ``text`` to standard error, names and paths in it as they can be shown; nothing where nobody reads it.

    An error here would end the program with exit code 1, which reads as "refuted"; so would, with 120, what is left to
    be written when Python closes the stream.
    """
    if sys.stderr is None:
        return
    try:
        sys.stderr.write(f"{printable(text)}\n")
        sys.stderr.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stderr.fileno())
