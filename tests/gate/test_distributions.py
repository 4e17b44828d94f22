"""What is given to others: the wheel and the source archive hold what the checkout holds, and nothing else."""

import shutil
import subprocess
import tarfile
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CHECKOUT = (ROOT / ".git").exists() and shutil.which("git") is not None
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
LEFT_OUT = {".ci/run"}
"""Not in the source archive, on purpose: it runs the gate in a checkout."""


@pytest.fixture(scope="module")
def tracked():
    """The files of the checkout, by their paths: all that git knows, or would take."""
    if not CHECKOUT:
        pytest.skip("this is no checkout of git, or git is not installed: nothing to compare the archives with")
    command = ["git", "-c", f"safe.directory={ROOT}", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=60).stdout
    return {name for name in listed.split("\0") if name and (ROOT / name).is_file()}


@pytest.fixture(scope="module")
def sdist(build, tmp_path_factory):
    """The source archive of this checkout."""
    return build("sdist", ROOT, tmp_path_factory.mktemp("sdist"))


def test_the_wheel_holds_every_file_of_the_package_byte_for_byte(wheel, tracked):
    wanted = {name for name in tracked if name.startswith("verifier/")}
    assert {Path(name).suffix for name in wanted} >= {".py", ".mjs", ".md", ".html", ".typed"}
    with zipfile.ZipFile(wheel) as archive:
        held = {name for name in archive.namelist() if ".dist-info/" not in name}
        assert held == wanted
        for name in wanted:
            assert archive.read(name) == (ROOT / name).read_bytes(), name


def test_what_says_that_it_is_typed_is_typed_for_others(wheel):
    assert "Typing :: Typed" in PROJECT["classifiers"]
    with zipfile.ZipFile(wheel) as archive:
        assert "verifier/py.typed" in archive.namelist()


def test_the_source_archive_holds_the_checkout(sdist, tracked):
    with tarfile.open(sdist) as archive:
        held = {member.name.partition("/")[2] for member in archive if member.isfile()}
    assert tracked - held == LEFT_OUT
    assert held - tracked == {"PKG-INFO"}


def test_the_source_archive_gives_the_same_wheel(sdist, wheel, build, tmp_path):
    with tarfile.open(sdist) as archive:
        archive.extractall(tmp_path, filter="data")
    (unpacked,) = tmp_path.iterdir()
    again = build("wheel", unpacked, tmp_path)
    assert again.name == wheel.name
    assert again.read_bytes() == wheel.read_bytes()


def test_building_leaves_nothing_in_the_checkout(build, tmp_path):
    def left():
        return {path.name for path in ROOT.iterdir() if path.name in {"build", "dist"} or path.suffix == ".egg-info"}

    before = left()
    build("wheel", ROOT, tmp_path)
    build("sdist", ROOT, tmp_path)
    assert left() == before
    assert len(list(tmp_path.iterdir())) == 2
