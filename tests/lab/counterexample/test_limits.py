"""What a search is asked, and how far it goes: options that make no sense, budgets, the user's own programs."""

import subprocess
import sys
from dataclasses import replace
from fractions import Fraction

import pytest

from verifier.audits.effort import Effort
from verifier.audits.question import Question
from verifier.cli.main import main
from verifier.errors import InputError
from verifier.game.rate import parse_rate
from verifier.lab.counterexample.answer import Wanted, find_counterexample
from verifier.lab.counterexample.conjecture import parse_conjecture, predicate
from verifier.lab.counterexample.evidence import audited, proof
from verifier.lab.counterexample.failing import UNITS_OF_AN_EQUILIBRIUM, State, Test, breaks_promise
from verifier.lab.counterexample.shape import Shape
from verifier.lab.counterexample.smallest import smallest


def counted(test, counts):
    """``test``, which adds to ``counts`` every profile that it settles."""

    def settle(bulk, place):
        counts.append(place)
        return test.settle(bulk, place)

    return replace(test, settle=settle)


def test_opponents_that_show_more_responses_than_there_are_make_no_sense():
    with pytest.raises(InputError, match="cannot show 3 of 2 responses"):
        find_counterexample(Wanted(Shape(responses=(2, 2)), rule="nlhf", k=1, l=3), Effort(), "")
    for asked in ({"rule": "uniform", "k": 1, "l": 3, "rate": parse_rate("1")}, {"conjecture": "uniform(5, 3) >= 1"}):
        answer = find_counterexample(Wanted(Shape(responses=(1, 3), voters=1), **asked), Effort(), "")
        assert len(answer.population.responses) == 3
        assert answer.exit_code == 0


def test_every_equilibrium_that_is_solved_is_paid_for():
    counts = []
    test = counted(breaks_promise("equilibrium", Fraction(2003, 3000), 2, 1, some=False), counts)
    found = smallest(Shape(responses=(2, 3), voters=7, strict=True), test, Effort(budget=30 * UNITS_OF_AN_EQUILIBRIUM))
    assert not found.exhaustive
    assert 0 < len(counts) <= 60  # as many for the exhaustive search as for the random one after it
    (reason,) = found.stopped
    assert "3 voters on 3 responses" in reason
    assert "budget" in reason


def test_margin_games_are_paid_for_only_where_they_are_solved():
    shape, small = Shape(responses=(3, 3), voters=5, strict=True), Effort(budget=5000)
    assert smallest(shape, breaks_promise("borda", Fraction(0), 1, 1, some=False), small).exhaustive
    assert not smallest(shape, breaks_promise("nlhf", Fraction(0), 1, 1, some=False), small, tries=1).exhaustive
    unique = replace(shape, unique=True)
    assert not smallest(unique, breaks_promise("borda", Fraction(0), 1, 1, some=False), small, tries=1).exhaustive


def test_profiles_are_looked_at_in_parts_that_fit_into_memory(monkeypatch):
    sizes = []
    kept = Shape.kept
    monkeypatch.setattr(Shape, "kept", lambda shape, bulk: sizes.append(len(bulk)) or kept(shape, bulk))
    holds = Test(lambda bulk: (bulk.winners < -1).astype("int8"), lambda _bulk, _place: State.OPEN)
    found = smallest(Shape(responses=(4, 4), voters=6, strict=True), holds, Effort())
    assert found.exhaustive
    assert sum(sizes) == sum(size.classes for size in found.sizes) > 20_000
    assert max(sizes) <= 5000


def test_a_size_that_the_budget_does_not_reach_is_named(capsys):
    assert main(["counterexample", "--rule", "nlhf", "-k", "1", "--responses", "8"]) == 3
    assert "Left out: 8 responses: profiles of weak rankings are listed for 1 to 5" in capsys.readouterr().out


@pytest.mark.parametrize("text", ["(m^20)^20 >= 1", "((((m^2)^2)^2)^2)^2 >= 1", "1 <= (1 + (n^7*m)^2)^2"])
def test_powers_of_powers_are_refused_before_they_fill_the_memory(text):
    with pytest.raises(InputError, match="powers of powers"):
        parse_conjecture(text)


def test_small_powers_of_powers_are_read():
    answer = find_counterexample(Wanted(Shape(), conjecture="((m^2)^2)^3 >= 4097"), Effort(), "")
    assert len(answer.population.responses) == 2


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("def f(p: return True", "cannot be run .SyntaxError"),
        ("raise SystemExit(1)", "cannot be run .SystemExit"),
        ("def f(p): raise KeyError('x')", "f fails on .*KeyError: 'x'"),
        ("import sys\ndef f(p): sys.exit(1)", "f fails on .*SystemExit: 1"),
    ],
)
def test_what_goes_wrong_in_a_predicate_is_the_users_error_and_no_verdict(body, told, tmp_path):
    (tmp_path / "mine.py").write_text(body)

    def search():
        return smallest(Shape(), predicate(f"{tmp_path / 'mine.py'}:f"), Effort())

    with pytest.raises(InputError, match=told):
        search()


@pytest.mark.parametrize(
    "arguments",
    [
        ["--rule", "nlhf", "-k", "1", "--seed", "9" * 5000],
        ["--rule", "nlhf", "-k", "1", "--tries", "x"],
        ["--policy", '{"a": 1}', "-k", "2", "--odd"],
        ["--policy", '{"a": 1}', "-k", "2", "--responses", "7"],
        ["--policy", '{"a": 1}', "-k", "2", "-l", "2"],
        ["--conjecture", "nlhf(3) >= borda(3)", "-l", "2"],
        ["--conjecture", "nlhf(3) >= borda(3)", "--rate", "1/2"],
        ["--predicate", "x.py:f", "--some"],
        ["--rule", "nlhf", "-k", "2", "--approach", "--voters", "3"],
    ],
)
def test_options_that_would_say_nothing_are_refused_and_named(arguments, capsys):
    assert main(["counterexample", *arguments]) == 2
    option = next(word for word in reversed(arguments) if word.startswith("-"))
    assert capsys.readouterr().err.startswith(f"verifier: {option}")


def test_a_rounded_equilibrium_proves_nothing_without_how_near_the_exact_one_is():
    answer = find_counterexample(
        Wanted(Shape(strict=True), rule="equilibrium", k=2, rate=parse_rate("7/8")), Effort(), ""
    )
    report = audited(
        answer.population, ["rule:equilibrium"], Question(k=(2,), l=(1,), rate=parse_rate("7/8")), Effort()
    )
    m = len(answer.population.responses)
    (shown,) = [each for each in report.findings if each.claim == "robust"]
    assert proof(report, Fraction(7, 8), m) == shown
    assert proof(report, shown.value, m) is None
    alone = replace(report, findings=tuple(each for each in report.findings if each.claim != "equilibrium-near"))
    assert proof(alone, Fraction(7, 8), m) is None


def test_an_equilibrium_that_is_exact_is_not_called_rounded():
    asked = Wanted(Shape(responses=(3, 3), strict=True), rule="equilibrium", k=1, rate=parse_rate("4/5"))
    answer = find_counterexample(asked, Effort(), "")
    assert "an equilibrium wins with rate exactly 3/4, below 4/5 (k = 1; certified)" in answer.reason


INTERRUPTED = """
import _thread, threading
from verifier.cli.main import main
threading.Timer(2, _thread.interrupt_main).start()
raise SystemExit(main(["counterexample", "--rule", "nlhf", "-k", "1", "--budget", "9" * 12]))
"""


def test_ctrl_c_ends_a_search_with_130():
    done = subprocess.run([sys.executable, "-c", INTERRUPTED], capture_output=True, text=True, check=False, timeout=100)
    assert done.returncode == 130
    assert "interrupted" in done.stderr
