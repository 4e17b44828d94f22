"""File names of every kind: bytes that are no UTF-8, names that differ in case only, devices of Windows."""

import json
import os
import shutil
import subprocess
from xml.etree import ElementTree as ET

import pytest
from preloaded import program

from verifier import Policy, Population, audit
from verifier.audits.drafts import stem
from verifier.preferences.names import encodable

NAME = os.fsdecode(b"caf\xe9")
VOTES = "user,response,rank\nx,a,1\nx,b,2\nx,c,3\ny,b,1\ny,c,2\ny,a,3\nz,c,1\nz,a,2\nz,b,3\n"
PEOPLE = Population.from_rankings(["a > b > c", "b > c > a", "c > a > b"])


def verifier(*arguments, cwd):
    command = [*program(), *arguments]
    return subprocess.run(command, capture_output=True, check=False, timeout=120, cwd=cwd)


@pytest.fixture
def folder(tmp_path):
    try:
        (tmp_path / f"{NAME}.csv").write_text(VOTES)
    except (OSError, UnicodeError):
        pytest.skip("this file system has no file names but UTF-8")
    (tmp_path / f"{NAME}.json").write_text('{"a": "1/2", "b": "1/2"}')
    (tmp_path / f"last {NAME}.json").write_text('{"c": 1}')
    return tmp_path


def test_a_name_is_shown_with_escapes_for_the_bytes_that_are_no_characters():
    assert encodable(os.fsdecode(b"caf\xe9.csv")) == r"caf\xe9.csv"
    assert encodable("\ud800é寿司") == "\\ud800é寿司"


@pytest.mark.parametrize("style", ["text", "json", "markdown", "html", "latex", "junit"])
def test_files_and_folders_whose_names_are_no_utf_8_are_audited_like_any_other(style, folder):
    given = (f"{NAME}.csv", "--policy", f"{NAME}.json", "--opponent", f"last {NAME}.json", "-k", "1,2")
    given = (*given, "--out", f"out {NAME}", "--summary", f"sum {NAME}")
    done = verifier("audit", *given, "--format", style, cwd=folder)
    assert done.returncode == 1, done.stderr
    text = done.stdout.decode("utf-8")
    assert "caf" in text
    if style == "json":
        report = json.loads(text)
        report["population"]["source"].encode()
        assert report["population"]["source"] == r"caf\xe9.csv"
        assert report["policies"][0]["rule"] == r"caf\xe9.json"
        assert {each["against"] for each in report["findings"] if each["claim"] == "win-rate"} == {r"last caf\xe9.json"}
    if style == "junit":
        assert ET.fromstring(text).find("testsuite").get("name") == r"caf\xe9.csv"  # noqa: S314  # our own text
    assert (folder / f"sum {NAME}").read_text(encoding="utf-8").startswith('# "caf')
    named = {
        each["certificate"] for each in json.loads((folder / f"out {NAME}" / "report.json").read_text())["findings"]
    }
    assert named <= {path.name for path in (folder / f"out {NAME}").iterdir()}


def test_what_was_written_into_such_a_folder_is_checked_gathered_and_compared(folder):
    out = f"out {NAME}"
    verifier("audit", f"{NAME}.csv", "--policy", f"file:{NAME}.json", "-k", "1,2", "--out", out, cwd=folder)
    (folder / f"{NAME}.cert").write_bytes((folder / out / "no-condorcet-winner.cert").read_bytes())
    second = ["--second"] if shutil.which("node") else []
    for given in ((out, f"{NAME}.cert"), (out, *second)):
        done = verifier("check", *given, "--format", "json", cwd=folder)
        assert done.returncode == 0, done.stdout + done.stderr
        rows = json.loads(done.stdout)
        assert all(row["said"].startswith("proved: ") and r"caf\xe9" in row["file"] for row in rows)
    (folder / f"{NAME}.cert").write_text("nothing\n")
    done = verifier("check", f"{NAME}.cert", *second, cwd=folder)
    assert done.returncode == 2
    assert done.stdout.startswith(rb"caf\xe9.cert: malformed: ")
    for command in (("index", "."), ("index", out), ("diff", out, out), ("diff", out, f"{out}/report.json")):
        done = verifier(*command, cwd=folder)
        assert done.returncode == 0, done.stdout + done.stderr
    assert b"all 2 verdicts" in verifier("index", ".", cwd=folder).stdout
    assert b"out%20caf%E9/report.html" in (folder / "index.html").read_bytes()


def test_populations_and_policies_of_such_names_are_shown_written_and_solved(folder):
    assert verifier("show", f"{NAME}.csv", "--write", f"{NAME}.soc", cwd=folder).returncode == 0
    done = verifier("show", f"{NAME}.soc", "--format", "json", cwd=folder)
    assert json.loads(done.stdout)["population"]["source"] == r"caf\xe9.soc"
    assert verifier("solve", "nlhf", f"{NAME}.csv", "--out", f"nlhf {NAME}", cwd=folder).returncode == 0
    found = verifier("counterexample", "--policy", f"{NAME}.json", "-k", "2", "--out", f"worst {NAME}", cwd=folder)
    assert found.returncode == 0, found.stderr
    assert verifier("check", f"worst {NAME}", cwd=folder).returncode == 0


def test_a_missing_file_of_such_a_name_is_told_in_the_same_way(folder):
    done = verifier("audit", f"no {NAME}.csv", cwd=folder)
    assert done.returncode == 2
    assert done.stderr == b"verifier: no caf\\xe9.csv: there is no such file\n"


def test_names_that_differ_in_case_only_never_share_a_certificate(tmp_path):
    policies = {"Today": Policy.point(0, 3), "today": Policy.uniform([0, 1], 3), "other": Policy.uniform([0, 1, 2], 3)}
    opponents = {"Old": Policy.point(1, 3), "old": Policy.point(2, 3)}
    report = audit(PEOPLE, policies, k=[1, 2], opponent=opponents, out=tmp_path)
    names = [each.certificate for each in report.findings if each.certificate]
    assert len({name.lower() for name in names}) == len(names) == 13
    assert verifier("index", ".", cwd=tmp_path).returncode == 0
    again = audit(PEOPLE, dict(reversed(policies.items())), k=[1, 2], opponent=opponents, out=tmp_path / "again")
    assert set(names) == {each.certificate for each in again.findings if each.certificate}


def test_names_that_clash_with_none_are_left_as_they_are(tmp_path):
    report = audit(PEOPLE, {"Today": Policy.uniform([0, 1], 3)}, k=[1], out=tmp_path)
    assert "Today-k1-l1-model.cert" in {each.certificate for each in report.findings}


@pytest.mark.parametrize(
    "label", ["CON", "nul.json", "Com1.x", "trailing.", "trailing ", "-", "--out", ".hidden", "ä", "x" * 80]
)
def test_no_label_makes_a_file_name_that_a_system_reserves(label):
    name = f"{stem(label)}-k1-l1-model.cert"
    assert name.isascii()
    assert len(name) < 100
    assert name.partition(".")[0].upper() not in {"CON", "NUL", "COM1", "PRN", "AUX"}
    assert name[0] not in ".- "
    assert " " not in name


NAMES = (
    "x" * 80,
    "tab\tbell\x07 escape\x1b[2J",
    "line\nfeed",
    "\u202eback",
    "שלום",
    "]]> <&>\"'",
    "$x_y$ %41 \\input",
    NAME,
)


def test_every_format_of_a_report_holds_names_of_every_kind(tmp_path):
    given = {name: Policy.uniform([i % 3, (i + 1) % 3], 3) for i, name in enumerate(NAMES)}
    opponents = {f"{name}?": Policy.point(i % 3, 3) for i, name in enumerate(NAMES[:3])}
    report = audit(PEOPLE, given, k=[1], opponent=opponents, out=tmp_path, source=NAMES[1])
    suite = ET.parse(tmp_path / "report.xml").getroot().find("testsuite")  # noqa: S314  # our own text
    cases = [(case.get("classname"), case.get("name")) for case in suite.iter("testcase")]
    assert len(set(cases)) == len(cases) == 1 + len(NAMES) * len(opponents)
    found = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
    assert [each["rule"] for each in found["policies"]] == [encodable(name) for name in NAMES]
    for path in tmp_path.iterdir():
        text = path.read_bytes().decode("utf-8")
        assert all(char == "\n" or ord(char) >= 0x20 for char in text), path.name
        assert "\u202e" not in text
    assert (tmp_path / "report.tex").read_bytes().isascii()
    names = [each.certificate for each in report.findings if each.certificate]
    assert len({name.lower() for name in names}) == len(cases)
