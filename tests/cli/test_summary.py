"""A job summary stays below 1 MiB with everything that is in its file, and is whole where it fits."""

import re

import pytest

from verifier import Population, audit
from verifier.cli.main import main
from verifier.report.formats.markdown import LARGEST_SUMMARY, render_markdown, render_summary

PEOPLE = Population.from_rankings(["a > b > c", "b > c > a", "c > a > b"])
VOTES = "user,response,rank\nx,a,1\nx,b,2\ny,b,1\ny,a,2\n"
LIMIT = 2**20


@pytest.fixture(scope="module")
def report():
    return audit(PEOPLE, ["uniform", "a"], k=range(1, 121), source="votes.csv")


def well_formed(text):
    """Every table's rows have as many cells as its header, and stand together under it."""
    lines = text.split("\n")
    for i, line in enumerate(lines):
        if line.startswith("|"):
            width = len(re.findall(r"(?<!\\)\|", line))
            if not lines[i - 1].startswith("|"):
                assert re.fullmatch(r"\|( -+:? \|)+", lines[i + 1])
                assert lines[i + 1].count("|") == width
            else:
                assert width == len(re.findall(r"(?<!\\)\|", lines[i - 1]))
    return bool(text) and text.endswith("\n")


def test_a_report_that_fits_is_whole(report):
    whole = render_markdown(report)
    assert render_summary(report, len(whole.encode()), "elsewhere") == whole
    assert well_formed(whole)


@pytest.mark.parametrize("room", [500, 1000, 5_000, 20_000])
def test_a_shortened_report_fits_and_says_what_is_left_out_and_where_the_whole_one_is(room, report):
    assert len(render_markdown(report).encode()) > room
    text = render_summary(report, room, "The whole one is out/report.md.")
    assert len(text.encode()) <= room
    assert well_formed(text)
    assert "**This report is shortened to fit here: " in text
    assert "The whole one is out/report.md." in text
    assert re.search(r"… and \d+ more (row|table)", text)
    assert "Of 240 promises: " in text


def test_where_there_is_no_room_nothing_is_written(report):
    assert render_summary(report, 100, "elsewhere") == ""


def test_what_is_in_the_file_already_counts_and_is_not_run_into(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "votes.csv").write_text(VOTES)
    summary = tmp_path / "summary.md"
    for before, added in ((0, "whole"), (10, "whole"), (LIMIT - 1500, "shortened"), (LIMIT - 50, "nothing")):
        summary.write_text("x" * before)
        assert main(["audit", "votes.csv", "-k", "1..9", "--summary", "summary.md", "--out", "out"]) == 0
        text, told = summary.read_text(encoding="utf-8"), capsys.readouterr().err
        assert len(text.encode()) <= LARGEST_SUMMARY < LIMIT
        assert ("shortened" in text) == (added == "shortened")
        assert (text == "x" * before) == (added == "nothing")
        assert ("no room is left" in told) == (added == "nothing")
        if added != "nothing":
            assert text[before:].startswith('# "votes.csv"' if not before else '\n# "votes.csv"')
            assert ("The whole one is out/report.md." in text) == (added == "shortened")
    assert summary.stat().st_size < LIMIT
