"""The gate's view of the source: linters, types, import contracts."""

import ast
import subprocess
import sys
import sysconfig
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[2]
CHECKER = ROOT / "verifier" / "certificates" / "checker.py"
SCRIPTS = Path(sysconfig.get_path("scripts"))


def run(*command):
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr


def test_ruff_finds_nothing():
    run(SCRIPTS / "ruff", "check", "--no-cache", ".")


def test_every_file_is_formatted():
    run(SCRIPTS / "ruff", "format", "--no-cache", "--check", ".")


def test_mypy_strict_finds_nothing():
    run(sys.executable, "-m", "mypy")


def test_imports_go_downwards_only():
    run(SCRIPTS / "lint-imports", "--no-cache")


def imported_names(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module


def test_the_checker_imports_the_standard_library_only():
    names = {name.partition(".")[0] for name in imported_names(CHECKER)}
    assert names
    assert names <= sys.stdlib_module_names


def test_nothing_of_ours_imports_the_checker():
    for path in (ROOT / "verifier").rglob("*.py"):
        assert not any(name and name.endswith("checker") for name in imported_names(path)), path


def test_what_is_imported_is_what_is_declared():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    declared = {Requirement(line).name for line in project["dependencies"] + extras["gallery"] + extras["figures"]}
    tops = {
        name.partition(".")[0] for path in (ROOT / "verifier").rglob("*.py") for name in imported_names(path) if name
    }
    known = packages_distributions()
    imported = {known.get(top, [top])[0].lower() for top in tops - sys.stdlib_module_names - {"verifier"}}
    assert imported == declared | {"pytest"}  # the plug-in is loaded by pytest alone


def test_the_checker_is_ascii_without_assert():
    text = CHECKER.read_bytes()
    assert text.isascii()
    assert not any(isinstance(node, ast.Assert) for node in ast.walk(ast.parse(text)))


def writers_to_standard_output(path):
    """The lines of ``path`` that name `sys.stdout`, or call `print`."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Attribute) and node.attr in {"stdout", "__stdout__"}:
            if isinstance(node.value, ast.Name) and node.value.id == "sys":
                yield node.lineno
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print":
            yield node.lineno


def test_one_module_writes_to_standard_output():
    writer = ROOT / "verifier" / "cli" / "stdout.py"
    assert any(writers_to_standard_output(writer))
    others = [path for path in (ROOT / "verifier").rglob("*.py") if path not in {writer, CHECKER}]
    assert {path.name: lines for path in others if (lines := list(writers_to_standard_output(path)))} == {}
