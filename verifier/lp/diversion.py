"""Standard output kept clear: for as long as anybody asks, descriptor 1 leads where descriptor 2 does.

Native code prints past `sys.stdout`, and no option of a library forbids all of it; what stands on standard output is
read as an answer. The descriptor belongs to the whole process, so those who ask are counted: the first turns it away,
the last puts it back. What other threads print natively in between is on standard error too.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import RLock

_OUTPUT, _ERROR = 1, 2


class Diversion:
    """How many ask that descriptor 1 be clear, and where it led before the first of them did."""

    def __init__(self) -> None:
        self._lock = RLock()
        self._asked = 0
        self._real: int | None = None
        self._had_error = True

    def begin(self) -> int | None:
        """Turn descriptor 1 away; a descriptor of the true standard output, which no child inherits, or None.

        A closed standard output or error leads to nowhere, so that no file which is opened meanwhile takes its number.
        """
        with self._lock:
            if not self._asked:
                _flush_c()
                self._had_error = _is_open(_ERROR)
                if not self._had_error:
                    lead_nowhere(_ERROR)
                self._real = os.dup(_OUTPUT) if _is_open(_OUTPUT) else None
                os.dup2(_ERROR, _OUTPUT)
            self._asked += 1
            return self._real

    def end(self) -> None:
        """Put descriptor 1 back, where nobody else asks any more."""
        with self._lock:
            self._asked -= 1
            if self._asked:
                return
            _flush_c()
            if self._real is None:
                os.close(_OUTPUT)
            else:
                os.dup2(self._real, _OUTPUT)
                os.close(self._real)
            if not self._had_error:
                os.close(_ERROR)


STANDARD = Diversion()
"""The one of this process."""


@contextmanager
def cleared() -> Iterator[int | None]:
    """Descriptor 1 leads to standard error inside; yields what `Diversion.begin` returns."""
    real = STANDARD.begin()
    try:
        yield real
    finally:
        STANDARD.end()


def lead_nowhere(descriptor: int) -> None:
    """Make ``descriptor`` swallow what is written to it."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    if nowhere != descriptor:
        os.dup2(nowhere, descriptor)
        os.close(nowhere)


def _is_open(descriptor: int) -> bool:
    with suppress(OSError):
        os.fstat(descriptor)
        return True
    return False


def _flush_c() -> None:
    """Write out what C's own `stdout` holds back, so that it goes where it led when it was printed.

    Only that stream: to flush them all waits for a thread that reads. Elsewhere than on POSIX it has no such name.
    """
    import ctypes

    for name in ("stdout", "__stdoutp"):
        with suppress(ImportError, OSError, TypeError, ValueError, AttributeError):
            here = ctypes.CDLL(None)
            here.fflush(ctypes.c_void_p.in_dll(here, name))
