"""How a table is read: the role of each column and why, before anybody is made of it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Literal, TypeAlias

from verifier.preferences.formats.source import plural, quoted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from verifier.preferences.formats.records import Record, Table

Kind: TypeAlias = Literal["long", "wide", "transposed", "places"]
"""Of a table: a row for each rating; one for each user; one for each response; one for each user, of places."""

_NAMED = 8
"""How many responses, and how many left-out columns, a sentence names."""

_SAMPLES = 3


class Role(Enum):
    """What a column is read as."""

    USER = "users"
    RESPONSE = "responses"
    VALUE = "values"
    WEIGHT = "weights"
    PROMPT = "prompts"
    RATED = "a response"
    JUDGE = "a user"
    PLACE = "a place"
    IGNORED = "left out"


@dataclass(frozen=True)
class Column:
    """What one column is read as, and why, in words that follow the role after a comma."""

    name: str
    role: Role
    reason: str


@dataclass(frozen=True)
class Plan:
    """How ``table`` is read.

    Attributes:
        table: the table.
        kind: what its rows and columns stand for.
        columns: one for each column of the table, in its order.
        low: whether low values are best.
        direction: why, in words.
        prompt: the prompt that is read, where there is a column of them and one is chosen.
    """

    table: Table
    kind: Kind
    columns: tuple[Column, ...]
    low: bool
    direction: str
    prompt: str | None = None

    def positions(self, role: Role) -> list[int]:
        """Where the columns of that role stand."""
        return [i for i, column in enumerate(self.columns) if column.role is role]

    def position(self, role: Role) -> int | None:
        """Where the column of that role stands, of which there is one at most; None if there is none."""
        return next(iter(self.positions(role)), None)

    @property
    def title(self) -> str:
        """What the table is, such as ``a long table``."""
        return f"a {_TITLES[self.kind]}"

    @property
    def best(self) -> str:
        """Which values are best, and why."""
        if self.kind == "places":
            return "places from the best on"
        return f"{'low' if self.low else 'high'} is best ({self.direction})"

    @property
    def rows(self) -> list[Record]:
        """The rows that are read: those of the prompt."""
        return self.table.rows

    def samples(self, position: int) -> list[str]:
        """The first distinct texts in a column, at most three."""
        found = dict.fromkeys(row.cells[position] for row in self.rows if row.cells[position])
        return list(found)[:_SAMPLES]


def sentence(plan: Plan, responses: Sequence[str], answers: Sequence[int]) -> str:
    """How the table was read, in one sentence: what it was, who answered, what about, and what was left out.

    Args:
        plan: how.
        responses: the responses that were read.
        answers: how many of them each user rates.
    """
    cells, rated = len(answers) * len(responses), sum(answers)
    left = [f"{quoted(each.name)} ({each.reason})" for each in plan.columns if each.role is Role.IGNORED]
    weight = plan.position(Role.WEIGHT)
    parts = [
        f"{plan.title}: {_users(plan)}",
        _responses(plan, responses),
        *([] if plan.kind != "long" else [f"values in {_name(plan, Role.VALUE)}"]),
        "places from the best on" if plan.kind == "places" else f"{'low' if plan.low else 'high'} is best",
        *([] if weight is None else [f"weights in {quoted(plan.columns[weight].name)}"]),
        *([] if plan.prompt is None else [f"prompt {quoted(plan.prompt)} of {_name(plan, Role.PROMPT)}"]),
        *([f"{cells - rated} of {cells} answers blank ({_percent(cells - rated, cells)})"] if rated < cells else []),
    ]
    if plan.table.empty:
        parts.append(f"{plural(plan.table.empty, 'empty row')} left out")
    return ", ".join(parts) + (f"; left out: {_first(left)}" if left else "")


_TITLES = {
    "long": "long table",
    "wide": "wide table",
    "transposed": "table with a row for each response",
    "places": "table with a column for each place",
}


def _users(plan: Plan) -> str:
    if plan.kind == "transposed":
        judges = [quoted(plan.columns[i].name) for i in plan.positions(Role.JUDGE)]
        return f"{plural(len(judges), 'user')} ({_first(judges)})"
    position = plan.position(Role.USER)
    if position is None:
        return "one user in each row"
    name = plan.columns[position].name
    return f"users in {quoted(name)}" if name else "users in the column without a name"


def _responses(plan: Plan, responses: Sequence[str]) -> str:
    where = {
        "long": f" in {_name(plan, Role.RESPONSE)}",
        "transposed": f" in {_name(plan, Role.RESPONSE)}",
        "places": f" in {plural(len(plan.positions(Role.PLACE)), 'column')}",
    }.get(plan.kind, "")
    return f"{plural(len(responses), 'response')}{where} ({_first(list(map(quoted, responses)))})"


def _name(plan: Plan, role: Role) -> str:
    position = plan.position(role)
    return "" if position is None else quoted(plan.columns[position].name)


def _first(shown: Sequence[str]) -> str:
    more = len(shown) - _NAMED
    if more <= 0:
        return ", ".join(shown)
    return f"{', '.join(shown[:_NAMED])} and {more} more"


def _percent(part: int, whole: int) -> str:
    rounded = round(100 * part / whole)
    return f"{rounded} %" if 0 < rounded < 100 else ("under 1 %" if rounded == 0 else "over 99 %")  # noqa: PLR2004


def first_twice(names: Sequence[str]) -> str | None:
    """The first of ``names`` that stands there twice."""
    return next((name for name, times in Counter(names).items() if times > 1), None)
