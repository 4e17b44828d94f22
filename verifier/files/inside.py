"""Paths that a file names below a folder: they stay there, whatever links lie on the way."""

from __future__ import annotations

import os
from pathlib import Path, PurePath, PurePosixPath

from verifier.errors import InputError
from verifier.preferences.names import encodable


def place_in(folder: Path, name: str) -> Path:
    """Where ``name`` is written or removed below ``folder``: no link to a folder is followed out of it.

    A link at the very place is not followed either: it is replaced, or removed, itself.

    Raises:
        InputError: the name is absolute, has ``..`` in it or is none of a file, or a link on the way leads out.
    """
    path = _below(folder, name)
    refuse_way_out(path.parent, folder)
    return path


def file_in(folder: Path, name: str) -> Path:
    """The file ``name`` below ``folder``, to be read: an ordinary one, which lies there itself.

    Raises:
        InputError: as for `place_in`; or it is a link that leads out, or a pipe, a device or a folder.
    """
    path = _below(folder, name)
    refuse_way_out(path, folder)
    if path.exists() and not path.is_file():
        raise InputError(f"{encodable(str(path))}: wanted a file; this is a folder, a pipe or a device")
    return path


def refuse_way_out(path: Path, folder: Path) -> None:
    """Refuse ``path``, which is called as if it were below ``folder``, where links lead out.

    Raises:
        InputError: they do.
    """
    real, within = Path(os.path.realpath(path)), Path(os.path.realpath(folder))
    if not real.is_relative_to(within):
        shown, to, out = (encodable(str(each)) for each in (path, real, folder))
        raise InputError(f"{shown}: a link leads out of {out}, to {to}; remove it, or put what it names there itself")


def _below(folder: Path, name: str) -> Path:
    """The path, from the name alone: forward slashes, and whatever else the system takes for a way elsewhere."""
    parts = PurePosixPath(name).parts
    elsewhere = not parts or PurePath(name).anchor or PurePosixPath(name).is_absolute()
    if elsewhere or ".." in (*parts, *PurePath(name).parts) or "\0" in name or not _can_be_named(name):
        raise InputError(
            f"{encodable(str(folder))}: {encodable(name)!r} is no file in this folder; write its path from there, "
            "such as votes.csv, without .. and not absolute"
        )
    return folder / name


def _can_be_named(name: str) -> bool:
    try:
        os.fsencode(name)
    except UnicodeError:
        return False
    return True
