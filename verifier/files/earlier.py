"""What an earlier run wrote into a folder, so that the next one can take it away."""

from __future__ import annotations

import json
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path, PurePosixPath

from verifier.errors import InputError
from verifier.files.inside import place_in
from verifier.files.reading import read_ordinary
from verifier.files.writing import make_folder, write_text

LIST = ".verifier-files.json"
"""The hidden file that names the files of the last run, as paths below the folder with forward slashes."""


def begin_folder(folder: Path, *below: str) -> None:
    """Make ``folder``, and find before the work what would stop the writing after it.

    Args:
        folder: where results go.
        below: names of its folders that are written into.

    Raises:
        InputError: it cannot be written, or a link leads out of it.
    """
    make_folder(folder)
    for name in below:
        place_in(folder, f"{name}/{LIST}")


def settle_folder(folder: Path, names: Iterable[str]) -> None:
    """Remove what the last run into ``folder`` wrote and this one did not, and remember ``names`` as this run's files.

    Files that no run listed stay. Folders that become empty go too.

    Args:
        folder: where this run wrote.
        names: what it wrote, as paths below ``folder`` with forward slashes.
    """
    kept = set(names)
    for name, path in _listed(folder).items():
        if name not in kept:
            with suppress(OSError):
                path.unlink()
            for parent in list(PurePosixPath(name).parents)[:-1]:
                with suppress(OSError):
                    (folder / parent).rmdir()
    write_text(folder / LIST, json.dumps(sorted(kept), ensure_ascii=False, indent=1) + "\n")


def _listed(folder: Path) -> dict[str, Path]:
    """The names in the list and where they are.

    None where there is no list, or where one of them leads elsewhere, by itself or through a link: no run wrote that.
    """
    try:
        names = json.loads(read_ordinary(folder / LIST))
    except (OSError, ValueError, RecursionError):
        return {}
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        return {}
    try:
        return {name: place_in(folder, name) for name in names}
    except InputError:
        return {}
