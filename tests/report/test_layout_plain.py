"""A table in plain text is the same bytes whether or not it was laid out by the library that breaks its cells."""

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from verifier.report.block import Column, Grid
from verifier.report.layout import _console, _natural, _ruled, _widths, plain

TEXTS = st.text(st.characters(exclude_categories=("Cs",)), max_size=6) | st.sampled_from(
    [
        "",
        " ",
        " a",
        "a ",
        "寿司 x",
        "שלום",
        "e\u0301",
        "👩\u200d👩",
        "\u3000",
        "\xa0",
        "a\tb",
        "[red]x",
        "1/2",
        "\u200b",
    ]
)


@st.composite
def grids(draw):
    wide = draw(st.integers(1, 4))
    columns = tuple(Column(draw(TEXTS), right=draw(st.booleans())) for _ in range(wide))
    rows = draw(st.lists(st.tuples(*[TEXTS] * wide), max_size=4))
    return Grid(columns, tuple(rows))


def broken_by_the_library(grid):
    console = _console(120, color=False)
    console.print(_ruled(grid, _widths(grid, 120), rule=False))
    lines = console.file.getvalue().removesuffix("\n").split("\n")
    return "".join(f"{line.rstrip(' ')}\n" for line in lines)


@settings(derandomize=True, deadline=None, max_examples=200, database=None)
@given(grids())
def test_a_table_whose_cells_are_not_broken_is_laid_out_as_the_library_does(grid):
    assume(_widths(grid, 120) == _natural(grid))
    assert plain([grid]) == broken_by_the_library(grid)
