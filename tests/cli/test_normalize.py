"""`--normalize`: what does not sum to 1 is divided by its sum where that is asked for, and every report says so."""

from __future__ import annotations

import json

import pytest

from verifier import Policy, Population, audit
from verifier.cli.main import main
from verifier.testing import assert_robust

WEIGHED = "user,weight,response,score\nann,0.83,short,5\nann,0.83,long,3\nbob,1.31,short,1\nbob,1.31,long,2\n"
RATINGS = "user,short,long\nann,5,3\nbob,1,2\neve,8e-06,1E-7\n"
SOFTMAX = '{"short": 0.60010004, "long": 0.4}'
SUM = "25002501/25000000"


@pytest.fixture
def files(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name, text in (("w.csv", WEIGHED), ("r.csv", RATINGS), ("soft.json", SOFTMAX)):
        (tmp_path / name).write_text(text)
    (tmp_path / "logs.json").write_text('{"short": -0.51, "long": -1.2}')
    (tmp_path / "draws.csv").write_text("short\nshort\nlong\n")


def run(capsys, *arguments):
    code = main(list(arguments))
    captured = capsys.readouterr()
    return code, captured.out, captured.err


@pytest.mark.parametrize(
    "arguments", [["w.csv"], ["r.csv", "--policy", "soft.json"], ["r.csv", "--opponent", "soft.json"]]
)
@pytest.mark.usefixtures("files")
def test_an_error_about_a_sum_names_the_option_that_mends_it(capsys, arguments):
    code, out, err = run(capsys, "audit", *arguments, "-k", "1")
    assert (code, out) == (2, "")
    assert err.split("\n")[0].endswith("; --normalize divides by the sum")
    assert run(capsys, "audit", *arguments, "-k", "1", "--normalize")[0] in {0, 1}


@pytest.mark.usefixtures("files")
def test_every_report_says_what_was_divided_by_its_sum(capsys):
    asked = ["audit", "w.csv", "--policy", "soft.json", "-k", "1", "--normalize"]
    policy, users = f"weights divided by their sum {SUM}", "users: weights divided by their sum 107/50"
    for style in ("text", "markdown", "html", "latex"):
        out = run(capsys, *asked, "--format", style)[1]
        assert policy.replace("/", r"\/") in out or policy in out, style
        assert users in out, style
    report = json.loads(run(capsys, *asked, "--format", "json")[1])
    assert report["population"]["divided_by"] == "107/50"
    assert (report["policies"][0]["divided_by"], report["policies"][0]["note"]) == (SUM, policy)
    opposed = run(capsys, "audit", "r.csv", "--opponent", "soft.json", "-k", "1", "--normalize")[1]
    assert f'("soft.json": {policy})' in opposed
    assert users in run(capsys, "show", "w.csv", "--normalize")[1]
    worst = run(capsys, "counterexample", "--policy", "soft.json", "-k", "2", "--normalize")[1]
    assert f"the policy's {policy}" in worst


@pytest.mark.usefixtures("files")
def test_a_report_of_what_sums_to_1_says_nothing_of_it(capsys):
    plain = run(capsys, "audit", "r.csv", "--policy", "nlhf", "--format", "json")[1]
    assert run(capsys, "audit", "r.csv", "--policy", "nlhf", "--format", "json", "--normalize")[1] == plain
    assert "divided" not in plain


@pytest.mark.usefixtures("files")
def test_log_probabilities_are_no_weights_whatever_is_asked(capsys):
    for more in ([], ["--normalize"]):
        code, _, err = run(capsys, "audit", "r.csv", "--policy", "logs.json", *more)
        assert code == 2
        assert (
            "the weight of 'short' is -51/100, and none is above 0; these look like log-probabilities: write exp" in err
        )


@pytest.mark.usefixtures("files")
def test_draws_of_one_name_a_line_are_audited_for_every_k(capsys):
    report = json.loads(run(capsys, "audit", "r.csv", "--policy", "draws.csv", "-k", "1,2,3", "--format", "json")[1])
    assert report["policies"][0]["weights"] == {"short": "2/3", "long": "1/3"}
    assert [each["k"] for each in report["findings"] if each["claim"] == "robust"] == [1, 2, 3]


@pytest.mark.parametrize("option", ["--rate", "--samples-for"])
@pytest.mark.usefixtures("files")
def test_rates_are_read_with_exponents(capsys, option):
    out = run(capsys, "audit", "r.csv", "--policy", "uniform", "-k", "1", option, "25e-2")[1]
    assert "1/4" in out


@pytest.mark.usefixtures("files")
def test_gaps_are_numbers_like_any_other(capsys):
    for gap in ("1e-12", "2.5E-3", "1/1000"):
        assert run(capsys, "solve", "optimal", "r.csv", "-k", "2", "--gap", gap)[0] == 0
    code, _, err = run(capsys, "solve", "optimal", "r.csv", "--gap", "1e-300")
    assert (code, "write a width from 1e-200 up to 1" in err) == (2, True)


def test_python_takes_numbers_of_every_type_where_the_command_takes_text():
    import numpy as np

    people = Population.from_rankings({"a > b": np.int64(2), "b > a": 1})
    policy = Policy.from_weights({"a": 0.6, "b": 0.4}, people.responses)
    for k in (2, np.int64(2), [2], np.array([2]), range(2, 3), (np.uint8(2),)):
        for rate in (0.5, np.float32(0.5), "1/2", "5e-1"):
            report = audit(people, policy, k=k, l=np.int64(1), rate=rate)
            assert [(each.k, str(each.rate)) for each in report.findings if each.claim == "robust"] == [(2, "1/2")]
    [promise] = [each for each in audit(people, policy, k=1, rate=0.1).findings if each.claim == "robust"]
    assert promise.rate * 10 == 1
    assert assert_robust(people, {"a": 3, "b": 1.5}, k=np.int64(1), rate=0.5, normalize=True).exit_code == 0
