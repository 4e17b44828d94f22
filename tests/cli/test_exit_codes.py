"""The exit code of an audit is computed once: every format on stdout, every folder and summary leaves it as it is."""

import json
from xml.etree import ElementTree as ET

import pytest

from verifier.audits.audit import audit
from verifier.audits.reading import read_population
from verifier.cli.main import main
from verifier.report.formats.markdown import render_markdown
from verifier.report.formats.table import FORMATS

VOTES = "user,response,rank\nx,a,1\nx,b,2\ny,b,1\ny,a,2\nz,a,1\nz,b,2\n"
AUDITS = {
    "certified": (0, ["--policy", "uniform", "-k", "1,2"]),
    "refuted": (1, ["--policy", "response:b", "-k", "2"]),
    "undecided": (3, ["--policy", "uniform", "-k", "2", "--budget", "2"]),
    "refuted and undecided": (1, ["--policy", "response:b", "--policy", "fine.json", "-k", "2,100000000"]),
    "bad input": (2, ["--policy", "nobody"]),
}


@pytest.fixture
def folder(tmp_path, monkeypatch):
    (tmp_path / "votes.csv").write_text(VOTES)
    (tmp_path / "fine.json").write_text('{"a": "999999/1000000", "b": "1/1000000"}')
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("name", AUDITS)
@pytest.mark.parametrize("chosen", FORMATS)
@pytest.mark.usefixtures("folder")
def test_every_format_has_the_same_exit_code(name, chosen, capsys):
    wanted, arguments = AUDITS[name]
    assert main(["audit", "votes.csv", *arguments, "--format", chosen]) == wanted
    shown = capsys.readouterr()
    assert bool(shown.out) == (wanted != 2)
    if wanted != 2 and chosen == "json":
        assert json.loads(shown.out)["exit_code"] == wanted
    if wanted != 2 and chosen == "junit":
        root = ET.fromstring(shown.out.encode())  # noqa: S314  # our own text
        assert (root.get("failures") == root.get("errors") == "0") == (wanted == 0)
        assert root.find("testsuite/properties/property[@name='exit_code']").get("value") == str(wanted)


@pytest.mark.parametrize("name", AUDITS)
def test_a_folder_and_a_summary_leave_the_exit_code_as_it_is(name, folder, capsys):
    wanted, arguments = AUDITS[name]
    assert main(["audit", "votes.csv", *arguments]) == wanted
    plain = capsys.readouterr().out
    assert main(["audit", "votes.csv", *arguments, "--out", "out", "--summary", "summary.md"]) == wanted
    assert capsys.readouterr().out == plain
    if wanted != 2:
        assert {each for each, _ in FORMATS.values()} <= {path.name for path in (folder / "out").iterdir()}


def test_the_summary_is_the_markdown_report_appended(folder, capsys):
    (folder / "summary.md").write_text("before\n")
    assert main(["audit", "votes.csv", "--policy", "response:b", "-k", "2", "--summary", "summary.md"]) == 1
    capsys.readouterr()
    report = audit(read_population("votes.csv"), "response:b", k=2, source="votes.csv")
    assert (folder / "summary.md").read_text() == "before\n" + render_markdown(report)


@pytest.mark.parametrize("path", ["", "nowhere/summary.md", "."])
@pytest.mark.usefixtures("folder")
def test_a_summary_that_cannot_be_written_is_one_line_before_any_work(path, capsys):
    assert main(["audit", "votes.csv", "--summary", path]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.count("\n") == 1
