"""`--samples-for` with rules that have another policy for every k: reports, their index and diff, cases, Ctrl-C."""

import json
import shutil
from fractions import Fraction

import pytest

from verifier import Population, audit
from verifier.audits.families import table as families
from verifier.audits.promises import least_of_rule
from verifier.cli.main import main
from verifier.recheck.overview import overview
from verifier.report.pages.overview import overview_rows

ASKED = ["audit", "gallery:three-cycle", "--policy", "equilibrium", "--policy", "multi-output", "--samples-for"]


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("made")
    assert main([*ASKED, "9/10", "--out", str(folder)]) == 0
    return folder


@pytest.fixture
def audited(made, tmp_path):
    return shutil.copytree(made, tmp_path / "audited")


def shown(capsys, *arguments):
    capsys.readouterr()
    code = main([*map(str, arguments)])
    return code, capsys.readouterr().out


def test_the_index_proves_the_least_number_by_the_certificates_of_each_k(audited, capsys):
    code, out = shown(capsys, "index", audited)
    assert code == 0, out
    assert "4 is the least" in out
    assert "1 audit: 2 certified; the certificates prove all 2 verdicts, checked now.\n" in out
    assert "used by no report" not in out


def look(report, k, policy="equilibrium"):
    return next(
        each
        for each in report["findings"]
        if (each["claim"], each.get("policy"), each.get("k")) == ("reaches", policy, k)
    )


def answer(report, policy="equilibrium"):
    return next(each for each in report["findings"] if (each["claim"], each.get("policy")) == ("samples-for", policy))


def without_a_smaller_number(report, _):
    report["findings"].remove(look(report, 2))


def without_the_number_itself(report, _):
    report["findings"].remove(look(report, 4))


def a_smaller_number_is_undecided(report, _):
    look(report, 2)["verdict"] = "undecided"


def a_greater_number(report, _):
    answer(report)["k"] = 5


def a_smaller_number_is_the_least(report, _):
    answer(report)["k"] = 3


def no_number(report, _):
    answer(report)["k"] = None


def none_was_looked_at(report, _):
    answer(report)["looked"] = 0


def looks_are_not_told(report, _):
    answer(report)["looked"] = None


def it_is_refuted(report, _):
    answer(report)["verdict"] = "refuted"


def for_a_greater_rate(report, _):
    answer(report)["rate"] = "19/20"


def all_for_a_greater_rate(report, _):
    for each in report["findings"]:
        if each["claim"] in {"reaches", "samples-for"}:
            each["rate"] = "19/20"


def of_another_policy(report, _):
    next(entry for entry in report["policies"] if entry["k"] == 2)["weights"] = {"a": "1"}


def against_more_responses(report, _):
    answer(report)["l"] = 2


def a_certificate_is_gone(report, folder):
    (folder / look(report, 1)["certificate"]).unlink()


def a_certificate_proves_nothing(report, folder):
    path = folder / look(report, 1)["certificate"]
    path.write_text(path.read_text().replace("rate 9/10", "rate 1/10"))


def two_numbers_change_places(report, _):
    first, second = look(report, 1), look(report, 2)
    first["certificate"], second["certificate"] = second["certificate"], first["certificate"]


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (without_a_smaller_number, '"equilibrium", k = 2: it is not refuted that its policy reaches 9/10'),
        (without_the_number_itself, '"equilibrium", k = 4: it is not certified that its policy reaches 9/10'),
        (a_smaller_number_is_undecided, '"equilibrium", k = 2: it is not refuted'),
        (a_greater_number, '"equilibrium": no certificates prove what is said'),
        (a_smaller_number_is_the_least, '"equilibrium", k = 3: it is not certified'),
        (no_number, '"equilibrium": no certificates prove'),
        (none_was_looked_at, '"equilibrium": no certificates prove'),
        (looks_are_not_told, "no certificate was kept"),
        (it_is_refuted, '"equilibrium": no certificates prove'),
        (for_a_greater_rate, '"equilibrium", k = 1: it is not refuted that its policy reaches 19/20'),
        (all_for_a_greater_rate, '"equilibrium-reaches-k1-l1-model.cert": does not prove what the report says'),
        (of_another_policy, '"equilibrium-reaches-k2-l1-model.cert": is about another policy than the report lists'),
        (against_more_responses, '"equilibrium", k = 1: it is not refuted'),
        (a_certificate_is_gone, '"equilibrium-reaches-k1-l1-model.cert": not there'),
        (a_certificate_proves_nothing, '"equilibrium-reaches-k1-l1-model.cert": not proved'),
        (two_numbers_change_places, '"equilibrium-reaches-k2-l1-model.cert": proves another sentence'),
    ],
)
def test_evidence_that_is_forged_or_taken_away_is_found(edit, said, audited, capsys):
    report = json.loads((audited / "report.json").read_text())
    edit(report, audited)
    (audited / "report.json").write_text(json.dumps(report))
    code, out = shown(capsys, "index", audited)
    assert code == 1, out
    assert said in out
    assert "NOT backed" in out


def test_looks_that_do_not_decide_what_the_best_policy_reaches_back_no_number(audited, capsys):
    report = json.loads((audited / "report.json").read_text())
    bounds = {each["k"]: each["certificate"] for each in report["findings"] if each["claim"] == "best-rate"}
    found = [each for each in report["findings"] if (each["claim"], each.get("k")) != ("best-rate", 2)]
    (audited / "report.json").write_text(json.dumps({**report, "findings": found}))
    code, out = shown(capsys, "index", audited)
    assert code == 1
    assert '"multi-output", k = 2: the policy found misses it, and is not proved to be the best that far' in out
    (audited / "report.json").write_text(json.dumps(report))
    assert shown(capsys, "index", audited)[0] == 0
    (audited / bounds[2]).write_text((audited / bounds[1]).read_text())
    code, out = shown(capsys, "index", audited)
    assert code == 1
    assert '"multi-output", k = 2: the policy found misses it' in out


def test_what_is_the_best_under_other_ties_only_backs_no_number(tmp_path, capsys):
    asked = ["audit", "gallery:three-cycle", "--policy", "optimal", "--samples-for", "4/5", "--ties", "shared"]
    assert main([*asked, "--out", str(tmp_path)]) == 3
    (row,) = [cells for _, cells in overview_rows(overview(tmp_path))]
    assert row[4] == '"optimal" (best under ties for the model)'
    report = json.loads((tmp_path / "report.json").read_text())
    found = answer(report, "optimal")
    found |= {"verdict": "certified", "k": found["looked"]}
    (tmp_path / "report.json").write_text(json.dumps(report))
    code, out = shown(capsys, "index", tmp_path)
    assert code == 1
    assert '"optimal", k = 1: the policy found misses it, and is the best under ties for the model only' in out


def test_what_misses_the_rate_by_rounding_only_backs_no_number(tmp_path, capsys):
    x, y = 10**15 + 37, 3 * 10**15 + 11
    people = Population.from_rankings({"a > b": x * x, "b > a": y * y})
    rate = 1 - Fraction(y * y, x * x + y * y) * Fraction(x, x + y) ** 2
    assert audit(people, "equilibrium", samples_for=rate - Fraction(1, 10**30), out=tmp_path / "two").exit_code == 0
    assert shown(capsys, "index", tmp_path)[0] == 0
    assert audit(people, "equilibrium", samples_for=rate, out=tmp_path / "three").exit_code == 3
    path = tmp_path / "three" / "report.json"
    report = json.loads(path.read_text())
    answer(report).update(verdict="certified", k=3)
    path.write_text(json.dumps(report))
    code, out = shown(capsys, "index", tmp_path)
    assert code == 1
    assert '"equilibrium", k = 2: the rounded policy misses it by no more than its distance' in out
    assert '"equilibrium", k = 1:' not in out


def test_an_opponent_or_a_promise_that_it_would_not_answer_is_refused(capsys):
    asked = ["audit", "gallery:three-cycle", "--policy", "uniform", "--samples-for", "3/4"]
    for more in (["--opponent", "borda"], ["--opponent", "borda", "-k", "2"], ["--rate", "1/10"]):
        assert main([*asked, *more]) == 2
        assert f"leave out {more[0]}" in capsys.readouterr().err
    assert main([*asked, "--rate", "1/10", "-k", "2"]) == 0


def test_a_number_that_rises_is_a_regression(audited, tmp_path, capsys):
    report = json.loads((audited / "report.json").read_text())
    answer(report)["k"] = 3
    earlier = tmp_path / "earlier.json"
    earlier.write_text(json.dumps(report))
    code, out = shown(capsys, "diff", earlier, audited, "--fail-on-regression")
    assert code == 1
    assert 'REGRESSION  "equilibrium" (samples-for), l = 1, promised 9/10: certified, k = 3' in out
    assert "Of 2 promises: 1 worse, 1 same; 1 regression.\n" in out


def interrupting(function, call):
    """``function``, but for the call of this number, in which somebody presses Ctrl-C."""
    count = iter(range(1, 10**6))

    def called(*args, **options):
        if next(count) == call:
            raise KeyboardInterrupt
        return function(*args, **options)

    return called


@pytest.mark.parametrize("where", ["solving", "looking"])
@pytest.mark.parametrize("k", [1, 3])
def test_ctrl_c_keeps_what_was_looked_at_and_answers_nothing(where, k, tmp_path, monkeypatch, capsys):
    if where == "solving":
        monkeypatch.setitem(families.FAMILIES, "equilibrium", interrupting(families.FAMILIES["equilibrium"], k))
    else:
        monkeypatch.setattr(least_of_rule, "robust_drafts", interrupting(least_of_rule.robust_drafts, k))
    code, out = shown(capsys, *ASKED, "9/10", "-k", "2..4", "--out", tmp_path, "--format", "json")
    assert code == 130
    report = json.loads(out)
    assert [(each["policy"], each["verdict"]) for each in report["findings"] if each["claim"] == "samples-for"] == [
        ("equilibrium", "undecided"),
        ("multi-output", "undecided"),
    ]
    assert (answer(report)["looked"], answer(report)["reason"]) == (k - 1, "interrupted before it was decided")
    assert [each["k"] for each in report["findings"] if each["claim"] == "reaches"] == [*range(1, k)]
    robust = [(each["policy"], each["k"]) for each in report["findings"] if each["claim"] == "robust"]
    assert robust == [(rule, k) for rule in ("equilibrium", "multi-output") for k in (2, 3, 4)]
    assert f"Interrupted: {int(k == 3)} of 8 were looked at." in (tmp_path / "report.txt").read_text()
    assert main(["check", str(tmp_path)]) == 0


def test_a_case_may_expect_the_number(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    about = "".join(f'{key} = "s"\n' for key in ("title", "statement", "source", "text"))
    asked = '[population]\ngallery = "three-cycle"\n[[audit]]\nname = "how-many"\npolicy = "rule:optimal"\n'
    (tmp_path / "cases" / "cycle").mkdir(parents=True)
    for samples in (3, 4):
        text = f'theory = "4"\n{about}{asked}samples_for = "9/10"\nsamples = {samples}\nverdicts = "certified"\n'
        (tmp_path / "cases" / "cycle" / "case.toml").write_text(text)
        _, out = shown(capsys, "reproduce")
        assert ("expected 3 samples, found [(4, 'certified')]" in out) == (samples == 3), out
    assert main(["reproduce"]) == 0
    page = (tmp_path / "reports" / "cycle" / "README.md").read_text()
    first, *more = (
        f"[optimal-reaches-k{k}-l1-model.cert](how-many/optimal-reaches-k{k}-l1-model.cert)" for k in (1, 2, 3, 4)
    )
    assert f"| certified | rests on {', '.join([first, *more])} |\n" in page
    assert "without" not in (tmp_path / "reports" / "README.md").read_text()


def test_a_run_of_self_play_is_for_one_number(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "run.json").write_text("{}")
    asked = ["audit", "gallery:three-cycle", "--policy", "self-play", "--samples-for", "1/2", "--resume", "run.json"]
    assert main(asked) == 2
    assert "--resume goes on with a run for one k" in capsys.readouterr().err


def test_the_index_says_that_it_is_undecided_how_many(tmp_path, capsys):
    asked = ["audit", "gallery:three-cycle", "--policy", "equilibrium", "--samples-for", "1", "-k", "2"]
    assert main([*asked, "--out", str(tmp_path)]) == 3
    code, out = shown(capsys, "index", tmp_path)
    row = next(line.split() for line in out.splitlines() if ' "equilibrium"  1 ' in line)
    assert (code, row[-5:-1]) == (0, ["–", "–", "how", "many"])
    assert "however many" not in out
