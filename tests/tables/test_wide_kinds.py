"""Wide tables of every kind that is none of scores: read as what they are, or refused with ways that read."""

from __future__ import annotations

import random

import pytest

from verifier.errors import InputError
from verifier.preferences.formats.options import ReadOptions
from verifier.preferences.formats.registry import parse_population
from verifier.preferences.population import Population

DRINKS = ["tea", "milk", "cola", "water"]
RATED = [[5, 3, 1, 4], [4, 2, 5, 5], [1, 4, 3, 2], [2, 5, 4, 1], [3, 3, 5, 2], [5, 1, 2, 2]]
USERS = [f"p{i}" for i in range(len(RATED))]


def read(text, **options):
    return parse_population(text, "votes.csv", ReadOptions(**options))


def table(header, rows):
    return "\n".join(",".join(map(str, row)) for row in (header, *rows)) + "\n"


def refusal(text):
    """The refusal of ``text``, everything that it offers having been read."""
    with pytest.raises(InputError) as caught:
        read(text)
    for remedy in caught.value.remedies:
        assert read(text, **remedy).responses
    return caught.value


def ways(text):
    return [read(text, **remedy) for remedy in refusal(text).remedies]


def people_of(rows, names, *, low=False):
    rankings = []
    for row in rows:
        values = sorted({value for value in row if value is not None}, reverse=not low)
        rankings.append((tuple(tuple(i for i, each in enumerate(row) if each == value) for value in values), 1))
    return Population.from_counts(names, rankings)


def ballots(m, ranked, silent, seed=1):
    """Forty rows of places of ``m`` candidates, of whom some are not ranked, and what is written for them."""
    chance, rows = random.Random(seed), []
    for _ in range(40):
        order = chance.sample(range(m), m)[: chance.randint(*ranked)]
        rows.append([order.index(i) + 1 if i in order else silent for i in range(m)])
    return rows


@pytest.mark.parametrize("silent", ["m+1", "m+2", 9, 10, 99, 100, 999])
@pytest.mark.parametrize(("m", "ranked"), [(3, (1, 2)), (4, (1, 4)), (4, (2, 3)), (6, (1, 3)), (8, (3, 8)), (10, (1, 10))])
def test_candidates_that_are_not_ranked_do_not_turn_ballots_upside_down(m, ranked, silent):
    silent = {"m+1": m + 1, "m+2": m + 2}.get(silent, silent)
    rows = ballots(m, ranked, silent)
    names = [f"cand{i}" for i in range(m)]
    text = table(["voter", *names], [[f"v{i}", *row] for i, row in enumerate(rows)])
    blank = [[None if place == silent else place for place in row] for row in rows]
    first, *others = ways(text)
    if silent > m:
        assert refusal(text).remedies[0] == {"best": "low", "missing": (str(silent),)}
        assert first == people_of(blank, names, low=True)
    assert people_of(rows, names, low=True) in [first, *others]


def test_a_candidate_whom_nobody_ranked_stays_one():
    rows = [[1, 2, 5, 5], [1, 5, 5, 5], [2, 1, 5, 5], [1, 2, 3, 5], [5, 1, 2, 5]]
    text = table(["voter", "Ada", "Bo", "Cy", "Dov"], [[i, *row] for i, row in enumerate(rows)])
    assert refusal(text).remedies[0] == {"best": "low", "missing": ("5",), "keep_columns": ("Dov",)}
    assert ways(text)[0].condorcet_winner() == "Ada"


@pytest.mark.parametrize("used", [[1, 3, 4, 5], [1, 2, 4, 5], [1, 2, 3, 4, 6]])
def test_a_place_that_everybody_skips_makes_no_scores(used):
    rows = [random.Random(seed).sample(used, len(used)) for seed in range(6)]
    names = "abcde"[: len(used)]
    text = table(["voter", *names], [[f"v{i}", *row] for i, row in enumerate(rows)])
    assert people_of(rows, list(names), low=True) in ways(text)


METADATA = (
    "Alter|AGE_YEARS|age_in_years|Age (years)|What is your age?|edad|âge|idade|salary|income_usd|price|elapsed_ms|seconds|"
    "interviewtime|minutes|ntokens|length|words|random_seed|temperature|temp|top_p|step|iteration|ckpt_no|kfold|"
    "cluster|segment|arm|treatment|votes|nvotes|likes|agrees|passed|attention_check|consented|is_bot|male|voted|"
    "display_order|slot|level_0|wgt|wts|Gewicht|poids|peso|weighting|pweight|finalwt|anzahl|tally|ballots|mult|"
    "nballots|occurrences|share|fraction|pct|proportion|probability|Summe|Gesamt|overall_score|final_score|rank_sum|"
    "stdev|variance|min|max|Points|Time taken (s)|demographics.age|Q1_age|número|day_of_week|Number of voters"
).split("|")


@pytest.mark.parametrize(("name", "at"), [(name, (0, 1, 3, 5)[i % 4]) for i, name in enumerate(METADATA)])
def test_a_column_of_metadata_is_asked_about_though_its_values_fit_the_scale(name, at):
    cells = [name, 4, 2, 5, 1, 5, 3]
    rows = [["user", *DRINKS], *([user, *row] for user, row in zip(USERS, RATED, strict=True))]
    spoiled = [[*row[:at], cell, *row[at:]] for row, cell in zip(rows, cells, strict=True)]
    found = ways(table(spoiled[0], spoiled[1:]))
    assert any(set(people.responses) == set(DRINKS) and sum(people.weights) == len(RATED) for people in found)


@pytest.mark.parametrize("name", ["votes", "n", "Number of voters", "Gewicht", "weight", "n_voters", "Anzahl"])
def test_a_column_that_counts_voters_is_offered_as_weights(name):
    text = table([name, "a", "b", "c"], [[12, 5, 2, 4], [7, 2, 5, 4], [9, 4, 2, 5]])
    assert refusal(text).remedies[0]["weight_column"] == name
    assert sum(ways(text)[0].weights) == 28


@pytest.mark.parametrize(
    "column",
    [[0, 1, 1, 0, 1, 0], [1.25, 3.5, 2.75, 4.1, 2, 3.3], [13, 16, 10, 12, 13, 10], [3.25, 4, 2.5, 3, 3.25, 2.5]],
    ids=["zeros and ones", "fractions", "the sum", "the mean"],
)
def test_a_column_of_other_numbers_than_the_others_is_asked_about_whatever_its_name(column):
    rows = [[user, *row, cell] for user, row, cell in zip(USERS, RATED, column, strict=True)]
    assert people_of(RATED, DRINKS) in ways(table(["user", *DRINKS, "sencha"], rows))


def test_a_column_of_much_smaller_numbers_is_asked_about():
    rows = [[user, *(cell * 19 for cell in row), at % 3 + 1] for at, (user, row) in enumerate(zip(USERS, RATED, strict=True))]
    assert people_of(RATED, DRINKS) in ways(table(["user", *DRINKS, "sencha"], rows))


@pytest.mark.parametrize(
    "name",
    "block|party|region|experience|progress|consent|time travel|version 1|plan A|block chain|party hat|key lime|"
    "minute rice|Monday|number one|position paper|trial|max power|k".split("|"),
)
def test_an_ordinary_response_is_not_asked_about(name):
    rows = [[user, *(cell + 0.5 for cell in row)] for user, row in zip(USERS, RATED, strict=True)]
    assert read(table(["user", name, *DRINKS[1:]], rows)) == people_of(RATED, [name, *DRINKS[1:]])


def test_responses_that_are_called_by_their_seeds_are_read():
    names = ["seed 1", "seed 2", "seed 3", "seed 4"]
    rows = [[user, *(cell + 0.5 for cell in row)] for user, row in zip(USERS, RATED, strict=True)]
    assert read(table(["user", *names], rows)) == people_of(RATED, names)
