"""A population as a table for people: one column for each ranking, the voters on top."""

from __future__ import annotations

from collections.abc import Sequence

from verifier.lab.counterexample.pages.latex import profile_columns
from verifier.preferences.population import Population
from verifier.report.block import Column, Grid


def profile_grid(population: Population) -> Grid:
    """Voters, or shares, on top; under them their rankings from best to worst."""
    columns = profile_columns(population)
    depth = max(len(classes) for _, classes in columns)
    rows = [[classes[i] if i < len(classes) else "" for _, classes in columns] for i in range(depth)]
    tops = [top for top, _ in columns]
    header = tuple(Column(top, whole=False) for top in tops)
    return Grid(header, tuple(map(tuple, rows)), _lines(tops, rows), narrow="parts")


def _lines(tops: Sequence[str], rows: Sequence[Sequence[str]]) -> tuple[str, ...]:
    from rich.cells import cell_len

    widths = [max(cell_len(cell) for cell in column) for column in zip(tops, *rows, strict=True)]
    lines = [tops, ["-" * width for width in widths], *rows]
    return tuple(
        "  " + "  ".join(cell + " " * (width - cell_len(cell)) for cell, width in zip(line, widths, strict=True))
        for line in lines
    )
