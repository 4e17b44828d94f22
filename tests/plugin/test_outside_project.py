"""A project outside the repository, in an environment that holds the built wheel, what it declares, and pytest.

The environment is fresh: the wheel is installed into it, and beside it stand the packages that the wheel's own
declarations (and pytest's) lead to, as links to those of the running interpreter. Nothing else is there: not this
checkout, not its announcement of the plug-in, and no package that only the gate needs.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import venv
import zipfile
from dataclasses import dataclass
from email.parser import HeaderParser
from importlib.metadata import distribution
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[2]
NODE = shutil.which("node")
HEAVY = {"cvxpy", "flint", "highspy", "jinja2", "networkx", "numpy", "rich", "scipy", "sympy"}

RATINGS = """user,response,score
ann,short,5
ann,long,3
ann,joke,1
bob,joke,5
bob,short,4
bob,long,2
cem,long,4
cem,joke,3
cem,short,1
"""
TODAY = '{"short": "0.6", "long": "0.3", "joke": "1/10"}'
PROMISES = """from verifier.testing import assert_robust

def test_every_response_alike():
    report = assert_robust("ratings.csv", "uniform", k=range(1, 4))
    assert [str(finding.value) for finding in report.findings if finding.claim == "robust"] == ["2/3", "22/27", "8/9"]

def test_what_we_send_today():
    assert_robust("ratings.csv", "today.json", k=2)
"""
CASE = """[population]
file = "ratings.csv"

[[audit]]
name = "{name}"
policy = "file:today.json"
k = "{k}"
verdicts = "certified"
"""
SAID = '"today.json", k = 2: against "joke" it wins with rate 61/100 = 0.610000, promised k/(k+1) = 2/3 = 0.666667'
USERS = (
    '"joke" can beat all 2 samples for 2 of 3 users: "joke" > "short" > "long" (1 user, with probability 81/100); '
    '"long" > "joke" > "short" (1 user, with probability 9/25)'
)


@dataclass(frozen=True)
class Outside:
    """An environment, and a project that is developed in it."""

    python: Path
    scripts: Path
    library: Path
    project: Path

    def run(self, *command):
        """Run the command in the project, with nothing of this process's settings for Python."""
        settings = ("PYTHON", "PYTEST", "VERIFIER")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(settings)}
        path = os.pathsep.join([str(self.scripts), kept.get("PATH", os.defpath)])
        return subprocess.run(
            [str(word) for word in command], cwd=self.project, env={**kept, "PATH": path},
            capture_output=True, encoding="utf-8", check=False, timeout=120,
        )  # fmt: skip

    def verifier(self, *words):
        """Run the command that the wheel installed."""
        return self.run(self.scripts / "verifier", *words)

    def pytest(self, *words):
        """Run pytest, and tell what was loaded."""
        return self.run(self.python, "-X", "importtime", "-m", "pytest", "--color=no", "-p", "no:cacheprovider", *words)


def declared_by(wheel):
    """The requirements of the wheel, extras left out."""
    with zipfile.ZipFile(wheel) as archive:
        (name,) = [name for name in archive.namelist() if name.endswith(".dist-info/METADATA")]
        metadata = HeaderParser().parsestr(archive.read(name).decode("utf-8"))
    return metadata.get_all("Requires-Dist")


def needed_for(lines):
    """The installed distributions that the requirements lead to, by name."""
    found, seen = {}, set()
    waiting = [(line, frozenset({""})) for line in lines]
    while waiting:
        line, extras = waiting.pop()
        wanted = Requirement(line)
        if (line, extras) in seen or not any(not wanted.marker or wanted.marker.evaluate({"extra": e}) for e in extras):
            continue
        seen.add((line, extras))
        installed = distribution(wanted.name)
        found[installed.metadata["Name"]] = installed
        waiting += [(each, frozenset({"", *wanted.extras})) for each in installed.requires or []]
    return found


def link_into(library, installed):
    """Give the environment what the distribution installed, but for scripts and lines for the path."""
    for top in {file.parts[0] for file in installed.files}:
        if top not in {"..", "__pycache__"} and not top.endswith(".pth") and not (library / top).exists():
            (library / top).symlink_to(installed.locate_file(top))


@pytest.fixture(scope="module")
def outside(wheel, tmp_path_factory):
    folder = tmp_path_factory.mktemp("outside")
    assert not folder.is_relative_to(ROOT)
    place = folder / "environment"
    venv.create(place, symlinks=True)
    base = {"base": str(place), "platbase": str(place)}
    library, scripts = (Path(sysconfig.get_path(name, "venv", base)) for name in ("purelib", "scripts"))
    for installed in needed_for([*declared_by(wheel), "pytest"]).values():
        link_into(library, installed)
    project = folder / "project"
    project.mkdir()
    there = Outside(scripts / "python", scripts, library, project)
    command = [sys.executable, "-m", "pip", "--isolated", "--python", there.python, "install", "--no-index", "--quiet"]
    done = there.run(*command, "--disable-pip-version-check", wheel)
    assert done.returncode == 0, done.stderr
    files = {"ratings.csv": RATINGS, "today.json": TODAY, "test_promises.py": PROMISES, "pytest.ini": "[pytest]\n"}
    files |= {"kept.case.toml": CASE.format(name="one-sample", k=1)}
    files |= {"broken.case.toml": CASE.format(name="two-samples", k=2)}
    for name, text in files.items():
        (project / name).write_text(text, encoding="utf-8")
    return there


def test_the_environment_holds_the_wheel_and_not_this_checkout(outside):
    code = "import json, sys, verifier\nfrom importlib.metadata import distributions, entry_points\n"
    code += "ours = [each for each in distributions() if each.name == 'alignment-verifier']\n"
    code += "points = entry_points(group='pytest11', name='verifier')\n"
    code += "told = [(each.value, str(each.dist.locate_file(''))) for each in points]\n"
    code += "files = [str(each.locate_file('')) for each in ours]\n"
    code += "print(json.dumps([verifier.__file__, sys.path, files, told]))"
    done = outside.run(outside.python, "-c", code)
    assert done.returncode == 0, done.stderr
    file, path, ours, told = json.loads(done.stdout)
    assert file == str(outside.library / "verifier" / "__init__.py")
    assert not any(Path(each).resolve().is_relative_to(ROOT) for each in path if each)
    assert [Path(each) for each in ours] == [outside.library]
    assert [(value, Path(each)) for value, each in told] == [("verifier.pytest_plugin", outside.library)]
    assert not [
        each.name for each in outside.library.iterdir() if re.match(r"hypothesis|xdist|yaml|prefsampling", each.name)
    ]


def test_what_is_kept_passes_and_what_is_refuted_fails_naming_the_opponent(outside):
    done = outside.pytest("-v", "-s")
    assert done.returncode == 1, done.stdout + done.stderr
    assert "2 failed, 2 passed" in done.stdout
    assert "kept.case.toml::one-sample PASSED" in done.stdout
    assert "broken.case.toml::two-samples FAILED" in done.stdout
    assert f"robust k = 2, l = 1: expected certified, found refuted: {SAID}\n" in done.stdout
    assert "test_promises.py::test_every_response_alike PASSED" in done.stdout
    assert "test_promises.py::test_what_we_send_today FAILED" in done.stdout
    told = [line.removeprefix("E").strip() for line in done.stdout.splitlines() if line.startswith("E ")]
    assert told == ['AssertionError: 1 of 1 promise about "ratings.csv" was not certified', SAID, USERS]
    assert "numpy" in done.stderr


def test_the_plug_in_of_the_wheel_loads_no_heavy_library_before_a_case_is_met(outside, tmp_path):
    (tmp_path / "test_nothing.py").write_text("def test_it():\n    import verifier.testing\n")
    done = outside.pytest("-s", "--trace-config", tmp_path)
    assert done.returncode == 0, done.stdout
    assert str(outside.library / "verifier" / "pytest_plugin.py") in done.stdout
    told = [line.rpartition("|")[2].strip() for line in done.stderr.splitlines() if line.startswith("import time:")]
    assert "verifier.testing" in told
    assert not {name.partition(".")[0] for name in told} & HEAVY


def test_the_command_audits_writes_every_format_and_checks_with_both_checkers(outside):
    done = outside.verifier(
        "audit", "ratings.csv", "--policy", "today.json", "-k", "1,2", "--out", "kept", "--format", "html"
    )
    assert done.returncode == 1, done.stderr
    kept = outside.project / "kept"
    assert done.stdout == (kept / "report.html").read_text(encoding="utf-8")
    assert done.stdout.startswith("<!doctype html>")
    assert "61/100" in done.stdout
    report = json.loads((kept / "report.json").read_text(encoding="utf-8"))
    promises = [each for each in report["findings"] if each["claim"] == "robust"]
    assert [(each["value"], each["opponent"], each["verdict"]) for each in promises] == [
        ("1/2", ["joke"], "certified"),
        ("61/100", ["joke"], "refuted"),
    ]
    assert "61/100" in (kept / "report.md").read_text(encoding="utf-8")
    (failure,) = ET.fromstring((kept / "report.xml").read_bytes()).iter("failure")  # noqa: S314  # our own text
    assert failure.get("message") == SAID
    certificates = sorted(kept.glob("*.cert"))
    assert {each["certificate"] for each in promises} <= {path.name for path in certificates}
    asked = ["--second"] if NODE else []
    done = outside.verifier("check", *asked, "kept")
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert len(lines) == len(certificates) > 0
    assert all(": proved: " in line for line in lines)
    assert all(line.endswith("(two independent checkers)") for line in lines) == bool(NODE)


def test_the_second_checker_is_in_the_wheel(outside):
    if NODE is None:
        pytest.skip("node is not installed: the second checker of the wheel is not run")
    certificate = min((ROOT / "tests" / "certificates" / "proved").glob("*.cert"))
    done = outside.run(NODE, outside.library / "verifier" / "certificates" / "checker.mjs", certificate)
    assert done.returncode == 0, done.stderr
    assert ": proved: " in done.stdout


def test_the_first_checker_of_the_wheel_runs_bare(outside):
    certificate = min((ROOT / "tests" / "certificates" / "proved").glob("*.cert"))
    done = outside.run(
        outside.python, "-I", "-S", outside.library / "verifier" / "certificates" / "checker.py", certificate
    )
    assert done.returncode == 0, done.stderr
    assert ": proved: " in done.stdout


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["--version"], 0, "verifier 0."),
        (["--help"], 0, "counterexample"),
        (["audit", "ratings.csv", "--policy", "uniform", "-k", "1..3"], 0, "Of 3 promises: 3 certified."),
        (["audit", "ratings.csv", "--policy", "today.json", "-k", "2", "--format", "latex"], 1, r"\ensuremath{61/100}"),
        (
            ["counterexample", "--rule", "nlhf", "-k", "3", "--no-condorcet-winner", "--strict", "--unique"],
            0,
            "250/343",
        ),
        (["show", "--gallery"], 0, "three-cycle"),
        (["show", "ratings.csv"], 0, "Condorcet winner: none"),
        (["solve", "equilibrium", "ratings.csv", "-k", "2"], 0, "wins with rate 0.814815 = 22/27"),
    ],
)
def test_the_command_of_the_wheel_says_what_it_decides(words, code, said, outside):
    done = outside.verifier(*words)
    assert (done.returncode, done.stderr) == (code, "")
    assert said in done.stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["audit", "nobody.csv"], "there is no such file"),
        (["audit", "gallery:mallows(m=3, n=5, phi=1/2)"], "pip install 'alignment-verifier[gallery]'"),
        (["audit", "ratings.csv", "--figure", "rates.pdf"], "pip install 'alignment-verifier[figures]'"),
    ],
)
def test_what_is_not_there_is_said_in_one_line(words, said, outside):
    done = outside.verifier(*words)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert done.stderr.startswith("verifier: ")
    assert len(done.stderr.splitlines()) == 1


def test_a_case_of_ones_own_is_reproduced_with_its_pages(outside):
    folder = outside.project / "cases" / "mine"
    folder.mkdir(parents=True)
    head = "".join(f'{key} = "Mine"\n' for key in ("title", "statement", "source", "text")) + 'theory = "2.1"\n\n'
    text = head + CASE.format(name="one-sample", k=1).replace("file:today.json", "uniform")
    (folder / "case.toml").write_text(text, encoding="utf-8")
    (folder / "ratings.csv").write_text(RATINGS, encoding="utf-8")
    first, second = (outside.verifier("reproduce", "--html", "pages") for _ in range(2))
    assert first.returncode == 1, first.stdout + first.stderr
    assert "difference: reports/mine/one-sample: missing, " in first.stdout
    assert second.returncode == 0, second.stdout + second.stderr
    assert list((outside.project / "reports" / "mine" / "one-sample").glob("*.cert"))
    assert "Mine" in (outside.project / "pages" / "index.html").read_text(encoding="utf-8")
