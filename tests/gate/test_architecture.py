"""The gate's view of the source: linters, types, import contracts, and what is loaded when."""

import ast
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

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


def test_the_checker_is_ascii_without_assert():
    text = CHECKER.read_bytes()
    assert text.isascii()
    assert not any(isinstance(node, ast.Assert) for node in ast.walk(ast.parse(text)))


@pytest.mark.parametrize("command", [["-c", "import verifier"], ["-m", "verifier", "--help"]])
def test_no_heavy_library_is_loaded_before_it_is_used(command):
    code = [sys.executable, "-X", "importtime", *command]
    done = subprocess.run(code, capture_output=True, text=True, check=True, timeout=60)
    loaded = {line.rpartition("|")[2].strip().partition(".")[0] for line in done.stderr.splitlines()}
    assert "verifier" in loaded
    assert not loaded & {"numpy", "scipy", "sympy", "cvxpy", "networkx", "matplotlib", "flint", "highspy", "rich"}


def test_check_loads_no_heavy_library(tmp_path):
    path = tmp_path / "x.cert"
    path.write_text("no certificate\n")
    code = [sys.executable, "-X", "importtime", "-m", "verifier", "check", str(path)]
    done = subprocess.run(code, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 2
    loaded = {line.rpartition("|")[2].strip().partition(".")[0] for line in done.stderr.splitlines()}
    assert not loaded & {"numpy", "scipy", "sympy", "cvxpy", "networkx", "matplotlib", "flint", "highspy"}
