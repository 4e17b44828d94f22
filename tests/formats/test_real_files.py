"""The real files of `shared/data`, which are not part of the project: without them these tests are skipped."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from verifier.errors import UnsupportedError
from verifier.preferences.formats.options import ReadOptions
from verifier.preferences.formats.preflib import format_preflib, parse_preflib
from verifier.preferences.formats.registry import parse_population

DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data"
MANIFEST = DATA / "preflib" / "MANIFEST.tsv"

pytestmark = pytest.mark.skipif(not MANIFEST.exists(), reason=f"the real files are not there: {MANIFEST.parent.name}/")


def rows():
    if not MANIFEST.exists():
        return []
    with MANIFEST.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def text_of(path):
    return path.read_bytes().decode("utf-8")


@pytest.mark.parametrize("row", rows(), ids=lambda row: row["file"])
def test_every_real_file_is_read_as_its_manifest_says_and_comes_back_from_its_own_text(row):
    path = MANIFEST.parent / row["file"]
    text = text_of(path)
    population = parse_population(text, path.name, ReadOptions())
    if row["voters"]:
        # The manifest counts order lines; PrefLib lists an order that nobody has, and a population does not.
        unheld = text.count("\n0: ")
        assert (population.voters, len(population.responses)) == (int(row["voters"]), int(row["responses"]))
        assert len(population.rankings) == int(row["distinct"]) - unheld
        assert population.strict == (row["ties"] == "False")
        assert population.complete == (row["incomplete"] == "False")
    suffix, written = format_preflib(population, "again")
    assert parse_preflib(written, suffix, path.name, "bottom") == population


def test_the_old_and_the_new_header_give_the_same_people():
    folder = MANIFEST.parent
    for old, new in (
        ("old_format/00014-00000001.soc", "00014-sushi/00014-00000001.soc"),
        ("old_format/00012-00000001.soc", "00012-shirt/00012-00000001.soc"),
        ("old_format/00002-00000001.toc", "00002-debian/00002-00000001.toc"),
    ):
        before, after = (parse_population(text_of(folder / name), name, ReadOptions()) for name in (old, new))
        assert (before.rankings, before.weights) == (after.rankings, after.weights)


def test_a_name_with_a_next_line_character_stays_whole():
    name = "00043-cycling/00043-00000070.soi"
    population = parse_population(text_of(MANIFEST.parent / name), name, ReadOptions())
    assert any("\x85" in response for response in population.responses)


def test_a_wide_score_table_and_the_orders_made_from_it_are_the_same_population():
    table, orders = (
        parse_population(text_of(DATA / "llm" / name), name, ReadOptions())
        for name in ("wildbench_0522.csv", "wildbench_0522.toi")
    )
    assert table == orders
    assert table.voters == 1024


def test_crowd_comparisons_are_refused_as_pairs():
    name = "crowd-comparisons.csv"
    with pytest.raises(
        UnsupportedError, match=r"^crowd-comparisons\.csv line 1: .*'winner'.* joint rankings are needed"
    ):
        parse_population(text_of(DATA / "llm" / "llmfao" / name), name, ReadOptions())
