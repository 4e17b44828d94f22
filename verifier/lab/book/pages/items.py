"""The items of docs/THEORY.md, by number: the headings of the book of cases."""

from __future__ import annotations

from collections.abc import Mapping

TITLES: Mapping[str, str] = {
    "1": "The model, and who gets a tie",
    "2.1": "No method guarantees more than k/(k+1)",
    "2.2": "Property 1",
    "2.3": "Symmetric equilibria are robust at k/(k+1)",
    "2.4": "NLHF collapses",
    "2.5": "RLHF",
    "2.6": "The equilibrium problem is monotone",
    "2.7": "Self-play",
    "2.8": "The best product policy",
    "2.9": "Opponents with several outputs",
    "2.10": "All k at once",
    "2.11": "Winning sets",
    "2.12": "Plackett-Luce users",
    "2.13": "Worst populations",
    "2.14": "Rules that guarantee nothing",
    "4": "Numbers of the literature",
}


def item_title(theory: str) -> str:
    """The title of an item such as ``2.4``; empty for one that is not there.

    >>> item_title("2.5")
    'RLHF'
    """
    return TITLES.get(theory, "")
