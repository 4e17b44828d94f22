"""Each kind of policy is judged by what its kind can promise, unless another rate is asked for."""

from dataclasses import replace
from fractions import Fraction

import pytest

from verifier import Lottery, Policy, audit, gallery
from verifier.audits.question import default_rate
from verifier.cli.main import main
from verifier.game.rate import best_guaranteed, best_guaranteed_product, parse_rate
from verifier.lab.counterexample.answer import Wanted
from verifier.lab.counterexample.shape import Shape
from verifier.preferences.population import Population

CYCLE = gallery("three-cycle")
K, L = 2, 2
V, W = best_guaranteed(K, L), best_guaranteed_product(K, L)
EQUILIBRIA = Fraction(K + 1 - L, K + 1)
PAIRS = Lottery.from_fractions([((0, 1), Fraction(1, 2)), ((1, 2), Fraction(1, 2))])


def promised(policy, **asked):
    report = audit(CYCLE, policy, **asked)
    return {(each.formula, each.rate) for each in report.findings if each.claim == "robust"}, report.rate


@pytest.mark.parametrize(
    ("policy", "formula", "rate"),
    [
        ("uniform", "W(k,l)", W),
        ("nlhf", "W(k,l)", W),
        ("optimal", "W(k,l)", W),
        (Policy.point(0, 3), "W(k,l)", W),
        ("equilibrium", "max(0, (k+1-l)/(k+1))", EQUILIBRIA),
        ("self-play", "max(0, (k+1-l)/(k+1))", EQUILIBRIA),
        ("self-play-random", "max(0, (k+1-l)/(k+1))", EQUILIBRIA),
        ("multi-output", "V(k,l)", V),
        ("winning-set", "V(k,l)", V),
        (PAIRS, "V(k,l)", V),
        ({"shown together": PAIRS}, "V(k,l)", V),
    ],
)
def test_against_two_responses_every_kind_of_policy_has_its_own_promise(policy, formula, rate):
    assert promised(policy, k=K, l=L) == ({(formula, rate)}, formula)


@pytest.mark.parametrize("policy", ["uniform", "equilibrium", "self-play-random", "multi-output", PAIRS])
def test_against_one_response_they_have_the_same(policy):
    assert promised(policy, k=K) == ({("k/(k+1)", Fraction(2, 3))}, "k/(k+1)")


@pytest.mark.parametrize("policy", ["equilibrium", "multi-output", PAIRS])
def test_a_rate_that_is_asked_for_is_the_promise_of_all(policy):
    assert promised(policy, k=K, l=L, rate="1/7") == ({("1/7", Fraction(1, 7))}, "1/7")


def test_a_file_of_a_lottery_is_judged_by_v_and_one_of_weights_by_w(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name, text in {
        "pairs.json": '[{"responses": ["a", "b"], "weight": "1/2"}, {"responses": ["b", "c"], "weight": "1/2"}]',
        "draws.csv": "a,b\nb,c\n",
        "weights.json": '{"a": "1/2", "b": "1/2"}',
    }.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
        main(["audit", "gallery:three-cycle", "--policy", name, "-k", "2", "-l", "2"])
        said = capsys.readouterr().out
        wanted = "W(k,l)" if name == "weights.json" else "V(k,l)"
        assert f"promised: {wanted}\n" in said, name


def test_a_file_that_is_called_like_a_rule_is_judged_as_a_file(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "equilibrium").write_text('{"a": "1/2", "b": "1/2"}', encoding="utf-8")
    main(["audit", "gallery:three-cycle", "--policy", "file:equilibrium", "-k", "2", "-l", "2"])
    assert "promised: W(k,l)\n" in capsys.readouterr().out


def test_equilibria_promise_nothing_against_more_than_k_plus_one_responses():
    assert [default_rate("equilibrium", k, lottery=False)(1, k) for k in (1, 2, 3)] == [Fraction(1, 2), 0, 0]


def test_a_rule_beyond_the_budget_is_undecided_about_its_own_promise():
    report = audit(gallery("six-voter"), "equilibrium", k=3, l=2, budget=20)
    assert [(each.formula, each.rate, each.verdict.value) for each in report.findings if each.claim == "robust"] == [
        ("max(0, (k+1-l)/(k+1))", Fraction(1, 2), "undecided")
    ]


def test_no_equilibrium_breaks_its_promise_against_pairs_where_it_breaks_w():
    people = gallery("equilibrium-barrier(k=1, l=2, R=30)")
    report = audit(people, "equilibrium", k=1, l=2)
    (robust,) = [each for each in report.findings if each.claim == "robust"]
    assert (robust.value, robust.rate, report.exit_code) == (Fraction(1, 32), 0, 0)
    assert audit(people, "equilibrium", k=1, l=2, rate="W(k,l)").exit_code == 1


def test_a_search_for_a_counterexample_asks_for_the_promise_of_its_rule():
    wanted = Wanted(Shape(), rule="equilibrium", l=2)
    assert wanted.promise.text == "max(0, (k+1-l)/(k+1))"
    assert replace(wanted, rule="nlhf").promise.text == "W(k,l)"
    assert replace(wanted, rate=parse_rate("1/2")).promise.text == "1/2"


def test_what_is_said_of_equilibria_can_be_asked_of_others():
    people = Population.from_rankings(["a > b", "b > a"])
    report = audit(people, "uniform", k=[1, 2], l=2, rate="max(0, (k+1-l)/(k+1))")
    assert [each.rate for each in report.findings if each.claim == "robust"] == [0, Fraction(1, 3)]
