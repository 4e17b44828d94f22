"""The files that other people's CI reads: the action and the pre-commit hooks are well-formed, and run."""

import os
import re
import shlex
import subprocess
import sys
from importlib.metadata import entry_points
from pathlib import Path

import pytest

yaml = pytest.importorskip("yaml", reason="PyYAML, of the extra 'test', is not installed")

ROOT = Path(__file__).resolve().parents[2]
ACTION = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
HOOKS = {hook["id"]: hook for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))}
STEPS = ACTION["runs"]["steps"]
INSTALLED = any(each.value == "verifier.pytest_plugin" for each in entry_points(group="pytest11"))
VOTES = "user,response,rank\nx,a,1\nx,b,2\ny,b,1\ny,a,2\nz,a,1\nz,b,2\n"


def test_the_action_is_a_composite_one_whose_inputs_are_declared_and_used():
    assert set(ACTION) == {"name", "description", "inputs", "outputs", "runs", "branding"}
    assert ACTION["runs"]["using"] == "composite"
    used = set(re.findall(r"\$\{\{ inputs\.([a-z-]+) \}\}", (ROOT / "action.yml").read_text(encoding="utf-8")))
    assert set(ACTION["inputs"]) == used == {"population", "policy", "k", "rate", "args", "out"}
    for name, each in ACTION["inputs"].items():
        assert each["description"]
        assert each.get("required", False) == (name == "population") == ("default" not in each)
    for step in STEPS:
        assert ("uses" in step) != ("run" in step)
        assert "uses" in step or step["shell"] == "bash"


def test_no_input_is_ever_part_of_a_script():
    scripts = [step["run"] for step in STEPS if "run" in step]
    assert len(scripts) == 2
    assert not any("${{" in script for script in scripts)


@pytest.fixture
def act(tmp_path):
    """Run the step that audits as a runner would, in a folder of its own; what it exits with."""
    (tmp_path / "votes.csv").write_text(VOTES)
    python = tmp_path / "place" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} "$@"\n')
    python.chmod(0o755)
    (script,) = [step["run"] for step in STEPS if step.get("id") == "audit"]
    (tmp_path / "script.sh").write_text(script)

    def run(**given):
        inputs = {"POPULATION": "votes.csv", "POLICY": "nlhf", "SAMPLES": "1..10", "RATE": "", "ARGS": "", "OUT": ""}
        files = {name: str(tmp_path / name) for name in ("GITHUB_STEP_SUMMARY", "GITHUB_OUTPUT")}
        place = {"PLACE": str(tmp_path / "place"), "PYTHONPATH": str(ROOT)}
        command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "script.sh"]
        environment = {**os.environ, **files, **place, **inputs, **given}
        return subprocess.run(
            command, env=environment, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60
        )

    return run


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"POLICY": "uniform", "SAMPLES": "1,2"}, 0),
        ({"POLICY": "uniform\nresponse:b\n", "SAMPLES": "2"}, 1),
        ({"POLICY": "uniform", "SAMPLES": "2", "ARGS": "--budget 2"}, 3),
        ({"POLICY": "uniform", "SAMPLES": "1", "RATE": "k/(k+2)", "ARGS": "--ties 'opponent'", "OUT": "kept"}, 1),
        ({"POPULATION": "nobody.csv"}, 2),
    ],
)
def test_the_action_writes_the_summary_and_fails_by_exit_code(given, code, act, tmp_path):
    done = act(**given)
    assert done.returncode == code, done.stdout + done.stderr
    assert (tmp_path / "GITHUB_OUTPUT").read_text() == f"exit-code={code}\n"
    summary = (tmp_path / "GITHUB_STEP_SUMMARY").read_text()
    assert summary.startswith('# "votes.csv"' if code != 2 else "")
    assert (tmp_path / "kept" / "report.xml").is_file() == ("OUT" in given)


@pytest.mark.parametrize(("args", "said"), [("it's\nso", "No closing quotation"), ("\\", "No escaped character")])
def test_args_that_are_no_words_are_bad_input_in_one_line_on_stderr(args, said, act, tmp_path):
    done = act(ARGS=args)
    assert (done.returncode, done.stdout) == (2, "")
    assert (tmp_path / "GITHUB_OUTPUT").read_text() == "exit-code=2\n"
    assert done.stderr.count("\n") == 1
    assert done.stderr.startswith(f"verifier: the input args: {said} in {args!r}; ")


def test_the_defaults_of_the_action_are_those_of_the_command(act, tmp_path):
    assert {name: each.get("default") for name, each in ACTION["inputs"].items()} == {
        "population": None, "policy": "nlhf", "k": "1..10", "rate": "", "args": "", "out": "",
    }  # fmt: skip
    act()
    command = [sys.executable, "-m", "verifier", "audit", "votes.csv", "--format", "markdown"]
    plain = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60)
    assert (tmp_path / "GITHUB_STEP_SUMMARY").read_text() == plain.stdout


@pytest.mark.parametrize(
    "given",
    [
        {"POPULATION": "$(touch hacked)"},
        {"ARGS": "; touch hacked"},
        {"POLICY": "`touch hacked`"},
        {"SAMPLES": "1 && touch hacked"},
        {"POPULATION": "--out=hacked"},
        {"POLICY": "--out=hacked"},
    ],
)
def test_what_an_input_says_is_never_run(given, act, tmp_path):
    assert act(**given).returncode == 2
    assert not (tmp_path / "hacked").exists()


def test_a_folder_of_the_same_name_does_not_replace_the_tool(act, tmp_path):
    for name in ("verifier", "subprocess", "numpy"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit(0)\n")
    assert act(POLICY="response:b").returncode == 1


def test_the_hooks_have_what_pre_commit_wants():
    assert set(HOOKS) == {"verifier-cases", "verifier-reproduce"}
    for hook in HOOKS.values():
        assert {"id", "name", "entry", "language", "files"} <= set(hook)
        assert hook["language"] == "python"
    assert re.search(HOOKS["verifier-cases"]["files"], "tests/answers.case.toml")
    assert not re.search(HOOKS["verifier-cases"]["files"], "cases/answers/case.toml")
    assert re.search(HOOKS["verifier-reproduce"]["files"], "cases/answers/case.toml")
    assert HOOKS["verifier-reproduce"]["pass_filenames"] is False


@pytest.mark.parametrize(("expected", "code"), [("certified", 0), ("refuted", 1)])
def test_the_hook_for_case_files_decides_them_whatever_pytest_is_told_there(expected, code, tmp_path):
    (tmp_path / "votes.csv").write_text(VOTES)
    case = '[population]\nfile = "votes.csv"\n[[audit]]\nname = "n"\npolicy = "uniform"\nk = "2"\n'
    case += f'verdicts = "{expected}"\n'
    (tmp_path / "mine.case.toml").write_text(case)
    ini = "addopts = --nonsense\nfilterwarnings = error\nunknown = 1\npythonpath = .\nlog_file = log.txt\n"
    (tmp_path / "pytest.ini").write_text(f"[pytest]\n{ini}")
    for name in (
        "conftest.py",
        "verifier/__init__.py",
        "verifier/pytest_plugin.py",
        "json.py",
        "numpy.py",
        "pytest.py",
    ):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("raise RuntimeError\n")
    python, *words = shlex.split(HOOKS["verifier-cases"]["entry"])
    assert python == "python"
    plugin = [] if INSTALLED else ["-p", "verifier.pytest_plugin"]
    done = subprocess.run(
        [sys.executable, *words, *plugin, "mine.case.toml"],
        cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert done.returncode == code, done.stdout + done.stderr
    assert ("expected refuted" in done.stdout) == (code == 1)
    assert not any((tmp_path / name).exists() for name in (".pytest_cache", "log.txt"))


def test_the_hook_that_reproduces_runs_a_command_that_there_is(tmp_path):
    (tmp_path / "cases").mkdir()
    program, *words = shlex.split(HOOKS["verifier-reproduce"]["entry"])
    assert program == "verifier"
    done = subprocess.run(
        [sys.executable, "-m", "verifier", *words],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 2
    assert "there is no case here" in done.stderr
