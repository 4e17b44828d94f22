"""No case hangs or crashes a run: what is too long, too deep or too much is an error in words, of that case alone."""

import json
import shutil
import time
from pathlib import Path

import pytest
from pace import paced

from verifier.audits.effort import Effort
from verifier.cli.main import main
from verifier.errors import AuditError, BudgetError, InputError
from verifier.lab.book import answering
from verifier.lab.book.answering import answered, bounded
from verifier.lab.book.case import read_case_file

ROOT = Path(__file__).resolve().parents[3]
PEOPLE = '[population]\nrankings = { "a > b > c" = 1, "b > c > a" = 1, "c > a > b" = 1 }\n'
FAMILY = """[family]
parameter = "x"
interval = "[0, 1/4]"
responses = ["yes", "no"]
rankings = { "yes > no" = "1/2 + x", "no > yes" = "1/2 - x" }
"""
AUDIT = '[[audit]]\nname = "x"\nk = "1"\nverdicts = "refuted"\n'
UNIFORM = 'policy = { a = "1/3", b = "1/3", c = "1/3" }\n'
SEQUENCE = """[[sequence]]
name = "x"
population = "rotations(m={R})"
value = "uniform"
k = "1"
formula = "FORMULA"
from = "FROM"
checked = "2"
relation = ">="
limit = "1/2"
expected = "certified"
"""


def _from(formula):
    return SEQUENCE.replace("FORMULA", "1/2").replace("FROM", formula)


def _symbolic(claim, rest=""):
    policy = 'policy = { yes = "1/2", no = "1/2" }'
    return f'{FAMILY}[[symbolic]]\nname = "x"\n{policy}\nclaim = "{claim}"\nexpected = "refuted"\n{rest}'


@pytest.fixture
def answer(tmp_path):
    """The answer to the one question of a case that is written down."""

    def ask(text):
        path = tmp_path / "x.case.toml"
        path.write_text(text, encoding="utf-8")
        (question,) = read_case_file(path).questions
        return answered(question, Effort())

    return ask


LONG = {
    "nested sums": (_from("Sum(Sum(Sum(1,i,1,9999),j,1,9999),h,1,9999)"), "takes more than 200000 steps to evaluate"),
    "sums of long numbers": (_from("Sum((3/7)^99999,i,1,9999)"), "takes more than 200000 steps to evaluate"),
    "products of long numbers": (_from("*".join(["(1048573^99999)"] * 12)), "takes more than 200000 steps"),
    "a long start": (_from("10^9999"), "'from' is a number of more than 4096 digits"),
    "a tower": (SEQUENCE.replace("FROM", "1").replace("FORMULA", "((2^9999)^9999)^9999"), "grows beyond 2000000 bits"),
    "samples in a game": (
        f'{PEOPLE}[[game]]\nname="x"\n{UNIFORM}k="999999999"\nequilibrium="certified"\nrobust="certified"',
        "999999999 is above 10000, the most that is counted exactly here",
    ),
    "games": (
        f'{PEOPLE}[[game]]\nname="x"\n{UNIFORM}k="1..9999"\nequilibrium="certified"\nrobust="certified"',
        "the numbers of samples add up to 49995000, above 1000000",
    ),
    "samples in a statement": (_symbolic("win rate >= 0", 'k = "999999999"'), "is above 10000"),
    "samples in a search": (
        f'{PEOPLE}[[counterexample]]\nname="x"\nrule="plurality"\nk="999999999"',
        "write a whole number from 1 to 10000",
    ),
    "samples on the worst population": (
        f'[[worst-population]]\nname="x"\nresponses=["a","b","c"]\n{UNIFORM}k="999999999"\nvalues="1"',
        "is above 10000",
    ),
    "samples without a common policy": (
        f'{PEOPLE}[[no-common-policy]]\nname="x"\nk="1,999999999"\nverdict="certified"',
        "is above 10000",
    ),
    "pairs": (
        f'{PEOPLE}[[monotone]]\nname="x"\nk="2"\nrandom_pairs=999999999\nverdicts="certified"',
        "'random_pairs' is 999999999; at most 10000",
    ),
    "responses of drawn rankings": ('[[frequency]]\nname="x"\nm=999999999\nn="3"\nvalues="1/2"', "beyond any budget"),
    "a list of numbers": (PEOPLE + AUDIT.replace('"1"', f'"{"1," * 10**6}1"'), "more than 10000 numbers"),
    "a list of ranges": (
        PEOPLE + AUDIT.replace('"1"', '"' + ",".join(f"{i}0000..{i}9999" for i in range(1, 1001)) + '"'),
        "more than 10000 numbers",
    ),
    "a file": ("#" * 10_000_001, "the case has 10000001 characters; at most 10000000 are read"),
    "lists in lists": (f"theory = {'[' * 10**5}{']' * 10**5}", "nested too deeply"),
    "some lists in lists": (f"theory = {'[' * 30}{']' * 30}", "nested more than 20 deep"),
    "tables in tables": (f"a{'.a' * 10**5} = 1", "a key has more than 20 dots"),
    "digits": (f"theory = {'9' * 5000}\n{PEOPLE}{AUDIT}", "a whole number of more than 4300 digits"),
    "users": (f'[population]\nrankings = {{ "a > b" = {"9" * 4200} }}\n{AUDIT}', "more than 4096 digits"),
    "hexadecimal digits": (f"theory = 0x{'f' * 10**5}\n{PEOPLE}{AUDIT}", "a whole number has more than 4096 digits"),
}


@pytest.mark.parametrize("what", LONG)
def test_what_is_too_long_or_too_deep_is_an_error_in_words_before_the_work(what, answer):
    text, said = LONG[what]
    with paced() as taken, pytest.raises(AuditError) as caught:
        answer(text)
    assert said in str(caught.value)
    assert len(str(caught.value)) < 1000
    assert taken.seconds < 10


@pytest.mark.parametrize("name", ["SUM", "SIZE"])
def test_the_reference_states_the_bounds(name):
    from verifier.exact.expression import MAX_TERMS, Limits
    from verifier.lab.book import case, question, table

    text = (ROOT / "docs" / "reference" / "cases.md").read_text(encoding="utf-8")
    numbers = {
        "SUM": [MAX_TERMS, Limits().steps, Limits().bits, Limits().exponent],
        "SIZE": [case.LONGEST, question.EXACT_SAMPLES, question.MOST_TOGETHER, table.DEEPEST, answering.SECONDS],
    }[name]
    assert [number for number in numbers if f"{number:,}".replace(",", " ") not in text] == []


def _endless():
    while True:
        pass


def test_work_without_end_is_stopped_and_work_after_it_goes_on():
    with pytest.raises(BudgetError, match=r"takes more than 0\.05 seconds of processor time"), bounded(0.05):
        _endless()
    with bounded(0.05):
        total = sum(range(10))
    time.sleep(0.1)
    assert total == 45


@pytest.mark.parametrize(
    ("claim", "k"),
    [
        ("win rate <= 1 - 1/3^k + (k-73)^2 - 1/10^5", 73),
        ("win rate >= 1 - 10^30/3^k", 172),
        (f"win rate >= 1 - {'*'.join(['10^60'] * 12)}/3^k", 4096),
    ],
)
def test_a_statement_that_fails_late_or_at_a_long_rate_is_refuted_with_a_certificate(claim, k, answer):
    found = answer(_symbolic(claim))
    assert found.differences == ()
    assert found.lines[0].verdict.value == "refuted"
    assert found.lines[0].certificate in found.files
    assert f"samples {k}\n" in found.files[found.lines[0].certificate].decode()


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Two cases with their reports, as they should be."""
    folder = tmp_path_factory.mktemp("made")
    for name in ("formula-one-1956", "half-barrier-1-10"):
        shutil.copytree(ROOT / "cases" / name, folder / "cases" / name)
    main(["reproduce", "--cases", str(folder / "cases"), "--reports", str(folder / "reports")])
    return folder


@pytest.fixture
def book(made, tmp_path, monkeypatch):
    folder = shutil.copytree(made, tmp_path / "copy")
    monkeypatch.chdir(folder)
    return folder


def _files(folder):
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda text: text.replace("title =", "titel ="), 2),
        (lambda text: text.replace('policy = "rule:nlhf"', 'policy = "rule:nhlf"', 1), 2),
        (lambda text: f"deep = {'[' * 5000}\n{text}", 2),
    ],
)
def test_the_error_of_a_case_leaves_its_reports_and_the_others_are_decided(change, code, book, capsys):
    case = book / "cases" / "half-barrier-1-10" / "case.toml"
    before = _files(book / "reports")
    text = case.read_text()
    case.write_text(change(text))
    assert case.read_text() != text
    (book / "reports" / "formula-one-1956" / "README.md").unlink()
    capsys.readouterr()
    assert main(["reproduce", "--format", "json"]) == code
    said = capsys.readouterr()
    told = json.loads(said.out)
    assert {row["case"] for row in told["questions"]} >= {"formula-one-1956"}
    assert all("formula-one-1956" in difference for difference in told["differences"])
    assert len(told["differences"]) == len(told["errors"]) == said.err.count("\n") == 1
    assert "half-barrier-1-10" in said.err
    assert _files(book / "reports") == before


@pytest.mark.usefixtures("book")
def test_a_defect_in_one_question_is_told_as_one_and_the_others_are_decided(capsys, monkeypatch):
    from verifier.lab.book.questions.audits import Audit

    def fail(_audit, _effort):
        raise ZeroDivisionError

    monkeypatch.setattr(Audit, "decide", fail)
    capsys.readouterr()
    assert main(["reproduce"]) == 70
    assert "half-barrier-1-10/nlhf: internal error: ZeroDivisionError" in capsys.readouterr().err


@pytest.mark.usefixtures("book")
def test_a_question_over_its_budget_is_open_and_no_difference(capsys, monkeypatch):
    from verifier.lab.book.questions.audits import Audit

    def fail(_audit, _effort):
        raise BudgetError("too much")

    monkeypatch.setattr(Audit, "decide", fail)
    assert main(["reproduce"]) == 3
    assert "half-barrier-1-10/nlhf: too much" in capsys.readouterr().err


def test_a_refusal_names_the_case_and_the_question(tmp_path):
    path = tmp_path / "x.case.toml"
    path.write_text(_from("Sum(Sum(1,i,1,9999),j,1,9999)"))
    with pytest.raises(InputError, match=r"x\.case\.toml \[\[sequence\]\] x: it takes more than"):
        read_case_file(path)
