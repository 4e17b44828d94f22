"""Symbolic questions of a case: what is refuted has checked certificates, what is misspelt is named in a line."""

import re
import subprocess
from fractions import Fraction
from pathlib import Path

import pytest
from preloaded import program

from verifier.audits.candidates import find_candidate
from verifier.cli.main import main
from verifier.exact.expression import evaluate
from verifier.game.masses import masses
from verifier.game.worst_case import worst_case
from verifier.lab.book.case import read_case
from verifier.lab.book.questions.statements import Statement
from verifier.lab.symbolic.statements.relation import COMPARES
from verifier.lab.symbolic.statements.statement import FamilyStatement
from verifier.report.finding import Word

CASES = Path(__file__).resolve().parents[2] / "cases"

CASE = """theory = "2.4"
title = "A half"
statement = "It stays at a half."
source = "here"
text = "Nothing more."

[family]
parameter = "ε"
interval = "(0, 1/2]"
responses = ["yes", "no"]
rankings = { "yes > no" = "1/2 + ε", "no > yes" = "1/2 - ε" }

[[symbolic]]
name = "one"
rule = "nlhf"
k = "every"
claim = "win rate = 1/2 + ε"
expected = "certified"

[[symbolic]]
name = "two"
rule = "nlhf"
claim = "win rate >= k/(k+1)"
expected = "refuted"

[[sequence]]
name = "three"
population = "rotations(m={R})"
value = "uniform"
k = "1"
formula = "1 - Sum(j^k, j, 0, R-1)/R^(k+1)"
checked = "2,3"
relation = ">"
limit = "k/(k+1)"
expected = "certified for R = 2..3"

[[closed-form]]
name = "four"
roots = { a = "1/2 + ε", b = "1/2 - ε" }
policy = { yes = "a/(a+b)", no = "b/(a+b)" }
win_rate = "1 - (1/4 - ε^2)/(a+b)^k"
expected = "undecided"
"""


def verifier(folder, *arguments):
    command = [*program(), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120, cwd=folder)


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "cases" / "half").mkdir(parents=True)
    (tmp_path / "cases" / "half" / "case.toml").write_text(CASE, encoding="utf-8")
    return tmp_path


def test_a_symbolic_case_is_decided_the_same_way_twice_and_its_certificates_check(folder):
    first = verifier(folder, "reproduce")
    assert "expected " not in first.stdout.replace("as expected", ""), first.stdout
    assert verifier(folder, "reproduce").returncode == 0
    reports = folder / "reports" / "half"
    page = (reports / "README.md").read_text(encoding="utf-8")
    assert "no independent check: symbolic" in page
    # 1/2 is closed, so b^k = 1/2 - ε is 0 there: no closed form is claimed.
    assert "b^k = 1/2 - ε is not positive throughout" in page
    assert not (reports / "four").exists()
    refuting = reports / "two" / "nlhf-k2-l1-model.cert"
    done = verifier(folder, "check", str(refuting), *map(str, sorted((reports / "three").glob("*.cert"))))
    assert done.returncode == 0
    assert "win with rate below 2/3" in done.stdout


def test_a_closed_form_on_the_open_interval_is_printed_as_latex(folder):
    case = folder / "cases" / "half" / "case.toml"
    text = CASE.replace("(0, 1/2]", "(0, 1/2)").replace('expected = "undecided"', 'expected = "certified"')
    case.write_text(text, encoding="utf-8")
    verifier(folder, "reproduce")
    assert verifier(folder, "reproduce").returncode == 0
    assert "\\frac{a}{a + b}" in (folder / "reports" / "half" / "four" / "four.tex").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('win rate = 1/2 + ε"', 'win rate = 1/2 + 2*ε"'),
        ('expected = "refuted"', 'expected = "certified"'),
        ("1 - Sum(j^k, j, 0, R-1)/R^(k+1)", "1 - Sum(j^k, j, 0, R-1)/R^k"),
        ("1 - Sum(j^k, j, 0, R-1)/R^(k+1)", "1/2 + 1/R"),
        ('limit = "k/(k+1)"', 'limit = "2/5"'),
    ],
)
def test_a_statement_with_something_changed_is_a_difference(old, new, folder, monkeypatch, capsys):
    case = folder / "cases" / "half" / "case.toml"
    case.write_text(CASE.replace(old, new), encoding="utf-8")
    monkeypatch.chdir(folder)
    assert main(["reproduce"]) == 1
    printed = capsys.readouterr().out
    assert re.search(r"expected (certified( for R = 2\.\.3)?|refuted), found", printed)


def certified_statements():
    symbolic = [
        path for path in sorted(CASES.glob("*/case.toml")) if "[[symbolic]]" in path.read_text(encoding="utf-8")
    ]
    for folder in (path.parent for path in symbolic):
        for question in read_case(folder).questions:
            if isinstance(question, Statement) and question.expected is Word.CERTIFIED and question.policy is None:
                claim = question.claim(())
                if isinstance(claim, FamilyStatement):
                    yield pytest.param(claim, id=f"{folder.name}/{question.name}")


@pytest.mark.parametrize("claim", list(certified_statements()))
def test_what_the_book_certifies_with_symbols_is_found_by_audits_at_single_points(claim):
    family, tried = claim.family, 0
    for x in map(Fraction, ("-1/2", "-1/3", "0", "1/100", "1/7", "1/6", "1/2", "3/5")):
        if x in family.interval:
            people = family.at(x)
            policy = find_candidate(f"rule:{claim.rule}", people).policy
            for k in claim.k or (1, 2, 3, 10):
                value = worst_case(masses(people, policy), k).value
                side = evaluate(claim.bound.side, {family.parameter: x, "k": Fraction(k), "l": Fraction(1)})
                assert COMPARES[claim.bound.relation](value, side)
                tried += 1
    assert tried


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('parameter = "ε"', 'parameter = "k"'),
        ('interval = "(0, 1/2]"', 'interval = "(1/2, 0]"'),
        ('"1/2 - ε" }', '"1/2 - δ" }'),
        ('"1/2 - ε" }', '"1/2 - 2*ε" }'),
        ('rule = "nlhf"', 'rule = "nhlf"'),
        ('claim = "win rate = 1/2 + ε"', 'claim = "win rate about 1/2"'),
        ('claim = "win rate = 1/2 + ε"', 'claim = "infimum = 1/2"'),
        ('claim = "win rate = 1/2 + ε"', 'claim = "win rate = 1/(ε - 1/4)"'),
        ('claim = "win rate = 1/2 + ε"', 'claim = "win rate = 1/2"\nlimit = "ε -> 1/4"'),
        ('claim = "win rate = 1/2 + ε"\n', ""),
        ('k = "every"', 'k = "always"'),
        ('expected = "certified"', 'expected = "proved"'),
        ("rotations(m={R})", "rotations(m=3)"),
        ("rotations(m={R})", "rotation(m={R})"),
        ('value = "uniform"', 'value = "best"'),
        ('relation = ">"', 'relation = "above"'),
        ("j, 0, R-1", "j, 0, R-1/2"),
        ('{ yes = "a/(a+b)"', '{ maybe = "a/(a+b)"'),
        ("roots = { a", "roots = { k"),
    ],
)
def test_a_symbolic_question_that_cannot_be_read_is_named_in_one_line(old, new, folder, monkeypatch, capsys):
    case = folder / "cases" / "half" / "case.toml"
    case.write_text(CASE.replace(old, new, 1), encoding="utf-8")
    assert case.read_text(encoding="utf-8") != CASE
    monkeypatch.chdir(folder)
    assert main(["reproduce"]) == 2
    assert capsys.readouterr().err.count("\n") == 1
