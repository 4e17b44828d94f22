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
