"""Lists of numbers as people write them: ``3``, ``1,2,5``, ``1..10``."""

from __future__ import annotations

from collections.abc import Iterable

from verifier.errors import InputError

MAX_NUMBERS = 10_000
LONGEST = 9

SHOWN = 100
"""So much of a list that is refused is shown."""


def parse_numbers(text: str, option: str, most: int = 10**LONGEST - 1) -> tuple[int, ...]:
    """The numbers that ``3``, ``1,2,5`` or ``1..10`` mean, in order, each once.

    Raises:
        InputError: it is none of these, a number is below 1 or above ``most``, or there are more than 10 000.

    >>> parse_numbers("1..3,7", "-k")
    (1, 2, 3, 7)
    """
    numbers: list[int] = []
    if text.count(",") >= MAX_NUMBERS:
        raise _too_many(text, option)
    for part in text.split(","):
        first, dots, last = part.strip().partition("..")
        start, stop = _number(first, text, option), _number(last, text, option) if dots else None
        if stop is None:
            stop = start
        if stop < start:
            raise InputError(
                f"{option} {_short(text)}: the range {part.strip()} is empty; write the smaller number first"
            )
        if stop - start + len(numbers) >= MAX_NUMBERS:
            raise _too_many(text, option)
        numbers += range(start, stop + 1)
        if stop > most:
            raise InputError(f"{option} {_short(text)}: {stop} is above {most}, the most that is counted exactly here")
    return tuple(dict.fromkeys(numbers))


def format_numbers(numbers: Iterable[int]) -> str:
    """``numbers`` as `parse_numbers` reads them, in ascending order.

    >>> format_numbers((6, 7, 1, 2, 3))
    '1..3, 6..7'
    """
    runs: list[list[int]] = []
    for number in sorted(set(numbers)):
        if runs and runs[-1][-1] == number - 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}..{run[-1]}" for run in runs)


def _too_many(text: str, option: str) -> InputError:
    return InputError(f"{option} {_short(text)}: more than {MAX_NUMBERS} numbers; ask for fewer, such as 10,100,1000")


def _short(text: str) -> str:
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}..."


def _number(text: str, whole: str, option: str) -> int:
    counted = {"k": "samples", "n": "users", "s": "steps"}.get(option[-1], "responses shown")
    digits = text.removeprefix("-")
    if digits.isascii() and digits.isdigit() and len(digits) > LONGEST:
        raise InputError(f"{option} {_short(whole)}: at most {10**LONGEST - 1} {counted} are spoken of")
    if not (digits.isascii() and digits.isdigit()):
        found = f"{option} {_short(whole)}: {_short(text)!r}"
        raise InputError(f"{found} is no number; write {option} 3, {option} 1,2,5 or {option} 1..10")
    if int(text) < 1:
        raise InputError(f"{option} {_short(whole)}: the number of {counted} is at least 1, not {int(text)}")
    return int(text)
