"""A table is read as what it says, or refused: never as another population.

Each test takes people whose scores are known, spoils their table in one way of which people reported that it went
wrong elsewhere, and accepts the right population or a refusal; a refusal's commands are run, and read.
"""

from __future__ import annotations

import csv
import io
import shlex
from fractions import Fraction

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from verifier.cli.main import main
from verifier.cli.remedy import commands
from verifier.errors import InputError
from verifier.preferences.formats.options import ReadOptions
from verifier.preferences.formats.registry import parse_population
from verifier.preferences.population import Population

NAMES = ["short", "long", "joke", "poem", "list"]
settings.register_profile("tables", settings.get_profile("ci"), max_examples=40)
FORTY = settings.get_profile("tables")
"""A refusal tries out what it offers, so that one example reads a table some ten times."""

METADATA = [
    "age", "Age", "year", "time", "timestamp", "time_taken", "turn", "group", "Group ID", "group-id", "precinct",
    "count", "#", "weight", "Unnamed: 3", "n-votes", "n_agree", "movieId", "sid", "UUID", "batch", "index", "gender",
    "latitude",    "prompt_id", "rating", "rank", "created_at", "vote_count", "session",
]  # fmt: skip
LOOK_ALIKE = [
    ("short", "short\u00a0"), ("short", "sh\u200bort"), ("short", "\ufeffshort"), ("caf\u00e9", "cafe\u0301"),
    ("a b", "a\u00a0b"), ("short", "short\u200e"), ("\u212bngstrom", "\u00c5ngstrom"), ("ann", "ann\u2060"),
]  # fmt: skip


@st.composite
def scores(draw, low=1, high=9, most=6):
    """Rows of scores, a user each, for the first m names."""
    m = draw(st.integers(3, 5))
    value = st.integers(low, high)
    return [draw(st.lists(value, min_size=m, max_size=m)) for _ in range(draw(st.integers(2, most)))]


@st.composite
def places(draw):
    """Rows of places 1..m, a user each."""
    m = draw(st.integers(3, 5))
    return [draw(st.permutations(range(1, m + 1))) for _ in range(draw(st.integers(1, 8)))]


def people_of(rows, names=None, *, low=False):
    """The people whose rows these are: None rates nothing."""
    names = list(names or NAMES[: len(rows[0])])
    rankings = []
    for row in rows:
        values = sorted({value for value in row if value is not None}, reverse=not low)
        rankings.append(tuple(tuple(i for i, each in enumerate(row) if each == value) for value in values))
    return Population.from_counts(names, [(ranking, 1) for ranking in rankings])


def text_of(rows):
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()


def wide(rows, header="user"):
    names = NAMES[: len(rows[0])]
    return [[header, *names], *([f"u{i}", *row] for i, row in enumerate(rows))]


def read(text, **options):
    return parse_population(text, "votes.csv", ReadOptions(**options))


def right_or_refused(text, people, **options):
    """The refusal, or None where ``text`` was read as ``people``; everything it offers reads."""
    try:
        found = read(text, **options)
    except InputError as refusal:
        for remedy in refusal.remedies:
            assert read(text, **{**options, **remedy}).responses
        return refusal
    assert found == people, found.reading
    return None


@FORTY
@given(scores(), st.sampled_from(METADATA), st.data())
def test_a_column_of_metadata_is_no_response(rows, name, data):
    number = st.one_of(st.integers(0, 5), st.integers(18, 90), st.integers(10**8, 10**10))
    column = data.draw(st.lists(number, min_size=len(rows), max_size=len(rows)))
    at = data.draw(st.integers(1, len(rows[0]) + 1))
    table = wide(rows)
    spoiled = [[*row[:at], cell, *row[at:]] for row, cell in zip(table, [name, *column], strict=True)]
    refusal = right_or_refused(text_of(spoiled), people_of(rows))
    assert refusal is not None
    people = [read(text_of(spoiled), **remedy) for remedy in refusal.remedies]
    assert people_of(rows) in people or people_of(rows, low=True) in people


@FORTY
@given(scores(), st.data())
def test_a_column_on_another_scale_is_no_response_whatever_its_name(rows, data):
    column = data.draw(st.lists(st.integers(10**6, 10**10), min_size=len(rows), max_size=len(rows)))
    spoiled = [[*row, cell] for row, cell in zip(wide(rows), ["kappa", *column], strict=True)]
    assert right_or_refused(text_of(spoiled), people_of(rows)) is not None


@FORTY
@given(scores(), st.sampled_from(["", "Unnamed: 3", "notes", "precinct"]))
def test_a_column_without_a_value_is_no_response(rows, name):
    spoiled = [[*row, name if i == 0 else ""] for i, row in enumerate(wide(rows))]
    assert right_or_refused(text_of(spoiled), people_of(rows)) is not None


@FORTY
@given(
    scores(), st.sampled_from(["Respondent ID", "voter id", "UserID", "ballot", "rater_id", "", "id", "entry", "No."])
)
def test_a_first_column_that_numbers_the_users_is_no_response(rows, name):
    spoiled = [[name if i == 0 else i, *row[1:]] for i, row in enumerate(wide(rows))]
    assume(name != "entry" or len(rows) > 2)
    assume(name != "No." or len(rows) > 2)
    right_or_refused(text_of(spoiled), people_of(rows))


@FORTY
@given(places(), st.data())
def test_places_are_never_read_as_scores(rows, data):
    spoiled = [list(row) for row in rows]
    for _ in range(data.draw(st.integers(0, 3))):
        row = data.draw(st.sampled_from(spoiled))
        i, j = data.draw(st.permutations(range(len(row))))[:2]
        row[i] = data.draw(st.sampled_from(["tie", "gap", "zero", "negative", "blank"]).map(
            {"tie": row[j], "gap": len(row), "zero": 0, "negative": -1, "blank": ""}.get
        ))  # fmt: skip
    assume(all(any(cell != "" for cell in row) for row in spoiled))
    values = {cell for row in spoiled for cell in row if cell != ""}
    assume(not values <= {0, 1})
    assume(any(len({cell for cell in row if cell != ""}) > 1 for row in spoiled))
    refusal = right_or_refused(text_of(wide(spoiled)), None)
    assert refusal is not None, spoiled
    assert "may be places" in refusal.problem or "no row has a value" in refusal.problem


def test_one_tie_among_two_hundred_ballots_turns_nothing_upside_down():
    rows = [[1, 2, 3, 4]] * 150 + [[4, 3, 2, 1]] * 49 + [[1, 2, 2, 4]]
    assert right_or_refused(text_of(wide(rows)), None) is not None
    assert read(text_of(wide(rows)), best="low").condorcet_winner() == "short"


@FORTY
@given(scores())
def test_a_ballot_is_not_eaten_as_a_header(rows):
    refusal = right_or_refused(text_of(wide(rows)[1:]), people_of(rows))
    assert refusal is not None
    bare = right_or_refused(text_of(rows), people_of(rows))
    assert bare is not None


@FORTY
@given(scores(), st.permutations(range(3)), st.booleans())
def test_a_row_is_not_eaten_as_a_header_of_a_long_table(rows, order, ranks):
    table = [[f"u{i}", NAMES[j], value] for i, row in enumerate(rows) for j, value in enumerate(row)]
    text = text_of([[row[i] for i in order] for row in table])
    assert right_or_refused(text, people_of(rows, low=ranks)) is not None


@FORTY
@given(
    places(), st.sampled_from(["rank {}", "rank{}", "choice_{}", "{}st choice", "Preference {}", "{}"]), st.booleans()
)
def test_columns_of_places_are_no_responses(rows, title, coded):
    m = len(rows[0])
    named = [[str(100 + each) if coded else NAMES[each - 1] for each in row] for row in rows]
    header = ["voter", *(title.format(i + 1).replace("2st", "2nd").replace("3st", "3rd") for i in range(m))]
    header = [each.replace("4st", "4th").replace("5st", "5th") for each in header]
    text = text_of([header, *([f"u{i}", *row] for i, row in enumerate(named))])
    with pytest.raises(InputError) as caught:
        read(text)
    assert {"columns": "places"} in caught.value.remedies
    found = read(text, columns="places")
    names = found.responses
    wanted = Population.from_counts(names, [(tuple((names.index(each),) for each in row), 1) for row in named])
    assert found == wanted


@FORTY
@given(scores(), st.sampled_from(["sample", "sample_id", "completion", "model", "response", "candidate_id"]))
def test_a_row_for_each_response_is_not_read_as_a_user(rows, name):
    judges = ["skywork", "armo", "ultrarm", "pair", "qrm", "urm"][: len(rows)]
    table = [[name, *judges], *([NAMES[j], *(row[j] for row in rows)] for j in range(len(rows[0])))]
    refusal = right_or_refused(text_of(table), None)
    assert refusal is not None
    ways = [remedy for remedy in refusal.remedies if remedy.get("rows") == "responses"]
    assert ways
    assert {read(text_of(table), **way) for way in ways} & {people_of(rows), people_of(rows, low=True)}


@FORTY
@given(scores(), st.sampled_from(LOOK_ALIKE), st.booleans())
def test_names_that_look_alike_are_never_two(rows, pair, wide_one):
    first, second = pair
    if wide_one:
        text = text_of(
            [["user", first, second, *NAMES[2:]][: len(rows[0]) + 1], *([f"u{i}", *row] for i, row in enumerate(rows))]
        )
    else:
        table = [[f"u{i}", NAMES[j], value] for i, row in enumerate(rows) for j, value in enumerate(row)]
        users = [[first if row[0] == "u0" else second if row[0] == "u1" else row[0], *row[1:]] for row in table]
        text = text_of([["user", "response", "score"], *users])
    with pytest.raises(InputError, match="look alike") as caught:
        read(text)
    shown = caught.value.problem
    assert ascii(first) in shown
    assert ascii(second) in shown


@FORTY
@given(scores(), st.sampled_from(["NA", "NaN", "nan", "null", "NULL", "N/A", "", "None"]), st.data())
def test_a_missing_cell_leaves_a_response_unranked_and_is_counted(rows, word, data):
    i, j = data.draw(st.integers(0, len(rows) - 1)), data.draw(st.integers(0, len(rows[0]) - 1))
    assume(any(row[j] for k, row in enumerate(rows) if k != i))
    holed = [[None if (a, b) == (i, j) else cell for b, cell in enumerate(row)] for a, row in enumerate(rows)]
    shown = [[word if cell is None else cell for cell in row] for row in holed]
    found = read(text_of(wide(shown)), best="high", keep_columns=tuple(NAMES[: len(rows[0])]))
    assert found == people_of(holed)
    assert f"1 of {len(rows) * len(rows[0])} answers blank" in found.reading


@FORTY
@given(
    scores(), st.sampled_from(["prompt_id", "question_id", "item", "conversation_id", "task", "Topic", "session_id"])
)
def test_two_prompts_are_never_one_population(rows, name):
    table = [[name, "user", "response", "score"]]
    for prompt in ("p", "q"):
        table += [
            [prompt, f"u{i}", prompt + NAMES[j], value] for i, row in enumerate(rows) for j, value in enumerate(row)
        ]
    refusal = right_or_refused(text_of(table), None)
    assert refusal is not None
    wanted = people_of(rows, ["p" + each for each in NAMES[: len(rows[0])]])
    assert wanted in [read(text_of(table), **remedy) for remedy in refusal.remedies]


@FORTY
@given(scores(), st.sampled_from(["Total", "sum", "Mean", "average", "Grand Total"]))
def test_a_row_of_totals_is_no_user(rows, name):
    total = [sum(column) for column in zip(*rows, strict=True)]
    refusal = right_or_refused(text_of([*wide(rows), [name, *total]]), people_of(rows))
    assert refusal is not None
    ways = [read(text_of([*wide(rows), [name, *total]]), **remedy) for remedy in refusal.remedies]
    assert {people_of(rows), people_of(rows, low=True)} & set(ways)


@FORTY
@given(scores(), st.sampled_from([0, -1, -9]))
def test_a_rank_below_one_is_asked_about(rows, sentinel):
    table = [[f"u{i}", NAMES[j], value] for i, row in enumerate(rows) for j, value in enumerate(row)]
    table[0][2] = sentinel
    with pytest.raises(InputError, match="places start from 1") as caught:
        read(text_of([["user", "response", "rank"], *table]))
    assert {"missing": (str(sentinel),)} in caught.value.remedies
    rows[0][0] = None
    assert read(text_of([["user", "response", "rank"], *table]), missing=(str(sentinel),)) == people_of(rows, low=True)


@FORTY
@given(places(), st.sampled_from([0, -1]), st.booleans())
def test_a_place_below_one_among_means_of_tied_places_is_asked_about(rows, sentinel, long):
    """The one who had a first and a second place gives 1.5 to both; another leaves one out."""
    tied, spoiled = [list(row) for row in rows], list(rows[0])
    tied.append([1.5 if place <= 2 else place for place in rows[0]])
    spoiled[spoiled.index(1)] = sentinel
    table = wide([*tied, spoiled])
    if long:
        named = [(row[0], name, cell) for row in table[1:] for name, cell in zip(table[0][1:], row[1:], strict=True)]
        table = [["user", "response", "position"], *named]
    options = {"best": "low", **({"value_column": "position"} if long else {})}
    with pytest.raises(InputError, match=f"is {sentinel}, and places start from 1") as caught:
        read(text_of(table), **options)
    assert {"missing": (str(sentinel),)} in caught.value.remedies
    blank = [None if place == sentinel else place for place in spoiled]
    assert read(text_of(table), missing=(str(sentinel),), **options) == people_of([*tied, blank], low=True)


def test_the_column_of_a_place_below_one_is_one_that_is_read():
    table = [["id", "a", "b", "c"], ["0", "1", "2", "3"], ["1", "3", "0", "2"], ["2", "2", "1", "3"]]
    with pytest.raises(InputError, match=r"votes\.csv line 3: the cell of 'b' is 0, and places start from 1"):
        read(text_of(table), best="low", user_column="id")


@FORTY
@given(places(), st.data())
def test_two_numbers_that_stand_for_no_answer_do_not_make_scores_of_places(rows, data):
    """Surveys write 98 for "does not know" and 99 for "refused"."""
    spoiled = [list(row) for row in rows] + [list(row) for row in rows]
    for row, sentinel in zip(data.draw(st.permutations(spoiled))[:2], (98, 99), strict=True):
        row[row.index(len(row))] = sentinel
    assert right_or_refused(text_of(wide(spoiled)), None) is not None


@FORTY
@given(scores(low=0, high=99), st.sampled_from([";", "|", "\t"]))
def test_other_separators_and_decimal_commas_are_read_when_told(rows, delimiter):
    tenths = [[f"{value // 10},{value % 10}" for value in row] for row in rows]
    text = text_of(wide(tenths)).replace(",", "@").replace('"', "")
    lines = [["user", *NAMES[: len(rows[0])]], *([f"u{i}", *row] for i, row in enumerate(tenths))]
    text = "\n".join(delimiter.join(row) for row in lines) + "\n"
    with pytest.raises(InputError) as caught:
        read(text)
    assert all(remedy["delimiter"] == delimiter and remedy["decimal"] == "," for remedy in caught.value.remedies)
    assert read(text, delimiter=delimiter, decimal=",", best="high") == people_of(rows)


@FORTY
@given(scores(), st.sampled_from(["{}e-06", "{}E+3", "{}.5e2", "{}e0"]))
def test_exponents_are_exact(rows, written):
    shown = [[written.format(value) for value in row] for row in rows]
    names = tuple(NAMES[: len(rows[0])])
    assert read(text_of(wide(shown)), best="high", keep_columns=names) == people_of(rows)
    value = Fraction(
        written.format(7).replace(".5e2", "50").replace("e-06", "/1000000").replace("E+3", "000").replace("e0", "")
    )
    from verifier.exact.rational import parse_rational

    assert parse_rational(written.format(7)) == value


REFUSED = {
    "metadata.csv": "voter,age,a,b,c\nu,40,9,2,1\nv,41,3,7,8\n",
    "weighted.csv": "count,a,b,c\n42,9,2,1\n26,3,7,8\n",
    "places.csv": "user,a,b,c\nu,1,2,3\nv,1,2,2\n",
    "codes.csv": "ballot_id,rank 1,rank 2,rank 3\nu,101,102,103\nv,103,skipped,101\n",
    "bare.csv": "ann,9,3,1\nben,4,2,7\n",
    "eaten.csv": "ann,tea,5\nann,milk,3\nben,tea,2\nben,milk,1\n",
    "judges.csv": "sample,x y,z\ns0,1.2,-3\ns1,0.7,-1\ns2,2.9,-6\n",
    "prompts.csv": "prompt,user,response,score\n\"what\nis 'it'?\",u,a,9\nq,u,c,1\n",
    "unnamed.csv": "user,a,b,\nu,9,2,\nv,3,7,\n",
    "total.csv": "user,a,b\nu,9,2\nTotal,12,9\n",
    "stars.csv": "item,rater,stars\na,u,9\nb,u,2\na,v,3\nb,v,4\n",
    "ranks.csv": "user,response,rank\nu,a,1\nu,b,-1\nv,a,2\nv,b,1\n",
    "euro.csv": "user;a;b\nu;9,5;2\nv;3;7,25\n",
    "skips.csv": "user,a,b\nu,9,don't know\nv,3,7\nw,4,1\n",
    "shares.csv": "user,weight,response,score\nu,0.83,a,9\nu,0.83,b,1\nv,1.31,a,1\nv,1.31,b,2\n",
    "texts.csv": "user,a,b,city,note\nu,9,2,Bergen,x\nv,3,7,Oslo,y\n",
    "votes.csv": "participant,group-id,n-votes,0,1,2\nu,0,3,1,-1,0\nv,1,3,-1,1,1\n",
    "blank.csv": "user,response,score\nu,a,9\nu,b,2\nv,a,\nv,b,NA\n",
}


@pytest.mark.parametrize("name", REFUSED)
@pytest.mark.parametrize("command", [["show"], ["audit", "--policy=uniform", "-k", "1"]], ids=["show", "audit"])
def test_every_command_that_a_refusal_offers_reads(name, command, tmp_path, monkeypatch, capfd):
    monkeypatch.chdir(tmp_path)
    (tmp_path / name).write_text(REFUSED[name], encoding="utf-8")
    assert main([command[0], name, *command[1:]]) == 2
    said = capfd.readouterr()
    assert said.out == ""
    offered = [line for line in said.err.split("\n") if line.startswith("verifier ")]
    assert offered
    for line in offered:
        words = _shell_words(line)
        assert words[:3] == ["verifier", command[0], name]
        assert main(words[1:]) in {0, 1}, line
        assert "read as " in capfd.readouterr().out


def _shell_words(line):
    """The words of a command as a shell has them; $'...' is the only thing that shlex does not know."""
    import subprocess

    if "$'" not in line:
        return shlex.split(line)
    told = subprocess.run(["bash", "-c", f"printf '%s\\0' {line}"], capture_output=True, check=True).stdout
    return told.decode().split("\0")[:-1]


def test_an_option_that_was_given_is_never_changed_by_a_command_that_is_offered():
    text = REFUSED["places.csv"]
    with pytest.raises(InputError) as caught:
        read(text.replace("user", "age"), user_column="a")
    assert all("user_column" not in remedy for remedy in caught.value.remedies)
    assert commands(["check", "x"], [{"best": "low"}]) == []
