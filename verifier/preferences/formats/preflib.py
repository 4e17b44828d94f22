"""PrefLib files (https://www.preflib.org): ``.soc .soi .toc .toi .cat``, with either header.

An order that nobody has, such as ``0: 1,2``, is read, checked and dropped, because PrefLib's own files list some (the
last line of 00004-00000163.soc is one): it counts as one of the announced unique orders, and is no ranking of the
population.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from verifier.errors import InputError
from verifier.preferences.formats.preflib_header import Header, parse_header
from verifier.preferences.formats.preflib_orders import parse_orders
from verifier.preferences.formats.source import BLANKS, content, located, malformed, quoted
from verifier.preferences.population import Population

if TYPE_CHECKING:
    from collections.abc import Sequence

    from verifier.preferences.ranking import Ranking, Unranked

PREFLIB = (".soc", ".soi", ".toc", ".toi", ".cat")
"""Strict or with ties, complete or incomplete; and categories, read as indifference classes from best to worst."""


def parse_preflib(text: str, suffix: str, source: str, unranked: Unranked) -> Population:
    r"""The population that a PrefLib file describes.

    Lines end with a line feed and nothing else, since names contain U+0085; one carriage return before it is dropped.

    Args:
        text: the file's text.
        suffix: one of `PREFLIB`; what it promises (no ties, nobody left out) is checked.
        source: the file's name, for messages.
        unranked: how responses that a ranking leaves out are read.

    Raises:
        InputError: the text is not in the format, its body contradicts its header, or an order that somebody has is
            incomplete and ``unranked="refuse"``.

    >>> parse_preflib("2\n1,tea\n2,milk\n3,3,2\n2,1,2\n1,2,1\n", ".soc", "drinks.soc", "bottom").weights
    (2, 1)
    """
    if suffix not in PREFLIB:
        raise malformed(source, None, f"{quoted(suffix)} is no PrefLib format; choose one of {' '.join(PREFLIB)}")
    text = content(text, source, "a PrefLib file has a header and at least one order that somebody has")
    lines = text.split("\n")
    if "\r" in text:
        lines = [line.removesuffix("\r") for line in lines]
    header = parse_header(lines, suffix, source)
    rows = list(parse_orders(lines, header, suffix, source, unranked))
    _check_totals(header, rows, source)
    if not any(count for _, count in rows):
        raise malformed(
            source, None, "there are no orders after the header; at least one is needed with a count above 0"
        )
    with located(source):
        return Population.from_counts(header.names, [row for row in rows if row[1]], unranked)


def _check_totals(header: Header, rows: Sequence[tuple[Ranking, int]], source: str) -> None:
    """The counts sum to the announced number; the unique orders are the lines, or the distinct ones among them."""
    voters = sum(count for _, count in rows)
    for total in header.voters:
        if total.value != voters:
            raise malformed(
                source,
                total.line,
                f"the header says {total.key} {total.value}, but the counts sum to {voters}; they must agree",
            )
    for total in header.unique:
        distinct = len(rows) if total.value == len(rows) else len({ranking for ranking, count in rows if count})
        if total.value != distinct:
            raise malformed(
                source,
                total.line,
                f"the header says {total.key} {total.value}, but there are {distinct}; they must agree",
            )


def format_preflib(population: Population, title: str) -> tuple[str, str]:
    """The suffix and the text of the narrowest PrefLib format that carries ``population``; most frequent orders first.

    The format does not say how left-out responses are read: `Population.unranked` is not part of the text.

    Raises:
        InputError: the population is given as shares, or a name or the title is one that PrefLib cannot carry.
    """
    if not population.counted:
        raise InputError(
            "PrefLib files hold numbers of users, and this population is given as shares; write it as JSON instead"
        )
    if "\n" in title or "\r" in title:
        raise InputError(f"the title {title!r} has a line break; PrefLib titles are one line")
    for name in population.responses:
        if "\n" in name or "\r" in name or name != name.strip(BLANKS):
            raise InputError(
                f"the response name {name!r} has a line break in it or blanks at its ends, which PrefLib cannot hold; "
                "write the population as JSON instead"
            )
    suffix = f".{'s' if population.strict else 't'}o{'c' if population.complete else 'i'}"
    ids = [str(i) for i in range(1, len(population.responses) + 1)]
    rows = sorted(zip(population.weights, population.rankings, strict=True), key=lambda row: (-row[0], row[1]))
    lines = [
        f"# TITLE: {title}",
        f"# DATA TYPE: {suffix[1:]}",
        f"# NUMBER ALTERNATIVES: {len(ids)}",
        f"# NUMBER VOTERS: {population.total}",
        f"# NUMBER UNIQUE ORDERS: {len(rows)}",
        *(f"# ALTERNATIVE NAME {token}: {name}" for token, name in zip(ids, population.responses, strict=True)),
        *(f"{count}: {_format_order(ranking, ids)}" for count, ranking in rows),
    ]
    return suffix, "\n".join(lines) + "\n"


def _format_order(ranking: Ranking, ids: Sequence[str]) -> str:
    return ",".join(
        ids[group[0]] if len(group) == 1 else "{" + ",".join([ids[i] for i in group]) + "}" for group in ranking
    )
