"""Certificates that a page holds within itself, with a checker that re-checks them there."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Evidence:
    """What a self-contained page embeds.

    Attributes:
        certificates: for each finding its certificate's file name and text; None where there is none, or where it stays
            in a file beside the page, which would grow too large.
        checker: the source of the second checker, a JavaScript module.
        sha256: the hash of that source's bytes.
    """

    certificates: tuple[tuple[str, str] | None, ...]
    checker: str
    sha256: str
