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


def several(text):
    return text.split("|")


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
@pytest.mark.parametrize(
    ("m", "ranked"), [(3, (1, 2)), (4, (1, 4)), (4, (2, 3)), (6, (1, 3)), (8, (3, 8)), (10, (1, 10))]
)
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


METADATA = several(
    "Alter|AGE_YEARS|age_in_years|Age (years)|What is your age?|edad|âge|idade|salary|income_usd|price|"
    "elapsed_ms|seconds|"
    "interviewtime|minutes|ntokens|length|words|random_seed|temperature|temp|top_p|step|iteration|ckpt_no|kfold|"
    "cluster|segment|arm|treatment|votes|nvotes|likes|agrees|passed|attention_check|consented|is_bot|male|voted|"
    "display_order|slot|level_0|wgt|wts|Gewicht|poids|peso|weighting|pweight|finalwt|anzahl|tally|ballots|mult|"
    "nballots|occurrences|share|fraction|pct|proportion|probability|Summe|Gesamt|overall_score|final_score|rank_sum|"
    "stdev|variance|min|max|Points|Time taken (s)|demographics.age|Q1_age|número|day_of_week|Number of voters"
)


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
    rows = [
        [user, *(cell * 19 for cell in row), at % 3 + 1]
        for at, (user, row) in enumerate(zip(USERS, RATED, strict=True))
    ]
    assert people_of(RATED, DRINKS) in ways(table(["user", *DRINKS, "sencha"], rows))


@pytest.mark.parametrize(
    "name",
    several(
        "block|party|region|experience|progress|consent|time travel|version 1|plan A|block chain|party hat|key lime|"
        "minute rice|Monday|number one|position paper|trial|max power|k"
    ),
)
def test_an_ordinary_response_is_not_asked_about(name):
    rows = [[user, *(cell + 0.5 for cell in row)] for user, row in zip(USERS, RATED, strict=True)]
    assert read(table(["user", name, *DRINKS[1:]], rows)) == people_of(RATED, [name, *DRINKS[1:]])


def test_responses_that_are_called_by_their_seeds_are_read():
    names = ["seed 1", "seed 2", "seed 3", "seed 4"]
    rows = [[user, *(cell + 0.5 for cell in row)] for user, row in zip(USERS, RATED, strict=True)]
    assert read(table(["user", *names], rows)) == people_of(RATED, names)


CANDIDATES = [[101, 102, 103, 104], ["Ann", "Bo", "Cy", "Di"], [1, 2, 3, 4, 5]]
PLACES = several(
    "1. Wahl,2. Wahl,3. Wahl|#1,#2,#3|No. 1,No. 2,No. 3|1.,2.,3.|top1,top2,top3|p1,p2,p3|c1,c2,c3|"
    "v1,v2,v3|pos1,pos2,pos3|"
    "slot1,slot2,slot3|order_1,order_2,order_3|fav1,fav2,fav3|pick 1,pick 2,pick 3|option1,option2,option3|"
    "tier1,tier2,tier3|I,II,III|one,two,three|Rank One,Rank Two,Rank Three|choice_one,choice_two,choice_three|"
    "Best,Second best,Third best|gold,silver,bronze|Q1_1,Q1_2,Q1_3|G1Q1[1],G1Q1[2],G1Q1[3]|Platz 1,Platz 2,Platz 3|"
    "Rang 1,Rang 2,Rang 3|Erste Wahl,Zweite Wahl,Dritte Wahl|premier choix,deuxième choix,troisième choix|"
    "1ª opción,2ª opción,3ª opción|第1位,第2位,第3位"
)


@pytest.mark.parametrize("candidates", CANDIDATES, ids=["codes", "names", "small codes"])
@pytest.mark.parametrize("header", PLACES)
def test_columns_of_places_under_any_name_are_asked_about(header, candidates):
    chance = random.Random(7)
    rows = [chance.sample(candidates, 3) for _ in range(10)]
    text = table(["voter", *header.split(",")], [[f"v{i}", *row] for i, row in enumerate(rows)])
    found = refusal(text)
    assert "--columns places" in found.problem
    first = found.remedies[0]
    assert first["columns"] == "places"
    people = read(text, **first)
    index = people.responses.index
    assert people == Population.from_counts(
        people.responses, [(tuple((index(str(each)),) for each in row), 1) for row in rows]
    )


@pytest.mark.parametrize("first", ["", "player", "item", "voter", "Unnamed: 0"])
def test_a_matrix_of_pairs_holds_no_voters(first):
    text = table([first, "tea", "milk", "cola"], [["tea", "", 7, 8], ["milk", 3, "", 6], ["cola", 2, 4, ""]])
    with pytest.raises(InputError):
        read(text)
    with pytest.raises(InputError, match="pairwise comparisons"):
        read(text.replace("item,", "row,", 1))


def test_zeros_and_ones_for_each_place_are_no_scores():
    header = ["id", "Ann(1)", "Ann(2)", "Bo(1)", "Bo(2)", "Cy(1)", "Cy(2)"]
    rows = [[1, 1, 0, 0, 1, 0, 0], [2, 0, 1, 1, 0, 0, 0], [3, 0, 0, 0, 1, 1, 0]]
    assert "a mark for each place" in refusal(table(header, rows)).problem
    assert (
        "a mark for each place"
        in refusal(table([each.replace("(", "_r").replace(")", "") for each in header], rows)).problem
    )


FIRST = several(
    "wine|film|title|product|team|proposal|statement|song|essay|entry|candidate|candidates|alternatives|Kandidat|Antwort|Modell|item|option"
)


@pytest.mark.parametrize("judges", [["ann", "bob", "cem"], ["J1", "J2", "J3"], ["rater 1", "rater 2", "rater 3"]])
@pytest.mark.parametrize("first", [*FIRST, "drink", "Unnamed: 0", ""])
def test_a_row_for_each_response_is_asked_about(first, judges):
    rows = [[name, *(row[i] * 2 + 0.5 for row in RATED[:3])] for i, name in enumerate(DRINKS)]
    text = table([first, *judges], rows)
    ways_of = [remedy for remedy in refusal(text).remedies if remedy.get("rows") == "responses"]
    assert people_of(RATED[:3], DRINKS) in [read(text, **way) for way in ways_of]


@pytest.mark.parametrize("name", ["Gesamt", "Somme", "Overall", "Max", "SD", "min", "Mittelwert", "Std. Dev."])
def test_a_last_row_that_sums_up_is_no_user(name):
    totals = [(min if name == "min" else max)(column) for column in zip(*RATED, strict=True)]
    rows = [*([user, *row] for user, row in zip(USERS, RATED, strict=True)), [name, *totals]]
    assert people_of(RATED, DRINKS) in ways(table(["user", *DRINKS], rows))


def test_somebody_called_max_is_a_user():
    rows = [[user, *row] for user, row in zip([*USERS[:5], "Max"], RATED, strict=True)]
    assert read(table(["user", *DRINKS], rows), best="high") == people_of(RATED, DRINKS)


@pytest.mark.parametrize("text", ["ann,5 ,3.,1\n", "ann,.5,.3,.1\n", "ann,50%,30%,10%\n", "ann,5.,3,1\n"])
def test_a_ballot_of_numbers_in_other_forms_is_no_header(text):
    assert "header" in refusal(text + "bob,4,2,5\ncem,1,4,3\n").problem


COMMAS = {"all": ["4,5", "3,5", "1,5"], "some": ["4,5", "3,0", "1"], "few": ["4,5", "3", "1"]}


@pytest.mark.parametrize("cells", COMMAS.values(), ids=COMMAS)
@pytest.mark.parametrize("delimiter", [";", "\t", ","])
@pytest.mark.parametrize("named", [True, False], ids=["users", "no users"])
def test_decimal_commas_are_offered_first(cells, delimiter, named):
    lines = [["user", "tea", "milk", "cola"], ["ann", *cells], ["bob", "4,1", "6,2", "2,2"]]
    quote = '"{}"' if delimiter == "," else "{}"
    text = "".join(delimiter.join(map(quote.format, line if named else line[1:])) + "\n" for line in lines)
    first = refusal(text).remedies[0]
    assert first["decimal"] == ","
    assert "ignore_columns" not in first
    values = [[float(cell.replace(",", ".")) for cell in line[1:]] for line in lines[1:]]
    assert read(text, **first) in (
        people_of(values, ["tea", "milk", "cola"]),
        people_of(values, ["tea", "milk", "cola"], low=True),
    )


def test_a_frame_whose_columns_are_called_users_is_read_by_columns():
    pandas = pytest.importorskip("pandas")
    scores = [[row[i] * 2 + 0.5 for row in RATED[:3]] for i in range(4)]
    users = pandas.Index(["x", "y", "z"], name="user")
    for index in (pandas.Index(DRINKS, name="drink"), pandas.Index(DRINKS)):
        people = Population.from_frame(pandas.DataFrame(scores, index=index, columns=users))
        assert people == people_of(RATED[:3], DRINKS)
