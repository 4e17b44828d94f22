"""Populations from data frames: of pandas and polars where they are installed, and of a stand-in for both."""

from __future__ import annotations

import datetime as dt
import random
import re
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

from verifier import InputError, Policy, Population, UnsupportedError, audit, read_population
from verifier.preferences.formats.options import ReadOptions
from verifier.preferences.objects.frame import is_frame
from verifier.preferences.tables.table import parse_table
from verifier.testing import assert_robust

LONG = {
    "user": ["ann", "ann", "ann", "ben", "ben", "ben"],
    "response": ["tea", "milk", "cola", "cola", "milk", "tea"],
    "score": [4, 5, 0.5, 0.5, 2, 2],
}
WIDE = {"user": ["ann", "ben"], "tea": [4, 2], "milk": [5, 2], "cola": [0.5, 0.5]}
NAMED = "3 responses in 'response' ('tea', 'milk', 'cola')"
PEOPLE = Population.from_rankings(["milk > tea > cola", "milk = tea > cola"], ["tea", "milk", "cola"])


class Frame:
    """What pandas 3.1 and polars 2.1 share: columns, a shape, and a column for its name."""

    def __init__(self, columns):
        self._columns = {name: list(values) for name, values in columns.items()}
        self.columns = list(self._columns)
        self.shape = (len(next(iter(self._columns.values()))), len(self.columns))

    def __getitem__(self, name):
        return self._columns[name]


def pandas_frame(columns):
    return pytest.importorskip("pandas").DataFrame(columns)


def polars_frame(columns):
    return pytest.importorskip("polars").DataFrame(columns, strict=False)


@pytest.fixture(params=[Frame, pandas_frame, polars_frame], ids=["stand-in", "pandas", "polars"])
def frame(request):
    return request.param


def read(columns, **options):
    return Population.from_frame(Frame(columns), **options)


def test_a_long_frame_is_read_as_a_long_table_is(frame):
    people = Population.from_frame(frame(LONG))
    assert people == PEOPLE
    assert people.reading == f"a long table: users in 'user', {NAMED}, values in 'score', high is best"
    ranks = {("rank" if name == "score" else name): values for name, values in LONG.items()}
    ranks["rank"] = [4, 5, 1, 1, 2, 2]
    assert Population.from_frame(frame(ranks)) == Population.from_frame(frame(LONG), best="low")


def test_a_wide_frame_is_read_as_a_wide_table_is(frame):
    people = Population.from_frame(frame(WIDE))
    assert people == PEOPLE
    assert people.reading == "a wide table: users in 'user', 3 responses ('tea', 'milk', 'cola'), high is best"
    assert Population.from_frame(frame({name: WIDE[name] for name in ("tea", "milk", "cola")})) == PEOPLE


def test_the_options_are_those_of_files(frame):
    named = {"who": LONG["user"], "what": LONG["response"], "rating": LONG["score"], "n": [2, 2, 2, 1, 1, 1]}
    columns = {"user_column": "who", "response_column": "what", "value_column": "rating", "weight_column": "n"}
    people = Population.from_frame(frame(named), ReadOptions(best="high"), **columns)
    assert people.weights == (1, 2)
    noted = {**WIDE, "age": [30, 40]}
    assert Population.from_frame(frame(noted), ignore_columns=("age",)) == PEOPLE
    assert Population.from_frame(frame(noted), keep_columns="age").responses[-1] == "age"
    with pytest.raises(InputError, match="'age' is named like no response"):
        Population.from_frame(frame(noted))
    prompts = {**LONG, "prompt": ["p", "p", "p", "q", "q", "q"]}
    assert Population.from_frame(frame(prompts), prompt="p").voters == 1


@pytest.mark.parametrize("seed", range(5))
def test_random_floats_are_ordered_as_their_exact_texts_are(frame, seed):
    rng = random.Random(seed)
    values = [[rng.choice([rng.random(), rng.randint(0, 3) / 10, -rng.random() * 1e-9]) for _ in "abc"] for _ in "1234"]
    columns = {name: [row[i] for row in values] for i, name in enumerate("abc")}
    text = "a,b,c\n" + "\n".join(",".join(f"{Decimal(value):f}" for value in row) for row in values) + "\n"
    assert Population.from_frame(frame(columns), best="high") == parse_table(text, "t.csv", ReadOptions(best="high"))


def test_floats_are_compared_exactly_and_only_equal_ones_tie(frame):
    columns = {"a": [0.1 + 0.2, 0.5], "b": [0.3, 0.5], "c": [5e-324, 1e308]}
    expected = Population.from_rankings(["a > b > c", "c > a = b"], ["a", "b", "c"])
    assert Population.from_frame(frame(columns)) == expected


def test_a_missing_value_leaves_a_response_unranked(frame):
    expected = Population.from_rankings(["tea > milk", "milk"], ["tea", "milk"], unranked="incomparable")
    for nothing in (None, float("nan")):
        wide = {"user": ["ann", "ben"], "tea": [3.5, nothing], "milk": [1.5, 2.5]}
        assert Population.from_frame(frame(wide), unranked="incomparable") == expected
        long = {
            "user": ["ann", "ben", "ann", "ben"],
            "response": ["tea", "tea", "milk", "milk"],
            "score": [3.5, nothing, 1.5, 2.5],
        }
        assert Population.from_frame(frame(long), unranked="incomparable") == expected


def test_a_response_that_nobody_rates_is_one_all_the_same():
    long = {"user": ["ann", "ann"], "response": ["tea", "milk"], "score": [1, None]}
    assert read(long).responses == ("tea", "milk")
    with pytest.raises(InputError, match=r"^the frame row 0: 'ann' leaves out 1 of 2 responses, first 'milk'"):
        read(long, unranked="refuse")


def test_numbers_of_every_exact_type_are_equal_if_they_are():
    half = [0.5, np.float32(0.5), np.float64(0.5), Fraction(1, 2), Decimal("0.5"), "0.5", "1/2"]
    whole = [2, 2.0, np.int64(2), np.uint8(2), Fraction(2), Decimal(2), Decimal("2E0"), "2"]
    for low, high in zip(half, whole[: len(half)], strict=True):
        people = read({"a": [low] * len(whole), "b": whole, "c": [high] * len(whole)})
        assert people == Population.from_rankings(["b = c > a"] * len(whole), ["a", "b", "c"])


@pytest.mark.parametrize(
    "tenth", [0.1, np.float64(0.1), np.float32(0.1), np.float16(0.1), Fraction(1, 10), Decimal("0.1"), "0.1", "1E-1"]
)
def test_a_tenth_is_a_tenth_however_it_is_held(tenth):
    assert read({"a": [tenth, 1], "b": ["1/10", 2]}) == Population.from_rankings(["a = b", "b > a"], ["a", "b"])


def test_small_numbers_are_read_as_they_print():
    assert read({"a": [8e-06, 5e-324], "b": ["0.000008", 0.0]}) == Population.from_rankings(["a = b", "a > b"])


def test_fractions_that_every_precision_holds_stand_beside_each_other():
    columns = {"a": [0.5, 0.1], "b": [Fraction(1, 2), 3], "c": ["0.5", np.float32(0.25)], "d": [Decimal("0.50"), 1]}
    assert read(columns) == Population.from_rankings(["a = b = c = d", "b > d > c > a"], list("abcd"))


def test_blanks_around_names_and_numbers_are_left_out_as_in_files(frame):
    columns = {" user": ["ann ", "ann", "ann"], "response\t": ["tea", " milk", "cola "], "score ": [" 3", "2 ", "1"]}
    people = Population.from_frame(frame(columns))
    assert people == Population.from_rankings(["tea > milk > cola"], ["tea", "milk", "cola"])
    assert people.reading.startswith(f"a long table: users in 'user', {NAMED}, values in 'score'")
    assert Population.from_frame(frame(columns), user_column="user ", ignore_columns=()) == people
    with pytest.raises(InputError, match=re.escape("'ann' gives 'tea' a second value")):
        Population.from_frame(frame({**columns, "response\t": ["tea", " tea", "cola"]}))
    with pytest.raises(InputError, match=re.escape("the column 'a' stands twice")):
        Population.from_frame(frame({"user": ["ann"], "a": [1], "a ": [2]}))


def test_the_row_numbers_that_pandas_writes_are_no_response(frame):
    people = Population.from_frame(frame({"Unnamed: 0": [0, 1], "tea": [3, 2], "milk": [1, 2]}))
    assert people == Population.from_rankings(["tea > milk", "tea = milk"], ["tea", "milk"])
    assert people.reading == "a wide table: users in 'Unnamed: 0', 2 responses ('tea', 'milk'), high is best"


@pytest.mark.parametrize("nothing", [None, float("nan"), np.float32("nan"), Decimal("NaN"), Decimal("sNaN"), ""])
def test_every_kind_of_nothing_is_nothing(nothing):
    expected = Population.from_rankings(["a > b", "b"], ["a", "b"])
    assert read({"a": [3, nothing], "b": [2, 1]}) == expected


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (True, "True (bool) is no number; write 3, '0.6' or Fraction(3, 5)"),
        (np.True_, "True (bool) is no number"),
        (dt.date(2020, 1, 2), "2020-01-02 (date) is no number"),
        (float("inf"), "inf (float) is infinite; write a number, or None where nothing is rated"),
        (Decimal("-Infinity"), "-Infinity (Decimal) is no number"),
        (Decimal("1E+99999"), "the exponent of '1E+99999' is out of range; exponents are whole, from -400 to 400"),
        (1 + 2j, "(1+2j) (complex) is no number"),
        ([1], "[1] (list) holds several values; nested records are not read, so write one value in a cell"),
        ({"x": 1}, "{'x': 1} (dict) holds several values; nested records are not read"),
        (np.array([1, 2]), "[1 2] (ndarray) holds several values; nested records are not read"),
        ("many", "'many' is not a number; write it as 3/5, 0.6 or 2"),
        pytest.param(10**4096, "a number of more than 4096 digits is too long", id="long"),
    ],
)
def test_a_value_that_is_no_number_is_refused_with_its_place(value, message):
    with pytest.raises(InputError, match=rf"^the frame row 1: the cell of 'tea'.*{re.escape(message)}"):
        read({"user": ["ann", "ben"], "tea": [1, value], "milk": [2, 2]})


def test_columns_that_are_not_read_may_hold_anything():
    noted = {**LONG, "when": [dt.date(2020, 1, 2)] * 6, "note": [[1], {}, None, True, b"", 1j]}
    assert read(noted) == PEOPLE


def test_weights_are_exact(frame):
    said = ReadOptions(weight_column="weight")
    assert Population.from_frame(frame({**WIDE, "weight": [1.0, 2.0]}), said).weights == (2, 1)
    assert Population.from_frame(frame({**WIDE, "weight": ["1/3", "2/3"]}), said).weights == (2, 1)
    assert Population.from_frame(frame({**WIDE, "weight": [0.1, 0.9]}), said).weights == (9, 1)
    message = "the shares sum to 107/50, not 1 (off by 57/50); normalize=True divides by the sum"
    with pytest.raises(InputError, match=rf"^the frame: the weights of the users .*{re.escape(message)} \(it is read"):
        Population.from_frame(frame({**WIDE, "weight": [0.83, 1.31]}), said)
    divided = Population.from_frame(frame({**WIDE, "weight": [0.83, 1.31]}), said, normalize=True)
    assert (divided.weights, divided.divided_by) == ((131, 83), Fraction(107, 50))
    assert read({**WIDE, "weight": [Fraction(1, 4), Decimal("0.75")]}, weight_column="weight").weights == (3, 1)
    with pytest.raises(InputError, match=r"^the frame row 1: the weight of 'ben' is -1; weights are positive$"):
        Population.from_frame(frame({**WIDE, "weight": [1, -1]}), said)


@pytest.mark.parametrize(
    ("columns", "options", "message"),
    [
        (
            {**LONG, "prompt": list("ppqqrr")},
            {},
            "the frame: there are 3 prompts ('p', 'q', 'r'); choose one with prompt=, as each is a population",
        ),
        (
            {"user": ["ann"], "response": ["tea"], "points": [3]},
            {},
            (
                "the frame: no column is named like values: rank, place, score, rating, reward or overall (found: "
                "'user', 'response', 'points'); if one holds the values, name it with value_column=, and say "
                "best='low' or best='high'"
            ),
        ),
        (
            {"user": ["ann"], "response": ["tea"], "points": [3]},
            {"value_column": "points"},
            "the frame: a column 'points' does not say which values are best; say it with best='low' or best='high'",
        ),
        (
            {"a": [1, 3], "b": [2, 2], "c": [3, 1]},
            {},
            "the frame: the values may be places 1..3 or scores: say best='low' if 1 is the best, or best='high'",
        ),
        (
            {"response": ["tea"], "score": [3]},
            {},
            (
                "the frame: no column is named like users (found: 'response', 'score'); name one with user_column=; "
                "values without users, such as means over many, are of nobody, and make no population"
            ),
        ),
        (
            {**WIDE, "user": ["ann", "ann"]},
            {},
            "the frame row 1: 'ann' has a second row (first on row 0); each user has one",
        ),
        (
            {**LONG, "weight": [1, 1, 2, 1, 1, 1]},
            {},
            "the frame row 2: the weight of 'ann' is '2', and on row 0 '1'; a user has one weight",
        ),
        (
            {**LONG, "score": [1, 2, 3, None, None, None]},
            {},
            "the frame row 3: 'ben' rates no response; leave out a user who rates none",
        ),
        (
            {"x": ["ann", 3], "tea": [1, 2]},
            {},
            (
                "the frame row 0: the cell of 'x' is 'ann', and a number on row 1; correct it, or say user_column='x' "
                "if the column holds users"
            ),
        ),
        (
            WIDE,
            {"ignore_columns": ("age",)},
            "the frame: there is no column 'age' to ignore; did you mean 'tea'?",
        ),
        (
            WIDE,
            {"ignore_columns": ("tea",), "user_column": "tea"},
            "the frame: user_column= and ignore_columns= both name 'tea'; a column is either read or ignored",
        ),
        (WIDE, {"best": "lowest"}, "best='lowest' is no way to read a table; write 'low' or 'high'"),
        ({"tea": []}, {}, "the frame: there are no rows; at least one is needed"),
        (WIDE, {"format": "csv"}, "format='csv' has no meaning for a data frame; it is for files"),
        (
            {**LONG, "user": [1, "1", 2, 2, 2, 2]},
            {},
            "the frame: the column 'user' has texts and whole numbers; write all names as text",
        ),
        (
            {**LONG, "response": [1.5] * 6},
            {},
            (
                "the frame row 0: the cell of 'response': 1.5 (float) is no name; names are texts or whole numbers, "
                "so write it as text"
            ),
        ),
        (
            {**LONG, "user": [1.0, 1.0, 1.0, 1.5, 1.5, 1.5]},
            {},
            (
                "the frame row 3: the cell of 'user': 1.5 (float) is no name; names are texts or whole numbers, "
                "so write it as text"
            ),
        ),
        (
            {**LONG, "user": [1e23, 1e23, 1e23, 2.0, 2.0, 2.0]},
            {},
            (
                "the frame row 0: the cell of 'user': 1e+23 (float) is no name; names are texts or whole numbers, "
                "so write it as text"
            ),
        ),
        (
            {**LONG, "user": ["1", "1", "1", 2.0, 2.0, 2.0]},
            {},
            "the frame: the column 'user' has texts and whole numbers; write all names as text",
        ),
        ({3: [1], "3": [2]}, {}, "the frame: the column '3' stands twice; names must differ"),
        (
            {("a", "b"): [1]},
            {},
            (
                "the frame: the names of the columns: ('a', 'b') (tuple) is no name; names are texts or whole numbers, "
                "so write it as text"
            ),
        ),
    ],
)
def test_messages_say_what_to_write_in_python(columns, options, message):
    with pytest.raises(InputError) as caught:
        read(columns, **options)
    assert caught.value.problem == message


def test_pairwise_comparisons_are_refused_as_in_files(frame):
    pairs = {"model_a": ["x"], "model_b": ["y"], "winner": ["model_a"]}
    with pytest.raises(UnsupportedError, match=r"^the frame: the columns 'model_a', 'model_b', 'winner' are those of"):
        Population.from_frame(frame(pairs))


def test_names_that_are_whole_numbers_are_taken_by_their_digits(frame):
    people = Population.from_frame(frame({**LONG, "user": [1, 1, 1, 2, 2, 2], "response": [7, 8, 9, 9, 8, 7]}))
    assert people.responses == ("7", "8", "9")
    assert people.rankings == PEOPLE.rankings


def test_whole_floats_are_the_names_that_the_whole_numbers_are(frame):
    """Pandas makes floats of whole numbers where one is missing."""
    floats = {"user": [1.0, 1.0, 1.0, 2.0, 2.0, 2.0], "response": [7.0, 8.0, 9.0, 9.0, 8.0, 7.0]}
    people = Population.from_frame(frame({**LONG, **floats}))
    assert people == Population.from_rankings(["8 > 7 > 9", "8 = 7 > 9"], ["7", "8", "9"])


def test_one_and_one_as_a_float_are_one_user():
    with pytest.raises(InputError, match="'1' gives 'tea' a second value"):
        read({"user": [1, 1.0], "response": ["tea", "tea"], "score": [1, 2]})


def test_columns_and_prompts_may_be_called_by_whole_numbers():
    columns = {0: [1, 1, 2, 2], 1: ["tea", "milk", "tea", "milk"], 2: [5, 6, 4, 3], 3: [8, 8, 9, 9], 4: [0, 0, 0, 0]}
    options = {"user_column": 0, "response_column": 1, "value_column": 2, "prompt_column": 3, "best": "high"}
    people = Population.from_frame(Frame(columns), prompt=9, ignore_columns=[4], **options)
    assert people == Population.from_rankings(["tea > milk"])
    assert read({**WIDE, "age": [3, 4]}, ignore_columns="age") == PEOPLE


def test_what_is_no_frame_is_refused_by_its_type():
    with pytest.raises(InputError, match=r"^list is no data frame; give a DataFrame of pandas or polars$"):
        Population.from_frame([[1, 2]])
    with pytest.raises(InputError, match=r"^LazyFrame is no data frame; collect\(\) it first$"):
        Population.from_frame(pytest.importorskip("polars").LazyFrame(WIDE))


def test_a_frame_may_stand_wherever_a_population_does(frame):
    assert read_population(frame(WIDE)) == PEOPLE
    assert read_population(frame(WIDE), unranked="incomparable").unranked == "incomparable"
    mine = audit(frame(LONG), {"mine": Policy.from_weights({"milk": 1}, PEOPLE.responses)}, k=1)
    assert [finding.policy for finding in mine.findings if finding.claim == "robust"] == ["mine"]
    report = audit(frame(LONG), "nlhf", k=[1, 2])
    assert report.exit_code == audit(PEOPLE, "nlhf", k=[1, 2]).exit_code
    assert report.condorcet_winner == "milk"
    assert assert_robust(frame(WIDE), "milk", k=1).exit_code == 0
    with pytest.raises(AssertionError, match=r'promises? about "(DataFrame|Frame)" '):
        assert_robust(frame(WIDE), "cola", k=1)


def test_a_named_index_of_pandas_is_read_and_holds_the_users_of_a_wide_frame():
    pd = pytest.importorskip("pandas")
    long = pd.DataFrame({**LONG, "user": [10, 10, 10, 20, 20, 20]})
    assert Population.from_frame(long.set_index(["user", "response"])) == PEOPLE
    pivoted = long.pivot(index="user", columns="response", values="score")
    for name in ("user", "person"):
        people = Population.from_frame(pivoted.rename_axis(name))
        assert sorted(people.responses) == ["cola", "milk", "tea"]
        assert people.condorcet_winner() == "milk"
    assert Population.from_frame(pd.DataFrame(WIDE).set_index("user")) == PEOPLE
    assert Population.from_frame(pd.DataFrame(LONG, index=list("uvwxyz"))) == PEOPLE
    two = pd.DataFrame(WIDE).assign(group=["g", "h"]).set_index(["group", "user"])
    with pytest.raises(InputError, match=r"^the frame: the cells of 'group' are no numbers"):
        Population.from_frame(two)
    assert Population.from_frame(two, ignore_columns=("group",)) == PEOPLE


def test_the_types_of_pandas_columns_are_read():
    pd = pytest.importorskip("pandas")
    typed = pd.DataFrame(LONG).astype({"user": "category", "response": "string", "score": "Float64"})
    typed.loc[2, "score"] = pd.NA
    expected = Population.from_rankings(["milk > tea", "milk = tea > cola"], ["tea", "milk", "cola"])
    assert Population.from_frame(typed) == expected
    tenths = pd.DataFrame({"a": [0.1], "b": [0.1]})
    both = Population.from_rankings(["a = b"], ["a", "b"])
    assert Population.from_frame(tenths) == both
    for name in ("float32", "Float32", "float16"):
        assert Population.from_frame(tenths.astype(name)) == both
        mixed = tenths.astype({"b": name})
        assert Population.from_frame(mixed) == both
        assert Population.from_frame(mixed.astype(str)) == both
    assert is_frame(typed)
    assert not is_frame(typed["score"])


def test_the_types_of_polars_columns_are_read():
    pl = pytest.importorskip("polars")
    typed = polars_frame(LONG).with_columns(
        pl.col("user").cast(pl.Categorical), pl.col("score").cast(pl.Decimal(10, 2))
    )
    assert Population.from_frame(typed) == PEOPLE
    assert not is_frame(typed["score"])
    tenths = pl.DataFrame({"a": [0.1], "b": [0.1]}).with_columns(pl.col("a").cast(pl.Float32))
    assert Population.from_frame(tenths) == Population.from_rankings(["a = b"], ["a", "b"])


def test_numbers_that_floats_cannot_tell_apart_are_ordered_exactly():
    near, far = "0." + "1" * 30, "0." + "1" * 29 + "2"
    assert float(near) == float(far)
    assert read({"a": [near, "1e400"], "b": [far, "2e399"], "c": ["1e-400", "-1e400"]}) == Population.from_rankings(
        ["b > a > c", "a > b > c"], ["a", "b", "c"]
    )
