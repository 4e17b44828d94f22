"""Writing files whole or not at all: a final name never carries a half-written file."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path

from verifier.errors import InputError


def make_folder(path: Path) -> Path:
    """``path``, made with its parents if it does not exist.

    Raises:
        InputError: it is a file, or cannot be made or written into.
    """
    try:
        path.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=path):
            pass
    except FileExistsError:
        raise InputError(f"{path}: this is a file; name a folder for the reports") from None
    except OSError as error:
        raise InputError(f"{path}: cannot write into this folder ({error.strerror})") from None
    return path


def write_text(path: Path, text: str) -> None:
    """Write ``text`` to ``path`` as UTF-8, whole or not at all; errors as in `write_bytes`."""
    write_bytes(path, text.encode("utf-8"))


def write_bytes(path: Path, content: bytes) -> None:
    """Write ``content`` to ``path``: into a temporary file beside it, then moved over it in one step.

    Raises:
        InputError: the folder cannot be written, or the disk is full; ``path`` is then as it was.
    """
    temporary = None
    try:
        descriptor, temporary = tempfile.mkstemp(prefix=f".{path.name[:40]}-", suffix=".partial", dir=path.parent)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
    except OSError as error:
        raise InputError(f"{path}: cannot be written ({error.strerror})") from None
    finally:
        if temporary is not None:
            with contextlib.suppress(FileNotFoundError):
                Path(temporary).unlink()


def end_of(path: str) -> tuple[int, bytes]:
    """How many bytes the file at ``path`` has, and the last one; none where there is no such file, or it is a pipe."""
    try:
        place = Path(path)
        size = place.stat().st_size if place.is_file() else 0
        if not size:
            return 0, b""
        with place.open("rb") as file:
            file.seek(-1, os.SEEK_END)
            return size, file.read(1)
    except OSError:  # it may be written and not read
        return 0, b""


def append_text(path: str, text: str) -> None:
    """Append ``text`` to the file at ``path``, which is made where it is not there.

    Raises:
        InputError: it cannot be written.
    """
    if not path:
        raise InputError("an empty text is no file; name one to append to")
    try:
        with Path(path).open("a", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError(f"{path}: cannot be appended to ({reason})") from None
