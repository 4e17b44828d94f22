"""Which populations a search goes through."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from verifier.errors import InputError

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from verifier.lab.counterexample.bulk import Bulk

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

    def kept(self, bulk: Bulk) -> npt.NDArray[np.bool_]:
        """Which profiles of ``bulk`` have this shape, as far as their margins say."""
        import numpy as np

        if self.odd and bulk.n % 2 == 0:
            return np.zeros(len(bulk), dtype=bool)
        return bulk.winners < 0 if self.no_condorcet_winner else np.ones(len(bulk), dtype=bool)

    def only(self, bulk: Bulk) -> npt.NDArray[np.bool_]:
        """Which profiles of ``bulk`` have one NLHF policy, if that is asked for; else all. Solves margin games."""
        import numpy as np

        if not self.unique:
            return np.ones(len(bulk), dtype=bool)
        return np.array([found is None or found.unique for found in bulk.solutions], dtype=bool)

    def showing(self, l: int) -> Shape:
        """Those with ``l`` responses at least, so that an opponent can show so many.

        Raises:
            InputError: there is none.
        """
        least, most = self.responses
        if most < l:
            raise InputError(
                f"-l {l}: an opponent cannot show {l} of {most} responses; write a smaller -l, or --responses {l}"
            )
        return replace(self, responses=(max(least, l), most))

    def __str__(self) -> str:
        kind = "strict rankings" if self.strict else "rankings, ties allowed"
        limits = [
            "an odd number of voters" if self.odd else "",
            "no Condorcet winner" if self.no_condorcet_winner else "",
            "exactly one NLHF policy" if self.unique else "",
        ]
        return ", ".join([f"complete {kind}", *filter(None, limits)])
