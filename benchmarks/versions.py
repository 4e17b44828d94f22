"""Which versions of the libraries are installed, and with which others the tests pass too.

    python benchmarks/versions.py constraints [--python PROGRAM ...]
    python benchmarks/versions.py table [--python PROGRAM ...] [--column newest|lowest ...]

`constraints` writes `constraints.txt`, today's newest version of everything that the README's two commands install, and
the same versions of what builds the package into `pyproject.toml`: an isolated build sees no constraints. `table` tries
the newest versions that the bounds of `pyproject.toml` allow, and on the oldest Python the lowest (newer Pythons need
newer versions of what is compiled), each in a fresh virtual environment, and writes what passed to VERSIONS.md. Pythons
are those from 3.11 on that answer to a name such as `python3.12`, and the programs given. This is no test: it takes
minutes, and what is newest changes every day.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
PROJECT = ROOT / "pyproject.toml"
CONSTRAINTS = ROOT / "constraints.txt"
PAGE = Path(__file__).with_name("VERSIONS.md")
OLDEST, LATEST = 11, 30
COLUMNS = ("newest", "lowest")

QUICK = ("exact", "lp", "game", "rules", "formats", "report", "audits", "lab/book")
"""The folders of the quick tests: everything that calls a library, nothing that only starts our own programs."""

BUILT_WITH = ("hatchling", "editables")
"""What builds the package; the second where it is installed in editable mode."""

HEAD = """\
# Today's newest version of everything that the README's two commands install, on Linux, with CPython {pythons}.
# Written by `python benchmarks/versions.py constraints`; `pip install -c constraints.txt` installs what was tested.
"""


@dataclass(frozen=True)
class Python:
    """An interpreter: its program and its minor version, 11 for 3.11."""

    program: str
    minor: int

    @property
    def name(self) -> str:
        """Such as 3.11."""
        return f"3.{self.minor}"


@dataclass(frozen=True)
class Trial:
    """What came of one environment.

    Attributes:
        versions: canonical name → version, of all that was installed.
        tests: the last line of pytest, without its time; or why there are none.
        reproduced: whether `verifier reproduce` found every report unchanged.
    """

    python: Python
    column: str
    versions: dict[str, str]
    tests: str
    reproduced: bool


def main() -> None:
    """Write what the command line asks for."""
    given = argparse.ArgumentParser(description="Versions of libraries: what is installed, and what passes.")
    given.add_argument("what", choices=("constraints", "table"))
    given.add_argument("--python", action="append", default=[], metavar="PROGRAM", help="an interpreter (repeatable)")
    given.add_argument("--column", action="append", choices=COLUMNS, help="of the table; the other stays as it is")
    arguments = given.parse_args()
    pythons = interpreters(arguments.python)
    print("with", ", ".join(f"CPython {python.name}" for python in pythons), flush=True)
    if arguments.what == "constraints":
        write_constraints(pythons)
    else:
        columns = arguments.column or COLUMNS
        kept = [each for each in shown(PAGE) if each.column not in columns]
        tried = [trial(python, each) for each in columns for python in (pythons if each == "newest" else pythons[:1])]
        ordered = sorted([*kept, *tried], key=lambda each: (COLUMNS.index(each.column), each.python.minor))
        PAGE.write_text(page(ordered), encoding="utf-8")


def interpreters(given: list[str]) -> list[Python]:
    """One interpreter for each minor version from 3.11 on: of ``given``, this one, and those of usual names."""
    found: dict[int, Python] = {}
    for name in [*given, sys.executable, *(f"python3.{minor}" for minor in range(OLDEST, LATEST))]:
        program = shutil.which(name)
        if program is None:
            continue
        asked = [program, "-I", "-c", "import sys, venv; print(*sys.version_info[:2])"]
        told = subprocess.run(asked, capture_output=True, text=True, check=False)
        major, _, minor = told.stdout.strip().partition(" ")
        # A name can be there and lead to no interpreter: a version manager's stand-ins do.
        if told.returncode == 0 and major == "3" and int(minor) >= OLDEST:
            found.setdefault(int(minor), Python(program, int(minor)))
    return [found[minor] for minor in sorted(found)]


def environment(python: Python, folder: Path) -> Path:
    """The interpreter of a new virtual environment in ``folder``."""
    subprocess.run([python.program, "-m", "venv", str(folder)], check=True)
    return next(path for path in (folder / "bin" / "python", folder / "Scripts" / "python.exe") if path.exists())


# What is newest ------------------------------------------------------------------------------------------------------


def write_constraints(pythons: list[Python]) -> None:
    """Write the newest versions to `constraints.txt`, and those that build to `pyproject.toml`."""
    with tempfile.TemporaryDirectory() as temporary:
        places = {python: environment(python, Path(temporary, python.name)) for python in pythons}
        everything = {python: resolved(place, [".[test]", *BUILT_WITH]) for python, place in places.items()}
        building = set().union(*(resolved(place, BUILT_WITH) for place in places.values()))
    lines = constraints(everything)
    CONSTRAINTS.write_text(
        HEAD.format(pythons=", ".join(python.name for python in pythons)) + "".join(f"{line}\n" for line in lines),
        encoding="utf-8",
    )
    pinned = [line for line in lines if canonicalize_name(Requirement(line).name) in building]
    listed = ", ".join(json.dumps(line) for line in pinned)
    text = PROJECT.read_text(encoding="utf-8")
    PROJECT.write_text(re.sub(r"(?m)^requires = .*$", lambda _: f"requires = [{listed}]", text), encoding="utf-8")


def resolved(place: Path, wanted: list[str] | tuple[str, ...]) -> dict[str, str]:
    """Canonical name → version of what pip would install for ``wanted``, beside this project."""
    with tempfile.TemporaryDirectory() as temporary:
        report = Path(temporary, "report.json")
        options = ["--quiet", "--dry-run", "--ignore-installed", "--report", str(report)]
        subprocess.run([place, "-m", "pip", "install", *options, *wanted], cwd=ROOT, check=True)
        told = json.loads(report.read_text(encoding="utf-8"))["install"]
    found = {canonicalize_name(each["metadata"]["name"]): each["metadata"]["version"] for each in told}
    return {name: version for name, version in found.items() if name != own_name()}


def constraints(found: dict[Python, dict[str, str]]) -> list[str]:
    """One line for each package, with markers where versions differ between Pythons."""
    lines = []
    for name in sorted(set().union(*found.values())):
        versions = [(python.minor, each[name]) for python, each in found.items() if name in each]
        groups = [[minor for minor, _ in group] for _, group in groupby(versions, key=lambda pair: pair[1])]
        named = dict(versions)
        for i, group in enumerate(groups):
            bounds = [f'python_version >= "3.{group[0]}"'] if i else []
            bounds += [f'python_version < "3.{groups[i + 1][0]}"'] if i + 1 < len(groups) else []
            marker = f"; {' and '.join(bounds)}" if bounds else ""
            lines.append(f"{name}=={named[group[0]]}{marker}")
    return lines


# What passes ---------------------------------------------------------------------------------------------------------


def trial(python: Python, column: str) -> Trial:
    """Install the ``column`` of versions for ``python``, run the quick tests and decide all cases again."""
    print(f"{column}, CPython {python.name}", flush=True)
    with tempfile.TemporaryDirectory() as temporary:
        place = environment(python, Path(temporary, "venv"))
        options = ["--quiet"]
        if column == "lowest":
            low = Path(temporary, "lowest.txt")
            low.write_text("".join(f"{name}=={version}\n" for name, version in lowest().items()), encoding="utf-8")
            options += ["-c", str(low)]
        done = subprocess.run([place, "-m", "pip", "install", *options, ".[test]"], cwd=ROOT, check=False)
        if done.returncode:
            return Trial(python, column, {}, "not installed", reproduced=False)
        folders = [f"tests/{folder}" for folder in QUICK]
        tests = [place, "-m", "pytest", "-q", "-p", "no:cacheprovider", *folders]
        told = subprocess.run(tests, cwd=ROOT, capture_output=True, text=True, check=False)
        said = told.stdout.strip().split("\n")[-1].partition(" in ")[0]
        if told.returncode:
            print(told.stdout, flush=True)
        print(said, flush=True)
        reports = shutil.copytree(ROOT / "reports", Path(temporary, "reports"))
        again = [place, "-m", "verifier", "reproduce", "--reports", str(reports)]
        decided = subprocess.run(again, cwd=ROOT, capture_output=True, text=True, check=False)
        if decided.returncode:
            print(decided.stdout, decided.stderr, flush=True)
        return Trial(python, column, installed(place), said, decided.returncode == 0)


def installed(place: Path) -> dict[str, str]:
    """Canonical name → version of what is in the environment."""
    told = subprocess.run(
        [place, "-m", "pip", "list", "--format=json"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True
    )
    return {canonicalize_name(each["name"]): each["version"] for each in json.loads(told.stdout)}


def project() -> dict[str, object]:
    """The table `[project]`."""
    return tomllib.loads(PROJECT.read_text(encoding="utf-8"))["project"]


def own_name() -> str:
    """The canonical name of this project."""
    return canonicalize_name(str(project()["name"]))


def requirements() -> list[Requirement]:
    """What the package, its tests and its pages ask for, in the words of `pyproject.toml`."""
    told = project()
    extras = told["optional-dependencies"]
    listed = [*told["dependencies"], *extras["test"], *extras["docs"]]
    return [each for each in map(Requirement, listed) if canonicalize_name(each.name) != own_name()]


def lowest() -> dict[str, str]:
    """Canonical name → the lowest version that the bounds allow."""
    return {
        canonicalize_name(each.name): next(bound.version for bound in each.specifier if bound.operator in {">=", "=="})
        for each in requirements()
    }


def page(trials: list[Trial]) -> str:
    """The table of versions as a page."""
    folders = " ".join(f"tests/{each}" for each in QUICK)
    lines = [
        "# Versions",
        "",
        "What `python benchmarks/versions.py table` saw in fresh virtual environments, with the newest and with the",
        "lowest versions that `pyproject.toml` allows; `constraints.txt` has what the README's commands install.",
        f"The quick tests are `{folders}`.",
        "The tests of populations beside the project are skipped here.",
        "",
        "| versions | Python | quick tests | `verifier reproduce` |",
        "|---|---|---|---|",
    ]
    lines += [
        f"| {each.column} | {each.python.name} | {each.tests} | {'unchanged' if each.reproduced else 'FAILED'} |"
        for each in trials
    ]
    there = [each for each in trials if each.versions]
    lines += ["", "| package | " + " | ".join(f"{each.column}, {each.python.name}" for each in there) + " |"]
    lines += ["|---|" + "---|" * len(there)]
    for name in sorted({canonicalize_name(each.name) for each in requirements()}):
        lines.append(f"| {name} | " + " | ".join(each.versions.get(name, "") for each in there) + " |")
    passed = [f"{'passed' if succeeded(each) else 'failed'}" for each in there]
    lines += ["| **all of them** | " + " | ".join(f"**{each}**" for each in passed) + " |"]
    return "\n".join(lines) + "\n"


def shown(path: Path) -> list[Trial]:
    """The trials of the page at ``path``, with the versions that it tells; none where there is no page."""
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in text.split("\n") if line[:1] == "|"]
    heads = next((row[1:] for row in rows if row[0] == "package"), [])
    told = {row[0]: row[1:] for row in rows if len(row) == 1 + len(heads)}
    trials = []
    for column, python, tests, reproduced in (row for row in rows if row[0] in COLUMNS):
        at = heads.index(f"{column}, {python}") if f"{column}, {python}" in heads else None
        versions = {} if at is None else {name: cells[at] for name, cells in told.items()}
        minor = int(python.removeprefix("3."))
        trials.append(Trial(Python("", minor), column, versions, tests, reproduced == "unchanged"))
    return trials


def succeeded(each: Trial) -> bool:
    """Whether tests ran, none failed, and every report is unchanged."""
    ran = re.search(r"\b[1-9][0-9]* passed", each.tests) is not None
    return ran and re.search("failed|error", each.tests) is None and each.reproduced


if __name__ == "__main__":
    os.environ["PIP_DISABLE_PIP_VERSION_CHECK"] = "1"
    main()
