"""The verdict shown is the exit of the bare checker process on the bytes that were written."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CHECKER = ROOT / "verifier" / "certificates" / "checker.py"
POPULATION = "user,response,rank\n" + "".join(
    f"{user},{response},{rank}\n"
    for user, order in (("u", "abc"), ("v", "bca"), ("w", "cab"))
    for rank, response in enumerate(order, 1)
)


def run(*command, **options):
    return subprocess.run([*map(str, command)], capture_output=True, text=True, check=False, timeout=60, **options)


def verifier(*arguments, **options):
    return run(sys.executable, "-m", "verifier", *arguments, **options)


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "votes.csv").write_text(POPULATION)
    return tmp_path


def copied_project(folder, checker):
    """A copy of the package with another checker."""
    shutil.copytree(ROOT / "verifier", folder / "copy" / "verifier", ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "copy" / "verifier" / "certificates" / "checker.py").write_text(checker)
    return folder / "copy"


@pytest.mark.parametrize("code", [1, 2])
def test_audit_exits_4_when_the_checker_does_not_accept(code, folder):
    copy = copied_project(folder, f"raise SystemExit({code})")
    done = verifier("audit", folder / "votes.csv", "-k", "1", cwd=copy)
    assert done.returncode == 4, done.stdout + done.stderr
    assert "certified" not in done.stdout.replace("not certified", "").replace("Certified about", "")


def test_audit_exits_4_when_the_checker_proves_something_else(folder):
    copy = copied_project(folder, "import sys\nfor path in sys.argv[1:]: print(f'{path}: proved: all is well')")
    done = verifier("audit", folder / "votes.csv", "-k", "1", cwd=copy)
    assert done.returncode == 4


def test_audit_is_undecided_when_the_checker_is_over_its_budget(folder):
    copy = copied_project(folder, "raise SystemExit(3)")
    done = verifier("audit", folder / "votes.csv", "-k", "1", "--format", "json", cwd=copy)
    assert done.returncode == 3
    assert {finding["verdict"] for finding in json.loads(done.stdout)["findings"]} == {"undecided"}


def test_the_bare_checker_proves_every_certificate_of_an_audit(folder):
    verifier("audit", "votes.csv", "--out", "out", cwd=folder)
    certificates = sorted((folder / "out").glob("*.cert"))
    assert len(certificates) > 20
    done = run(sys.executable, "-I", "-S", CHECKER, *certificates)
    assert done.returncode == 0, done.stdout
    assert done.stdout.count(": proved: over these 3 voters and 3 responses (all ranked), ") == len(certificates)


def test_stdout_is_the_same_with_and_without_a_folder(folder):
    plain = verifier("audit", "votes.csv", cwd=folder)
    kept = verifier("audit", "votes.csv", "--out", "out", cwd=folder)
    assert plain.stdout == kept.stdout
    assert plain.returncode == kept.returncode
    assert (folder / "out" / "report.txt").read_text() == plain.stdout


def test_the_same_input_gives_the_same_bytes(folder):
    for out in ("one", "two"):
        verifier("audit", "votes.csv", "--out", out, cwd=folder)
    first = {path.name: path.read_bytes() for path in (folder / "one").iterdir()}
    assert first
    assert first == {path.name: path.read_bytes() for path in (folder / "two").iterdir()}


def test_the_exit_code_is_the_same_in_every_format(folder):
    codes = {verifier("audit", "votes.csv", "--policy", "response:a", "--format", each, cwd=folder).returncode
             for each in ("text", "json", "markdown")}  # fmt: skip
    assert codes == {1}


TAMPERED = {
    "cut short": (lambda text: text[: len(text) // 2], 2),
    "without its last line": (lambda text: text[:-4], 2),
    "without its last line feed": (lambda text: text[:-1], 2),
    "with a line twice": (lambda text: text.replace("ties model\n", "ties model\nties model\n"), 2),
    "with lines swapped": (lambda text: text.replace("samples 2\nopponents 1\n", "opponents 1\nsamples 2\n"), 2),
    "with carriage returns": (lambda text: text.replace("\n", "\r\n"), 2),
    "with a higher rate": (lambda text: text.replace("rate 22/27", "rate 23/27"), 1),
    "with one digit of a ranking changed": (lambda text: text.replace("1 0 1 2", "1 0 1 1"), 2),
    "with a voter dropped": (lambda text: text.replace("voters 3 3", "voters 2 2").replace("1 2 0 1\n", ""), 1),
    "with a plus sign": (lambda text: text.replace("samples 2", "samples +2"), 2),
    "with a leading zero": (lambda text: text.replace("samples 2", "samples 02"), 2),
    "of another version": (lambda text: text.replace("certificate 2", "certificate 3"), 2),
}


@pytest.mark.parametrize("name", TAMPERED)
def test_a_tampered_certificate_is_refused(name, folder):
    verifier("audit", "votes.csv", "--policy", "uniform", "-k", "2", "--rate", "22/27", "--out", "out", cwd=folder)
    path = folder / "out" / "uniform-k2-l1-model.cert"
    text = path.read_text()
    tamper, code = TAMPERED[name]
    assert tamper(text) != text
    path.write_bytes(tamper(text).encode())
    done = verifier("check", path)
    assert done.returncode == code, done.stdout
    assert done.stdout.startswith(f"{path}: {'malformed' if code == 2 else 'not proved'}: ")


def test_of_several_files_the_worst_outcome_is_the_exit_code(folder):
    verifier("audit", "votes.csv", "--policy", "uniform", "-k", "2", "--out", "out", cwd=folder)
    good = folder / "out" / "uniform-k2-l1-model.cert"
    wrong, broken = folder / "wrong.cert", folder / "broken.cert"
    wrong.write_text(good.read_text().replace("rate 2/3", "rate 1"))
    broken.write_text("nothing\n")
    assert verifier("check", good).returncode == 0
    assert verifier("check", good, wrong).returncode == 1
    assert verifier("check", wrong, broken, good).returncode == 2
    assert verifier("check", "--budget", "1", good).returncode == 3
    assert verifier("check", folder / "missing.cert").returncode == 2
