"""Logs of k-sample draws: what a k-output policy was seen to show."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from typing import TYPE_CHECKING

from verifier.preferences.formats.records import missed_cells, one_cell, parse_records
from verifier.preferences.formats.source import content, located, malformed, plural
from verifier.preferences.names import unknown_response
from verifier.preferences.policy import Lottery, Policy

if TYPE_CHECKING:
    from collections.abc import Sequence


def parse_draws(text: str, source: str, delimiter: str, responses: Sequence[str]) -> Policy | Lottery:
    r"""The lottery of a log with one draw per line: k names, separated as in CSV; a name may repeat within a draw.

    Its k is the number of names per line; a set's weight is the share of draws that showed it. A log of single names
    is a sample of a policy, which is good for every k: a response's weight is its share of the draws.

    Raises:
        UnknownResponseError: a name is not in ``responses``.
        InputError: the lines do not all have the same number of names, or are separated by something else.

    >>> parse_draws("tea,milk\nmilk,milk\nmilk,tea\n", "draws.log", ",", ["milk", "tea"])
    Lottery(sets=((0,), (0, 1)), weights=(1, 2), denominator=3, k=2)
    >>> parse_draws("tea\nmilk\ntea\n", "draws.log", ",", ["milk", "tea"])
    Policy(numerators=(1, 2), denominator=3)
    """
    text = content(text, source, "a log has one draw per line")
    index = {name: i for i, name in enumerate(responses)}
    drawn: Counter[frozenset[int]] = Counter()
    k, first = 0, 0
    for record in parse_records(text, source, delimiter):
        if not drawn:
            k, first = len(record.cells), record.line
        if len(record.cells) != k:
            raise malformed(
                source,
                record.line,
                f"{plural(len(record.cells), 'name')} where line {first} has {k}; all draws must have equally many",
            )
        for name in record.cells:
            if name not in index and any(cell in index for cell in missed_cells(record, delimiter)):
                raise one_cell(record, source, delimiter, "draw")
            if name not in index:
                end = "" if drawn else " (a table of weights starts with response,probability or response,count)"
                with located(source, record.line, f"this is read as a draw{end}: " if end else ""):
                    raise unknown_response(name, responses)
        drawn[frozenset(index[name] for name in record.cells)] += 1
    total = drawn.total()
    if not total:
        raise malformed(source, None, "there are no draws; a log has one draw per line")
    if k == 1:
        return Policy.from_fractions([Fraction(drawn[frozenset((y,))], total) for y in range(len(responses))])
    return Lottery.from_fractions([(sorted(chosen), Fraction(n, total)) for chosen, n in drawn.items()], k=k)


def format_draws(draws: Sequence[Sequence[int]], responses: Sequence[str]) -> str:
    r"""Draws of response indices as the CSV that `parse_draws` reads, one draw per line.

    >>> format_draws([[0, 1], [1, 1]], ["milk", "tea, green"])
    'milk,"tea, green"\n"tea, green","tea, green"\n'
    """
    import csv
    import io

    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([responses[y] for y in draw] for draw in draws)
    return text.getvalue()
