"""Reading text files, with errors that name the file and what was wanted."""

from __future__ import annotations

import codecs
import errno
import hashlib
import sys
from dataclasses import dataclass
from pathlib import Path

from verifier.errors import InputError
from verifier.preferences.names import encodable

MAX_BYTES = 1 << 30

_SEEN = 64
"""So many bytes are looked at for the encoding."""


STDIN = "-"
"""How commands call standard input."""

_STDIN_FILES = ("/dev/stdin", "/dev/fd/0", "/proc/self/fd/0")

_OPEN_FILES = ("/dev/fd/", "/proc/self/fd/")
"""Folders of what is open already, such as a shell's ``<(command)``; the names in them are numbers."""


@dataclass(frozen=True)
class Source:
    """A file's text.

    Attributes:
        name: the file's name without its folder, as text; ``-`` for standard input, the whole path of an open file.
        text: its content, decoded as UTF-8; line ends are as they stand in the file.
        sha256: the hash of its bytes, in hexadecimal.
    """

    name: str
    text: str
    sha256: str

    @property
    def suffix(self) -> str:
        """The name's last suffix in lower case, such as ``.soc``."""
        return Path(self.name).suffix.lower()


def read_ordinary(path: Path) -> bytes:
    """The bytes of an ordinary file.

    Raises:
        OSError: there is none, it cannot be read, or it is a folder, or a pipe or a device, which might never end.
    """
    if path.is_dir() or is_pipe_or_device(path):
        raise OSError(errno.EINVAL, "wanted a file; this is a folder, a pipe or a device", str(path))
    return path.read_bytes()


def is_pipe_or_device(path: Path) -> bool:
    """Whether something is there that is neither a file nor a folder: reading it might never end."""
    return path.exists() and not path.is_file() and not path.is_dir()


def is_stdin(path: str) -> bool:
    """Whether ``path`` is standard input, which can be read once only."""
    return path == STDIN or path in _STDIN_FILES


def _name(path: str) -> str:
    if is_stdin(path):
        return STDIN
    return encodable(path if path.startswith(_OPEN_FILES) else Path(path).name or path)


def read_source(path: str) -> Source:
    """The file at ``path``, or standard input for ``-``.

    Raises:
        InputError: there is no such file, it is a directory, cannot be read, is too large, or is not UTF-8 (the message
            names the encoding or the format that it is, where that is known).
    """
    if not path:
        raise InputError("an empty text is no file; name one, or - for standard input")
    if is_stdin(path):
        if sys.stdin is None:
            raise InputError(f"{path}: standard input is closed; name a file")
        content = sys.stdin.buffer.read(MAX_BYTES + 1)
    else:
        try:
            with Path(path).open("rb") as file:
                content = file.read(MAX_BYTES + 1)
        except FileNotFoundError:
            raise InputError(f"{path}: there is no such file") from None
        except IsADirectoryError:
            raise InputError(f"{path}: this is a directory; name a file in it") from None
        except (OSError, ValueError) as error:
            reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
            raise InputError(f"{path}: cannot be read ({reason})") from None
    if len(content) > MAX_BYTES:
        raise InputError(f"{path}: larger than {MAX_BYTES} bytes; split it, or merge equal rankings first")
    _refuse_utf_16(content, path)
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _no_text(content, path, error.start) from None
    return Source(_name(path), text, hashlib.sha256(content).hexdigest())


def _refuse_utf_16(content: bytes, path: str) -> None:
    """Refuse text of two bytes a character: with a byte order mark, or with every other byte zero."""
    start = content[:_SEEN]
    marked = start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    halves = [set(start[0::2]) == {0}, set(start[1::2]) == {0}]
    if marked or (len(start) > 1 and any(halves)):
        which = "UTF-16" if marked else f"UTF-16{'BE' if halves[0] else 'LE'}"
        how = "" if marked else " without a byte order mark"
        raise InputError(
            f"{path}: this is text in UTF-16{how}; save it as UTF-8, or with iconv -f {which} -t UTF-8 FILE > NEW"
        )


def _no_text(content: bytes, path: str, place: int) -> InputError:
    """The error to raise for bytes of which that at ``place`` is not UTF-8."""
    from verifier.preferences.formats.unread import binary_format

    known = binary_format(content)
    if known is not None:
        return InputError(f"{path}: {known}")
    line = content.count(b"\n", 0, place) + 1
    return InputError(f"{path} line {line}: byte 0x{content[place]:02X} is not UTF-8; save the file as UTF-8")
