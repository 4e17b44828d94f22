"""The policies that a report lists, as what they draw with which probability, to be compared with certificates."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from verifier.errors import AuditError
from verifier.exact.rational import parse_rational
from verifier.recheck.proved_numbers import Shares


def listed_shares(
    policies: Iterable[dict[str, Any]],
    label: str | None,
    k: int | None,
    l: int | None,  # as in THEORY
) -> list[Shares]:
    """What the policies of this label draw, for ``k`` samples and ``l`` responses of the opponent where these are told.

    Returns:
        One for each entry that can be meant; an entry that cannot be read is none.
    """
    asked = [("rule", label), *((name, value) for name, value in (("k", k), ("l", l)) if value is not None)]
    named = [entry for entry in policies if entry.get("rule") is not None]
    meant = [entry for entry in named if all(entry.get(name) in (None, value) for name, value in asked)]
    return [shares for entry in meant if (shares := _shares(entry)) is not None]


def _shares(entry: dict[str, Any]) -> Shares | None:
    """What a report's policy draws with which probability; None if that cannot be read."""
    try:
        if "lottery" in entry:
            rows = [(frozenset(each["responses"]), each["weight"]) for each in entry["lottery"]]
        else:
            rows = [(frozenset([name]), weight) for name, weight in entry["weights"].items()]
        return "lottery" in entry, {chosen: parse_rational(weight) for chosen, weight in rows}
    except (AuditError, AttributeError, KeyError, TypeError):
        return None
