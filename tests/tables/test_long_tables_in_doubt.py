"""Long tables under names that nobody foresaw: the right people, or a refusal whose commands all read.

People whose ratings are known get a column of weights, a second prompt, or other headers, in each of several shapes.
"""

from __future__ import annotations

import random

import pytest

from verifier.errors import InputError, UnsupportedError
from verifier.preferences.formats.options import ReadOptions
from verifier.preferences.formats.registry import parse_population

USERS, NAMES = ("ann", "bob", "cem"), ("tea", "milk", "cola")
RATINGS = [(user, name, 1 + (i * 2 + j * 3) % 5) for i, user in enumerate(USERS) for j, name in enumerate(NAMES)]
HEADER = ("user", "response", "score")


def text_of(header, rows):
    return "".join(",".join(map(str, row)) + "\n" for row in [header, *rows])


def read(text, **options):
    return parse_population(text, "votes.csv", ReadOptions(**options))


def refusal_of(text, **options):
    """The refusal of ``text``, all of whose remedies read, by remedy."""
    with pytest.raises(InputError) as caught:
        read(text, **options)
    ways = [(remedy, read(text, **{**options, **remedy})) for remedy in caught.value.remedies]
    assert ways, caught.value
    return caught.value, ways


PEOPLE = read(text_of(HEADER, RATINGS))
WEIGHTS = [
    "votes", "n", "N", "wt", "wgt", "w", "multiplicity", "freq", "Frequency", "ballots", "voters", "times", "anzahl",
    "number of voters", "n_votes", "nvotes", "numVotes", "copies", "Gewicht", "effectif", "share", "pct", "cnt",
    "sample_weight", "vote_count",
]  # fmt: skip


@pytest.mark.parametrize("name", WEIGHTS)
@pytest.mark.parametrize("header", [HEADER, ("voter", "candidate", "rank")])
def test_a_column_of_weights_is_never_dropped_silently(name, header):
    weight = {"ann": 30, "bob": 12, "cem": 7}
    text = text_of((*header, name), [(*row, weight[row[0]]) for row in RATINGS])
    refusal, ways = refusal_of(text)
    assert f"every user has one value of {name!r}" in refusal.problem
    assert [remedy for remedy, _ in ways] == [{"weight_column": name}, {"ignore_columns": (name,)}]
    assert [sum(people.weights) for _, people in ways] == [49, 3]


@pytest.mark.parametrize("name", ["age", "n_tokens", "height", "country", "discount"])
def test_a_number_of_the_users_under_another_name_is_no_weight(name):
    number = {"ann": 30, "bob": 12, "cem": 7}
    text = text_of((*HEADER, name), [(*row, number[row[0]]) for row in RATINGS])
    assert read(text) == PEOPLE


def test_a_number_that_differs_within_a_user_is_no_weight():
    text = text_of((*HEADER, "votes"), [(*row, i) for i, row in enumerate(RATINGS)])
    assert read(text) == PEOPLE


PROMPTS = [
    "qid", "q_id", "instance", "instance_id", "ex", "docid", "conv_id", "stimulus", "stimulus_id", "trial", "source_id",
    "article_id", "image_id", "video_id", "HITId", "hit", "assignment", "batch", "set_id", "sentence_id", "seg_id",
    "line", "page", "test_id", "eval_id", "goal", "instr", "content", "text", "uid", "id", "index", "Frage", "Aufgabe",
    "pregunta", "criterion", "temperature", "movie_id",
]  # fmt: skip


def shape_of(shape):
    """Rows of two prompts, x1 and x2, no user rating a response twice."""
    score = random.Random(3).randint
    return {
        "other responses": [(p, u, f"{p}{r}", score(1, 5)) for p in ("x1", "x2") for u in USERS for r in range(3)],
        "other users": [(p, f"{p}{u}", r, score(1, 5)) for p in ("x1", "x2") for u in USERS for r in NAMES],
        "a reference": [
            (p, f"{p}{u}", r, score(1, 5)) for p in ("x1", "x2") for u in USERS for r in (p + "a", p + "b", "human")
        ],
        "overlaps": [("x1", f"u{u}", f"r{r}", score(1, 5)) for u in range(3) for r in range(3)]
        + [("x2", f"u{u}", f"r{r}", score(1, 5)) for u in (2, 3, 4) for r in (2, 3, 4) if (u, r) != (2, 2)],
        "at random": [(f"x{1 + (u + r // 2) % 2}", f"u{u}", f"r{r}", score(1, 5)) for u in range(4) for r in range(6)],
    }[shape]


@pytest.mark.parametrize("name", PROMPTS)
@pytest.mark.parametrize("shape", ["other responses", "other users", "a reference", "overlaps", "at random"])
def test_two_prompts_are_asked_about_whatever_they_are_called(name, shape):
    rows = shape_of(shape)
    refusal, ways = refusal_of(text_of((name, *HEADER), rows))
    assert f"{name!r}, which may be the column of prompts" in refusal.problem
    first, people = ways[0]
    assert first == {"prompt_column": name, "prompt": "x1"}
    assert people == read(text_of(HEADER, [row[1:] for row in rows if row[0] == "x1"]))
    assert {"ignore_columns": (name,)} in [remedy for remedy, _ in ways]


@pytest.mark.parametrize("name", ["zzz", "kappa", "Thema A", "c1"])
@pytest.mark.parametrize("shape", ["other responses", "a reference", "overlaps"])
def test_a_column_that_parts_the_responses_is_asked_about_under_any_name(name, shape):
    _, ways = refusal_of(text_of((*HEADER, name), [(*row[1:], row[0]) for row in shape_of(shape)]))
    assert ways[0][0] == {"prompt_column": name, "prompt": "x1"}


def test_what_tells_a_users_ratings_of_a_response_apart_is_offered_under_any_name():
    rows = [(*row, when) for when in ("before", "after") for row in RATINGS]
    refusal, ways = refusal_of(text_of((*HEADER, "zzz"), rows))
    assert "a second value" in refusal.problem
    assert ways[0] == ({"prompt_column": "zzz", "prompt": "before"}, PEOPLE)


@pytest.mark.parametrize("shape", ["age", "gender", "timestamp", "alias of users", "alias of responses", "remark"])
@pytest.mark.parametrize("name", ["zzz", "group", "language"])
def test_what_belongs_to_a_user_or_a_row_is_no_prompt(name, shape):
    told = {
        "age": [{"ann": 31, "bob": 44, "cem": 19}[user] for user, _, _ in RATINGS],
        "gender": [{"ann": "f", "bob": "m", "cem": "f"}[user] for user, _, _ in RATINGS],
        "timestamp": range(964982703, 964982703 + 7 * len(RATINGS), 7),
        "alias of users": [f"id-{user}" for user, _, _ in RATINGS],
        "alias of responses": [f"the text of {response}" for _, response, _ in RATINGS],
        "remark": [f"remark {i}" for i in range(len(RATINGS))],
    }[shape]
    text = text_of((*HEADER, name), [(*row, cell) for row, cell in zip(RATINGS, told, strict=True)])
    assert read(text) == PEOPLE


HEADERS = [
    ("reader", "book", "stars"), ("voter-id", "comment-id", "vote"), ("user_id", "business_id", "stars"),
    ("user_id", "item", "stars"), ("u", "i", "v"), ("reviewerID", "asin", "Rate"), ("User-ID", "ISBN", "Book-Rating"),
    ("taster", "wine", "points"), ("pid", "beer", "mark"), ("From", "To", "Points"), ("userId", "movieId", "rating"),
]  # fmt: skip


@pytest.mark.parametrize("header", HEADERS)
@pytest.mark.parametrize("kind", ["texts", "numbers", "numbers and texts"])
@pytest.mark.parametrize("time", ["", "timestamp"])
def test_three_columns_that_fit_are_offered_first_and_nothing_else_is_read(header, kind, time):
    user = {"ann": 1, "bob": 2, "cem": 3} if kind != "texts" else {name: name for name in USERS}
    thing = {"tea": 31, "milk": 32, "cola": 33} if kind == "numbers" else {name: name for name in NAMES}
    rows = [(user[u], thing[r], v, *([10**9 + i] if time else [])) for i, (u, r, v) in enumerate(RATINGS)]
    text = text_of((*header, *([time] if time else [])), rows)
    _, ways = refusal_of(text)
    wanted = read(text_of(HEADER, [row[:3] for row in rows]))
    first, people = ways[0]
    assert people == wanted
    named = {"user_column": header[0], "response_column": header[1], "value_column": header[2]}
    assert first.items() <= {**named, "best": "high"}.items()
    nonsense = [remedy for remedy, found in ways if len(found.responses) != len(NAMES)]
    assert all(set(remedy) <= {"keep_columns", "best"} for remedy in nonsense)


def test_an_export_of_votes_is_offered_its_three_columns():
    votes = [(1, "Tue", 0, 1, 1), (2, "Tue", 1, 1, -1), (3, "Tue", 0, 2, 0), (4, "Tue", 1, 2, 1), (5, "Wed", 2, 2, -1)]
    _, ways = refusal_of(text_of(("timestamp", "datetime", "comment-id", "voter-id", "vote"), votes))
    assert ways[0][0] == {
        "user_column": "voter-id", "response_column": "comment-id", "value_column": "vote", "best": "high",
    }  # fmt: skip


def test_ratings_beside_other_columns_of_the_rows_are_offered_their_three_columns():
    header = ("review_id", "user_id", "business_id", "stars", "useful", "funny")
    rows = [("r1", "u1", "b1", 5, 0, 0), ("r2", "u1", "b2", 3, 1, 0), ("r3", "u2", "b1", 2, 0, 0)]
    _, ways = refusal_of(text_of(header, [*rows, ("r4", "u2", "b2", 4, 0, 1)]))
    assert ways[0][0].items() >= {"user_column": "user_id", "response_column": "business_id"}.items()
    assert ways[0][1].responses == ("b1", "b2")


def test_the_response_that_others_rate_is_offered_beside_ids_of_rows():
    _, ways = refusal_of("user,response_id,model,score\nann,r1,gpt,5\nann,r2,llama,3\nbob,r3,gpt,1\nbob,r4,llama,4\n")
    assert ("gpt", "llama") in [people.responses for _, people in ways]


def test_whole_numbers_in_three_columns_are_offered_as_a_wide_table_too():
    text = text_of(("x", "y", "z"), [(1, 1, 5), (1, 2, 3), (1, 3, 2), (2, 1, 4), (2, 2, 4), (3, 1, 1)])
    _, ways = refusal_of(text)
    assert {"user_column": "x", "response_column": "y", "value_column": "z", "best": "high"} in [way for way, _ in ways]
    assert ("x", "y", "z") in [people.responses for _, people in ways]


@pytest.mark.parametrize("sentinel", [99, 999])
@pytest.mark.parametrize("header", [(*HEADER[:2], "rank"), (*HEADER[:2], "position")])
def test_a_rank_far_behind_the_last_place_is_asked_about(sentinel, header):
    rows = [(user, name, 1 + (i + j) % 3) for i, user in enumerate(USERS) for j, name in enumerate(NAMES)]
    spoiled = [(*rows[0][:2], sentinel), *rows[1:]]
    options = {} if header[2] == "rank" else {"value_column": "position", "best": "low"}
    refusal, ways = refusal_of(text_of(header, spoiled), **options)
    assert f"is {sentinel}, and there are 3 responses" in refusal.problem
    assert ways[0] == ({"missing": (str(sentinel),)}, read(text_of(header, [(*rows[0][:2], ""), *rows[1:]]), **options))
    assert ways[1][0] == {"missing": ("NA",)}


def test_ranks_among_more_than_the_rated_responses_are_read():
    rows = [("ann", "a", 1), ("ann", "b", 4), ("ann", "c", 5), ("bob", "a", 5), ("bob", "b", 2), ("bob", "c", 1)]
    assert len(read(text_of(("user", "response", "rank"), rows)).rankings) == 2


PAIRS = [
    "winner,loser\n1,2\n3,2\n1,3\n",
    "user,winner_id,loser_id\n1,11,12\n2,13,12\n3,11,13\n",
    "i,j,wins_i,wins_j\n1,2,7,3\n1,3,4,6\n2,3,6,4\n",
    "id,winner_model_a,winner_model_b,winner_tie\n1,1,0,0\n2,0,1,0\n3,0,0,1\n",
    "player1,player2,result\n1,2,1\n2,3,0\n3,1,0.5\n",
    "home,away,home_goals,away_goals\n1,2,3,1\n2,3,0,0\n",
    "user,model_a_id,model_b_id,winner\n1,11,12,1\n2,13,12,2\n",
    "option_a,option_b,choice\ntea,milk,a\ntea,cola,b\n",
]


@pytest.mark.parametrize("text", PAIRS)
def test_numbers_of_pairs_are_no_scores(text):
    with pytest.raises(UnsupportedError, match="are those of pairwise comparisons"):
        read(text)


@pytest.mark.parametrize("header", ["user,i,j", "user,home,away", "user,option_1,option_2", "user,winning,losing"])
def test_sides_without_an_outcome_are_responses(header):
    assert len(read(f"{header}\nann,5,3.5\nbob,2,4.5\n").responses) == 2


def test_the_column_that_another_option_names_is_not_the_one_of_prompts():
    text = "prompt,user,score\na,ann,5\nb,ann,3\na,bob,1\nb,bob,4\n"
    with pytest.raises(InputError, match="'prompt' is named by another option"):
        read(text, response_column="prompt", prompt="a")


def test_users_who_come_back_for_each_prompt_of_a_wide_table_are_no_long_table():
    text = "prompt,user,tea,milk\np,ann,5.5,3\np,bob,2,4\nq,ann,1,2.5\nq,bob,3,1\n"
    assert read(text, prompt="q") == read("user,tea,milk\nann,1,2.5\nbob,3,1\n")
    _, ways = refusal_of(text)
    assert [remedy for remedy, _ in ways] == [{"prompt": "p"}, {"prompt": "q"}]
