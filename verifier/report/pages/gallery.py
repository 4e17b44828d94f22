"""The gallery listed, as text and JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from verifier.preferences.gallery.entry import Entry
from verifier.preferences.gallery.parameters import format_value
from verifier.preferences.gallery.reference import PREFIX
from verifier.report.block import Block, Column, Grid, Sentence
from verifier.report.formats.json import dumps


def render_gallery_json(entries: Sequence[Entry]) -> str:
    """The entries as JSON; a default is text, or null where the argument must be given."""
    shown = [
        {
            "name": entry.name,
            "usage": PREFIX + entry.usage,
            "parameters": [
                {
                    "name": each.name,
                    "wanted": each.wanted,
                    "default": None if each.default is None else format_value(each.default),
                }
                for each in entry.parameters
            ],
            "description": entry.description,
            "source": entry.source,
        }
        for entry in entries
    ]
    return dumps({"gallery": shown})


def gallery_blocks(entries: Sequence[Entry]) -> Iterator[Block]:
    """The entries: how each is written with its defaults, what it is, and where it comes from."""
    width = max(len(entry.usage) for entry in entries)
    lines: list[str] = []
    for entry in entries:
        lines += [f"{entry.usage:<{width}}  {entry.description}", f"{'':<{width}}  [{entry.source}]"]
    columns = (Column("population", whole=False), Column("what it is", whole=False), Column("source", whole=False))
    yield Grid(columns, tuple((entry.usage, entry.description, entry.source) for entry in entries), tuple(lines))
    yield Sentence()
    yield Sentence(
        "Write gallery:NAME or 'gallery:NAME(ARGUMENT=VALUE, ...)' for a POPULATION; what stands as … must be given."
    )
