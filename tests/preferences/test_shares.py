"""What must sum to 1, and what is divided by its sum."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifier import InputError, Lottery, Policy, Population
from verifier.preferences.formats.policy_text import parse_policy
from verifier.preferences.formats.population_json import parse_population_json

NAMES = ("a", "b", "c")
POSITIVE = st.fractions(min_value=0, max_value=10**6).filter(bool)
THREE = st.lists(st.fractions(min_value=0, max_value=10**6), min_size=3, max_size=3).filter(any)


@given(THREE, POSITIVE)
def test_a_policy_multiplied_by_a_positive_number_is_the_same_policy(weights, factor):
    once = Policy.from_fractions(weights, normalize=True)
    times = Policy.from_fractions([factor * weight for weight in weights], normalize=True)
    assert times == once
    assert (times.divided_by or 1) == factor * sum(weights)
    named = dict(zip(NAMES, [factor * weight for weight in weights], strict=True))
    assert Policy.from_weights(named, NAMES, normalize=True) == once


@given(THREE, POSITIVE)
def test_shares_and_lotteries_multiplied_by_a_positive_number_are_the_same(weights, factor):
    rankings = [((y,),) for y in range(3)]
    many = [factor * weight for weight in weights]
    once = Population.from_shares(NAMES, zip(rankings, weights, strict=True), normalize=True)
    assert Population.from_shares(NAMES, zip(rankings, many, strict=True), normalize=True) == once
    sets = [(0,), (0, 1), (2,)]
    lottery = Lottery.from_fractions(zip(sets, weights, strict=True), k=2, normalize=True)
    assert Lottery.from_fractions(zip(sets, many, strict=True), k=2, normalize=True) == lottery


def test_numbers_of_every_type_are_weights():
    expected = Policy((2, 3, 0), 5)
    for weights in (
        {"a": 0.4, "b": 0.6},
        {"a": np.float32(0.4), "b": Decimal("0.6")},
        {"a": "4e-1", "b": Fraction(3, 5)},
    ):
        assert Policy.from_weights(weights, NAMES) == expected
    assert Policy.from_fractions([0.4, "3/5", np.int64(0)]) == expected
    assert Policy.from_weights({"a": np.int64(2), "b": 3}, NAMES, counts=True) == expected
    assert Population.from_rankings({"a > b": np.int64(2), "b > a": np.uint8(1)}).weights == (2, 1)
    assert Population.from_rankings({"a > b": 0.1, "b > a": Decimal("0.9")}).weights == (1, 9)
    lottery = Lottery.from_fractions([((0,), 0.5), ((0, 1), np.float64(0.5))])
    assert (lottery.weights, lottery.denominator) == ((1, 1), 2)


@pytest.mark.parametrize("weight", [True, np.True_, float("nan"), float("inf"), None, [1]])
def test_what_is_no_number_is_no_weight(weight):
    with pytest.raises(InputError, match=r"^the weight of 'a': .* is no number; write 3, '0.6' or Fraction\(3, 5\)$"):
        Policy.from_weights({"a": weight}, NAMES)
    with pytest.raises(InputError, match=r"^the weight of 'a > b': .* is no number"):
        Population.from_rankings({"a > b": weight})


@pytest.mark.parametrize("count", [0, -1, 1.0, True, "2"])
def test_counts_are_positive_whole_numbers(count):
    with pytest.raises(InputError, match="users cannot have a ranking; counts are whole and positive"):
        Population.from_counts(("a", "b"), [(((0,), (1,)), count)])


def test_every_error_about_a_sum_names_the_option():
    says = r"not 1 .*; normalize=True divides by the sum$"
    for build in (
        lambda: Policy.from_weights({"a": 0.5}, NAMES),
        lambda: Policy.from_fractions([Fraction(1, 2), Fraction(1)]),
        lambda: Lottery.from_fractions([((0,), 0.5)]),
        lambda: Population.from_rankings({"a > b": 2.0, "b > a": 1.0}),
        lambda: Population.from_shares(("a", "b"), [(((0,), (1,)), "1/3")]),
    ):
        with pytest.raises(InputError, match=says):
            build()
    lottery = '[{"responses": ["a"], "weight": 0.5}]'
    shares = '{"format": "verifier-population/1", "rankings": [{"share": 0.5, "ranking": "a > b"}]}'
    for build in (
        lambda: parse_policy('{"a": 0.5}', ".json", "p.json", NAMES),
        lambda: parse_policy("response,probability\na,5e-1\n", ".csv", "p.csv", NAMES),
        lambda: parse_policy(lottery, ".json", "p.json", NAMES),
        lambda: parse_population_json(shares, "p.json", "bottom"),
    ):
        with pytest.raises(InputError, match=r"sums? to 1/2, not 1 .*; --normalize divides by the sum$"):
            build()
    assert parse_policy('{"a": 0.5}', ".json", "p.json", NAMES, normalize=True).divided_by == Fraction(1, 2)
    assert parse_policy(lottery, ".json", "p.json", NAMES, normalize=True).divided_by == Fraction(1, 2)
    assert parse_population_json(shares, "p.json", "bottom", normalize=True).divided_by == Fraction(1, 2)


def test_counts_are_no_policy_that_was_divided_by_a_sum():
    for normalize in (False, True):
        policy = parse_policy('{"a": 3, "b": 1.0}', ".json", "p.json", NAMES, normalize=normalize)
        assert (policy, policy.divided_by) == (Policy((3, 1, 0), 4), None)


@pytest.mark.parametrize("normalize", [False, True])
def test_negative_weights_are_refused_whatever_they_sum_to(normalize):
    with pytest.raises(InputError, match="the weight of 'b' is -1/2; weights are not negative"):
        Policy.from_weights({"a": 1.5, "b": -0.5}, NAMES, normalize=normalize)
    logs = {"a": -0.51, "b": -1.2, "c": 0}
    with pytest.raises(InputError, match="none is above 0; these look like log-probabilities: write exp of them"):
        Policy.from_weights(logs, NAMES, normalize=normalize)
    with pytest.raises(InputError, match=r"^p\.json: the weight of 'a' is -51/100, .*log-probabilities"):
        parse_policy('{"a": -0.51, "b": -1.2}', ".json", "p.json", NAMES, normalize=normalize)
    with pytest.raises(InputError, match=r"^the lottery sums to 0, not 1; at least one weight is positive"):
        Lottery.from_fractions([((0,), "0.0")], normalize=normalize)


def test_whole_decimals_of_json_are_counts():
    rows = '{"count": 3.0, "ranking": "a > b"}, {"count": 1e0, "ranking": "b > a"}'
    text = f'{{"format": "verifier-population/1", "rankings": [{rows}]}}'
    assert parse_population_json(text, "p.json", "bottom") == Population.from_rankings({"a > b": 3, "b > a": 1})


def test_single_names_are_a_sample_of_a_policy_and_several_a_lottery():
    assert parse_policy("a\na\nb\nc\na\n", ".csv", "draws.csv", NAMES) == Policy((3, 1, 1), 5)
    assert parse_policy("a,b\na,a\n", ".csv", "draws.csv", NAMES) == Lottery(((0,), (0, 1)), (1, 1), 2, 2)


@pytest.mark.parametrize("suffix", [".jsonl", ".ndjson", ".json", ".txt", ".csv"])
def test_json_lines_are_named_with_what_to_write(suffix):
    said = r"^d: this is JSON Lines .*, which is no policy yet; write the counts of its samples as JSON, \{\"tea\": 3"
    with pytest.raises(InputError, match=said):
        parse_policy('{"response": "a"}\n{"response": "b"}\n', suffix, "d", NAMES)
