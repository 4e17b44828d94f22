"""Files that are no text in UTF-8 are named for what they are."""

from __future__ import annotations

import codecs
import re

import pytest

from verifier import InputError
from verifier.files.reading import read_source
from verifier.preferences.formats.unread import UNREAD, refuse_format

WITHOUT = "this is text in UTF-16 without a byte order mark; save it as UTF-8, or with iconv -f"
TABLE = "user,tea,milk\nann,5,3\n"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (TABLE.encode("utf-16-le"), f"{WITHOUT} UTF-16LE"),
        (TABLE.encode("utf-16-be"), f"{WITHOUT} UTF-16BE"),
        (TABLE.encode("utf-16"), "this is text in UTF-16; save it as UTF-8, or with iconv -f UTF-16 -t UTF-8"),
        (codecs.BOM_UTF16_BE + "é".encode("utf-16-be"), "this is text in UTF-16; "),
        (b"PAR1\x15\x04\xff", "this is a Parquet table, which is not read; convert it to a table, with python -c"),
        (b"PK\x03\x04\x14\x00\x06\x00\xff", "this is a spreadsheet or another archive, which is not read; save"),
        (b"\x1f\x8b\x08\x00", "this is compressed with gzip, which is not read; unpack it with gunzip FILE"),
        (b"ARROW1\xff", "this is a Feather or Arrow table, which is not read"),
    ],
)  # fmt: skip
def test_what_is_no_text_in_utf_8_is_named(tmp_path, content, said):
    path = tmp_path / "votes.csv"
    path.write_bytes(content)
    with pytest.raises(InputError, match=rf"^{re.escape(f'{path}: {said}')}"):
        read_source(str(path))


@pytest.mark.parametrize("content", [b"", b"\x00", b"a", b"a\x00b,\x00", TABLE.encode("utf-8-sig")])
def test_other_text_is_left_to_its_reader(tmp_path, content):
    path = tmp_path / "votes.csv"
    path.write_bytes(content)
    assert read_source(str(path)).text == content.decode()


BLT = "4 2\n-2\n3 4 1 3 0\n2 1 3=4 0\n0\n"


@pytest.mark.parametrize(
    ("text", "suffix", "said"),
    [
        (
            BLT,
            ".blt",
            "this is a ballot file (BLT) of OpenSTV, which is not read; write each ballot as a row of our JSON",
        ),
        (BLT, ".txt", "this is a ballot file (BLT) of OpenSTV"),
        ("3 1 # three\n12 1 2 0\n0\n", "", "this is a ballot file (BLT) of OpenSTV"),
        ("3:A>B\n", ".abif", "this is an Aggregated Ballot Information Format file (ABIF)"),
        ("V: 1324\tname01\n", ".txt", "this is a tally sheet of Debian (devotee), which is not read; write a table"),
        ("Heading\n\nV: -1-2\tname02\n", ".txt", "this is a tally sheet of Debian (devotee)"),
        ('{"user": "ann"}\n{"user": "ben"}\n', ".txt", "this is JSON Lines (a record on each line)"),
        (
            "",
            ".jsonl",
            "this is JSON Lines (a record on each line), which is not read; convert it to a table, with python",
        ),
        ("{}", ".widj", "this is an election of abiftool"),
        ("a = 1", ".toml", "this is TOML, which is not read; a case file is answered by verifier reproduce FILE"),
    ],
)
def test_formats_of_other_programs_are_named_with_what_to_do(text, suffix, said):
    with pytest.raises(InputError, match=rf"^{re.escape(f'votes: {said}')}"):
        refuse_format(text, suffix, "votes")


@pytest.mark.parametrize("text", ["", "1 2\n", "1: a > b\n", '{"a": 1}', TABLE, "V\n", "2 1\nAnna 0\n"])
def test_other_texts_are_none_of_these(text):
    refuse_format(text, ".txt", "votes")


def test_no_suffix_that_is_read_is_refused():
    from verifier.preferences.formats.registry import POPULATION_SUFFIXES

    assert not set(POPULATION_SUFFIXES) & {suffix for each in UNREAD for suffix in each.suffixes}
