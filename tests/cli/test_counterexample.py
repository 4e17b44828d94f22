"""`verifier counterexample` as a user meets it: text, JSON, LaTeX, a case, and one-line errors."""

import json
import subprocess
import tomllib

import pytest
from preloaded import program


def run(*arguments, cwd=None):
    command = [*program(), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120, cwd=cwd)


def test_the_three_voter_example_is_printed_with_its_table_and_what_was_covered():
    done = run("counterexample", "--rule", "nlhf", "-k", "3", "--rate", "k/(k+1)")
    assert done.returncode == 0, done.stderr
    assert '  2    1\n  ---  ---\n  "a"  "b"\n  "b"  "a"\n' in done.stdout
    assert "every nlhf policy wins with rate exactly 2/3, below 3/4 = k/(k+1) (k = 3; certified)" in done.stdout
    assert "It is the smallest" in done.stdout
    assert "6 populations up to relabelling (9 in all)" in done.stdout
    assert "no independent check" in done.stdout


@pytest.mark.parametrize(
    "wanted",
    [
        ("--rule", "nlhf", "-k", "3", "--rate", "k/(k+1)"),
        ("--rule", "nlhf", "-k", "3", "--no-condorcet-winner"),
        ("--rule", "nlhf", "-k", "2", "-l", "2", "--some", "--rate", "1/2"),
        ("--rule", "borda", "-k", "2", "--strict", "--odd"),
        ("--conjecture", "nlhf(3) >= borda(3)"),
    ],
)
def test_certificates_are_accepted_and_the_case_decides_itself_again(wanted, tmp_path):
    done = run("counterexample", *wanted, "--out", "found", "--format", "json", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert answer["found"] is True
    assert answer["exhaustive"] is True
    certificates = sorted((tmp_path / "found" / "audit").glob("*.cert"))
    assert certificates
    assert run("check", *map(str, certificates)).returncode == 0
    case = tomllib.loads((tmp_path / "found" / "case.toml").read_text())
    assert case["population"]["rankings"] == answer["rankings"]
    first = run("reproduce", "found", "--reports", "reports", cwd=tmp_path)
    assert "expected" not in first.stdout.replace("as expected", ""), first.stdout
    again = run("reproduce", "found", "--reports", "reports", cwd=tmp_path)
    assert again.returncode == 0, again.stdout


def test_a_case_whose_population_is_not_what_the_search_finds_is_a_difference(tmp_path):
    assert run("counterexample", "--rule", "nlhf", "-k", "3", "--out", "found", cwd=tmp_path).returncode == 0
    case = tmp_path / "found" / "case.toml"
    case.write_text(case.read_text().replace('"a > b" = 2', '"a > b" = 5').replace('"b > a" = 1', '"b > a" = 2'))
    done = run("reproduce", "found", "--reports", "reports", cwd=tmp_path)
    assert done.returncode == 1
    assert "found/search: expected" in done.stdout


def test_latex_has_one_column_for_each_ranking():
    done = run("counterexample", "--rule", "nlhf", "-k", "3", "--no-condorcet-winner", "--format", "latex")
    assert done.returncode == 0
    assert "\\begin{tabular}{ccc}" in done.stdout
    a, b, c = (rf"\texttt{{\char34}}{name}\texttt{{\char34}}" for name in "abc")
    assert f"{a} & {a} $=$ {b} & {c} \\\\" in done.stdout


def test_the_same_command_gives_the_same_bytes():
    wanted = ("counterexample", "--rule", "nlhf", "-k", "3", "--responses", "4", "--voters", "6", "--strict",
              "--no-condorcet-winner", "--budget", "20000", "--seed", "7")  # fmt: skip
    first, second = run(*wanted), run(*wanted)
    assert first.returncode == 0
    assert first.stdout == second.stdout
    assert "not exhaustive" in first.stdout


def test_a_python_predicate_is_asked_of_every_population(tmp_path):
    (tmp_path / "mine.py").write_text(
        "from verifier import nlhf\ndef stays_pure(population):\n    return len(nlhf(population).policy.support) == 1\n"
    )
    done = run("counterexample", "--predicate", "mine.py:stays_pure", "--strict", "--odd", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "3 responses and up to 2 voters" in done.stdout or "3 responses and up to 1 voter" in done.stdout
    assert "no independent check" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "name one thing to find"),
        (("--rule", "nlhf"), "-k K belongs to --rule"),
        (("--rule", "nash", "-k", "2"), "choose one of"),
        (("--rule", "nlhf", "-k", "1..3"), "one whole number"),
        (("--rule", "nlhf", "-k", "2", "--responses", "0..3"), "responses"),
        (("--rule", "nlhf", "-k", "2", "--voters", "100"), "--voters 100"),
        (("--rule", "nlhf", "-k", "2", "--rate", "3/2"), "above 1"),
        (("--rule", "equilibrium", "-k", "2", "-l", "2"), "leave out -l"),
        (("--rule", "nlhf", "-k", "2", "--conjecture", "m > 1"), "name one thing to find"),
        (("--predicate", "nowhere.py:f"), "FILE.py:NAME"),
    ],
)
def test_what_makes_no_sense_is_refused_in_one_line(arguments, said):
    done = run("counterexample", *arguments)
    assert done.returncode == 2, done.stdout
    assert done.stderr.count("\n") == 1
    assert said in done.stderr
