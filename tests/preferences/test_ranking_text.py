"""Rankings as text: what is a name, what a tie, and what is refused for being unclear."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifier import InputError, Population
from verifier.preferences.formats.population_json import parse_population_json
from verifier.preferences.ranking import format_ranking, index_ranking, parse_ranking


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("temp=0 > top_p=1", "'=' in 'temp=0 > top_p=1' may be a tie or part of a name; write a tie with blanks"),
        ("a=b>c", "write a tie with blanks on both sides, as a = b, or declare the responses"),
        ("a =b > c", "may be a tie or part of a name"),
        ("a->b > c", "'->' in 'a->b > c' may be a step of the ranking or part of a name; write a > b with blanks"),
        ("3 * a > b", "'3 * a' in '3 * a > b' may be a name or a number of users; give users as {'a > b': 3}"),
        ("3*a > b", "'3*a' in '3*a > b' may be a name or a number of users"),
        ("a > b *5", "'b *5' in 'a > b *5' may be a name or a number of users"),
        ("3: a > b", "'3: a' in '3: a > b' may be a name or a number of users"),
        ("3:a > b", "may be a name or a number of users; give users as {'a > b': 3}, or declare the responses"),
    ],
)
def test_what_may_be_no_name_is_refused_where_no_responses_are_declared(text, said):
    with pytest.raises(InputError, match=re.escape(said)):
        Population.from_rankings([text])
    rows = f'{{"format": "verifier-population/1", "rankings": [{{"count": 1, "ranking": "{text}"}}]}}'
    with pytest.raises(InputError, match=rf"^p\.json: ranking 1: .*{re.escape(said)}"):
        parse_population_json(rows, "p.json", "bottom")


@pytest.mark.parametrize(
    "text", ["a > b = c", "a>b>c", "3 > 12 > 7", "a- > -b", "AT&T > C++ > 2 + 2", "a\t=\tb > c", "GPT 4 > C#"]
)
def test_other_names_need_no_declaration(text):
    names = re.split(r"\s*[>=]\s*", text)
    assert [name for group in parse_ranking(text) for name in group] == names


FOREIGN = [
    "(tea = milk) > cola", "{a,b} > c", "[a, b] > c", "a > {b, c}", "a \u227b b", "a \u2192 b", "a\uff1eb",
    "a \u2ab0 b", "a \u00bb b", "a < b", "a &gt; b", "a, b, c", "a;b;c", "a | b", "a / b", "a beats b", "a over b",
    "a ~ b > c", "a > b & c", "a > b, c", "3 a > b", "3x a > b", "60% a > b", "a > b [3]", "a > b (3)", "a > b x3",
    "12,a>b", "a > b > ...", "a > b > \u2026", "a > b > c;", "a>b>c # note", "'a' > 'b'", "\u201ca\u201d > b",
    "1. a > 2. b", "a > b\nc > d", "f(x) > b",
]  # fmt: skip


@pytest.mark.parametrize("text", FOREIGN)
def test_what_other_grammars_write_is_refused_unless_the_names_are_declared(text):
    with pytest.raises(
        InputError, match=r"declare the responses \(responses=\[\.\.\.\], or \"responses\": \[\.\.\.\] in JSON\)"
    ):
        Population.from_rankings([text])
    with pytest.raises(InputError, match=r"^p\.json: ranking 1: .*declare the responses"):
        parse_population_json(
            json.dumps({"format": "verifier-population/1", "rankings": [{"count": 1, "ranking": text}]}),
            "p.json",
            "bottom",
        )
    names = [name for group in text.split(">") for name in (each.strip() for each in group.split("=")) if name]
    assert Population.from_rankings([text], names).responses == tuple(names)


def test_declared_names_may_hold_what_joins_them():
    names = ["temp=0", "top_p=1", "a->b", "3 * a", "x >= 2"]
    expected = [["temp=0"], ["top_p=1", "a->b"], ["3 * a"], ["x >= 2"]]
    assert parse_ranking("temp=0 > top_p=1 = a->b > 3 * a > x >= 2", names) == expected
    people = Population.from_rankings({"temp=0 > top_p=1": 3, "a->b": 1}, names)
    assert people.weights == (3, 1)


def test_a_tie_of_declared_names_needs_no_blanks():
    assert parse_ranking("a=b>c", ["a", "b", "c"]) == [["a", "b"], ["c"]]


def test_a_text_that_can_be_read_in_two_ways_is_refused():
    with pytest.raises(InputError, match=re.escape("'a=b > c' can be read in several ways")):
        parse_ranking("a=b > c", ["a", "b", "a=b", "c"])
    assert parse_ranking("a = b > c", ["a", "b", "a=b", "c"]) == [["a", "b"], ["c"]]
    with pytest.raises(InputError, match="'a-' is not a response of this population"):
        Population.from_rankings(["a->b"], ["a", "b", "x=y"])


@given(st.data())
def test_what_is_written_is_read_with_the_names_declared_or_refused_as_unclear(data):
    name = st.text("ab=> -", min_size=1, max_size=4).map(str.strip).filter(bool)
    names = data.draw(st.lists(name, min_size=1, max_size=4, unique=True))
    order = data.draw(st.permutations(range(len(names))))
    cuts = data.draw(st.lists(st.booleans(), min_size=len(names), max_size=len(names)))
    classes: list[list[int]] = []
    for y, cut in zip(order, cuts, strict=True):
        if cut or not classes:
            classes.append([])
        classes[-1].append(y)
    ranking = tuple(tuple(sorted(group)) for group in classes)
    try:
        read = parse_ranking(format_ranking(ranking, names), names)
    except InputError as error:
        problem = str(error)
        assert re.search("several ways|is missing|appears twice", problem)  # not all texts are unclear
    else:
        assert index_ranking(read, {name: i for i, name in enumerate(names)}) == ranking
