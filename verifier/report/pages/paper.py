"""What a paper quotes, compared with what is proved: in words, and as JSON."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from verifier.preferences.quotation import quoted
from verifier.report.block import Block, Column, Grid, Sentence
from verifier.report.formats.json import dumps

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


COLUMNS = (
    Column("macro", whole=False),
    Column("quoted"),
    Column("what stands, and what is proved", whole=False),
    Column("certificate", whole=False),
)


def paper_blocks(macros: Sequence[Quoted], absent: Sequence[str]) -> Iterator[Block]:
    """A row for each macro that is used, and how many there are of each kind."""
    used = [each for each in macros if each.standing is not Standing.UNUSED]
    rows = [
        (f"\\{each.name}", each.standing.value, _told(each), quoted(each.certificate) if each.certificate else "")
        for each in used
    ]
    lines = [f"{name}: {standing}: {told}{f' ({where})' if where else ''}" for name, standing, told, where in rows]
    if rows:
        yield Grid(COLUMNS, tuple(rows), tuple(lines))
    yield from (
        Sentence(f"{quoted(name)}: this file was not found; what it uses and defines was not looked at")
        for name in absent
    )
    counts = Counter(each.standing for each in macros)
    unused = counts.pop(Standing.UNUSED, 0)
    told = ", ".join(f"{counts[each]} {each.value}" for each in Standing if counts[each])
    total = counts.total()
    yield Sentence()
    if total:
        yield Sentence(f"Of {total} macro{'s' * (total != 1)} used: {told}. Not used: {unused}.")
    else:
        yield Sentence(f"No macro of verifier is used; there are {unused}. Nothing was checked.")


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


def _told(each: Quoted) -> str:
    if each.standing is Standing.EQUAL:
        return each.reason or _shown(each.stands)
    if each.proved is not None and each.proved != each.stands:
        return f"what stands is {_shown(each.stands)}, what is proved is {_shown(each.proved)}"
    return str(each.reason)


def _shown(text: str | None) -> str:
    """LaTeX of one number, in short."""
    if text is None:
        return "nothing"
    plain = re.sub(r"^\\ensuremath\{(.*)\}$", r"\1", text)
    return quoted(plain) if len(plain) <= 80 else f"{quoted(plain[:77])}..."  # noqa: PLR2004  # a line of a terminal
