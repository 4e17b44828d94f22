"""What is tested is what is installed: the constraints hold every version, and what installs reads them."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LINES = [
    line for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").split("\n") if line[:1] not in {"", "#"}
]
PYTHONS = ("3.11", "3.12", "3.13")


def constrained(python):
    """Canonical name → version, for this Python."""
    found = {}
    for requirement in map(Requirement, LINES):
        if requirement.marker is None or requirement.marker.evaluate({"python_version": python}):
            (only,) = requirement.specifier
            assert only.operator == "=="
            assert canonicalize_name(requirement.name) not in found, requirement
            found[canonicalize_name(requirement.name)] = only.version
    return found


def wanted():
    extras = PROJECT["project"]["optional-dependencies"]
    listed = map(Requirement, [*PROJECT["project"]["dependencies"], *extras["test"], *extras["docs"]])
    return [each for each in listed if each.name != PROJECT["project"]["name"]]


@pytest.mark.parametrize("python", PYTHONS)
def test_everything_that_is_asked_for_has_one_version_within_its_bounds(python):
    versions = constrained(python)
    assert len(wanted()) > 20
    for each in wanted():
        assert each.specifier.contains(versions[canonicalize_name(each.name)], prereleases=True), each
    assert len(versions) > 2 * len(wanted())  # what they need in turn is there too


def test_a_build_that_sees_no_constraints_has_the_same_versions():
    pinned = PROJECT["build-system"]["requires"]
    assert {Requirement(line).name for line in pinned} >= {"hatchling", "editables"}
    assert set(pinned) <= set(LINES)


def test_every_direct_dependency_has_a_lower_bound_and_only_linters_have_an_upper_one():
    operators = {each.name: {bound.operator for bound in each.specifier} for each in wanted()}
    linters = {"import-linter", "mypy", "ruff"}
    assert operators == {name: {"=="} if name in linters else {">="} for name in operators}


@pytest.mark.parametrize("name", ["README.md", "action.yml"])
def test_what_installs_this_project_reads_the_constraints(name):
    commands = re.findall(r"pip install ([^\n&`]*)", (ROOT / name).read_text(encoding="utf-8"))
    assert commands
    assert all("constraints.txt" in command for command in commands), commands
