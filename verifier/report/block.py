"""What a result for people is made of: sentences, tables and figures, before anybody knows where they are shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeAlias


@dataclass(frozen=True)
class Sentence:
    """One line of text; it may hold names of any kind.

    Attributes:
        verdicts: whether every verdict word in it is ours, so that it may be coloured; never where names stand.
    """

    text: str = ""
    verdicts: bool = False


@dataclass(frozen=True)
class Column:
    """One column of a table.

    Attributes:
        right: whether its cells stand on the right.
        whole: whether its cells are never broken, as numbers and words of ours are not.
        verdict: whether its cells begin with a verdict word of ours.
    """

    name: str
    right: bool = False
    whole: bool = True
    verdict: bool = False


@dataclass(frozen=True)
class Grid:
    """A table.

    Attributes:
        rows: each with one text for each column.
        lines: its text where nobody looks at a terminal; None: it is laid out there as well.
        narrow: what becomes of it where it is too wide: each row a list of its own, or the columns in several parts.
        keys: how many of the first columns every part repeats.
    """

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    lines: tuple[str, ...] | None = None
    narrow: Literal["records", "parts"] = "records"
    keys: int = 0


@dataclass(frozen=True)
class Figure:
    """Characters drawn for a terminal only: text of at most so many columns, empty where there is nothing to draw."""

    draw: Callable[[int], str]


Block: TypeAlias = Sentence | Grid | Figure
