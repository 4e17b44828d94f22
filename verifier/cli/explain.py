"""`--explain`: how a table is read, column by column, before anything is decided about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from verifier.errors import InputError

if TYPE_CHECKING:
    from verifier.preferences.formats.options import ReadOptions


def explain(path: str, options: ReadOptions, style: str) -> int:
    """Print what each column of the table at ``path`` is, why, and three of its texts; returns 0.

    Raises:
        InputError: it is no table, or it is refused; the columns are shown before.
    """
    from verifier.audits.reading import explained
    from verifier.cli.streams.output import print_blocks
    from verifier.cli.streams.stdout import write_out
    from verifier.report.pages.reading import explained_blocks, render_explained_json

    plan, found = explained(path, options)
    sentence = "" if isinstance(found, InputError) else found.reading
    if style == "json":
        write_out(render_explained_json(plan, sentence))
    else:
        print_blocks(explained_blocks(plan, sentence))
    if isinstance(found, InputError):
        raise found
    return 0
