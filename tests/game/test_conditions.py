"""Conditions on a population: read from text as people write it, refused with what was wrong, and evaluated."""

from __future__ import annotations

from fractions import Fraction

import pytest

from verifier.errors import InputError, UnknownResponseError
from verifier.game.condition import Condition, Event, total_value
from verifier.lab.counterexample.condition_text import MAX_LENGTH, parse_condition
from verifier.preferences.population import Population

NAMES = ["a", "b", "c", "c d", "x > y, [z]", "P"]
AB = Event(0, (1,))
BA = Event(1, (0,))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("P[a > b] >= 3/5", [Condition(-3, ((AB, 5),))]),
        ("P[a > b] <= 0.5", [Condition(1, ((AB, -2),))]),
        ("3/5<=P[a>b]", [Condition(-3, ((AB, 5),))]),
        ("P[a > b] - P[b > a] >= 1/10", [Condition(-1, ((AB, 10), (BA, -10)))]),
        ("P[a > c, b] <= 1/2", [Condition(1, ((Event(0, (1, 2)), -2),))]),
        ("P[a > b] = 2/3", [Condition(-2, ((AB, 3),)), Condition(2, ((AB, -3),))]),
        ("2 P[a > b] + 3 * P[b > a] >= 1 + P[a > b]", [Condition(-1, ((AB, 1), (BA, 3)))]),
        ("-P[a > b] >= -1/2", [Condition(1, ((AB, -2),))]),
        ("1 - P[a > b] >= 0", [Condition(1, ((AB, -1),))]),
        ("P[c d > a] >= 1", [Condition(-1, ((Event(3, (0,)), 1),))]),
        ('P["x > y, [z]" > "a", P] >= 1', [Condition(-1, ((Event(4, (0, 5)), 1),))]),
        ("P[a > b] >= 0", [Condition(0, ((AB, 1),))]),
    ],
)
def test_a_condition_is_read_as_people_write_it(text, expected):
    assert parse_condition(text, NAMES) == tuple(expected)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "ends where a number or P"),
        ("P[a > b]", "ends where >= or <= or = was expected"),
        ("P[a > b] >=", "ends where a number or P"),
        ("P[a > b] > 1/2", "cannot read '> 1/2'"),
        ("P[a > b] >= 1/2 >= 0", "has '>=' where it should end"),
        ("P[a > b] >= 1e", "cannot read 'e'"),
        ("P[a > b] >= 1/0", "divides by zero"),
        ("P[a > b] * 2 >= 1", "where >= or <= or = was expected"),
        ("2 * 3 >= P[a > b]", "multiplies a number with something else"),
        ("3 4 >= P[a > b]", "has '4' where"),
        ("+ P[a > b] >= 1", "has '\\+' where a number or P"),
        ("P[a] >= 1", "one response stands above one or more others"),
        ("P[a > a] >= 1", "one response stands above one or more others"),
        ("P[a > b, b] >= 1", "one response stands above one or more others"),
        ("P[a > b > c] >= 1", "one response stands above one or more others"),
        ("P[a, b > c] >= 1", "one response stands above one or more others"),
        ("P[a > ] >= 1", "one response stands above one or more others"),
        ('P["" > a] >= 1', "one response stands above one or more others"),
        ("P[a > b] >= P[a > b]", "says nothing of the population"),
        ("1 >= 0", "says nothing of the population"),
        ("P[a > b] >= " + "1" * MAX_LENGTH, "at most 10000 are read"),
    ],
)
def test_what_is_no_condition_is_refused_with_what_was_wanted(text, said):
    with pytest.raises(InputError, match=said):
        parse_condition(text, NAMES)


def test_a_name_that_nobody_has_is_refused_with_the_nearest():
    with pytest.raises(UnknownResponseError, match="did you mean 'c d'"):
        parse_condition("P[cd > a] >= 1", NAMES)


def test_a_condition_has_one_form():
    doubled = Condition.from_terms(Fraction(-3, 5), [(BA, 0), (AB, Fraction(1, 2)), (AB, Fraction(1, 2))])
    assert doubled == Condition(-3, ((AB, 5),))
    for constant, terms in ((2, ((AB, 4),)), (1, ((AB, 0),)), (1, ((BA, 1), (AB, 1))), (1, ())):
        with pytest.raises(InputError, match="use from_terms"):
            Condition(constant, terms)
    for response, below in ((0, ()), (0, (2, 1)), (0, (0, 1)), (0, (1, 1))):
        with pytest.raises(InputError, match="above a set of others"):
            Event(response, below)


def test_a_condition_on_a_population_is_its_shares():
    people = Population.from_rankings({"a > b > c": 3, "b = c > a": 2, "c > a = b": 5})
    (condition,) = parse_condition("2 P[c > a, b] + P[b > a] - P[a > b] >= 1/2", people.responses)
    # c is on top of 5 in 10, b above a for 2, a above b for 3.
    assert Fraction(total_value(people, condition), people.total) == 2 * (2 * 5 + 2 - 3 - 5) * Fraction(1, 10)


def test_a_double_quote_in_a_name_is_written_twice_within_quotes():
    names = ['say "hi", 5" > x', "b", 'c"']
    (condition,) = parse_condition('P["say ""hi"", 5"" > x" > b, "c"""] >= 1/2', names)
    assert condition == Condition(-1, ((Event(0, (1, 2)), 2),))
    with pytest.raises(InputError, match="their own quotes twice"):
        parse_condition('P[c" > b] >= 1/2', names)
