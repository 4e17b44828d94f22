"""The kinds of questions about Property 1, games, monotonicity and experiments: every expectation can fail."""

import shutil
from fractions import Fraction
from pathlib import Path

import pytest

from verifier.audits.effort import Effort
from verifier.errors import InputError
from verifier.game.loss import loss
from verifier.game.rate import parse_rate
from verifier.lab.book.case import read_case
from verifier.preferences.policy import Policy
from verifier.report.finding import Word

CASES = Path(__file__).resolve().parents[3] / "cases"


def answers(folder):
    return {question.name: question.decide(Effort()) for question in read_case(folder).questions}


def changed(tmp_path, name, *changes):
    """The case with texts replaced."""
    folder = tmp_path / name
    shutil.copytree(CASES / name, folder)
    file = folder / "case.toml"
    text = file.read_text()
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    file.write_text(text)
    return folder


@pytest.mark.parametrize(
    ("name", "question", "old", "new"),
    [
        ("property-one-rankings", "weak-orders", 'antisymmetry = "certified"', 'antisymmetry = "refuted"'),
        ("property-one-rankings", "weak-orders", 'multi-versus-single = "certified', 'multi-versus-single = "refuted'),
        ("property-one-rankings", "weak-orders", '"13/45"', '"12/45"'),
        ("property-one-broken-table", "averaging-judge", '"a > a, b" = "1/2"', '"a > a, b" = "0"'),
        (
            "property-one-broken-table",
            "averaging-judge",
            '"refuted", "certified", "cert',
            '"certified", "certified", "cert',
        ),
        ("property-one-broken-table", "averaging-judge-equilibrium", '"3/4", "5/8"', '"3/4", "2/3"'),
        (
            "property-one-broken-table",
            "averaging-judge-equilibrium",
            'equilibrium = "certified"',
            'equilibrium = "refuted"',
        ),
        ("monotone-equilibrium", "weak-orders", 'verdicts = "certified"', 'verdicts = "refuted"'),
        ("monotone-not-incomparable", "incomparable", '"a > b" = 1', '"a > b > c > d" = 1'),
        ("equilibrium-tie-traps", "half-credit", 'equilibrium = "certified"', 'equilibrium = "refuted"'),
        ("equilibrium-tie-traps", "half-credit", "51, ", "48, "),
    ],
)
def test_an_expectation_that_is_not_met_is_a_difference(tmp_path, name, question, old, new):
    assert answers(CASES / name)[question].differences == ()
    assert answers(changed(tmp_path, name, (old, new)))[question].differences


def test_claims_without_a_kind_of_certificate_say_so():
    for answer in answers(CASES / "property-one-plackett-luce").values():
        assert all(line.note == "no independent check: evaluated exactly here" for line in answer.lines)
        assert {line.verdict for line in answer.lines} == {Word.CERTIFIED}


def test_a_failure_of_monotonicity_has_a_certificate():
    answer = answers(CASES / "monotone-not-incomparable")["incomparable"]
    assert [line.certificate for line in answer.lines] == sorted(answer.files)


@pytest.mark.parametrize(
    ("name", "old", "new", "message"),
    [
        ("property-one-plackett-luce", 'responses = ["a", "b", "c"]\n', "", "'responses' is missing"),
        ("property-one-plackett-luce", "size = 3", "size = 3\n[property.prefers]", "not both"),
        ("property-one-rankings", "antisymmetry = ", "symmetry = ", "the key 'antisymmetry' is missing"),
        ("monotone-equilibrium", "random_pairs = 200", "pairs = 200", "is no key"),
        ("equilibrium-tie-traps", 'credit = "half"', 'credit = "half"\nvalues = "1/2"', "is no key"),
        ("last-iterates", 'over = "steps"', 'over = "time"', "write 'k' or 'steps'"),
        ("last-iterates", 'show = "gaps"', 'show = "losses"', "losses of one method"),
    ],
)
def test_a_question_that_cannot_be_read_is_an_error(tmp_path, name, old, new, message):
    with pytest.raises(InputError, match=message):
        read_case(changed(tmp_path, name, (old, new)))


def test_an_experiment_over_k_writes_exact_rates_that_evaluation_confirms():
    case = read_case(CASES / "experiment-flat-and-climbing")
    answer = case.questions[0].decide(Effort())
    assert answer.differences == ()
    people = case.questions[0].setting.population
    rows = [line.split(",") for line in answer.files["table.csv"].decode().splitlines()]
    flat = rows[0].index("win rate of nlhf")
    for k, row in enumerate(rows[1:], start=1):
        worst = max(loss(people, Policy.point(0, 3), k, name) for name in people.responses)
        assert (row[0], Fraction(row[flat])) == (str(k), 1 - worst)
        assert Fraction(row[rows[0].index("promised k/(k+1)")]) == parse_rate("k/(k+1)")(k, 1)
    climbing = [Fraction(row[rows[0].index("win rate of equilibrium")]) for row in rows[1:]]
    assert climbing == sorted(climbing)
    assert {f"nlhf-k{k}-l1-model.cert" for k in range(1, 11)} <= set(answer.files)
    assert {f"equilibrium-k{k}-l1-model.cert" for k in range(1, 11)} <= set(answer.files)
    assert answer.files["plot.svg"].startswith(b"<svg ")


def test_an_experiment_over_steps_certifies_both_promises_at_every_step_shown(tmp_path):
    folder = changed(
        tmp_path, "experiment-multiplicative-weights", ("steps = 100000", "steps = 150"), ("0.66634", "0.5")
    )
    answer = read_case(folder).questions[0].decide(Effort())
    steps = [10, 20, 50, 100, 150]
    wanted = {f"{what}-after-{number}.cert" for what in ("average", "random-iterate") for number in steps}
    assert {name for name in answer.files if name.endswith(".cert")} == wanted
    assert {line.verdict for line in answer.lines} == {Word.CERTIFIED}
    assert len(answer.differences) == 3  # the run is shorter, so all three ends differ
    rows = [line.split(",") for line in answer.files["table.csv"].decode().splitlines()]
    columns = [rows[0].index(name) for name in ("steps", "guaranteed", "random iterate", "average policy")]
    for row in rows[1:]:
        guaranteed, random, average = (Fraction(row[column]) for column in columns[1:])
        assert guaranteed <= random <= average
    assert [int(row[0]) for row in rows[1:]] == steps


def test_the_same_experiment_gives_the_same_bytes():
    first, again = (answers(CASES / "self-play-average") for _ in range(2))
    assert {name: answer.files for name, answer in first.items()} == {
        name: answer.files for name, answer in again.items()
    }


def test_random_iterates_are_the_mixture_of_all_iterates_so_far():
    """k = 1: the loss is linear, so that the random iterate and the average policy win equally often."""
    answer = answers(CASES / "self-play-average")["gradient"]
    rows = [line.split(",") for line in answer.files["table.csv"].decode().splitlines()]
    random, average = (rows[0].index(name) for name in ("random iterate", "average policy"))
    assert all(row[random] == row[average] for row in rows[1:])
