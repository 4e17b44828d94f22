"""Answering a question of a case within bounds: what does not come to an end is an error of that question alone."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from verifier.audits.effort import Effort
from verifier.errors import BudgetError, InputError
from verifier.lab.book.question import Answer, Question

SECONDS = 60
"""Of processor time for reading a case, and for each of its questions, where the system can tell it."""


def answered(question: Question, effort: Effort) -> Answer:
    """The answer to ``question``, with the difference that nothing was decided where it has no line.

    Raises:
        AuditError: it cannot be decided as it is asked, or not within bounds.
    """
    with bounded():
        answer = question.decide(effort)
    if answer.lines:
        return answer
    return Answer((), answer.files, ("nothing was decided", *answer.differences))


@contextmanager
def bounded(seconds: float = SECONDS) -> Iterator[None]:
    """What is within ends after so much processor time, and fails in words where it is too deep, long or large.

    Time is measured in the main thread, on systems that have such alarms.

    Raises:
        InputError: it is nested too deeply, or makes a number too long to be written.
        BudgetError: it takes longer, or more memory than there is.
    """
    try:
        with _alarm(seconds):
            yield
    except RecursionError:
        raise InputError("it is nested too deeply; write it flatter") from None
    except MemoryError:
        raise BudgetError("it takes more memory than there is; ask for less at once") from None
    except ValueError as error:
        if "integer string conversion" not in str(error):  # CPython's own limit, on any way from a number to text
            raise
        raise InputError("it has or makes a whole number of more than 4300 digits, which is not written out") from None


@contextmanager
def _alarm(seconds: float) -> Iterator[None]:
    if threading.current_thread() is not threading.main_thread() or not hasattr(signal, "setitimer"):
        yield
        return

    def ring(_number: int, _frame: object) -> None:
        raise BudgetError(f"it takes more than {seconds:g} seconds of processor time; ask for less at once")

    before = signal.signal(signal.SIGPROF, ring)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
