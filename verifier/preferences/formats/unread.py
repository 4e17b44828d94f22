"""Formats of other programs that are recognised and not read: the message names them, and says how to convert them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from verifier.errors import UnsupportedError
from verifier.preferences.formats.source import located

JSON_LINES = (".jsonl", ".ndjson")

_OURS = (
    'write each ballot as a row of our JSON, {"format": "verifier-population/1", "rankings": '
    '[{"count": 3, "ranking": "a > b = c"}, ...]}'
)


@dataclass(frozen=True)
class Unread:
    """A format that is not read.

    Attributes:
        name: what it is.
        instead: how what it holds can be read.
        suffixes: of its files.
        begins: what its text looks like, where the suffix does not tell.
        magic: the first bytes of its files, where these are no text.
    """

    name: str
    instead: str
    suffixes: tuple[str, ...] = ()
    begins: Callable[[str], Any] = lambda _: None
    magic: tuple[bytes, ...] = ()

    def __str__(self) -> str:
        """What is said of a file in this format."""
        return f"this is {self.name}, which is not read; {self.instead}"


def _pandas(reader: str) -> str:
    return (
        'convert it to a table, with python -c "import pandas; pandas.'
        f"{reader}.to_csv('votes.csv', index=False)\", and read votes.csv"
    )


UNREAD = (
    Unread(
        "JSON Lines (a record on each line)",
        _pandas("read_json('FILE', lines=True)"),
        JSON_LINES,
        re.compile(r'\s*\{"[^\n]*\}[ \t\r]*\n\s*\{"').match,
    ),
    Unread("a Parquet table", _pandas("read_parquet('FILE')"), (".parquet",), magic=(b"PAR1",)),
    Unread("a Feather or Arrow table", _pandas("read_feather('FILE')"), (".feather", ".arrow"), magic=(b"ARROW1",)),
    Unread(
        "a spreadsheet or another archive",
        "save a sheet as CSV, or " + _pandas("read_excel('FILE')"),
        (".xlsx", ".xls", ".ods"),
        magic=(b"PK\x03\x04", b"\xd0\xcf\x11\xe0"),
    ),
    Unread("compressed with gzip", "unpack it with gunzip FILE, and read what comes out", magic=(b"\x1f\x8b",)),
    Unread(
        "a ballot file (BLT) of OpenSTV",
        f"{_OURS}: its line 3 4 1 3 0 is 3 voters for candidates 4 > 1 > 3, = ties two",
        (".blt",),
        re.compile(r"[0-9]+ [0-9]+[ \t]*(#.*)?\r?\n(-.*\n)?[0-9]+( [0-9=-]+)* 0\s").match,
    ),
    Unread(
        "an Aggregated Ballot Information Format file (ABIF)",
        f"{_OURS}: its line 3:A>B=C is a count of 3 and the ranking A > B = C",
        (".abif",),
    ),
    Unread("an election of abiftool", _OURS, (".widj", ".jabmod")),
    Unread(
        "a tally sheet of Debian (devotee)",
        "write a table with a row for each voter and a column for each option, its ranks in the cells and nothing "
        "for -, and read it with --best low",
        (),
        re.compile(r"^[ \t]*V: [0-9-]+[ \t]", re.MULTILINE).search,
    ),
    Unread(
        "TOML",
        "a case file is answered by verifier reproduce FILE; a population is a PrefLib file, JSON, or a table",
        (".toml",),
    ),
)
"""What is recognised, by the suffix or else by the text."""


def refuse_format(text: str, suffix: str, source: str) -> None:
    """Returns if ``text`` is in none of the formats that are known and not read; ``suffix`` is none that is read.

    Raises:
        UnsupportedError: it is; the message names the format, and how to convert it.
    """
    known = next((each for each in UNREAD if suffix in each.suffixes), None)
    known = known or next((each for each in UNREAD if each.begins(text)), None)
    if known is not None:
        with located(source):
            raise UnsupportedError(str(known))


def binary_format(content: bytes) -> Unread | None:
    """The format of a file with this ``content`` that is no text, where it is known."""
    return next((each for each in UNREAD if content.startswith(each.magic)), None)


def is_json_lines(text: str) -> bool:
    """Whether ``text`` is a record of JSON on each of several lines."""
    return bool(UNREAD[0].begins(text))
