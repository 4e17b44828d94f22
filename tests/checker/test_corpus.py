"""The shared corpus: a certificate's folder is the outcome that the checker must give it."""

import importlib.util
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CHECKER = ROOT / "verifier" / "certificates" / "checker.py"
CORPUS = ROOT / "tests" / "certificates"
CODES = {"proved": 0, "not_proved": 1, "malformed": 2, "over_budget": 3}
FILES = sorted(CORPUS.glob("*/*.cert"))

spec = importlib.util.spec_from_file_location("checker_under_test", CHECKER)
checker = importlib.util.module_from_spec(spec)
sys.modules[spec.name] = checker
spec.loader.exec_module(checker)


def bare(*paths):
    command = [sys.executable, "-I", "-S", str(CHECKER), *map(str, paths)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)


def test_every_folder_has_files():
    counts = Counter(path.parent.name for path in FILES)
    assert set(counts) == set(CODES)
    assert sum(counts.values()) > 400
    assert counts["not_proved"] > 100


@pytest.mark.parametrize("folder", CODES)
def test_the_folder_is_the_outcome(folder):
    wrong = []
    for path in FILES:
        if path.parent.name == folder:
            code, said = checker.outcome(str(path), checker.BUDGET)
            if code != CODES[folder]:
                wrong.append((path.name, said))
    assert wrong == []


@pytest.mark.parametrize("folder", CODES)
def test_the_bare_process_exits_with_the_folders_code(folder):
    paths = [path for path in FILES if path.parent.name == folder]
    done = bare(*paths)
    assert done.returncode == CODES[folder]
    assert done.stderr == ""
    assert len(done.stdout.splitlines()) == len(paths)


def test_every_claim_has_a_certificate_that_is_proved_and_one_that_is_not():
    kinds = {
        folder: {path.read_text(encoding="ascii").partition("\n")[0].rpartition(" ")[2] for path in FILES
                 if path.parent.name == folder}
        for folder in ("proved", "not_proved")
    }  # fmt: skip
    assert kinds["proved"] == set(checker.CLAIMS)
    assert kinds["not_proved"] == set(checker.CLAIMS)


def test_the_checker_says_its_version():
    done = bare("--version")
    assert done.returncode == 0
    assert "verifier-certificate 1 and 2" in done.stdout


def test_without_files_it_is_used_wrongly():
    assert bare().returncode == 2


def batch(content, *options):
    command = [sys.executable, "-I", "-S", str(CHECKER), *options, "--batch"]
    return subprocess.run(command, input=content, capture_output=True, check=False, timeout=300)


def framed(*contents):
    return b"".join(b"%d\n%s" % (len(content), content) for content in contents)


@pytest.mark.parametrize("folder", CODES)
def test_a_batch_gives_what_the_files_give(folder):
    paths = [path for path in FILES if path.parent.name == folder]
    done = batch(framed(*(path.read_bytes() for path in paths)))
    assert (done.returncode, done.stderr) == (CODES[folder], b"")
    alone = bare(*paths).stdout.splitlines()
    said = done.stdout.decode().splitlines()
    assert [line.partition(": ")[2] for line in said] == [
        line.removeprefix(f"{path}: ") for line, path in zip(alone, paths, strict=True)
    ]
    assert [line.partition(": ")[0] for line in said] == [str(number + 1) for number in range(len(paths))]


PROVED = next(path for path in FILES if path.parent.name == "proved").read_bytes()


@pytest.mark.parametrize(
    "content",
    [b"", b"x\n", b"-1\n", b"1", b"12\nabc", framed(PROVED) + b"\n", framed(PROVED)[:-1],
     framed(PROVED) + b"99999999999999\n", b"9999999999\n", b"\xd9\xa1\nx"],
)  # fmt: skip
def test_a_batch_that_is_no_batch_is_malformed(content):
    done = batch(content)
    assert done.returncode == 2
    assert done.stderr == b""


def test_a_batch_has_a_budget():
    assert batch(framed(PROVED), "--budget", "1").returncode == 3
