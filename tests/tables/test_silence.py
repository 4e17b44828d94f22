"""What stands for no answer among scores and places: asked about, and read rightly either way."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from verifier.errors import InputError
from verifier.preferences.formats.options import ReadOptions
from verifier.preferences.formats.registry import parse_population
from verifier.preferences.tables.doubts.silence import silent_scores

DRINKS = ("tea", "milk", "cola", "water")


def read(text, **options):
    return parse_population(text, "votes.csv", ReadOptions(**options))


def wide(rows):
    lines = ["user," + ",".join(DRINKS), *(f"p{i}," + ",".join(map(str, row)) for i, row in enumerate(rows))]
    return "\n".join(lines) + "\n"


def long(rows):
    lines = [f"p{i},{name},{value}" for i, row in enumerate(rows) for name, value in zip(DRINKS, row, strict=True)]
    return "\n".join(["user,response,score", *lines]) + "\n"


def without(rows, code):
    return [["" if value == code else value for value in row] for row in rows]


@st.composite
def scored(draw, top):
    """Scores 1..top with all of them used, and places where a code is to stand, in rows that keep two scores."""
    row = st.lists(st.integers(1, top), min_size=4, max_size=4)
    rows = [[1, 2, 3, 4], [top, 1, 2, 3], *([i, 1, 2, top] for _ in range(2) for i in range(1, top + 1))]
    rows += draw(st.lists(row, min_size=0, max_size=6))
    holes = draw(st.sets(st.tuples(st.integers(1, len(rows) - 1), st.integers(0, 1)), min_size=1, max_size=6))
    rows.append([2, 2, 3, 1])
    return rows, holes


@pytest.mark.parametrize("form", [wide, long])
@pytest.mark.parametrize(("code", "top"), [(-1, 5), (-9, 10), (-99, 10), (99, 10), (999, 20), (9, 5), (8, 4), (98, 20)])
@settings(max_examples=12)
@given(data=st.data())
def test_a_number_that_may_stand_for_no_answer_is_asked_about(form, code, top, data):
    rows, holes = data.draw(scored(top))
    rows = [[code if (i, j) in holes else value for j, value in enumerate(row)] for i, row in enumerate(rows)]
    with pytest.raises(InputError) as caught:
        read(form(rows), best="high")
    silent, score = (read(form(rows), best="high", **remedy) for remedy in caught.value.remedies)
    right = read(form(without(rows, code)), best="high")
    assert silent.rankings == right.rankings
    assert silent.responses == right.responses
    assert score.rankings == read(form([[Fraction(value) + 1000 for value in row] for row in rows])).rankings


@pytest.mark.parametrize(
    "values", [{-1, 0, 1}, {-2, -1, 0, 1, 2}, {1, 2, 3, 4, 5}, {0, 50, 90, 99}, {1, 8, 9}, {-1, -3, 4}, {7, 8, 9, 10}]
)
def test_scores_of_a_scale_are_not_asked_about(values):
    assert silent_scores({Fraction(value) for value in values}, 40) == []


PLACED = "voter,rank 1,rank 2,rank 3\na,tea,milk,cola\nb,milk,{0},tea\nc,cola,tea,milk\nd,tea,cola,{0}\n"


@pytest.mark.parametrize(
    "cell",
    ["-", "--", "overvote", "Over", "Overvote (2)", "UNDERVOTE", "No vote", "Abstain", "skipped 2", "*", "spoilt"],
)
def test_a_cell_that_names_no_choice_is_asked_about(cell):
    with pytest.raises(InputError, match="reads like no response") as caught:
        read(PLACED.format(cell), columns="places")
    (remedy,) = caught.value.remedies
    assert read(PLACED.format(cell), columns="places", **remedy) == read(PLACED.format(""), columns="places")
    assert cell in read(PLACED.format(cell), columns="places", missing=("NA",)).responses


@pytest.mark.parametrize("sign", ["=", " = ", "/", "; ", " and ", "|", "+"])
def test_a_tie_in_a_cell_is_asked_about(sign):
    text = f"voter,rank 1,rank 2,rank 3\na,tea,milk,cola\nb,milk,tea{sign}cola,\nc,cola,tea,milk\n"
    with pytest.raises(InputError, match="may be a tie of") as caught:
        read(text, columns="places")
    (remedy,) = caught.value.remedies
    assert f"tea{sign}cola" in read(text, columns="places", **remedy).responses


def test_a_name_with_a_sign_is_none():
    text = "voter,rank 1,rank 2\na,fish and chips,C++\nb,C++,fish and chips\n"
    assert read(text, columns="places").responses == ("fish and chips", "C++")


@pytest.mark.parametrize("form", ["{contest} rank {place}", "{contest}_{place}", "{contest} {place}"])
def test_columns_of_two_contests_are_asked_about(form):
    names = [form.format(contest=contest, place=place) for contest in ("Mayor", "Judge") for place in (1, 2, 3)]
    rows = ["a,x,y,z,k,l,m", "b,y,z,x,l,m,k", "c,z,x,y,m,k,l"]
    text = "\n".join(["voter," + ",".join(names), *rows]) + "\n"
    with pytest.raises(InputError, match="of two contests") as caught:
        read(text, columns="places")
    read_as = [read(text, columns="places", **remedy).responses for remedy in caught.value.remedies]
    assert read_as == [("x", "y", "z"), ("k", "l", "m")]
