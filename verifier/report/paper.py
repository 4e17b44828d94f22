"""What a paper quotes, compared with what is proved: in words, and as JSON."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from verifier.preferences.names import printable
from verifier.report.json_report import dumps

FORMAT = "verifier-paper/1"


class Standing(Enum):
    """How a macro stands to its certificate."""

    EQUAL = "equal"
    DIFFERS = "differs"
    NOT_PROVED = "not proved"
    MISSING = "certificate missing"
    UNUSED = "unused"


@dataclass(frozen=True)
class Quoted:
    """One macro.

    Attributes:
        stands: its LaTeX as it stands in the macros file, None where no macros file defines it.
        proved: its LaTeX as the certificate proves it, None where that is not known.
        reason: in words, where the two texts do not say it all.
    """

    name: str
    standing: Standing
    stands: str | None = None
    proved: str | None = None
    certificate: str | None = None
    reason: str | None = None


def render_paper(quoted: Sequence[Quoted], absent: Sequence[str]) -> str:
    """A line for each macro that is used, and how many there are of each kind."""
    lines = [_line(each) for each in quoted if each.standing is not Standing.UNUSED]
    lines += [f"{name}: this file was not found; what it uses was not looked at" for name in absent]
    counts = Counter(each.standing for each in quoted)
    unused = counts.pop(Standing.UNUSED, 0)
    told = ", ".join(f"{counts[each]} {each.value}" for each in Standing if counts[each])
    total = counts.total()
    lines.append("")
    if total:
        lines.append(f"Of {total} macro{'s' * (total != 1)} used: {told}. Not used: {unused}.")
    else:
        lines.append(f"No macro of verifier is used; there are {unused}. Nothing was checked.")
    return printable_lines(lines)


def printable_lines(lines: Sequence[str]) -> str:
    """The lines, without anything that could move a cursor."""
    return "".join(f"{printable(line)}\n" for line in lines)


def render_paper_json(quoted: Sequence[Quoted], absent: Sequence[str], exit_code: int) -> str:
    """The same as JSON, with the unused ones."""
    return dumps(
        {
            "format": FORMAT,
            "macros": [
                {
                    "name": each.name,
                    "standing": each.standing.value,
                    "stands": each.stands,
                    "proved": each.proved,
                    "certificate": each.certificate,
                    "reason": each.reason,
                }
                for each in quoted
            ],
            "not_found": list(absent),
            "exit_code": exit_code,
        }
    )


def _line(each: Quoted) -> str:
    start = f"\\{each.name}: {each.standing.value}"
    where = f" ({each.certificate})" if each.certificate else ""
    if each.standing is Standing.EQUAL:
        return f"{start}: {each.reason or _shown(each.stands)}{where}"
    if each.proved is not None and each.proved != each.stands:
        return f"{start}: what stands is {_shown(each.stands)}, what is proved is {_shown(each.proved)}{where}"
    return f"{start}: {each.reason}{where}"


def _shown(text: str | None) -> str:
    """LaTeX of one number, in short."""
    plain = re.sub(r"^\\ensuremath\{(.*)\}$", r"\1", text or "nothing")
    return plain if len(plain) <= 80 else f"{plain[:77]}..."  # noqa: PLR2004  # a line of a terminal
