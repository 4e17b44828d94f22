"""Standard output: a terminal or not; it can be closed, full, or gone. The one place that asks, and that writes."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, redirect_stdout, suppress
from contextvars import ContextVar
from io import TextIOWrapper
from pathlib import Path
from typing import TextIO

from verifier.errors import InputError
from verifier.lp.diversion import STANDARD, cleared, lead_nowhere

USUAL_COLUMNS = 80
"""Of a terminal that does not tell."""

NAMES = {"/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"}
"""Files that are standard output, where a system has them; by these names they are descriptor 1."""

_OURS: ContextVar[TextIO | None] = ContextVar("_OURS")
"""What we write to inside `sole_writer`; None where standard output is closed."""


def keep_to_ourselves() -> None:
    """For the rest of this process descriptor 1 leads to standard error: libraries also print while it ends."""
    STANDARD.begin()


@contextmanager
def sole_writer() -> Iterator[None]:
    """Inside, standard output carries what `write_out` writes and nothing else.

    What native code, child processes and `print` send there goes to standard error. Where `sys.stdout` was replaced
    (by a notebook, a test, a buffer), the replacement is what we write to.
    """
    given = sys.stdout
    _flush(given)
    with ExitStack() as held:
        real = held.enter_context(cleared())
        held.callback(_flush, given)  # what came by an older reference to it
        ours = _ours(given, real)
        if ours is not None and ours is not given:
            held.callback(_close, ours)
        noise = sys.stderr or held.enter_context(Path(os.devnull).open("w", encoding="utf-8"))
        held.enter_context(redirect_stdout(noise))
        held.callback(_OURS.reset, _OURS.set(ours))
        yield


def terminal_columns() -> int | None:
    """How many columns the terminal has that standard output leads to; None where it leads to none.

    The variable COLUMNS tells, then the terminal itself, as `shutil.get_terminal_size` has it; that asks descriptor 1.
    """
    out = _output()
    if out is None or not out.isatty():
        return None
    columns = 0
    with suppress(ValueError):
        columns = int(os.environ.get("COLUMNS", ""))
    if columns <= 0:
        with suppress(OSError, ValueError, AttributeError):
            columns = os.get_terminal_size(out.fileno()).columns
    return columns if columns > 0 else USUAL_COLUMNS


def write_out(text: str) -> None:
    """Write ``text`` to standard output; where its reader has gone (`| head`) nothing more is said.

    Raises:
        InputError: it is closed, or what it leads to is full.
    """
    out = _output()
    if out is None:
        raise InputError("standard output is closed; nothing can be shown")
    try:
        out.write(text)
        out.flush()
    except BrokenPipeError:
        _drop(out)
    except OSError as error:
        _drop(out)
        raise InputError(f"standard output cannot be written ({error.strerror})") from None


def append_out(path: str, text: str) -> None:
    """Append ``text`` to the file at ``path``, which can be standard output by one of its ``NAMES``.

    Raises:
        InputError: it cannot be written.
    """
    if path in NAMES:
        write_out(text)
    else:
        from verifier.files.writing import append_text

        append_text(path, text)


def _output() -> TextIO | None:
    return _OURS.get(sys.stdout)


def _ours(given: TextIO | None, real: int | None) -> TextIO | None:
    """A file of our own where ``given`` writes to descriptor 1, which now leads elsewhere; else ``given`` itself."""
    descriptor = None
    with suppress(OSError, ValueError, AttributeError):
        descriptor = None if given is None else given.fileno()
    if descriptor == 1:
        return None if real is None else os.fdopen(os.dup(real), "w", encoding="utf-8", errors="backslashreplace")
    if isinstance(given, TextIOWrapper):
        given.reconfigure(encoding="utf-8", errors="backslashreplace")
    return given


def _drop(stream: TextIO) -> None:
    """Let what ``stream`` holds back, and what follows, go nowhere: to close it must not fail again."""
    with suppress(OSError, ValueError, AttributeError):
        lead_nowhere(stream.fileno())


def _flush(stream: TextIO | None) -> None:
    if stream is not None:
        with suppress(OSError, ValueError):
            stream.flush()


def _close(stream: TextIO) -> None:
    with suppress(OSError):
        stream.close()
