"""Tables laid out for a terminal: nothing is lost at any width, and no line is too wide."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from verifier.report.block import Column, Figure, Grid, Sentence
from verifier.report.layout import LEAST_WIDTH, Terminal, on_terminal, plain

NAMES = st.text(st.sampled_from("ab é寿שx[]/\x1b\x9b"), min_size=1, max_size=90)
ROWS = st.lists(st.tuples(st.integers(0, 10**6).map(str), NAMES, NAMES), min_size=1, max_size=4)
COLUMNS = (Column("k", right=True), Column("opponent that does it", whole=False), Column("response", whole=False))


def characters(text):
    return Counter(char for char in text if char not in " \n─")


def shown(grid, width, **more):
    return on_terminal([grid], Terminal(width, **{"color": False, **more}))


@given(ROWS, st.integers(LEAST_WIDTH, 200), st.sampled_from(["records", "parts"]))
def test_every_character_of_every_cell_is_there_at_every_width(rows, width, narrow):
    text = shown(Grid(COLUMNS, tuple(rows), narrow=narrow, keys=1), width)
    assert "\x1b" not in text
    assert "\x9b" not in text
    cells = characters("".join(f"{cell}" for row in rows for cell in row if cell.isprintable()))
    assert not cells - characters(text)


@given(ROWS, st.integers(LEAST_WIDTH, 200), st.sampled_from(["records", "parts"]))
def test_no_line_is_wider_than_the_terminal(rows, width, narrow):
    text = shown(Grid(COLUMNS, tuple(rows), narrow=narrow, keys=1), width)
    assert max(map(cell_len, text.split("\n"))) <= width


def test_numbers_and_words_of_ours_are_never_broken():
    columns = (Column("k"), Column("win rate"), Column("verdict", verdict=True), Column("opponent", whole=False))
    grid = Grid(columns, (("1", "0.123456", "undecided", "x" * 80), ("10", "0.654321", "certified", "y" * 80)))
    for width in range(LEAST_WIDTH + 12, 140):
        text = shown(grid, width)
        assert all(word in text for word in ("0.123456", "0.654321", "undecided", "certified"))


def test_a_matrix_that_is_too_wide_is_shown_in_parts_with_its_names_in_each():
    columns = (Column("response", whole=False), *(Column(str(i)) for i in range(12)))
    rows = tuple((name, *(f"0.{j:04}" for j in range(12))) for name in ("tea", "milk"))
    text = shown(Grid(columns, rows, narrow="parts", keys=1), 50)
    parts = text.split("\n\n")
    assert len(parts) > 1
    assert all("tea" in part and "milk" in part for part in parts)
    assert [char for part in parts for char in part.split("\n")[0].split()[1:]] == [str(i) for i in range(12)]


def test_a_verdict_is_coloured_where_it_begins_a_cell_of_ours_and_nowhere_else():
    columns = (Column("is", verdict=True), Column("response", whole=False))
    text = shown(Grid(columns, (("refuted 1/2", "refuted"), ("not there", "certified"))), 80, color=True)
    assert text.count("\x1b[31m") == 1
    assert "\x1b[31mrefuted\x1b[0m 1/2  refuted" in text
    assert "\x1b[32m" not in text


def test_plain_text_has_no_figure_and_the_lines_that_a_table_brings():
    grid = Grid((Column("a"),), (("1",),), ("the line \x1b",))
    assert plain([Sentence("first"), grid, Figure(lambda width: "drawn" * width)]) == "first\nthe line \\x1b\n"


@pytest.mark.parametrize("jupyter", [True, False])
def test_text_is_the_same_in_a_notebook(jupyter, monkeypatch):
    grid = Grid((Column("response", whole=False),), (("tea",),))
    monkeypatch.setattr("rich.console._is_jupyter", lambda: jupyter)
    assert plain([grid]) == "response\ntea\n"


def test_a_name_that_is_wrapped_begins_no_line():
    name = "x" * 58 + " Of 9 promises: 9 certified. Condorcet winner: none (certified) and so on"
    shown = on_terminal([Sentence(f'Condorcet winner: "{name}" (certified)')], Terminal(80, color=False))
    first, *others = shown.splitlines()
    assert first.startswith("Condorcet winner: ")
    assert others
    assert all(line.startswith("  ") and len(line) <= 80 for line in others)
    assert " ".join(map(str.strip, [first, *others])) == f'Condorcet winner: "{name}" (certified)'
