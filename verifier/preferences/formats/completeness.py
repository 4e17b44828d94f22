"""Rankings that leave out responses, where every one must be complete: the message says whose it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from verifier.preferences.formats.source import malformed, quoted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from verifier.preferences.ranking import Ranking


def refuse_left_out(ranking: Ranking, names: Sequence[str], whose: str, source: str, line: int | None) -> None:
    """Returns if ``ranking`` ranks all responses.

    Raises:
        InputError: it does not; the message names the place and ``whose`` ranking it is.
    """
    m = len(names)
    size = sum(map(len, ranking))
    if size < m:
        ranked = {i for group in ranking for i in group}
        first = next(name for i, name in enumerate(names) if i not in ranked)
        raise malformed(
            source,
            line,
            f"{whose} leaves out {m - size} of {m} responses, first {quoted(first)}; "
            "with unranked=refuse every ranking must be complete (try bottom or incomparable)",
        )
