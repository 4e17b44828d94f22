"""What an earlier run wrote into a folder, so that the next one can take it away."""

from __future__ import annotations

import json
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path, PurePosixPath

from verifier.files.writing import write_text

LIST = ".verifier-files.json"
"""The hidden file that names the files of the last run, as paths below the folder with forward slashes."""


def settle_folder(folder: Path, names: Iterable[str]) -> None:
    """Remove what the last run into ``folder`` wrote and this one did not, and remember ``names`` as this run's files.

    Files that no run listed stay. Folders that become empty go too.

    Args:
        folder: where this run wrote.
        names: what it wrote, as paths below ``folder`` with forward slashes.
    """
    kept = set(names)
    for name in _listed(folder):
        if name not in kept:
            with suppress(OSError):
                (folder / name).unlink()
            for parent in list(PurePosixPath(name).parents)[:-1]:
                with suppress(OSError):
                    (folder / parent).rmdir()
    write_text(folder / LIST, json.dumps(sorted(kept), ensure_ascii=False, indent=1) + "\n")


def _listed(folder: Path) -> list[str]:
    """The names in the list; none where there is no list, or it names something outside of the folder."""
    try:
        names = json.loads((folder / LIST).read_bytes())
    except (OSError, ValueError):
        return []
    if not isinstance(names, list) or not all(isinstance(name, str) and _inside(name) for name in names):
        return []
    return names


def _inside(name: str) -> bool:
    path = PurePosixPath(name)
    return bool(path.parts) and not path.is_absolute() and ".." not in path.parts and "\0" not in name
