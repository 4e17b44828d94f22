"""What long and wide tables have in common: ballots of values, their prompts and weights, made into a population."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING

from verifier.exact.rational import format_rational, parse_rational
from verifier.preferences.formats.columns import nearest, prompt_column
from verifier.preferences.formats.completeness import refuse_left_out
from verifier.preferences.formats.source import FRAME, located, malformed, option_name, plural, quoted
from verifier.preferences.population import Population
from verifier.preferences.shares import sum_of_parts

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from verifier.preferences.formats.options import ReadOptions
    from verifier.preferences.formats.records import Record, Table
    from verifier.preferences.ranking import Ranking, Unranked

_LISTED_PROMPTS = 10


@dataclass(frozen=True)
class Ballot:
    """What one user gave: the text of a value for each response rated; ``line`` is where the user first stands."""

    user: str
    line: int
    weight: str | None
    values: dict[str, str] = field(default_factory=dict)


def read_number(text: str, source: str, line: int, cell: str) -> Fraction:
    """The exact value of ``text``, which stands in ``cell`` on ``line``.

    Raises:
        InputError: it is empty or no number.
    """
    if not text:
        raise malformed(source, line, f"{cell} is empty; write a number such as 3, 3/5 or 0.6")
    with located(source, line, f"{cell}: "):
        return parse_rational(text)


def prompt_rows(table: Table, options: ReadOptions) -> list[Record]:
    """The rows of the prompt asked for, or all rows where there is only one prompt.

    Raises:
        InputError: there are several prompts and none is asked for, or the one asked for is not there.
    """
    position = prompt_column(table, options)
    if position is None:
        return table.rows
    for row in table.rows:
        if not row.cells[position]:
            raise malformed(
                table.source, row.line, f"the cell of {quoted(table.header[position])} is empty; name a prompt"
            )
    prompts = list(dict.fromkeys(row.cells[position] for row in table.rows))
    if options.prompt is None and len(prompts) > 1:
        listed = ", ".join(map(quoted, prompts[:_LISTED_PROMPTS])) + (", ..." if len(prompts) > _LISTED_PROMPTS else "")
        raise malformed(
            table.source,
            None,
            f"there are {len(prompts)} prompts ({listed}); choose one with {option_name(table.source, 'prompt')}, "
            "as each is a population",
        )
    if options.prompt is not None and options.prompt not in prompts:
        raise malformed(
            table.source,
            None,
            f"there is no prompt {quoted(options.prompt)} among {plural(len(prompts), 'prompt')}; "
            f"did you mean {quoted(nearest(options.prompt, prompts))}?",
        )
    return [row for row in table.rows if options.prompt is None or row.cells[position] == options.prompt]


def to_population(
    responses: Sequence[str],
    ballots: Sequence[Ballot],
    numbers: Mapping[str, Fraction],
    source: str,
    options: ReadOptions,
    *,
    low: bool,
) -> Population:
    """The population of ``ballots``: equal values tie, and the best are the low ones or the high ones.

    Weights are numbers of users if all are whole, else shares, which must sum to 1, or are divided by their sum with
    ``options.normalize``; then the population's ``divided_by`` tells it.

    Raises:
        InputError: a weight is not positive, the shares do not sum to 1, the ballots make no population, or one leaves
            out a response and ``options.unranked`` refuses that.
    """
    index = {name: i for i, name in enumerate(responses)}
    positions = {value: i for i, value in enumerate(sorted(set(numbers.values()), reverse=not low))}
    grades = {text: positions[value] for text, value in numbers.items()}
    rankings = [_ranking(ballot.values, index, grades) for ballot in ballots]
    if options.unranked == "refuse":
        for ballot, ranking in zip(ballots, rankings, strict=True):
            refuse_left_out(ranking, responses, quoted(ballot.user), source, ballot.line)
    weights = [_weight(ballot, source) for ballot in ballots]
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
        sum_of_parts(weights, "the shares sum", lambda i: f"share {i + 1}", normalize=normalize, option=named)
        return Population.from_shares(responses, rows, unranked, normalize=normalize)


def _ranking(values: Mapping[str, str], index: Mapping[str, int], grades: Mapping[str, int]) -> Ranking:
    classes: dict[int, list[int]] = {}
    for response, text in values.items():
        classes.setdefault(grades[text], []).append(index[response])
    return tuple(tuple(sorted(classes[grade])) for grade in sorted(classes))


def _weight(ballot: Ballot, source: str) -> Fraction:
    if ballot.weight is None:
        return Fraction(1)
    with located(source, ballot.line, f"the weight of {quoted(ballot.user)}: "):
        weight = parse_rational(ballot.weight)
    if weight <= 0:
        found = f"the weight of {quoted(ballot.user)} is {format_rational(weight)}"
        raise malformed(source, ballot.line, f"{found}; weights are positive")
    return weight
