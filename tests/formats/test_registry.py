"""Formats by suffix."""

from __future__ import annotations

import pytest

from verifier.errors import InputError
from verifier.preferences.formats.options import ReadOptions
from verifier.preferences.formats.population_json import format_population_json
from verifier.preferences.formats.preflib import format_preflib
from verifier.preferences.formats.registry import POPULATION_SUFFIXES, parse_population
from verifier.preferences.population import Population

PEOPLE = Population.from_rankings({"tea > milk": 2, "milk > tea": 1}, ["tea", "milk"])
PREFLIB = format_preflib(PEOPLE, "drinks")[1]
WIDE = "user,tea,milk\nann,7,1\nanna,7,1\nben,1,2\n"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a b/x.soc", PREFLIB),
        ("X.SOC", PREFLIB),
        ("x.csv", WIDE),
        ("x.tsv", WIDE.replace(",", "\t")),
        ("x.json", format_population_json(PEOPLE)),
    ],
)
def test_the_suffix_chooses_the_format_and_a_byte_order_mark_is_dropped(name, text):
    assert parse_population(text, name, ReadOptions()) == PEOPLE
    assert parse_population("\ufeff" + text, name, ReadOptions()) == PEOPLE


def test_standard_input_needs_a_format():
    for given in ("soc", ".soc", "SOC"):
        assert parse_population(PREFLIB, "-", ReadOptions(format=given)) == PEOPLE
    with pytest.raises(
        InputError, match=r"^standard input: the name has no suffix; accepted are \.soc .* --input-format$"
    ):
        parse_population(PREFLIB, "-", ReadOptions())


def test_a_given_format_goes_before_the_suffix():
    assert parse_population(PREFLIB, "x.txt", ReadOptions(format="soc")) == PEOPLE
    with pytest.raises(InputError, match=r"^x\.txt: '\.txt' is no format of populations; accepted are "):
        parse_population(PREFLIB, "x.txt", ReadOptions())
    with pytest.raises(InputError, match=r"^x\.soc: '\.xyz' is no format of populations"):
        parse_population(PREFLIB, "x.soc", ReadOptions(format="xyz"))


@pytest.mark.parametrize("suffix", POPULATION_SUFFIXES)
@pytest.mark.parametrize("text", ["", "\ufeff", " \r\n\t\n"])
def test_an_empty_file_is_refused_whatever_its_suffix(suffix, text):
    with pytest.raises(InputError, match=rf"^x\{suffix}: the file is empty; "):
        parse_population(text, "x" + suffix, ReadOptions())


def test_an_option_for_tables_is_refused_elsewhere():
    with pytest.raises(
        InputError, match=r"^x\.soc: --prompt has no meaning for a \.soc file; it is for \.csv and \.tsv$"
    ):
        parse_population(PREFLIB, "x.soc", ReadOptions(prompt="p"))


def test_unranked_reaches_every_reader():
    row = '{"count": 1, "ranking": "a"}'
    texts = {
        "x.soi": "# ALTERNATIVE NAME 1: a\n# ALTERNATIVE NAME 2: b\n1: 1\n",
        "x.json": f'{{"format": "verifier-population/1", "responses": ["a", "b"], "rankings": [{row}]}}',
        "x.csv": "user,a,b\nann,1,\nben,1,7\n",
        "x.tsv": "user\tresponse\trank\nann\ta\t1\nben\tb\t1\n",
    }
    for name, text in texts.items():
        assert parse_population(text, name, ReadOptions(unranked="incomparable")).unranked == "incomparable"
        with pytest.raises(InputError, match="unranked=refuse"):
            parse_population(text, name, ReadOptions(unranked="refuse"))


def test_the_name_of_a_file_cannot_break_the_line():
    with pytest.raises(InputError) as caught:
        parse_population("", "a\nb.soc", ReadOptions())
    assert str(caught.value).isprintable()
