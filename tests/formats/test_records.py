"""Lists of records as JSON are tables, long or wide; what is nested or a pair is named."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifier.errors import InputError, UnsupportedError
from verifier.preferences.formats.options import ReadOptions
from verifier.preferences.formats.population_json import parse_json_file
from verifier.preferences.formats.strict_json import items_at, whole
from verifier.preferences.population import Population

LONG = """[
 {"user": "ann", "response": "tea", "score": 5}, {"user": "ann", "response": "milk", "score": 8e-06},
 {"user": "ben", "response": "milk", "score": 3.0}
]"""


def read(text, **options):
    return parse_json_file(text, "r.json", ReadOptions(**options))


def test_records_are_a_long_or_a_wide_table():
    people = Population.from_rankings(["tea > milk", "milk"], ["tea", "milk"])
    assert read(LONG) == people
    assert read(LONG).reading.startswith("a long table: users in 'user', 2 responses in 'response'")
    wide = '[{"user": "ann", "tea": 5, "milk": null, "milk ": ""}, {"user": "ben", "tea": 1, "milk": 2, "age": [3]}]'
    assert read(wide.replace(', "milk ": ""', ""), ignore_columns=("age",)) == Population.from_rankings(
        ["tea", "milk > tea"], ["tea", "milk"]
    )


@pytest.mark.parametrize(
    ("text", "kind", "said"),
    [
        (
            '[{"user": "ann", "tea": 5},\n\n {"user": "ben", "tea": [1]}]',
            UnsupportedError,
            (
                "r.json line 3: 'tea' holds a list: nested records are not read; write one value for each key, or "
                "leave it out with --ignore-column tea"
            ),
        ),
        ('[{"user": {"id": 1}}]', UnsupportedError, "r.json line 1: 'user' holds an object: nested records are not"),
        (
            '[{"chosen": [], "rejected": []}]',
            UnsupportedError,
            "r.json: the columns 'chosen', 'rejected' are those of pairwise comparisons; ",
        ),
        ("[{}]", InputError, "r.json: the records are empty; a record reads"),
        (LONG.replace("3.0", '"many"'), InputError, "r.json line 3: the score of 'milk' by 'ben': 'many' is not a"),
        (
            LONG.replace("3.0", "true"),
            InputError,
            "r.json line 3: the score of 'milk' by 'ben': 'true' is not a number",
        ),
        ('[{"a": 1}, 2]', InputError, "r.json: the file holds a list; a population is an object with"),
        ('{"tea": 3, "milk": 0.5}', InputError, "r.json: this is a policy, a weight for each name; a population has"),
        ('{"Election": {}, "ballots": []}', InputError, "r.json: this is an export of BetterVoting, which is not read"),
        ('{"a": 1}\n{"b": 2}', UnsupportedError, "r.json: this is JSON Lines (a record on each line), which is not"),
    ],
)
def test_what_is_no_population_is_named(text, kind, said):
    with pytest.raises(kind) as caught:
        read(text)
    assert str(caught.value).startswith(said)


def test_options_for_tables_have_no_meaning_for_a_population():
    text = '{"format": "verifier-population/1", "rankings": [{"share": 2.0, "ranking": "a > b"}]}'
    with pytest.raises(InputError, match=r"^r\.json: --prompt has no meaning for a population in JSON; it is for"):
        read(text, prompt="p")
    assert read(text, normalize=True).divided_by == 2


TEXTS = st.text('ab[]{},:"\\\n')
VALUES = st.recursive(
    st.none() | st.integers() | TEXTS, lambda each: st.lists(each) | st.dictionaries(TEXTS, each), max_leaves=6
)


@given(st.lists(VALUES), st.sampled_from([None, 0, 2]))
def test_items_are_found_on_the_lines_on_which_they_begin(items, indent):
    text = json.dumps(items, indent=indent)
    lines = items_at(text)
    assert len(lines) == len(items)
    if indent == 2:
        assert lines == [
            i for i, line in enumerate(text.split("\n"), start=1) if line[:2] == "  " and line[2] not in " ]}"
        ]


@pytest.mark.parametrize(("value", "number"), [(3, 3), (True, None), ("3", None), (None, None), ([3], None)])
def test_whole_numbers_of_json_are_numbers(value, number):
    assert whole(value) == number
