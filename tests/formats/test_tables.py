"""Tables of ranks and scores, long and wide."""

from __future__ import annotations

import dataclasses
from fractions import Fraction

import pytest

from verifier.errors import InputError, UnsupportedError
from verifier.preferences.formats.options import ReadOptions
from verifier.preferences.population import Population
from verifier.preferences.tables.table import parse_table

LONG = """user,response,score
ann,tea,4
ann,milk,5
ann,cola,1/2
ben,cola,0.5
ben,milk,2
ben,tea,2.0
"""
PEOPLE = Population.from_rankings(["milk > tea > cola", "milk = tea > cola"], ["tea", "milk", "cola"])


def read(text, name="t.csv", delimiter=",", **options):
    return parse_table(text, name, ReadOptions(**options), delimiter)


def test_a_long_table_of_scores_is_read_exactly_and_equal_values_tie():
    assert read(LONG) == PEOPLE


def test_low_ranks_are_best_and_high_scores_are_unless_told():
    ranks = LONG.replace("score", "rank")
    reversed_people = Population.from_rankings(["cola > tea > milk", "cola > tea = milk"], ["tea", "milk", "cola"])
    assert read(ranks.replace("1/2", "1").replace("0.5", "1")) == reversed_people
    assert read(LONG, best="low") == reversed_people
    assert read(ranks, best="high") == PEOPLE


def test_tabs_quotes_carriage_returns_blanks_and_extra_columns_are_read():
    assert read(LONG.replace(",", "\t"), "t.tsv", "\t") == PEOPLE
    assert read(LONG.replace("\n", "\r\n")) == PEOPLE
    assert read(LONG.replace(",", " , ") + "\n\n") == PEOPLE
    noted = "\n".join(
        f'{line},"a note, ""quoted""\non two lines"' if i else f"{line},note"
        for i, line in enumerate(LONG.splitlines())
    )
    assert read(noted) == PEOPLE


def test_columns_can_have_any_name():
    named = LONG.replace("user,response,score", "who,what,rating")
    columns = {"user_column": "who", "response_column": "what", "value_column": "rating", "best": "high"}
    assert read(named, **columns) == PEOPLE
    both = LONG.replace("score", "score,rank").replace("\ncola", "").replace("\n", ",9\n").replace("rank,9", "rank")
    assert read(both, value_column="score") == PEOPLE


def test_a_user_who_does_not_rate_a_response_leaves_it_unranked():
    population = read(LONG.replace("ann,cola,1/2\n", ""))
    assert population.rankings == (((0, 1), (2,)), ((1,), (0,)))


def test_whole_weights_are_counts_and_others_shares():
    def weighted(ann, ben):
        lines = [f"{line},{ann if line.startswith('ann') else ben}" for line in LONG.splitlines()[1:]]
        return "user,response,score,weight\n" + "\n".join(lines) + "\n"

    people = read(weighted("3", "1.0"))
    assert (people.counted, people.weights) == (True, (1, 3))
    shares = read(weighted("3/4", "0.25"))
    assert (shares.counted, shares.weights) == (False, (1, 3))
    with pytest.raises(InputError, match=r"^t\.csv: the weights of the users .*: the shares sum to 11/12, .*--norm"):
        read(weighted("2/3", "0.25"))
    divided = read(weighted("2/3", "0.25"), normalize=True)
    assert (divided.weights, divided.divided_by) == ((3, 8), Fraction(11, 12))
    with pytest.raises(InputError, match=r"^t\.csv line 5: the weight of 'ben' is 0; weights are positive$"):
        read(weighted("1", "0"))
    with pytest.raises(InputError, match=r"^t\.csv line 2: the weight of 'ann': '1e' is not a number"):
        read(weighted("1e", "1"))
    with pytest.raises(InputError, match=r"^t\.csv line 3: the weight of 'ann' is '2', and on line 2 '3'; a user has"):
        read(weighted("3", "1").replace("milk,5,3", "milk,5,2"))


def test_one_of_several_prompts_must_be_chosen():
    rows = "".join(f"p{i},{line}\n" for i in range(12) for line in LONG.splitlines()[1:])
    text = "prompt,user,response,score\n" + rows
    assert read(text, prompt="p3") == PEOPLE
    with pytest.raises(
        InputError, match=r"^t\.csv: there are 12 prompts \('p0', .*'p9', \.\.\.\); choose one with --pro"
    ):
        read(text)
    with pytest.raises(InputError, match=r"there is no prompt 'p33' among 12 prompts; did you mean 'p3'\?$"):
        read(text, prompt="p33")
    with pytest.raises(
        InputError, match=r"^t\.csv line 1: there is no column 'prompt' \(found: 'user', 'response', 's"
    ):
        read(LONG, prompt="p3")
    with pytest.raises(InputError, match=r"^t\.csv line 3: the cell of 'prompt' is empty; name a prompt$"):
        read(text.replace("p0,ann,milk", ",ann,milk"))
    one = "question" + text.removeprefix("prompt")
    assert read(one, prompt="p0", prompt_column="question") == PEOPLE


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (LONG.replace("ben,milk,2\n", "ann,tea,4\n"), " line 6: 'ann' gives 'tea' a second value; "),
        (LONG.replace("5\n", "five\n"), " line 3: the score of 'milk' by 'ann': 'five' is not a number"),
        (LONG.replace("5\n", "inf\n"), " line 3: the score of 'milk' by 'ann': 'inf' is not a number"),
        (LONG.replace("5\n", "1e401\n"), " line 3: the score of 'milk' by 'ann': the exponent of '1e401' is out"),
        (LONG.replace("5\n", "1/0\n"), " line 3: the score of 'milk' by 'ann': '1/0' divides by zero"),
        (LONG.replace("ann,milk", ",milk"), " line 3: the cell of 'user' is empty; every row names one"),
        (LONG.replace("ann,milk", "ann,"), " line 3: the cell of 'response' is empty; every row names one"),
        (LONG.replace("milk,5", "milk"), " line 3: 2 cells where the header has 3; leave a cell empty rather than out"),
        (LONG.replace("milk,5", "milk,5,6"), " line 3: 4 cells where the header has 3; "),
        (LONG.replace("milk,5", '"milk"x,5'), " line 3: not a row of CSV ("),
        (LONG.replace("milk,5", '"milk,5'), " line 3: not a row of CSV (unexpected end of data); "),
        (LONG.replace("score", "user"), " line 1: the column 'user' stands twice; "),
        (
            LONG.replace("score", "grade"),
            " line 1: no column is named like values: rank, place, score, rating, reward or overall (found: 'user', ",
        ),
        (
            LONG.replace("user", "who"),
            " line 1: no column is named like users (found: 'who', 'response', 'score'); name one with --user-column",
        ),
        (
            LONG.replace("score\n", "score,rank\n").replace("\n", ",1\n").replace("rank,1", "rank"),
            " line 1: the columns 'score' and 'rank' may all hold the values; name the one to read with --value-column",
        ),
        ("user,response,score\n", ": there are no rows below the header; "),
        ("", ": the file is empty; a table has a header and at least one row"),
    ],
)
def test_what_is_wrong_in_a_long_table_is_said_with_its_line(text, problem):
    with pytest.raises(InputError) as caught:
        read(text)
    assert problem in str(caught.value)
    assert str(caught.value).startswith(("t.csv line ", "t.csv: "))
    assert str(caught.value).isprintable()


def test_a_missing_column_is_offered_where_names_come_back():
    with pytest.raises(InputError) as caught:
        read(LONG.replace("user", "who"))
    assert caught.value.remedies == ({"user_column": "who"},)
    with pytest.raises(InputError) as caught:
        read(LONG.replace("response", "drink"))
    assert caught.value.remedies == ({"response_column": "drink"},)


def test_a_value_column_of_another_name_needs_to_know_what_is_best():
    with pytest.raises(
        InputError, match=r"^t\.csv line 1: a column 'grade' does not say .* --best low or --best high \(it is read"
    ) as caught:
        read(LONG.replace("score", "grade"), value_column="grade")
    assert caught.value.remedies == ({"best": "high"}, {"best": "low"})


WIDE = """user,tea,milk,cola
ann,4,5,1/2
ben,2,2.0,0.5
"""


def test_a_wide_table_and_a_long_one_say_the_same():
    assert read(WIDE) == PEOPLE
    assert read(WIDE.replace(",", "\t"), "t.tsv", "\t") == PEOPLE


def test_an_empty_cell_leaves_a_response_unranked():
    assert read(WIDE.replace("5", "", 1)).rankings == (((0,), (2,)), ((0, 1), (2,)))


def test_the_first_column_holds_users_by_its_name_or_because_it_has_no_number():
    for name in ("", "id", "User", "session_id", "voter", "Respondent", "reviewer_id", "Unnamed: 0"):
        assert read(WIDE.replace("user", name).replace("ann", "1").replace("ben", "2")) == PEOPLE
    assert read(WIDE.replace("user", "someone")) == PEOPLE
    assert read("tea,milk,cola\n4,5,1/2\n2,2,1/2\n") == PEOPLE
    assert read("tea,who,milk,cola\n4,1,5,1/2\n2,2,2,1/2\n", user_column="who") == PEOPLE


def test_a_first_column_of_numbers_and_text_is_unclear_and_refused():
    text = "tea,milk,cola\n4,5,1/2\n2O,2,1/2\n"
    with pytest.raises(
        InputError, match=r"^t\.csv line 3: the cell of 'tea' is '2O', and a number on line 2; correct it"
    ):
        read(text)
    assert read(text, user_column="tea").responses == ("milk", "cola")


def test_wide_tables_have_prompts_and_weights_too():
    text = "prompt,user,weight,tea,milk,cola\np,ann,2,4,5,1/2\np,ben,1,2,2,1/2\nq,ann,1,1,1,1\n"
    assert read(text, prompt="p", weight_column="weight").weights == (1, 2)
    with pytest.raises(InputError, match=r"there are 2 prompts \('p', 'q'\)"):
        read(text, weight_column="weight")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (WIDE.replace("5", "x"), " line 2: the cell of 'milk': 'x' is not a number"),
        (WIDE.replace("ben", "ann"), " line 3: 'ann' has a second row (first on line 2); "),
        (WIDE.replace("4,5,1/2", ",,"), " line 2: 'ann' rates no response; "),
        (WIDE.replace("milk", "tea"), " line 1: the column 'tea' stands twice; "),
        (WIDE.replace("milk", ""), " line 1: '' is named like no response: "),
        ("user\nann\n", " line 1: there are no responses; "),
    ],
)
def test_what_is_wrong_in_a_wide_table_is_said_with_its_line(text, problem):
    with pytest.raises(InputError) as caught:
        read(text)
    assert str(caught.value).startswith("t.csv" + problem)


@pytest.mark.parametrize(
    "header",
    [
        "question,model_a,model_b,winner",
        "id,prompt,model_x,model_y,worker,winner",
        "prompt,chosen,rejected",
        "Response_A,Response_B,Label",
        "response_a,response_b,preference",
    ],
)
def test_pairwise_comparisons_are_recognised_and_refused(header):
    row = ",".join(["1"] * len(header.split(",")))
    with pytest.raises(
        UnsupportedError, match=r"^t\.csv line 1: the columns .* pairwise .* joint rankings are needed$"
    ):
        read(f"{header}\n{row}\n")


def test_responses_named_like_models_are_no_comparisons():
    assert read("user,model_a,model_b,model_c\nann,7,2,4\n").responses == ("model_a", "model_b", "model_c")


def test_a_long_table_in_which_nobody_ranks_three_responses_is_refused():
    text = "user,response,rank\nann,a,1\nann,b,2\nben,b,1\nben,c,2\n"
    with pytest.raises(
        UnsupportedError, match=r"^t\.csv: no user is asked about more than two of the 3 responses; pairwise comp"
    ):
        read(text)
    assert read(text.replace("ben,c,2\n", "")).voters == 2


def test_splitting_a_user_in_two_of_half_the_weight_changes_nothing():
    whole = "user,tea,milk,weight\nann,1,2,4\nben,2,1,3\n"
    split = "user,tea,milk,weight\nann,1,2,2\nben,2,1,3\nanna,1,2,2\n"
    options = {"weight_column": "weight", "best": "high"}
    assert read(whole, **options) == read(split, **options)


def test_options_name_the_flags_that_only_tables_have():
    assert ReadOptions(unranked="refuse", format="soc").table_flags == ()
    flags = ReadOptions(best="low", prompt="p", user_column="u").table_flags
    assert flags == ("--user-column", "--prompt", "--best")
    assert dataclasses.replace(ReadOptions(), value_column="v").table_flags == ("--value-column",)
