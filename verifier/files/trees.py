"""Folders of files as values: read whole, compared, and brought to a wanted state."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TypeAlias

from verifier.errors import InputError
from verifier.files.writing import make_folder, write_bytes

Tree: TypeAlias = dict[str, bytes]
"""Path below the folder, with forward slashes → content."""


def read_tree(folder: Path) -> Tree:
    """Every file below ``folder``; empty where there is no such folder. Hidden files are passed over.

    Raises:
        InputError: a file cannot be read.
    """
    tree: Tree = {}
    try:
        for path in sorted(folder.rglob("*")):
            name = path.relative_to(folder)
            if path.is_file() and not any(part.startswith(".") for part in name.parts):
                tree[name.as_posix()] = path.read_bytes()
    except OSError as error:
        raise InputError(f"{error.filename}: cannot be read ({error.strerror})") from None
    return tree


def sync_tree(folder: Path, before: Mapping[str, bytes], wanted: Mapping[str, bytes]) -> None:
    """Write what is new or changed in ``wanted``, and remove the files of ``before`` that are not in it."""
    make_folder(folder)
    for name, content in wanted.items():
        if before.get(name) != content:
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            write_bytes(path, content)
    for name in before:
        if name not in wanted:
            (folder / name).unlink(missing_ok=True)
