"""The gallery listed, as text and JSON."""

from __future__ import annotations

from collections.abc import Sequence

from verifier.preferences.gallery.entry import Entry
from verifier.preferences.gallery.parameters import format_value
from verifier.preferences.gallery.reference import PREFIX
from verifier.report.json_report import dumps


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


def render_gallery_text(entries: Sequence[Entry]) -> str:
    """The entries, two lines each: how it is written with its defaults and what it is; below, where it comes from."""
    width = max(len(entry.usage) for entry in entries)
    lines: list[str] = []
    for entry in entries:
        lines += [f"{entry.usage:<{width}}  {entry.description}", f"{'':<{width}}  [{entry.source}]"]
    lines += [
        "",
        "Write gallery:NAME or 'gallery:NAME(ARGUMENT=VALUE, ...)' for a POPULATION; what stands as … must be given.",
    ]
    return "\n".join(lines) + "\n"
