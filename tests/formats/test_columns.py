"""Which columns of a table are read as what, and how a population says so."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from verifier.cli.options import add_population, parser, read_options
from verifier.errors import InputError
from verifier.preferences.formats.options import ReadOptions
from verifier.preferences.formats.population_json import format_population_json
from verifier.preferences.formats.preflib import format_preflib
from verifier.preferences.formats.registry import parse_population
from verifier.preferences.population import Population

DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data"
LONG = "user,response,score\nann,tea,4\nann,milk,5\nben,milk,2\nben,tea,2\n"
WIDE = "user,tea,milk\nann,4,5\nben,2,2\n"
PEOPLE = Population.from_rankings(["milk > tea", "milk = tea"], ["tea", "milk"])
NAMED = "2 responses ('tea', 'milk')"
LONG_READ = "a long table: users in 'user', 2 responses in 'response' ('tea', 'milk'), values in 'score', high is best"
WHO_READ = LONG_READ.replace("'user'", "'who'").replace("2 responses", "1 response").replace(", 'milk'", "")
VOTES = "participant,group-id,n-votes,0,1,2\n0,1,9,1,-1,0\n1,0,3,,1,-1\n"


def read(text, name="t.csv", **options):
    return parse_population(text, name, ReadOptions(**options))


def refusal(text, name="t.csv", **options):
    with pytest.raises(InputError) as caught:
        read(text, name, **options)
    return str(caught.value)


@pytest.mark.parametrize(
    ("text", "options", "sentence"),
    [
        (WIDE, {}, f"a wide table: users in 'user', {NAMED}, high is best"),
        (WIDE, {"best": "low"}, f"a wide table: users in 'user', {NAMED}, low is best"),
        (WIDE.replace("user", ""), {}, f"a wide table: users in the column without a name, {NAMED}, high is best"),
        ("tea,milk\n4,5\n", {}, f"a wide table: one user in each row, {NAMED}, high is best"),
        ("who,tea\nann,4\n", {}, "a wide table: users in 'who', 1 response ('tea'), high is best"),
        (
            "prompt,user,Weight,tea,milk\np,ann,2,4,5\nq,ben,1,2,2\n",
            {"prompt": "p", "weight_column": "Weight"},
            f"a wide table: users in 'user', {NAMED}, high is best, weights in 'Weight', prompt 'p' of 'prompt'",
        ),
        (
            VOTES,
            {"ignore_columns": ("group-id", "n-votes"), "best": "high"},
            (
                "a wide table: users in 'participant', 3 responses ('0', '1', '2'), high is best, "
                "1 of 6 answers blank (17 %); left out: 'group-id' (as asked), 'n-votes' (as asked)"
            ),
        ),
        (
            LONG,
            {},
            LONG_READ,
        ),
        (
            LONG.replace("score", "rank"),
            {},
            LONG_READ.replace("'score', high", "'rank', low"),
        ),
        (
            "who,response,score,weight,prompt,note\nann,tea,1,1/3,p,a\nben,tea,1,2/3,p,b\n",
            {"user_column": "who"},
            f"{WHO_READ}, weights in 'weight', prompt 'p' of 'prompt'; left out: 'note' (no role)",
        ),
        (
            LONG.replace("score", "score,a,b").replace("\n", ",1,1\n").replace("a,b,1,1", "a,b"),
            {"ignore_columns": ("b",)},
            f"{LONG_READ}; left out: 'a' (no role), 'b' (as asked)",
        ),
    ],
)
def test_a_table_says_in_one_sentence_how_it_was_read(text, options, sentence):
    assert read(text, **options).reading == sentence
    assert read(text.replace(",", "\t"), "t.tsv", **options).reading == sentence


def test_how_a_table_was_read_is_one_line_whatever_the_names():
    text = '"us\n\u2028er",prompt,tea,milk\nann,"p\n\x1b' + "p" * 500 + '",1,5\n'
    reading = read(text).reading
    assert reading.isprintable()
    assert len(reading) < 300


def test_how_a_population_was_read_is_no_part_of_what_it_is():
    table = read(WIDE)
    again = read(LONG)
    assert table.reading != again.reading
    assert table == again == PEOPLE
    assert hash(table) == hash(again) == hash(PEOPLE)
    assert dataclasses.replace(table, reading="") == table


def test_other_formats_have_nothing_to_say_about_columns():
    suffix, text = format_preflib(PEOPLE, "t")
    assert read(text, "t" + suffix).reading == ""
    assert read(format_population_json(PEOPLE), "t.json").reading == ""


def test_ignored_columns_are_no_responses():
    people = read(VOTES, ignore_columns=("n-votes", "group-id", "n-votes"), best="high")
    assert people == Population.from_rankings(["0 > 2 > 1", "1 > 2"], ["0", "1", "2"])


def test_columns_without_a_name_can_be_ignored_all_at_once():
    people = read("user,,tea,,milk\nann,x,4,y,5\nben,x,2,y,2\n", ignore_columns=("",))
    assert people == PEOPLE
    assert people.reading.endswith("; left out: '' (as asked), '' (as asked)")


def test_an_ignored_column_settles_which_one_is_read():
    both = "user,response,score,rank\nann,tea,4,2\nann,milk,5,1\nben,milk,2,1\nben,tea,2,1\n"
    assert read(both, ignore_columns=("rank",)) == read(both, ignore_columns=("score",)) == PEOPLE
    numbered = "sid,tea,milk\n7,4,5\n8,2,2\n"
    assert read(numbered, ignore_columns=("sid",)) == PEOPLE


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        ({"ignore_columns": ("group_id",)}, "there is no column 'group_id' to ignore; did you mean 'group-id'?"),
        ({"ignore_columns": ("N-VOTES",)}, "there is no column 'N-VOTES' to ignore; did you mean 'n-votes'?"),
        (
            {"ignore_columns": ("group-id",), "user_column": "group-id"},
            "--user-column and --ignore-column both name 'group-id'; a column is either read or ignored",
        ),
        (
            {"ignore_columns": ("group-id", "n-votes", "0", "1", "2")},
            "there are no responses; a population ranks at least one",
        ),
    ],
)
def test_what_cannot_be_ignored_is_said(options, problem):
    assert refusal(VOTES, **options) == "t.csv line 1: " + problem


def test_ignoring_columns_is_for_tables_only():
    options = ReadOptions(ignore_columns=("a", "b"))
    assert options.table_flags == ("--ignore-column",)
    suffix, text = format_preflib(PEOPLE, "t")
    problem = f"t{suffix}: --ignore-column has no meaning for a {suffix} file; it is for .csv and .tsv"
    assert refusal(text, "t" + suffix, ignore_columns=("a",)) == problem


def test_the_command_line_can_ignore_many_columns():
    command = parser("show", "", "")
    add_population(command)
    given = command.parse_args(["x.csv", "--ignore-column", "group-id", "--ignore-column", "n votes"])
    assert read_options(given) == ReadOptions(ignore_columns=("group-id", "n votes"))
    assert read_options(command.parse_args(["x.csv"])) == ReadOptions()


RANKED = "user,tea,milk,cola\nann,1,3,2\nben,2,1,\ncem,1,,\n"


def test_a_wide_table_of_places_does_not_say_which_end_is_best():
    for text in (RANKED, RANKED.replace("1,3,2", "1.0,3,4/2"), "tea,milk,cola\n1,3,2\n"):
        with pytest.raises(
            InputError, match=r"^t\.csv: the values may be places 1\.\.3 or scores: say --best low if 1"
        ):
            read(text)
    names = ["tea", "milk", "cola"]
    assert read(RANKED, best="low") == Population.from_rankings(["tea > cola > milk", "milk > tea", "tea"], names)
    assert read(RANKED, best="high") == Population.from_rankings(["milk > cola > tea", "tea > milk", "tea"], names)


@pytest.mark.parametrize("places", ["1,2,2", "0,1,2", "1,3,3", "1,2,-3", "3,,1", "2,,", "1,5/2,5/2", "1,2,99"])
def test_ties_gaps_zeros_and_negatives_do_not_make_places_scores(places):
    with pytest.raises(InputError, match="the values may be places") as caught:
        read(RANKED + f"dan,{places}\n")
    high = {"best": "high", "missing": ("NA",)} if places in {"1,2,-3", "1,2,99"} else {"best": "high"}
    assert high in caught.value.remedies


@pytest.mark.parametrize("scores", ["4,5,1", "0.7,0.2,0.1", "1,0,1", "40,30,3"])
def test_values_that_cannot_be_places_are_scores(scores):
    assert "high is best" in read(f"user,tea,milk,cola\nann,{scores}\nben,{scores}\n").reading


def test_two_responses_alone_may_be_places_too():
    with pytest.raises(InputError, match=r"the values may be places 1\.\.2 or scores"):
        read("user,tea,milk\nann,1,2\nben,2,1\n")


@pytest.mark.parametrize(
    ("name", "text", "cell", "wanted"),
    [
        ("t.csv", LONG.replace(",", ";"), "'user;response;score'", "commas"),
        ("t.csv", LONG.replace(",", "\t"), r"'user\tresponse\tscore'", "commas"),
        ("t.csv", WIDE.replace(",", "|"), "'user|tea|milk'", "commas"),
        ("t.csv", "user;tea;milk\nann;4,5;5\n", "'user;tea;milk'", "commas"),
        ("t.tsv", LONG, "'user,response,score'", "tabs"),
        ("t.tsv", WIDE.replace(",", ";"), "'user;tea;milk'", "tabs"),
    ],
)
def test_a_header_in_one_cell_says_which_separator_is_wanted(name, text, cell, wanted):
    assert refusal(text, name).startswith(
        f"{name} line 1: the header is one cell, {cell}; separate cells with {wanted}"
    )


def test_the_default_columns_of_a_long_table_may_have_any_case():
    assert read(LONG.replace("user,response,score", "User,Response,SCORE")) == PEOPLE
    assert read(LONG.replace("score", "Score"), value_column="Score") == PEOPLE
    rows = "".join(f"p,{line},2\n" for line in LONG.splitlines()[1:])
    assert read("Prompt,User,Response,Score,Weight\n" + rows, prompt="p").voters == 4


def test_names_that_options_give_are_exact():
    message = refusal(LONG, user_column="User")
    assert message.startswith("t.csv line 1: there is no column 'User' (found: 'user', 'response', 'score'); ")
    assert message.endswith("--user-column")


@pytest.mark.parametrize("twice", ["user", "response", "score"])
def test_two_columns_that_may_be_the_same_thing_are_asked_about(twice):
    other = twice.capitalize()
    text = LONG.replace("\n", ",x\n").replace("score,x", f"score,{other}")
    with pytest.raises(InputError, match=f"the columns '{twice}' and '{other}' may all") as caught:
        read(text)
    option = {"score": "value"}.get(twice, twice) + "_column"
    assert {option: twice} in caught.value.remedies
    assert read(text, **{option: twice}) == read(text, ignore_columns=(other,)) == PEOPLE


def test_two_columns_that_name_the_same_users_differently_need_no_question():
    text = LONG.replace("user,", "user,rater_id,").replace("ann,", "ann,7,").replace("ben,", "ben,8,")
    assert read(text) == PEOPLE
    assert "users in 'user'" in read(text).reading


@pytest.mark.parametrize("name", ["stars", "grade"])
def test_a_value_column_of_another_name_is_asked_for_and_nothing_else(name):
    text = LONG.replace("score", name)
    with pytest.raises(InputError, match="no column is named like values") as caught:
        read(text)
    assert caught.value.remedies == tuple({"value_column": name, "best": best} for best in ("high", "low"))
    assert read(text, value_column=name, best="high") == PEOPLE


@pytest.mark.parametrize(
    ("name", "best"), [("rating", "high"), ("Reward", "high"), ("overall", "high"), ("place", "low")]
)
def test_names_of_values_say_which_end_is_best(name, best):
    assert f"values in '{name}', {best} is best" in read(LONG.replace("score", name)).reading


def test_whose_ranking_is_incomplete_is_said_with_its_line():
    end = "with unranked=refuse every ranking must be complete (try bottom or incomparable)"
    long = refusal(LONG.replace("ben,milk,2\n", ""), unranked="refuse")
    assert long == f"t.csv line 4: 'ben' leaves out 1 of 2 responses, first 'milk'; {end}"
    wide = refusal(VOTES, unranked="refuse", ignore_columns=("n-votes", "group-id"), best="high")
    assert wide == f"t.csv line 3: '1' leaves out 1 of 3 responses, first '0'; {end}"
    rows = '{"count": 1, "ranking": "a > b"}, {"count": 1, "ranking": "b"}'
    json = refusal(f'{{"format": "verifier-population/1", "rankings": [{rows}]}}', "t.json", unranked="refuse")
    assert json == f"t.json: ranking 2 leaves out 1 of 2 responses, first 'a'; {end}"


@pytest.mark.skipif(not DATA.exists(), reason=f"the real files are not there: {DATA}")
def test_real_tables_of_votes_and_of_places_are_read_as_they_are_meant():
    metadata = ("group-id", "n-comments", "n-votes", "n-agree", "n-disagree")
    votes = (DATA / "llm" / "polis" / "brexit-consensus" / "participants-votes.csv").read_text(encoding="utf-8")
    people = read(votes, ignore_columns=metadata, unranked="incomparable", best="high")
    m = len(people.responses)
    assert people.responses == tuple(map(str, range(m)))
    assert people.reading.startswith(
        f"a wide table: users in 'participant', {m} responses ('0', '1', '2', '3', '4', '5', '"
    )
    assert people.reading.endswith("".join(f", '{name}' (as asked)" for name in metadata[1:]))
    places = (DATA / "abif" / "commasep" / "daneckam-cereal-example.ranked.csv").read_text(encoding="utf-8")
    assert "say --best low if 1 is the best" in refusal(places)
    assert "5 responses" in read(places, best="low").reading
