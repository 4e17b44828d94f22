"""The gate's view of the source: linters, types, import contracts."""

import ast
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tomllib
from collections import Counter
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


MOST_FILES = 15
FEW_LINES = 40


def modules():
    """Name → path of every module but the empty ones of folders."""
    paths = (path for path in (ROOT / "verifier").rglob("*.py") if path.name != "__init__.py")
    return {".".join(path.relative_to(ROOT).with_suffix("").parts): path for path in paths}


def test_no_folder_is_a_hall():
    widths = Counter(path.parent.relative_to(ROOT).as_posix() for path in modules().values())
    assert len(widths) > 20
    assert {folder: width for folder, width in widths.items() if width > MOST_FILES} == {}


def test_no_file_is_named_with_its_folder():
    named = [name for name in modules() if name.split(".")[-1].startswith(name.split(".")[-2] + "_")]
    assert named == []


def test_a_short_file_has_several_importers():
    texts = {name: path.read_text(encoding="utf-8") for name, path in modules().items()}
    short = {name for name, text in texts.items() if len(text.splitlines()) < FEW_LINES and name != "verifier.__main__"}
    users = {
        name: [other for other, text in texts.items() if other != name and _mentions(text, name)] for name in short
    }
    assert len(short) > 5
    assert {name: found for name, found in users.items() if len(found) == 1} == {}


def _mentions(text, name):
    folder, _, module = name.rpartition(".")
    return re.search(rf"\b{re.escape(name)}\b|from {re.escape(folder)} import [^\n]*\b{module}\b", text) is not None


LABORATORY = ("lab", "cli/counterexample.py", "cli/reproduce.py", "pytest_plugin.py")
PRODUCT = [
    ["audit", "gallery:three-cycle", "--policy", "all", "-k", "1,2", "--out", "out"],
    ["audit", "gallery:three-cycle", "-k", "all", "--policy", "uniform", "--format", "html"],
    ["solve", "equilibrium", "gallery:three-cycle", "-k", "2"],
    ["show", "gallery:three-cycle"],
    ["check", "CERTIFICATE"],
    ["index", "out"],
    ["diff", "out/report.json", "out/report.json"],
]


def test_the_product_works_without_the_laboratory(tmp_path):
    package = shutil.copytree(ROOT / "verifier", tmp_path / "verifier")
    for part in LABORATORY:
        (shutil.rmtree if (package / part).is_dir() else Path.unlink)(package / part)
    environment = os.environ | {"PYTHONPATH": str(tmp_path)}
    for words in PRODUCT:
        certificate = next((str(path) for path in sorted((tmp_path / "out").rglob("*.cert"))), "none")
        given = [word.replace("CERTIFICATE", certificate) for word in words]
        command = [sys.executable, "-P", "-m", "verifier", *given]
        done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode in {0, 1}, (words, done.stderr)
        assert "Error" not in done.stderr, (words, done.stderr)
    where = subprocess.run(
        [sys.executable, "-P", "-c", "import verifier; print(verifier.__file__)"],
        cwd=tmp_path, env=environment, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    assert Path(where.strip()).parent == package


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
    writer = ROOT / "verifier" / "cli" / "streams" / "stdout.py"
    assert any(writers_to_standard_output(writer))
    others = [path for path in (ROOT / "verifier").rglob("*.py") if path not in {writer, CHECKER}]
    assert {path.name: lines for path in others if (lines := list(writers_to_standard_output(path)))} == {}
