"""Policies, lotteries over sets, and logs of draws."""

from __future__ import annotations

from fractions import Fraction

import pytest

from verifier.errors import InputError, UnknownResponseError
from verifier.preferences.formats.policy_text import format_policy, parse_policy
from verifier.preferences.policy import Lottery, Policy

NAMES = ("milk", "tea", "hot, black coffee")
HALF = Policy((1, 1, 0), 2)


def read(text, suffix=".json"):
    return parse_policy(text, suffix, "p" + suffix, NAMES)


@pytest.mark.parametrize(
    ("text", "suffix"),
    [
        ('{"milk": 0.5, "tea": "1/2"}', ".json"),
        ('\ufeff{"milk": "0.50", "tea": 0.5, "hot, black coffee": 0}', ".json"),
        ('{"milk": 17, "tea": 17}', ".json"),
        ('{"milk": "2", "tea": 2.0}', ".json"),
        ("response,probability\ntea,0.5\nmilk,1/2\n", ".csv"),
        ('response,probability\ntea,1/2\nmilk,1/2\n"hot, black coffee",0\n', ".csv"),
        ("response,count\ntea,3\nmilk,3\n", ".csv"),
        ("count\tresponse\r\n3\ttea\r\n3\tmilk\r\n", ".tsv"),
    ],
)
def test_a_policy_has_many_spellings(text, suffix):
    assert read(text, suffix) == HALF


def test_one_response_of_weight_one_is_its_point_mass():
    for text in ('{"tea": 1}', '{"tea": "1"}', '{"tea": 5}', '{"tea": "1/1"}'):
        assert read(text) == Policy.point(1, 3)


def test_a_list_of_sets_is_a_lottery():
    rows = '[{"responses": ["tea", "milk"], "weight": %s}, {"weight": %s, "responses": ["tea"]}]'
    expected = Lottery(((0, 1), (1,)), (1, 2), 3, 2)
    assert read(rows % ('"1/3"', '"2/3"')) == expected
    assert read(rows % ("4", "8")) == expected


@pytest.mark.parametrize("suffix", [".txt", ".log", ".csv"])
def test_a_log_of_draws_is_a_lottery_and_repeats_within_a_draw_drop(suffix):
    text = 'tea,milk,tea\n"hot, black coffee",tea,milk\n\nmilk,tea, milk\n'
    assert read(text, suffix) == Lottery(((0, 1), (0, 1, 2)), (2, 1), 3, 3)


def test_draws_that_always_repeat_keep_their_k():
    assert read("tea\ttea\ntea\ttea\n", ".tsv") == Lottery(((1,),), (1,), 1, 2)


@pytest.mark.parametrize(
    ("text", "suffix", "problem"),
    [
        ('{"milk": "1/2", "tea": "1/3"}', ".json", ": the policy sums to 5/6, not 1 (off by 1/6)"),
        ('{"milk": "3/2", "tea": "-1/2"}', ".json", ": the weight of 'tea' is -1/2; weights are not negative"),
        ('{"milk": 1, "milk": 1}', ".json", " line 1: the key 'milk' stands twice"),
        ('{"mlik": 1}', ".json", ": 'mlik' is not a response of this population; did you mean 'milk'?"),
        ('{"milk": NaN}', ".json", " line 1: 'NaN' is not a number"),
        ('{"milk": 1e401}', ".json", " line 1: the exponent of '1e401' is out of range"),
        ('{"milk": "1e401"}', ".json", ": the weight of 'milk': the exponent of '1e401' is out of range"),
        ('{"milk": "nan"}', ".json", ": the weight of 'milk': 'nan' is not a number"),
        ('{"milk": "0.1.2"}', ".json", ": the weight of 'milk': '0.1.2' is not a number"),
        ('{"milk": 0.1.2}', ".json", " line 1: not JSON at column 13"),
        ('{"milk": true}', ".json", ": the weight of 'milk' is true; write"),
        ('{"milk": [1]}', ".json", ": the weight of 'milk' is a list; write"),
        ('{"milk": 0}', ".json", ": all sample counts are zero"),
        ("{}", ".json", ": the policy is empty; a policy is"),
        ("[]", ".json", ": the lottery is empty; a policy is"),
        ("3", ".json", ": the file holds the number 3; a policy is"),
        ("[1]", ".json", ": row 1 is the number 1; a policy is"),
        ('[{"responses": ["tea"], "weight": 1, "k": 2}]', ".json", ": row 1 has the keys 'responses', 'weight', 'k'; "),
        ('[{"responses": [], "weight": 1}]', ".json", ": row 1 shows no response; "),
        (
            '[{"responses": "tea", "weight": 1}]',
            ".json",
            ": row 1 shows the text 'tea'; its 'responses' must be a list",
        ),
        ('[{"responses": [1], "weight": 1}]', ".json", ": row 1 shows the number 1; its 'responses' must be names"),
        ('[{"responses": ["tee"], "weight": 1}]', ".json", ": row 1: 'tee' is not a response of this population; did"),
        ('[{"responses": ["tea", "tea"], "weight": 1}]', ".json", ": row 1 shows 'tea' twice; "),
        ('[{"responses": ["tea"], "weight": -1}]', ".json", ": the weight of row 1 is -1, and none is above 0; "),
        ('[{"responses": ["tea"], "weight": 0}]', ".json", ": the lottery sums to 0, not 1"),
        ('[{"responses": ["tea"], "weight": 0.9}]', ".json", ": the lottery sums to 9/10, not 1 (off by 1/10)"),
        ("response,probability\ntea,0.9\n", ".csv", ": the policy sums to 9/10, not 1"),
        ("response,probability\ntea,0.5\ntea,0.5\n", ".csv", " line 3: 'tea' has a second row; "),
        ("response,probability\ntee,1\n", ".csv", " line 2: 'tee' is not a response of this population; did you mean"),
        ("response,probability\ntea,nan\n", ".csv", " line 2: the probability of 'tea': 'nan' is not a number"),
        ("response,probability\ntea,-1\n", ".csv", ": the weight of 'tea' is -1, and none is above 0; "),
        ("response,count\ntea,0.5\n", ".csv", " line 2: the count of 'tea': 0.5 is not whole; "),
        ("response,probability\ntea\n", ".csv", " line 2: 1 cell where the header has 2; "),
        ("response,probability\n", ".csv", ": there are no rows below the header; "),
        (
            "response,prob\ntea,1\n",
            ".csv",
            " line 1: this is read as a draw (a table of weights starts with response,prob",
        ),
        ("tea,milk\ntea\n", ".log", " line 2: 1 name where line 1 has 2; all draws must have equally many"),
        ("tea,milk\ntea,\n", ".log", " line 2: '' is not a response of this population"),
        ('tea\n"tea\n', ".log", " line 2: not a row of CSV"),
        (" \n", ".log", ": the file is empty; "),
        ("tea", ".pdf", ": '.pdf' is no format of policies; accepted are .json .csv .tsv .txt .log"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(text, suffix, problem):
    with pytest.raises(InputError) as caught:
        read(text, suffix)
    assert str(caught.value).startswith(f"p{suffix}{problem}")
    assert str(caught.value).isprintable()


@pytest.mark.parametrize(
    ("text", "suffix", "problem"),
    [
        (
            "response;probability\ntea;1\n",
            ".csv",
            "the header is one cell, 'response;probability'; separate cells with c",
        ),
        ("count\tresponse\n1\ttea\n", ".csv", r"the header is one cell, 'count\tresponse'; separate cells with commas"),
        ("response,count\ntea,1\n", ".tsv", "the header is one cell, 'response,count'; separate cells with tabs"),
        ("tea;milk\nmilk;milk\n", ".log", "the draw is one cell, 'tea;milk'; separate cells with commas"),
        ("tea,milk\n", ".tsv", "the draw is one cell, 'tea,milk'; separate cells with tabs"),
    ],
)
def test_a_row_in_one_cell_says_which_separator_is_wanted(text, suffix, problem):
    with pytest.raises(InputError) as caught:
        read(text, suffix)
    assert str(caught.value).startswith(f"p{suffix} line 1: {problem}")


def test_a_separator_within_a_name_is_no_fault():
    names = ("a;b", "response;count")
    assert parse_policy("a;b\na;b\n", ".csv", "p.csv", names) == Policy((1, 0), 1)
    assert parse_policy("response,count\na;b,3\n", ".csv", "p.csv", names) == Policy((1, 0), 1)


def test_unknown_names_keep_their_own_error():
    for text, suffix in (('{"tee": 1}', ".json"), ("tee\n", ".log"), ("response,count\ntee,1\n", ".csv")):
        with pytest.raises(UnknownResponseError):
            read(text, suffix)


def test_what_is_written_is_read_back_and_has_no_zeros():
    policy = Policy.from_fractions([Fraction(1, 3), Fraction(0), Fraction(2, 3)])
    assert format_policy(policy, NAMES) == '{\n "milk": "1/3",\n "hot, black coffee": "2/3"\n}\n'
    assert read(format_policy(policy, NAMES)) == policy
    lottery = Lottery(((0, 1), (2,)), (1, 2), 3, 2)
    assert read(format_policy(lottery, NAMES)) == lottery
