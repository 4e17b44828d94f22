"""Folders of files as values: read whole, compared, and brought to a wanted state."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TypeAlias

from verifier.errors import InputError
from verifier.files.inside import place_in, refuse_way_out
from verifier.files.writing import make_folder, write_bytes

Tree: TypeAlias = dict[str, bytes]
"""Path below the folder, with forward slashes → content."""


def read_tree(folder: Path) -> Tree:
    """Every file below ``folder``; empty where there is no such folder.

    Hidden files are passed over, and so are pipes and devices.

    Raises:
        InputError: a file cannot be read, or there is a link that leads out of ``folder``.
    """
    tree: Tree = {}
    try:
        for path in sorted(folder.rglob("*")):
            name = path.relative_to(folder)
            if any(part.startswith(".") for part in name.parts):
                continue
            if path.is_symlink():
                refuse_way_out(path, folder)
            if path.is_file():
                tree[name.as_posix()] = path.read_bytes()
    except OSError as error:
        raise InputError(f"{error.filename}: cannot be read ({error.strerror})") from None
    return tree


def sync_tree(folder: Path, before: Mapping[str, bytes], wanted: Mapping[str, bytes]) -> None:
    """Write what is new or changed in ``wanted``, and remove the files of ``before`` that are not in it.

    Raises:
        InputError: a file cannot be written, or a link leads out of ``folder``; then nothing is written.
    """
    make_folder(folder)
    places = {name: place_in(folder, name) for name in (*wanted, *before)}
    for name, content in wanted.items():
        if before.get(name) != content:
            make_folder(places[name].parent)
            write_bytes(places[name], content)
    for name in before:
        if name not in wanted:
            places[name].unlink(missing_ok=True)
