"""What all tables have in common: ballots of values and their weights, made into a population."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from fractions import Fraction
from math import inf
from typing import TYPE_CHECKING

from verifier.errors import InputError
from verifier.exact.rational import format_rational
from verifier.preferences.formats.completeness import refuse_left_out
from verifier.preferences.formats.records import is_numeral
from verifier.preferences.formats.source import FRAME, located, malformed, option_name, quoted
from verifier.preferences.names import refuse_look_alikes
from verifier.preferences.population import Population
from verifier.preferences.shares import sum_of_parts
from verifier.preferences.tables.cells import parse_number
from verifier.preferences.tables.vocabulary import is_total

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from verifier.errors import Remedy
    from verifier.preferences.formats.options import ReadOptions
    from verifier.preferences.formats.records import Table
    from verifier.preferences.ranking import Ranking, Unranked


@dataclass(frozen=True)
class Ballot:
    """What one user gave: the text of a value for each response rated; ``line`` is where the user first stands."""

    user: str
    line: int
    weight: str | None
    values: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Ballots:
    """What the users of ``table`` gave: equal values tie, and the best are the low ones or the high ones.

    Attributes:
        table: the table, for messages.
        low: whether low values are best.
        numbers: the value of each text.
        ballots: one for each user.
        responses: the responses, in the order in which they appear.
        named: whether the users have names, or are rows.
    """

    table: Table
    low: bool
    numbers: dict[str, Fraction]
    ballots: list[Ballot]
    responses: dict[str, None] = field(default_factory=dict)
    named: bool = True


def read_number(text: str, table: Table, line: int, cell: str, options: ReadOptions) -> Fraction:
    """The exact value of ``text``, which stands in ``cell`` on ``line``.

    Raises:
        InputError: it is no number; a comma before decimals is offered to be read.
    """
    try:
        return parse_number(text, options.decimal)
    except InputError as error:
        raise malformed(table.source, line, f"{cell}: {error.problem}", *_read_otherwise(text)) from None


def _read_otherwise(text: str) -> list[Remedy]:
    """Options under which a cell that is no number may be read: a comma before decimals, words for no answer.

    Commas between thousands, and what has digits and a unit, are for its author to rewrite.
    """
    if is_numeral(text) and "," in text:
        return [] if _THOUSANDS.fullmatch(text) else [{"decimal": ","}]
    return [] if any(char.isdigit() for char in text) else [{"missing": (text,)}]


_THOUSANDS = re.compile(r"-?[1-9][0-9]{0,2}(,[0-9]{3})+", re.ASCII)


def to_population(found: Ballots, options: ReadOptions) -> Population:
    """The population of the ballots. Weights are numbers of users if all are whole, else shares, which sum to 1.

    With ``options.normalize`` they are divided by their sum, and the population's ``divided_by`` tells it.

    Raises:
        InputError: a user rates nothing, looks like another one or like a total, or is to be ignored and not there; a
            weight is not positive, the shares do not sum to 1, or one leaves out a response and ``options.unranked``
            refuses that.
    """
    source, responses = found.table.source, tuple(found.responses)
    ballots = _read(found, options)
    _refuse_blank(ballots, source, named=found.named)
    if found.named:
        with located(source, item="the users "):
            refuse_look_alikes([ballot.user for ballot in found.ballots])
        _refuse_totals(ballots, source)
    index = {name: i for i, name in enumerate(responses)}
    values = sorted(set(found.numbers.values()), key=_approximately_and_exactly, reverse=not found.low)
    positions = {value: i for i, value in enumerate(values)}
    grades = {text: positions[value] for text, value in found.numbers.items()}
    rankings = [_ranking(ballot.values, index, grades) for ballot in ballots]
    if options.unranked == "refuse":
        for ballot, ranking in zip(ballots, rankings, strict=True):
            refuse_left_out(ranking, responses, quoted(ballot.user), source, ballot.line)
    weights = [_weight(ballot, source, options) for ballot in ballots]
    rows = list(zip(rankings, weights, strict=True))
    return weighted(responses, rows, source, options.unranked, normalize=options.normalize)


def weighted(
    responses: Sequence[str],
    rows: Sequence[tuple[Ranking, Fraction]],
    source: str,
    unranked: Unranked,
    *,
    normalize: bool = False,
    option: str | None = None,
) -> Population:
    """The population of rankings with positive weights: numbers of users if all are whole, else shares.

    ``option`` is how ``normalize`` is asked for, if not as other options are where ``source`` is read.

    Raises:
        InputError: the shares do not sum to 1 (nor are divided by their sum), or the rows make no population.
    """
    if all(weight.denominator == 1 for _, weight in rows):
        with located(source):
            counts = [(ranking, weight.numerator) for ranking, weight in rows]
            return Population.from_counts(responses, counts, unranked)
    with located(source, item="the weights of the users are not whole numbers, so they are shares: "):
        named = option or ("normalize=True" if source == FRAME else option_name(source, "normalize"))
        weights = [weight for _, weight in rows]
        try:
            sum_of_parts(weights, "the shares sum", lambda i: f"share {i + 1}", normalize=normalize, option=named)
        except InputError as error:
            positive = all(weight > 0 for weight in weights) and not normalize and option is None
            raise InputError(error.problem, [{"normalize": True}] if positive else []) from None
        return Population.from_shares(responses, rows, unranked, normalize=normalize)


def _approximately_and_exactly(value: Fraction) -> tuple[float, Fraction]:
    """What sorts as ``value`` does, and mostly by comparing floats: rounding keeps order, and ties are told exactly."""
    try:
        return float(value), value
    except OverflowError:
        return (inf if value > 0 else -inf), value


def _read(found: Ballots, options: ReadOptions) -> list[Ballot]:
    """The ballots of the users that are not ignored."""
    ignored = set(options.ignore_users)
    unknown = ignored - {ballot.user for ballot in found.ballots}
    if unknown:
        flag = option_name(found.table.source, "ignore_users", min(unknown))
        raise malformed(found.table.source, None, f"{flag}: there is no such user")
    return [ballot for ballot in found.ballots if ballot.user not in ignored]


def _refuse_blank(ballots: Sequence[Ballot], source: str, *, named: bool) -> None:
    blank = [ballot for ballot in ballots if not ballot.values]
    if blank:
        raise malformed(
            source,
            blank[0].line,
            f"{quoted(blank[0].user)} rates no response"
            + (f" (nor do {len(blank) - 1} others)" if len(blank) > 1 else "")
            + "; leave out a user who rates none",
            *([{"ignore_users": tuple(ballot.user for ballot in blank)}] if named else []),
        )


def _refuse_totals(ballots: Sequence[Ballot], source: str) -> None:
    """Refuse a user that is named like a total of the others."""
    total = next((ballot for ballot in ballots if is_total(ballot.user)), None)
    if total is not None and len(ballots) > 1:
        flag = option_name(source, "ignore_users", total.user)
        problem = f"{quoted(total.user)} is named like a sum of the others; say {flag}, or give the user another name"
        raise malformed(source, total.line, problem, {"ignore_users": (total.user,)})


def _ranking(values: Mapping[str, str], index: Mapping[str, int], grades: Mapping[str, int]) -> Ranking:
    classes: dict[int, list[int]] = {}
    for response, text in values.items():
        classes.setdefault(grades[text], []).append(index[response])
    return tuple(tuple(sorted(classes[grade])) for grade in sorted(classes))


def _weight(ballot: Ballot, source: str, options: ReadOptions) -> Fraction:
    if ballot.weight is None:
        return Fraction(1)
    with located(source, ballot.line, f"the weight of {quoted(ballot.user)}: "):
        weight = parse_number(ballot.weight, options.decimal)
    if weight <= 0:
        found = f"the weight of {quoted(ballot.user)} is {format_rational(weight)}"
        raise malformed(source, ballot.line, f"{found}; weights are positive")
    return weight
