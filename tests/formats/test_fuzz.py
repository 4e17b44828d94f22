"""Whatever the text, a reader gives a value or one line that says what is wrong, and soon."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from verifier.errors import InputError
from verifier.preferences.formats.options import ReadOptions
from verifier.preferences.formats.policy_text import POLICY_SUFFIXES, parse_policy
from verifier.preferences.formats.registry import POPULATION_SUFFIXES, parse_population

NEW_HEADER = """# TITLE: t
# NUMBER ALTERNATIVES: 3
# NUMBER VOTERS: 5
# NUMBER UNIQUE ORDERS: 2
# ALTERNATIVE NAME 1: tea
# ALTERNATIVE NAME 2: milk
# ALTERNATIVE NAME 3: cola
3: 1,{2,3}
2: 2
"""
OLD_HEADER = "3\n1,tea\n2,milk\n3,cola\n5,5,2\n3,1,{2,3}\n2,2\n"
CATEGORIES = "# NUMBER CATEGORIES: 2\n# ALTERNATIVE NAME 1: tea\n# ALTERNATIVE NAME 2: milk\n3: {},{1,2}\n2: 2,1\n"
COUNTS = """{"format": "verifier-population/1", "responses": ["tea", "milk"], "rankings": [
{"count": 3, "ranking": [["tea"], ["milk"]]},
{"count": 1, "ranking": "tea = milk"}]}
"""
SHARES = """{"format": "verifier-population/1", "rankings": [
{"share": 0.6, "ranking": "a > b"}, {"share": "2/5", "ranking": "b > a"}]}
"""
LONG = """prompt,user,response,score,weight
p,ann,tea,4,1/2
p,ann,milk,5,1/2
p,ben,tea,2,0.5
p,ben,milk,2,0.5
"""
WIDE = 'user,tea,milk,"co,la"\nann,4,5,1/2\nben,2,,0.5\n'
LOTTERY = '[{"responses": ["tea", "milk"], "weight": "1/2"}, {"responses": ["tea"], "weight": 0.5}]'
PEOPLE = {".toi": [NEW_HEADER, OLD_HEADER], ".cat": [CATEGORIES], ".json": [COUNTS, SHARES], ".csv": [LONG, WIDE]}
POLICIES = {
    ".json": ['{"tea": "1/2", "milk": 0.5}', LOTTERY],
    ".csv": ["response,probability\ntea,0.4\nmilk,3/5\n", "tea,milk\nmilk,milk\n"],
}
HOSTILE = ["9" * 5000, "1e9999999", "nan", "NaN", "1_0", "１", "/0", ".", "{" * 3000, "[" * 3000]
PIECES = st.sampled_from([*"\n\r\x85\u2028\0,:{}[]\"'#-019\ud800\ufeff\t >=\\", "", "tea", "milk", *HOSTILE])
OPTIONS = st.builds(
    ReadOptions,
    unranked=st.sampled_from(["bottom", "incomparable", "refuse"]),
    best=st.sampled_from([None, "low", "high"]),
    prompt=st.none() | st.sampled_from(["p", "q", "\n"]),
    user_column=st.none() | st.sampled_from(["user", "tea", ""]),
    value_column=st.none() | st.sampled_from(["score", "tea"]),
    weight_column=st.none() | st.sampled_from(["weight", "score"]),
    ignore_columns=st.sampled_from([(), ("weight",), ("tea", ""), ("\n",)]),
)


@st.composite
def mutated(draw):
    text = draw(st.sampled_from([text for group in (PEOPLE, POLICIES) for texts in group.values() for text in texts]))
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.integers(0, 8)))
        text = text[:start] + draw(PIECES | st.text(max_size=3)) + text[end:]
    return text


def read_or_refuse(read):
    try:
        read()
    except InputError as error:
        message = str(error)
        assert message.startswith(("x", "standard input"))
        assert message.isprintable()
        assert len(message) < 1000


@settings(max_examples=600, deadline=2000)
@given(mutated(), st.sampled_from(POPULATION_SUFFIXES))
def test_mutated_populations_are_read_or_refused(text, suffix):
    read_or_refuse(lambda: parse_population(text, "x" + suffix, ReadOptions()))


@settings(max_examples=300, deadline=2000)
@given(mutated(), OPTIONS)
def test_mutated_tables_are_read_or_refused_whatever_the_options(text, options):
    read_or_refuse(lambda: parse_population(text, "x.csv", options))


@settings(max_examples=300, deadline=2000)
@given(mutated(), st.sampled_from(POLICY_SUFFIXES))
def test_mutated_policies_are_read_or_refused(text, suffix):
    read_or_refuse(lambda: parse_policy(text, suffix, "x", ["tea", "milk"]))


@settings(max_examples=200, deadline=2000)
@given(st.text(), st.sampled_from(POPULATION_SUFFIXES))
@example("0", ".soc")
@example('"', ".csv")
@example("{" * 5000, ".json")
def test_any_text_is_read_or_refused(text, suffix):
    read_or_refuse(lambda: parse_population(text, "x" + suffix, ReadOptions()))
    read_or_refuse(lambda: parse_policy(text, ".csv", "x", ["tea", "milk"]))


def test_the_unmutated_texts_are_read():
    for suffix, texts in PEOPLE.items():
        for text in texts:
            parse_population(text, "x" + suffix, ReadOptions())
    for suffix, texts in POLICIES.items():
        for text in texts:
            parse_policy(text, suffix, "x", ["tea", "milk"])


@pytest.mark.parametrize(
    ("suffix", "text"),
    [
        (".toi", "# ALTERNATIVE NAME 1: a\n1: " + "{1," * 200_000),
        (".toi", "# ALTERNATIVE NAME 1: a\n1: " + "1," * 200_000),
        (".toi", "# ALTERNATIVE NAME 1: a\n1: " + "{" * 200_000),
        (".toi", "9" * 4000 + "\n1,a\n"),
        (".json", "[" * 1_000_000),
        (".json", '"' + "\\" * 1_000_000),
        (".json", "[" + "1" * 1_000_000 + "]"),
        (".csv", '"' + "a" * 1_000_000),
        (".csv", "user,a\nu," + "9" * 100_000 + "\n"),
        (".csv", "user,a\nu,1e" + "9" * 1000 + "\n"),
        (".csv", ",".join(f"r{i}" for i in range(100_000)) + ",r0\n"),
    ],
    ids=lambda value: value[:12],
)
def test_hostile_text_is_refused_soon(suffix, text):
    with pytest.raises(InputError):
        parse_population(text, "x" + suffix, ReadOptions())
