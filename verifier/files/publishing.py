"""A folder of results: written beside, checked there, then moved into place together."""

from __future__ import annotations

import json
import os
import re
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from verifier.errors import InputError
from verifier.files.reading import read_ordinary
from verifier.files.writing import make_folder, write_text

REPORT = "report.json"
"""The file that names the certificates of a folder, so that the next run can remove them."""

_OURS = re.compile(r"[A-Za-z0-9._-]{1,200}\.cert", re.ASCII)
"""Names of certificates as we write them: no other file goes because a report names it."""

_LOCK = ".verifier.lock"

_MOVING = ".verifier.moving"
"""A report of the certificates that come and go, there while they do: the run after an interrupted one removes them."""


@contextmanager
def workplace(folder: Path | None) -> Iterator[Path]:
    """A private folder to write and check in: inside ``folder``, or a temporary one; it is gone afterwards."""
    place = Path(tempfile.mkdtemp(prefix=".verifier-", dir=None if folder is None else make_folder(folder)))
    try:
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)


def publish(place: Path, folder: Path, reports: Mapping[str, str]) -> None:
    """Write ``reports`` into ``place``, then move all its files into ``folder``; what an earlier report named goes.

    Nothing in ``folder`` is touched before everything is written, so a full disk leaves it as it was. Where two runs
    publish into one folder the later one replaces the earlier one whole. If the moving is interrupted there are
    certificates without a report, which the next run removes, never a report with another run's certificates.

    Raises:
        InputError: the folder cannot be written, or a folder has the name of one of the files.
    """
    for name, text in reports.items():
        write_text(place / name, text)
    try:
        with _locked(folder):
            files = sorted((path.name for path in place.iterdir()), key=lambda name: (name == REPORT, name))
            for name in files:
                if (folder / name).is_dir() and not (folder / name).is_symlink():
                    raise InputError(f"{folder / name}: this is a folder; move it away, or write to another one")
            earlier = [*_named(folder / REPORT), *_named(folder / _MOVING)]
            _note(place / _MOVING, [*earlier, *files])
            (place / _MOVING).replace(folder / _MOVING)
            for name in [*reports, *earlier]:
                with suppress(IsADirectoryError):
                    (folder / name).unlink(missing_ok=True)
            for name in files:
                (place / name).replace(folder / name)
            (folder / _MOVING).unlink()
    except OSError as error:
        raise InputError(f"{folder}: cannot be written ({error.strerror})") from None


def _note(path: Path, names: Iterable[str]) -> None:
    """Write a report that names nothing but the certificates among ``names``."""
    certificates = sorted({name for name in names if name.endswith(".cert")})
    write_text(path, json.dumps({"findings": [{"certificate": name} for name in certificates]}))


def _named(report: Path) -> list[str]:
    """The certificates that an earlier report in the same folder names."""
    try:
        findings = json.loads(read_ordinary(report))["findings"]
        names = [finding["certificate"] for finding in findings]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return []
    return [name for name in names if isinstance(name, str) and _OURS.fullmatch(name)]


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """One run at a time, where the system has such locks."""
    try:
        import fcntl
    except ImportError:
        yield
        return
    path = folder / _LOCK
    if path.is_symlink():
        raise InputError(f"{path}: this is a link, and a lock is made there; remove it")
    while True:
        descriptor = os.open(path, os.O_CREAT | os.O_RDWR, 0o644)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            if _is_at(descriptor, path):  # else the run before us removed the file that we waited for
                try:
                    yield
                finally:
                    path.unlink(missing_ok=True)
                return
        finally:
            os.close(descriptor)


def _is_at(descriptor: int, path: Path) -> bool:
    """Whether the open file is still the one at ``path``."""
    try:
        return os.path.samestat(os.fstat(descriptor), path.stat())
    except FileNotFoundError:
        return False
