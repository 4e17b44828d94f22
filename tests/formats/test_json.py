"""Strict JSON, and populations written in it."""

from __future__ import annotations

from fractions import Fraction

import pytest

from verifier.errors import InputError, UnsupportedError
from verifier.preferences.formats.population_json import format_population_json, parse_population_json
from verifier.preferences.formats.strict_json import parse_json
from verifier.preferences.population import Population


def parse(text):
    return parse_population_json(text, "p.json", "bottom")


def rows(*listed, more=""):
    return f'{{"format": "verifier-population/1", {more}"rankings": [{", ".join(listed)}]}}'


def test_numbers_arrive_exactly():
    assert parse_json('[0.1, -2, 3.0, {"a": null}, true, "x"]', "s") == [
        Fraction(1, 10), -2, Fraction(3), {"a": None}, True, "x",
    ]  # fmt: skip
    assert parse_json("1" * 4096, "s") == int("1" * 4096)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('{"a": 1,\n "b": {"a": 1}, "\\u0061": 2}', "line 2: the key 'a' stands twice in one object, at column 17; "),
        ('[{"a": "}{", "a": 2}]', "line 1: the key 'a' stands twice in one object, at column 14; "),
        ("[1,\n\n NaN]", "line 3: 'NaN' is not a number that is read here, at column 2; "),
        ("-Infinity", "line 1: '-Infinity' is not a number"),
        ("[1e401]", "line 1: the exponent of '1e401' is out of range; exponents are whole, from -400"),
        ("[1.5E-401]", "line 1: the exponent of '1.5E-401' is out of range"),
        ("1e9999999", "line 1: the exponent of '1e9999999' is out of range"),
        ("1" * 5000, "line 1: a number of 5000 characters is too long; integers of at most 4096 are read"),
        ("0." + "1" * 5000, "line 1: a number of 5002 characters is too long"),
        ("[" * 100_000, "line 1: brackets nest more than 100 deep, at column 101; "),
        ('{"a":' * 100_000, "line 1: brackets nest more than 100 deep, at column 501; "),
        ('{"a" 1}', "line 1: not JSON at column 6 (Expecting ':' delimiter); "),
        ("[01]", "line 1: not JSON at column 3"),
        ("[１]", "line 1: not JSON at column 2"),
        ("{'a': 1}", "line 1: not JSON at column 2"),
        ('["a\nb"]', "line 1: not JSON at column 4"),
        ("[1] [2]", "line 1: not JSON at column 5 (Extra data)"),
        ("", ": the file is empty; "),
        ("\ufeff \n", ": the file is empty; "),
    ],
)
def test_what_json_lets_through_is_refused_with_its_place(text, problem):
    with pytest.raises(InputError) as caught:
        parse_json(text, "s")
    assert str(caught.value).startswith("s" + (problem if problem.startswith(":") else " " + problem))
    assert str(caught.value).isprintable()


def test_rankings_are_lists_or_text_and_names_come_in_order_of_appearance():
    text = rows('{"count": 3, "ranking": [["b"], ["a", "c"]]}', '{"count": 1, "ranking": "a > b = c"}')
    assert parse(text) == Population.from_rankings({"b > a = c": 3, "a > b = c": 1})
    declared = parse(rows('{"count": 1, "ranking": "a > b"}', more='"responses": ["z", "b", "a"], '))
    assert declared.responses == ("z", "b", "a")
    assert declared.rankings == (((2,), (1,)),)


def test_shares_are_exact_texts_or_decimals():
    text = rows('{"share": 0.6, "ranking": "a > b"}', '{"share": "2/5", "ranking": "b > a"}')
    assert parse(text) == Population.from_rankings({"a > b": "3/5", "b > a": "2/5"})
    assert parse(rows('{"share": 1, "ranking": "a"}')).counted is False


def test_splitting_a_row_changes_nothing():
    split = rows(*['{"count": 1, "ranking": "a > b"}'] * 3)
    assert parse(split) == parse(rows('{"count": 3, "ranking": [["a"], ["b"]]}'))


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("[]", "p.json: the file holds a list; a population is an object with 'format', 'responses', 'rankings'"),
        ('{"rankings": []}', "p.json: the key 'format' is missing; a population has"),
        ('{"format": "verifier-population/2", "rankings": []}', "the format is the text 'verifier-population/2'; "),
        (rows(), "p.json: there are no 'rankings'; they must be a list in which a row reads"),
        (rows("1", more='"unranked": "bottom", '), "a population has the unknown key 'unranked'; accepted are"),
        (rows("1"), "p.json: ranking 1 is the number 1; a row reads"),
        (
            rows('{"count": 1, "ranking": "a", "who": "me"}'),
            "ranking 1 has the unknown key 'who'; accepted are 'count'",
        ),
        (rows('{"ranking": "a"}'), "ranking 1 has 'ranking'; a row reads"),
        (rows('{"count": 1}'), "ranking 1 has 'count'; a row reads"),
        (rows('{"count": 1, "share": 1, "ranking": "a"}'), "ranking 1 has 'count', 'share', 'ranking'; a row reads"),
        (
            rows('{"count": 1, "ranking": "a"}', '{"share": 1, "ranking": "a"}'),
            "ranking 2 has a 'share' and ranking 1 a",
        ),
        (rows('{"count": 0, "ranking": "a"}'), "the count of ranking 1 is the number 0; counts are positive whole"),
        (rows('{"count": -1, "ranking": "a"}'), "the count of ranking 1 is the number -1; "),
        (rows('{"count": 1.5, "ranking": "a"}'), "the count of ranking 1 is the number 3/2; "),
        (rows('{"count": true, "ranking": "a"}'), "the count of ranking 1 is true; "),
        (rows('{"count": "3", "ranking": "a"}'), "the count of ranking 1 is the text '3'; "),
        (rows('{"share": null, "ranking": "a"}'), "the share of ranking 1 is null; "),
        (rows('{"share": "0.1.2", "ranking": "a"}'), "the share of ranking 1: '0.1.2' is not a number"),
        (rows('{"share": 0.5, "ranking": "a"}'), "p.json: the shares sum to 1/2, not 1 (off by 1/2)"),
        (rows('{"share": "-1", "ranking": "a"}'), "p.json: share 1 is -1, and none is above 0; these look like"),
        (rows('{"count": 1, "ranking": []}'), "ranking 1 ranks no response; "),
        (rows('{"count": 1, "ranking": [[]]}'), "ranking 1 ranks no response; "),
        (rows('{"count": 1, "ranking": ["a"]}'), "ranking 1 has the text 'a' where a list of names is wanted; "),
        (rows('{"count": 1, "ranking": [[1]]}'), "ranking 1 has the number 1 where a name is wanted; "),
        (rows('{"count": 1, "ranking": 7}'), "ranking 1 has the number 7 where a list of classes is wanted; "),
        (rows('{"count": 1, "ranking": "a > > b"}'), "ranking 1: a response is missing in 'a > > b'"),
        (rows('{"count": 1, "ranking": "a > b\\n > b\\n"}'), "'\\n' in 'a > b\\n > b\\n' may be part of a name"),
        (rows('{"count": 1, "ranking": [["a"], ["a"]]}'), "p.json: ranking 1: 'a' appears twice"),
        (rows('{"count": 1, "ranking": "tee"}', more='"responses": ["tea"], '), "'tee' is not a response of this"),
        (rows('{"count": 1, "ranking": "a"}', more='"responses": ["a", "a"], '), "the response name 'a' stands twice"),
        (rows('{"count": 1, "ranking": "a"}', more='"responses": "a", '), "'responses' has the text 'a' where a list"),
    ],
)
def test_what_is_wrong_is_named(text, problem):
    with pytest.raises(InputError) as caught:
        parse(text)
    assert str(caught.value).startswith("p.json: ")
    assert problem in str(caught.value)
    assert str(caught.value).isprintable()


def test_rows_of_chosen_and_rejected_are_refused_as_pairs():
    with pytest.raises(UnsupportedError, match=r"^p\.json: the columns 'chosen', 'rejected' are those of pairwise"):
        parse('[{"prompt": "p", "chosen": "a", "rejected": "b"}]')


def test_text_is_the_same_for_the_same_population():
    population = Population.from_rankings({"a > 茶 = c": 2, "c": 5})
    text = format_population_json(population)
    assert text == (
        '{"format": "verifier-population/1",\n "responses": ["a", "茶", "c"],\n "rankings": [\n'
        '  {"count": 2, "ranking": [["a"], ["茶", "c"]]},\n  {"count": 5, "ranking": [["c"]]}]}\n'
    )
