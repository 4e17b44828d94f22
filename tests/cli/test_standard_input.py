"""Policies and opponents from standard input and from what a shell's <(command) stands for."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from preloaded import program

from verifier.cli.main import main

VOTES = "user,response,rank\nx,a,1\nx,b,2\nx,c,3\ny,b,1\ny,c,2\ny,a,3\nz,c,1\nz,a,2\nz,b,3\n"
WEIGHTS = {"a": "1/2", "b": "1/2"}
TEXTS = {
    "JSON": '{"a": "1/2", "b": "1/2"}',
    "JSON after a byte order mark": '\ufeff {"a": 1, "b": 1}',
    "a table": "response,probability\na,1/2\nb,0.5\n",
    "a table of counts, separated by tabs": "response\tcount\na\t2\nb\t2\n",
}


def verifier(*arguments, cwd, **options):
    command = [*program(), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120, cwd=cwd, **options)


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "votes.csv").write_text(VOTES)
    return tmp_path


def weights(done):
    assert done.returncode in {0, 1}, done.stderr
    (policy,) = json.loads(done.stdout)["policies"]
    return policy["rule"], policy.get("weights")


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_a_policy_is_read_from_standard_input_by_what_it_holds(text, folder):
    done = verifier("audit", "votes.csv", "--policy", "-", "-k", "1", "--format", "json", cwd=folder, input=text)
    assert weights(done) == ("-", WEIGHTS)


@pytest.mark.parametrize("name", ["file:-", "/dev/stdin"])
def test_standard_input_has_one_name_in_reports(name, folder):
    text = TEXTS["JSON"]
    done = verifier("audit", "votes.csv", "--policy", name, "-k", "1", "--format", "json", cwd=folder, input=text)
    assert weights(done) == ("-", WEIGHTS)


def test_a_lottery_and_a_log_of_draws_are_read_too(folder):
    for text in ('[{"responses": ["a", "b"], "weight": 1}]', "a,b\nb,a\n"):
        done = verifier("audit", "votes.csv", "--policy", "-", "--format", "json", cwd=folder, input=text)
        assert json.loads(done.stdout)["policies"][0]["lottery"] == [{"responses": ["a", "b"], "weight": "1"}]


def test_an_opponent_is_read_from_standard_input(folder):
    given = ("audit", "votes.csv", "--policy", "uniform", "--opponent", "-", "-k", "1", "--format", "json")
    done = verifier(*given, cwd=folder, input='{"a": 1}')
    (found,) = [each for each in json.loads(done.stdout)["findings"] if each["claim"] == "win-rate"]
    assert (found["against"], found["value"]) == ("-", "2/3")


def test_a_policy_for_the_worst_population_is_read_from_standard_input(folder):
    done = verifier(
        "counterexample", "--policy", "-", "-k", "2", "--format", "json", cwd=folder, input=TEXTS["a table"]
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.skipif(shutil.which("bash") is None or not Path("/dev/fd").is_dir(), reason="no bash, or no /dev/fd")
def test_what_a_shell_substitutes_is_a_policy_and_an_opponent(folder):
    line = (
        f"'{sys.executable}' -m verifier audit votes.csv -k 1 --format json "
        "--policy <(printf '{\"a\": 1, \"b\": 1}') --opponent <(printf 'response,count\\na,1\\n') "
        "--opponent <(printf '{\"b\": 1}')"
    )
    done = subprocess.run(["bash", "-c", line], capture_output=True, text=True, check=False, timeout=60, cwd=folder)
    name, found = weights(done)
    assert found == WEIGHTS
    assert name.startswith("/dev/fd/")
    against = [each["against"] for each in json.loads(done.stdout)["findings"] if each["claim"] == "win-rate"]
    assert len(set(against)) == 2


@pytest.mark.parametrize(
    ("line", "first", "second"),
    [
        ("audit - --policy -", "the population", "--policy"),
        ("audit - --policy uniform --opponent file:-", "the population", "--opponent"),
        ("audit votes.csv --policy - --opponent /dev/stdin", "--policy", "--opponent"),
        ("audit votes.csv --opponent - --opponent -", "--opponent", "--opponent"),
        ("solve self-play - --resume -", "the population", "--resume"),
        ("check - -", "a certificate", "a certificate"),
        ("diff - -", "the report before", "the report after"),
    ],
)
def test_standard_input_is_read_for_one_thing_only(line, first, second, capsys):
    assert main(line.split(" ")) == 2
    assert f"{first} and {second} are both to be read from standard input" in capsys.readouterr().err


def test_a_response_that_is_called_like_standard_input_is_a_clash(folder):
    (folder / "dash.csv").write_text(VOTES.replace(",a,", ",-,"))
    done = verifier("audit", "dash.csv", "--policy", "-", cwd=folder, input="{}")
    assert done.returncode == 2
    assert "write response:- or file:-" in done.stderr
    assert verifier("audit", "dash.csv", "--policy", "response:-", "-k", "1", cwd=folder).returncode in {0, 1}
