"""Which populations a search goes through."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from verifier.errors import InputError

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from verifier.methods.bulk import Bulk

MOST_VOTERS = 60


@dataclass(frozen=True)
class Shape:
    """The populations that are looked at: complete rankings, of few responses and voters first.

    Attributes:
        responses: the least and the greatest number of responses.
        voters: the greatest number of voters.
        strict: strict rankings only; else weak ones too.
        odd: odd numbers of voters only.
        no_condorcet_winner: only populations without a strict Condorcet winner.
        unique: only populations with exactly one NLHF policy.

    Raises:
        InputError: there is no such population.
    """

    responses: tuple[int, int] = (2, 4)
    voters: int = 7
    strict: bool = False
    odd: bool = False
    no_condorcet_winner: bool = False
    unique: bool = False

    def __post_init__(self) -> None:
        """Refuse numbers that make no sense."""
        least, most = self.responses
        if not 1 <= least <= most:
            raise InputError(f"--responses {least}..{most}: write one number, or two such as 2..4")
        if not 1 <= self.voters <= MOST_VOTERS:
            raise InputError(f"--voters {self.voters}: write a whole number from 1 to {MOST_VOTERS}")

    def kept(self, bulk: Bulk) -> npt.NDArray[np.intp]:
        """The places of the profiles of ``bulk`` that have this shape."""
        import numpy as np

        if self.odd and bulk.n % 2 == 0:
            return np.zeros(0, dtype=np.intp)
        mask = np.ones(len(bulk), dtype=bool)
        if self.no_condorcet_winner:
            mask &= bulk.winners < 0
        if self.unique:
            mask &= np.array([found is None or found.unique for found in bulk.solutions], dtype=bool)
        return np.flatnonzero(mask)

    def __str__(self) -> str:
        kind = "strict rankings" if self.strict else "rankings, ties allowed"
        limits = [
            "an odd number of voters" if self.odd else "",
            "no Condorcet winner" if self.no_condorcet_winner else "",
            "exactly one NLHF policy" if self.unique else "",
        ]
        return ", ".join([f"complete {kind}", *filter(None, limits)])
