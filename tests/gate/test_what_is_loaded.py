"""What is loaded when: no heavy library before it is used.

`python -X importtime` tells what `import` statements load; it is silent about `importlib.import_module` (our commands,
our public names, and pytest's plug-ins are loaded so), about which `python -v` tells.
"""

import re
import subprocess
import sys
from importlib.metadata import entry_points
from pathlib import Path

import pytest

HEAVY = {"cvxpy", "flint", "highspy", "jinja2", "matplotlib", "networkx", "numpy", "pandas", "prefsampling", "rich"}
HEAVY |= {"scipy", "sympy"}
PROVED = Path(__file__).resolve().parents[1] / "certificates" / "proved"
INSTALLED = any(each.value == "verifier.pytest_plugin" for each in entry_points(group="pytest11"))
PLUGIN = [] if INSTALLED else ["-p", "verifier.pytest_plugin"]
PYTEST = ["-m", "pytest", *PLUGIN, "-p", "no:cacheprovider"]
READING = "import verifier.preferences.formats.registry, verifier.preferences.formats.policy_text"


def loaded_by(*command, folder=None):
    """Every module that the command loads, by its full name, and how the command ended."""
    code = [sys.executable, "-v", "-X", "importtime", *command]
    done = subprocess.run(code, cwd=folder, capture_output=True, text=True, check=False, timeout=60)
    told = re.findall(r"^import (?:time:.*\| +(\S+)|'(\S+)' #.*)$", done.stderr, re.MULTILINE)
    return {name for pair in told for name in pair if name}, done


def heavy(names):
    return {name.partition(".")[0] for name in names} & HEAVY


def test_a_heavy_library_would_be_seen():
    names, done = loaded_by("-c", "import verifier.rules.nlhf.policy")
    assert done.returncode == 0, done.stderr
    assert "numpy" in heavy(names)


def test_a_library_that_is_loaded_by_its_name_would_be_seen_too():
    names, done = loaded_by("-c", "import importlib; importlib.import_module('jinja2')")
    assert done.returncode == 0, done.stderr
    assert "jinja2" in names


@pytest.mark.parametrize(
    ("code", "wanted"),
    [
        ("import verifier", "verifier"),
        ("from verifier import assert_robust", "verifier.testing"),
        ("from verifier.testing import assert_robust", "verifier.testing"),
        ("import verifier.pytest_plugin", "verifier.pytest_plugin"),
        (READING, "verifier.preferences.formats.registry"),
        ("import verifier.audits.reading", "verifier.audits.reading"),
        ("import verifier; verifier.gallery('uniform')", "verifier.preferences.gallery.named"),
    ],
)
def test_python_that_computes_nothing_loads_no_heavy_library(code, wanted):
    names, done = loaded_by("-c", code)
    assert done.returncode == 0, done.stderr
    assert wanted in names
    assert heavy(names) == set()


@pytest.mark.parametrize(
    ("words", "wanted", "said"),
    [
        (["--help"], "verifier.cli.main", "Each command explains itself"),
        (["--version"], "verifier.cli.main", "verifier "),
        (["audit", "--help"], "verifier.cli.audit", "usage: verifier audit"),
        (["show", "--gallery"], "verifier.cli.show", "three-cycle"),
    ],
)
def test_a_command_that_computes_nothing_loads_no_heavy_library(words, wanted, said):
    names, done = loaded_by("-m", "verifier", *words)
    assert done.returncode == 0, done.stderr
    assert said in done.stdout
    assert wanted in names
    assert heavy(names) == set()


def test_checking_loads_no_heavy_library_whatever_the_outcome(tmp_path):
    path = tmp_path / "x.cert"
    path.write_text("no certificate\n")
    for certificate, code in ((min(PROVED.glob("*.cert")), 0), (path, 2)):
        names, done = loaded_by("-m", "verifier", "check", str(certificate))
        assert done.returncode == code, done.stderr
        assert "verifier.certificates.checking" in names
        assert heavy(names) == set()


def test_the_plug_in_loads_nothing_of_ours_before_a_case_is_met(tmp_path):
    lines = ["from verifier.testing import assert_robust", "def test_it():", "    assert assert_robust"]
    (tmp_path / "test_nothing.py").write_text("\n".join(lines) + "\n")
    names, done = loaded_by(*PYTEST, "-s", folder=tmp_path)
    assert done.returncode == 0, done.stdout
    ours = {name for name in names if name.partition(".")[0] == "verifier"}
    assert ours == {"verifier", "verifier.pytest_plugin", "verifier.testing"}
    assert heavy(names) == set()


def test_an_audit_of_one_small_table_loads_what_it_computes_with_and_nothing_else(tmp_path):
    rows = [f"{user},{y},{(place + i) % 3}" for i, user in enumerate("abc") for place, y in enumerate("xyz")]
    (tmp_path / "ratings.csv").write_text("\n".join(["user,response,score", *rows]) + "\n")
    names, done = loaded_by("-m", "verifier", "audit", "ratings.csv", "--policy", "nlhf", "-k", "1..4", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "Of 4 promises: 4 certified." in done.stdout
    # Each of these costs as much as everything that this audit does.
    assert {name for name in names if name.partition(".")[0] in HEAVY and "." not in name} == {"flint", "numpy", "rich"}
    assert names.isdisjoint({"rich.console", "urllib.request", "email.parser", "multiprocessing"})
