"""What is asked under a tie convention is answered under it, or the report says under which it holds."""

import json
from fractions import Fraction

import pytest

from verifier import Policy, Population, audit, gallery
from verifier.audits.audit import run_audit
from verifier.audits.effort import Effort
from verifier.audits.families.table import find_all
from verifier.audits.question import Question
from verifier.audits.settings import Settings
from verifier.cli.main import main
from verifier.game.rate import parse_rate
from verifier.recheck.overview import overview
from verifier.report.formats.json import report_object
from verifier.report.formats.junit import render_junit
from verifier.report.formats.latex import render_latex
from verifier.report.pages.overview import overview_rows
from verifier.report.table import side_by_side

TIED = Population.from_rankings({"a = b > c": 5, "c > a = b": 2, "a = c > b": 3, "b > a": 1})
IRRATIONAL = Population.from_rankings({"b > c > a": 3, "c > a > b": 2, "a > b > c": 2, "b > a > c": 1})
TOLD = "(best under ties for the model)"


def findings(report, claim, **wanted):
    return [
        each
        for each in report.findings
        if each.claim == claim and all(getattr(each, name) == value for name, value in wanted.items())
    ]


@pytest.mark.parametrize("rule", ["optimal", "multi-output", "winning-set"])
def test_what_is_best_under_ties_for_the_model_is_no_bound_under_ties_for_the_opponent(rule):
    report = audit(TIED, [rule, "uniform"], k=2, ties="opponent")
    assert findings(report, "best-rate") == []
    lines = [line for line in str(report).splitlines() if line.startswith(rule)]
    assert len(lines) == 2
    assert all(TOLD in line for line in lines)
    assert all(TOLD not in line for line in str(report).splitlines() if line.startswith("uniform"))
    assert [entry.best_under for entry in report.policies] == ["model", None]


@pytest.mark.parametrize("rule", ["optimal", "multi-output", "winning-set"])
def test_under_ties_for_the_model_it_is_a_bound(rule):
    report = audit(TIED, rule, k=2)
    assert len(findings(report, "best-rate")) == 1
    assert TOLD not in str(report)
    assert report.policies[0].best_under is None


def test_every_format_says_under_which_ties_a_policy_is_the_best(tmp_path, capsys):
    main(
        ["audit", "gallery:three-cycle", "--policy", "optimal", "-k", "1,2", "--ties", "shared", "--out", str(tmp_path)]
    )
    capsys.readouterr()
    shown = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
    assert [entry["best_under"] for entry in shown["policies"]] == ["model", "model"]
    for name in ("report.txt", "report.md", "report.html"):
        assert "best under ties for the model" in (tmp_path / name).read_text(encoding="utf-8"), name


def test_it_is_said_wherever_the_policy_stands_for_its_promises(tmp_path, capsys):
    report = audit(TIED, ["optimal", "uniform"], k=[1, 2, 3], rate="1", ties="opponent", out=tmp_path / "one")
    header, _ = side_by_side(report)
    assert header == ("k", f"optimal {TOLD}", "uniform", "promised")
    assert f"optimal {TOLD}" in report.plot().title + report.plot().description
    assert render_junit(report).count(f"<failure message='optimal {TOLD}, k = ") == 3
    captions = [line for line in render_latex(report).splitlines() if "Caption}" in line]
    assert ["best under ties for the model" in line for line in captions] == [True, False]
    assert {cells[4] for _, cells in overview_rows(overview(tmp_path))} == {f'"optimal" {TOLD}', '"uniform"'}
    other = audit(TIED, ["optimal", "uniform"], k=[1, 2, 3], rate="1/10", ties="opponent", out=tmp_path / "two")
    assert other.promises
    main(["diff", str(tmp_path / "one"), str(tmp_path / "two")])
    rows = [line for line in capsys.readouterr().out.splitlines() if "k = " in line]
    assert {TOLD in line for line in rows if "optimal" in line} == {True}
    assert {TOLD in line for line in rows if "uniform" in line} == {False}


def test_a_caption_that_says_it_is_compared_as_it_is_written(tmp_path, capsys):
    audit(TIED, "optimal", k=[1, 2], ties="opponent", out=tmp_path)
    macros = tmp_path / "report.tex"
    paper = tmp_path / "paper.tex"
    paper.write_text(
        "\\input{report}\n\\verifierOptimalTiesOpponentTable\\verifierOptimalTiesOpponentCaption\n", encoding="utf-8"
    )
    assert main(["paper", "check", str(paper)]) == 0, capsys.readouterr()
    text = macros.read_text(encoding="utf-8")
    assert TOLD in text
    macros.write_text(text.replace(f" {TOLD}", ""), encoding="utf-8")
    assert main(["paper", "check", str(paper)]) != 0


@pytest.mark.parametrize(("ties", "k"), [("shared", "1,2"), ("half", "1")])
def test_all_rules_leave_out_what_is_not_defined_and_say_so(ties, k, capsys):
    main(["audit", "gallery:three-cycle", "--policy", "all", "--ties", ties, "-k", k])
    said = capsys.readouterr().out
    assert "left out: multi-output (--ties " + ties + " counts tied copies" in said
    main(["audit", "gallery:three-cycle", "--policy", "all", "--ties", ties, "-k", k, "--format", "json"])
    shown = json.loads(capsys.readouterr().out)
    assert {entry["rule"] for entry in shown["policies"]} == {"nlhf", "borda", "equilibrium", "optimal"}
    assert [each["policy"] for each in shown["left_out"]] == ["multi-output"]


def test_all_rules_are_there_where_all_are_defined():
    for ties in ("model", "opponent"):
        report = audit(gallery("three-cycle"), "all", k=2, ties=ties)
        assert "multi-output" in {entry.label for entry in report.policies}
        assert report.left_out == ()


def test_a_rule_that_is_named_and_not_defined_is_refused(capsys):
    assert main(["audit", "gallery:three-cycle", "--policy", "multi-output", "--ties", "shared", "-k", "2"]) == 2
    assert "which a lottery over sets does not have" in capsys.readouterr().err


# Shared equilibria --------------------------------------------------------------------------------------------------


def shared(people, k, **asked):

    rate = asked.pop("rate", None)
    question = Question(k=k, ties="shared", rate=None if rate is None else parse_rate(rate))
    found = find_all(["rule:equilibrium"], people, question, Effort(), Settings(payoff=asked.pop("payoff", "shared")))
    return run_audit(people, found.candidates, question, source="people", effort=Effort(**asked))


def test_a_shared_equilibrium_is_not_refuted_by_the_rounding_of_its_weights():
    report = shared(IRRATIONAL, (2, 3))
    promises = findings(report, "robust")
    assert [each.verdict.value for each in promises] == ["certified", "certified"]
    assert report.exit_code == 0
    for each in promises:
        barrier = Fraction(each.k, each.k + 1)
        assert barrier - Fraction(1, 10**40) < each.value < barrier == each.rate
        assert each.about == "the only exact equilibrium near it"
        (own,) = findings(report, "worst-case", k=each.k)
        assert (own.value, own.verdict.value) == (each.value, "certified")
        assert "exactly one symmetric equilibrium" in each.sentence
        line = (
            f"k = {each.k}: the promise is kept by the only exact equilibrium near it, whose rate is exactly {barrier},"
        )
        assert line in str(report)


def test_above_what_anything_can_win_it_is_refuted_and_below_its_own_rate_certified_as_any_policy():
    (above,) = findings(shared(IRRATIONAL, (2,), rate="67/100"), "robust")
    (below,) = findings(shared(IRRATIONAL, (2,), rate="66/100"), "robust")
    assert (above.verdict.value, above.about) == ("refuted", None)
    assert (below.verdict.value, below.about) == ("certified", None)


def test_the_equilibrium_of_strict_payoffs_promises_nothing_under_shared_ties():
    (promise,) = findings(shared(IRRATIONAL, (2,), payoff="strict"), "robust")
    assert (promise.verdict.value, promise.about) == ("refuted", None)


def test_a_rational_shared_equilibrium_is_certified_of_itself():
    (promise,) = findings(shared(gallery("half-barrier"), (2,)), "robust")
    assert (promise.verdict.value, promise.about, promise.value) == ("certified", None, Fraction(2, 3))


def test_against_a_given_opponent_it_is_not_refuted_by_rounding_either():
    question = Question(
        k=(2,), ties="shared", opponents=tuple((name, Policy.point(y, 3)) for y, name in enumerate("abc"))
    )
    found = find_all(["rule:equilibrium"], IRRATIONAL, question, Effort(), Settings(payoff="shared"))
    report = run_audit(IRRATIONAL, found.candidates, question, source="people")
    promises = findings(report, "win-rate")
    assert [each.verdict.value for each in promises] == ["certified"] * 3
    rounded = [each for each in promises if each.value < Fraction(2, 3)]
    assert 0 < len(rounded) < 3
    assert [each.about is not None for each in promises] == [each in rounded for each in promises]
    assert all(
        f'equilibrium against "{each.against}", k = 2: the promise is kept by' in str(report) for each in rounded
    )


def test_the_index_finds_the_promise_backed_by_the_enclosure_and_no_higher_one(tmp_path, capsys):
    lines = [f"{count}: {order}" for order, count in (("2,3,1", 3), ("3,1,2", 2), ("1,2,3", 2), ("2,1,3", 1))]
    names = [f"# ALTERNATIVE NAME {i}: {name}" for i, name in enumerate("abc", start=1)]
    text = "\n".join(["# NUMBER ALTERNATIVES: 3", *names, *lines, ""])
    (tmp_path / "people.soc").write_text(text, encoding="utf-8")
    run = tmp_path / "runs" / "one"
    asked = ["--policy", "equilibrium", "--payoff", "shared", "--ties", "shared", "-k", "2", "--out", str(run)]
    assert main(["audit", str(tmp_path / "people.soc"), *asked]) == 0
    assert main(["index", str(tmp_path / "runs")]) == 0
    report = json.loads((run / "report.json").read_text(encoding="utf-8"))
    (robust,) = [each for each in report["findings"] if each["claim"] == "robust"]
    assert robust["about"] == "the only exact equilibrium near it"
    robust |= {"rate": "67/100", "formula": "67/100"}
    (run / "report.json").write_text(json.dumps(report), encoding="utf-8")
    capsys.readouterr()
    assert main(["index", str(tmp_path / "runs")]) != 0
    assert "does not prove what the report says" in "".join(capsys.readouterr())


# NLHF where there are several ---------------------------------------------------------------------------------------


def test_a_bound_at_1_on_every_nlhf_policy_is_certified_however_many_samples():
    people = Population.from_rankings(["a > b > c > d", "d > c > b > a"])
    for k in (20, 100, 400):
        (every,) = findings(audit(people, "nlhf", k=k), "nlhf-every")
        assert every.verdict.value == "certified", k


def test_the_nlhf_policy_that_wins_with_little_is_written_out_in_json():
    people = Population.from_rankings(["a > b", "b > a"])
    report = audit(people, "nlhf", k=2)

    (some,) = [each for each in report_object(report)["findings"] if each["claim"] == "nlhf-some"]
    assert some["weights"] in ({"a": "1"}, {"b": "1"})
    assert f'["{next(iter(some["weights"]))}": 1]' in some["sentence"]
