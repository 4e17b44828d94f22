"""`verifier diff` tells exactly what became of each promise, and refuses what is no report."""

import json
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifier.cli.main import main
from verifier.recheck.comparison import _row, compare_reports
from verifier.report.finding import Word
from verifier.report.pages.comparison import Change
from verifier.report.promise import Promise, State

WORDS = [word.value for word in Word]


def finding(verdict="certified", value="3/4", k=2, **more):
    shown = {"claim": "robust", "policy": "nlhf", "k": k, "l": 1, "ties": "model", "rate": "2/3", "formula": "k/(k+1)"}
    return {**shown, "value": value, "opponent": ["b"], "verdict": verdict, "certificate": None, **more}


def samples(k, verdict="certified", value="9/10"):
    return finding(verdict, value, k, claim="samples-for", formula=None, rate="9/10")


@pytest.fixture
def report(tmp_path):
    def written(name, findings, sha256="ab" * 32, **more):
        people = {"source": "votes.csv", "sha256": sha256, "voters": "3", "responses": ["a", "b"]}
        made = {"format": "verifier-report/1", "population": people, "findings": findings, **more}
        (tmp_path / name).write_text(json.dumps(made))
        return str(tmp_path / name)

    return written


@pytest.mark.parametrize(
    ("old", "new", "change", "regression"),
    [
        (finding(), finding(), "same", False),
        (finding(), finding("refuted", "1/2"), "worse", True),
        (finding(), finding("undecided", None), "worse", True),
        (finding("refuted", "1/2"), finding(), "improved", False),
        (finding(), finding(value="37/50"), "worse", True),
        (finding(), finding(value="4/5"), "improved", False),
        (finding("refuted", "1/2"), finding("refuted", "49/100"), "worse", True),
        (finding(value="1/3"), finding(value="333333333333333333333333333333/1" + "0" * 30), "worse", True),
        (finding("undecided", None), finding("refuted", "1/2"), "changed", False),
        (finding(value=None, lower="1/2", upper="3/5"), finding(value="49/100"), "worse", True),
        (finding(value=None, lower="1/2", upper="3/5"), finding(value="11/20"), "changed", False),
        (finding(), finding(value="3/4", opponent=["c"]), "same", False),
        (samples(5), samples(6), "worse", True),
        (samples(5), samples(4, value="1"), "improved", False),
        (samples(5), samples(None, "refuted", "4/5"), "worse", True),
        (samples(None, "refuted", "4/5"), samples(None, "refuted", "3/5"), "worse", True),
        (finding("refuted", "1/2", 3, claim="robust-every-k"), finding("refuted", "2/5", 2, claim="robust-every-k"),
         "changed", False),
    ],
)  # fmt: skip
def test_a_promise_is_compared_by_verdict_and_exact_value(old, new, change, regression, report):
    (row,) = compare_reports(report("old.json", [old]), report("new.json", [new])).rows
    assert (row.change.value, row.regression) == (change, regression)


@pytest.mark.parametrize("verdict", WORDS)
def test_a_promise_that_is_gone_is_a_regression_where_it_was_certified(verdict, report):
    there = finding(k=3)
    old, new = report("old.json", [there, finding(verdict)]), report("new.json", [there])
    rows = {row.promise.k: row for row in compare_reports(old, new).rows}
    assert (rows[2].change, rows[2].regression) == (Change.GONE, verdict == "certified")
    rows = {row.promise.k: row for row in compare_reports(new, old).rows}
    assert (rows[2].change, rows[2].regression) == (Change.NEW, False)


@pytest.mark.parametrize(
    "field", [{"policy": "borda"}, {"k": 3}, {"l": 2}, {"ties": "opponent"}, {"formula": "1/2"}, {"claim": "win-rate"}]
)
def test_promises_that_differ_in_what_is_promised_are_different_ones(field, report):
    compared = compare_reports(report("old.json", [finding()]), report("new.json", [finding(**field)]))
    assert [row.change for row in compared.rows] == [Change.GONE, Change.NEW]
    assert compared.regressions == 1


@pytest.mark.parametrize("style", ["text", "json"])
def test_the_exit_code_is_1_only_for_a_regression_that_was_to_be_told(style, report, capsys):
    good, bad = report("good.json", [finding()]), report("bad.json", [finding("refuted", "1/2")])
    for arguments, code in (
        ([good, bad], 0),
        ([good, bad, "--fail-on-regression"], 1),
        ([bad, good, "--fail-on-regression"], 0),
        ([good, good, "--fail-on-regression"], 0),
    ):
        assert main(["diff", *arguments, "--format", style]) == code
        shown = capsys.readouterr().out
        if style == "json":
            assert json.loads(shown)["exit_code"] == code
            assert json.loads(shown)["regressions"] == ([good, bad] == arguments[:2])
        else:
            assert ("REGRESSION" in shown) == ([good, bad] == arguments[:2])


def test_real_reports_in_folders_are_compared(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    for name, people, code in (("old", "three-cycle", 0), ("new", "six-voter", 1)):
        assert main(["audit", f"gallery:{people}", "-k", "1,2", "--samples-for", "3/5", "--out", name]) == code
    capsys.readouterr()
    assert main(["diff", "old", "new", "--fail-on-regression"]) == 1
    shown = capsys.readouterr().out
    assert 'population: "gallery:three-cycle" -> "gallery:six-voter", CHANGED' in shown
    assert (
        'REGRESSION  "nlhf", k = 2, l = 1, promised k/(k+1): certified 22/27 = 0.814815 (against "a") -> '
        'refuted 29/48 = 0.604167 (against "f")\n'
    ) in shown
    assert main(["diff", "old", "old/report.json", "--fail-on-regression"]) == 0
    assert capsys.readouterr().out.endswith("Of 3 promises: 3 same; no regressions.\n")


def test_a_changed_population_is_told_and_is_no_regression(report, capsys):
    old, new = report("old.json", [finding()]), report("new.json", [finding()], sha256="cd" * 32)
    assert main(["diff", old, new, "--fail-on-regression"]) == 0
    assert '"votes.csv", CHANGED (sha256 abababababab… -> cdcdcdcdcdcd…)' in capsys.readouterr().out


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "the file is empty"),
        ("[]", "no report of an audit"),
        ("{", "not JSON"),
        ('{"format": "verifier-report/2"}', "verifier-report/1"),
        ('{"format": "verifier-report/1"}', "'population'"),
        ('{"format": "verifier-report/1", "population": {"source": "x", "sha256": 7}}', "'sha256'"),
        ('{"format": "verifier-report/1", "population": {"source": "x"}}', "'findings'"),
        ('{"format": "verifier-report/1", "population": {"source": "x"}, "findings": [7]}', "the number 7"),
        ('{"format": "verifier-report/1", "population": {"source": "x"}, "findings": []}', "nothing to compare"),
    ],
)
def test_what_is_no_report_is_one_line(text, said, tmp_path, capsys):
    (tmp_path / "x.json").write_text(text)
    assert main(["diff", str(tmp_path / "x.json"), str(tmp_path / "x.json")]) == 2
    shown = capsys.readouterr()
    assert said in shown.err
    assert shown.err.count("\n") == 1
    assert shown.out == ""


@pytest.mark.parametrize(
    "broken",
    [{"verdict": "proved"}, {"verdict": None}, {"value": 0.75}, {"value": "3:4"}, {"k": "2"}, {"k": True},
     {"policy": ["nlhf"]}, {"opponent": "b"}, {"opponent": [1]}],
)  # fmt: skip
def test_a_finding_with_a_wrong_field_is_named_in_one_line(broken, report, capsys):
    path = report("x.json", [finding(k=1), finding(**broken)])
    assert main(["diff", path, path]) == 2
    shown = capsys.readouterr()
    assert "x.json: finding 2: " in shown.err
    assert next(iter(broken)) in shown.err
    assert shown.err.count("\n") == 1


def test_a_report_that_contradicts_itself_is_refused(report, capsys):
    path = report("x.json", [finding(), finding("refuted", "1/2")])
    assert main(["diff", path, path]) == 2
    assert "says something else" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [["a"], ["-", "-"], ["nowhere", "nowhere"], ["a", "b", "--format", "html"]])
def test_bad_arguments_exit_2(arguments, capsys):
    try:
        code = main(["diff", *arguments])
    except SystemExit as stopped:
        code = stopped.code
    assert code == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_a_folder_without_a_report_is_an_error(tmp_path, capsys):
    assert main(["diff", str(tmp_path), str(tmp_path)]) == 2
    assert "there is no report.json in this folder" in capsys.readouterr().err


@st.composite
def states(draw):
    value = draw(st.none() | st.fractions(0, 1, max_denominator=6))
    bounds = sorted(draw(st.tuples(st.fractions(0, 1, max_denominator=4), st.fractions(0, 1, max_denominator=4))))
    low, high = (value, value) if value is not None else bounds
    return State(draw(st.sampled_from(list(Word))), value, low, high, None, ())


@given(states(), states())
def test_what_improves_one_way_is_worse_the_other_way(old, new):
    promise = Promise("robust", "p", 1, 1, "model", "k/(k+1)", None)
    there, back = _row(promise, old, new), _row(promise, new, old)
    opposite = {Change.WORSE: Change.IMPROVED, Change.IMPROVED: Change.WORSE}
    assert back.change is opposite.get(there.change, there.change)
    assert (there.change is Change.SAME) == (old == new)
    assert there.regression == (there.change is Change.WORSE)
    if old.value is not None and new.value is not None and old.verdict is new.verdict:
        assert there.regression == (Fraction(new.value) < old.value)


def test_two_readings_of_one_file_are_told(tmp_path, capsys):
    people = tmp_path / "two.json"
    rankings = [{"count": 1, "ranking": [["a"], ["b"]]}, {"count": 99, "ranking": [["b"]]}]
    people.write_text(json.dumps({"format": "verifier-population/1", "responses": ["a", "b"], "rankings": rankings}))
    for reading in ("bottom", "incomparable"):
        asked = ["--policy", "response:a", "-k", "1", "--unranked", reading, "--out", str(tmp_path / reading)]
        assert main(["audit", str(people), *asked]) in {0, 1}
    capsys.readouterr()
    assert main(["diff", str(tmp_path / "bottom"), str(tmp_path / "incomparable")]) == 0
    read = "READ OTHERWISE (unranked ones tied at the bottom -> unranked ones incomparable)"
    assert f'population: "two.json", {read}' in capsys.readouterr().out
    assert main(["diff", str(tmp_path / "bottom"), str(tmp_path / "incomparable"), "--format", "json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert (shown["old"]["unranked"], shown["new"]["unranked"]) == ("bottom", "incomparable")
