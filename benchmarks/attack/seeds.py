"""The corpus' small certificates that are in the grammar: what mutants are made from."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CORPUS = ROOT / "tests" / "certificates"
LARGEST = 2048  # bytes of a seed


@dataclass(frozen=True)
class Seed:
    """A certificate of the corpus: its file's name, the kind of its claim, its outcome (a folder) and its bytes."""

    name: str
    kind: str
    outcome: str
    content: bytes


def read_seeds(largest: int = LARGEST) -> dict[str, tuple[Seed, ...]]:
    """Every proved and not proved certificate of at most ``largest`` bytes, by the kind of claim, kinds sorted."""
    found: dict[str, list[Seed]] = {}
    for outcome in ("proved", "not_proved"):
        for path in sorted((CORPUS / outcome).glob("*.cert")):
            content = path.read_bytes()
            if len(content) <= largest:
                kind = content.partition(b"\n")[0].rpartition(b" ")[2].decode("ascii")
                found.setdefault(kind, []).append(Seed(path.stem, kind, outcome, content))
    return {kind: tuple(found[kind]) for kind in sorted(found)}
