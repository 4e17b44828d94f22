"""The order lines of a PrefLib file: a count and indifference classes, ``count: a,{b,c},d``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from verifier.errors import InputError
from verifier.preferences.formats.completeness import refuse_left_out
from verifier.preferences.formats.source import BLANKS, located, malformed, parse_count, plural, quoted
from verifier.preferences.ranking import format_ranking

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from verifier.preferences.formats.preflib_header import Header
    from verifier.preferences.ranking import Ranking, Unranked

# Possessive: a line either has this shape or not, there is nothing to try again.
_ORDER = re.compile(r"(?:[0-9]++|\{[0-9]++(?:,[0-9]++)*+\})(?:,(?:[0-9]++|\{[0-9]++(?:,[0-9]++)*+\}))*+", re.ASCII)
_CLASS = re.compile(r"\{([^}]*+)\}|([0-9]++)", re.ASCII)
_PIECE = re.compile(r"[{},]|[^{},]++")


def parse_orders(
    lines: Sequence[str], header: Header, suffix: str, source: str, unranked: Unranked
) -> Iterator[tuple[Ranking, int]]:
    """The body's rows (ranking, count), each checked against the header and against ``suffix``.

    A count may be zero: PrefLib itself lists orders that nobody has (00004-00000163.soc ends with one). Such an order
    may be incomplete under ``unranked="refuse"``, since it becomes no ranking.

    Raises:
        InputError: a line is not an order of the declared responses, or breaks what the suffix or ``unranked`` asks.
    """
    m = len(header.names)
    index = {token: i for i, token in enumerate(header.ids)}
    alone = {token: (i,) for token, i in index.items()}
    strict, complete = suffix in {".soc", ".soi"}, suffix in {".soc", ".toc"}
    refused = unranked == "refuse"
    separator = header.separator
    most = min((total.value for total in header.categories), default=m)
    for number in range(header.first, len(lines)):
        line = lines[number]
        before, _, order = line.partition(separator)
        order = order.strip(BLANKS)
        ranking = _quick(order, index, alone)
        count = parse_count(before)
        if ranking is None or count is None or len(ranking) > most:
            if not line.strip(BLANKS):
                continue
            with located(source, number + 1):
                ranking, count = _look_closer(line, header, index, suffix)
        if strict and len(ranking) != sum(map(len, ranking)):
            raise malformed(source, number + 1, f"{quoted(order)} has ties; a {suffix} file has none, .toc or .toi do")
        if complete and sum(map(len, ranking)) != m:
            raise malformed(
                source,
                number + 1,
                f"{quoted(order)} leaves out {m - sum(map(len, ranking))} of {plural(m, 'response')}; "
                f"a {suffix} file ranks all, .soi or .toi need not",
            )
        if refused and count and sum(map(len, ranking)) < m:
            refuse_left_out(ranking, header.names, quoted(format_ranking(ranking, header.names)), source, number + 1)
        yield ranking, count


def _quick(order: str, index: Mapping[str, int], alone: Mapping[str, tuple[int]]) -> Ranking | None:
    """The ranking of a well-formed ``order``; None where a closer look is needed."""
    try:
        if "{" not in order:
            tokens = order.split(",")
            return tuple([alone[token] for token in tokens]) if len(set(tokens)) == len(tokens) else None
        if _ORDER.fullmatch(order) is None:
            return None
        ranking = tuple(
            [
                tuple(sorted([index[token] for token in group.split(",")])) if group else alone[token]
                for group, token in _CLASS.findall(order)
            ]
        )
    except KeyError:
        return None
    return ranking if len(set().union(*ranking)) == sum(map(len, ranking)) else None


def _look_closer(line: str, header: Header, index: Mapping[str, int], suffix: str) -> tuple[Ranking, int]:
    """The ranking and count of an unusual line (blanks around the numbers, categories), or what is wrong with it."""
    form = f"an order reads 'count{header.separator}{' ' if header.separator == ':' else ''}1,{{2,3}},4'"
    if line.startswith("#"):
        raise InputError(f"{quoted(line)} is a header line among the orders; the header comes first")
    before, separator, order = line.partition(header.separator)
    if not separator:
        raise InputError(f"{quoted(line)} is not an order; {form}")
    written, order = before.strip(BLANKS), order.strip(BLANKS)
    count = parse_count(written)
    if count is None and written != "0":
        raise InputError(
            f"the count is {quoted(before)}; a count is a whole number of users (0: the order is dropped), and {form}"
        )
    pieces = [piece for piece in (found.strip(BLANKS) for found in _PIECE.findall(order)) if piece]
    fault = _grammar_fault(pieces, empty=suffix == ".cat") or _number_fault(pieces, index)
    if fault is not None:
        raise InputError(f"{fault} in {quoted(order)}; {form}")
    classes = _classes(pieces, index)
    for categories in header.categories:
        if len(classes) > categories.value:
            raise InputError(f"{quoted(order)} has {len(classes)} categories; the header announces {categories.value}")
    ranking = tuple(tuple(sorted(group)) for group in classes if group)
    if not ranking:
        raise InputError(f"{quoted(order)} ranks no response; {form}")
    return ranking, count or 0


def _classes(pieces: Iterable[str], index: Mapping[str, int]) -> list[list[int]]:
    """The classes that faultless ``pieces`` write, empty ones included."""
    classes: list[list[int]] = []
    inside = False
    for piece in pieces:
        if piece == "{" or (piece in index and not inside):
            classes.append([])
        if piece in index:
            classes[-1].append(index[piece])
        inside = piece == "{" or (inside and piece != "}")
    return classes


def _grammar_fault(pieces: Sequence[str], *, empty: bool) -> str | None:
    """What keeps ``pieces`` from being responses and classes with commas between, if anything does."""
    inside, previous = False, ""
    for piece in pieces:
        fault = _fault(piece, previous, inside=inside, empty=empty)
        if fault is not None:
            return fault
        inside = piece == "{" or (inside and piece != "}")
        previous = piece
    if inside:
        return "'{' is never closed"
    return "a response is missing at the end" if previous in {"", ","} else None


def _fault(piece: str, previous: str, *, inside: bool, empty: bool) -> str | None:
    """What is wrong with ``piece`` after ``previous`` (at the start: ``""``), inside or outside braces."""
    after_item = previous not in {"", ",", "{"}
    if piece == ",":
        return None if after_item else "a response is missing before a comma"
    if piece == "}":
        if not inside:
            return "'}' closes no class"
        return None if after_item or (empty and previous == "{") else "a response is missing before '}'"
    if piece == "{" and inside:
        return "'{' stands inside a class"
    return f"a comma is missing before {quoted(piece)}" if after_item else None


def _number_fault(pieces: Sequence[str], index: Mapping[str, int]) -> str | None:
    """Which response is not declared or stands twice, if one does."""
    seen: set[str] = set()
    for piece in pieces:
        if piece in {",", "{", "}"}:
            continue
        if piece in seen:
            return f"response {piece} appears twice"
        if piece not in index:
            numbers = sorted(map(int, index))
            return f"response {quoted(piece)} is not declared (the header declares {numbers[0]}..{numbers[-1]})"
        seen.add(piece)
    return None
