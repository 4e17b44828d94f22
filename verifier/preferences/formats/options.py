"""How a population is read from text: the one options object of all readers."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Literal

from verifier.errors import InputError
from verifier.preferences.formats.source import option_name

if TYPE_CHECKING:
    from verifier.preferences.ranking import Unranked


@dataclass(frozen=True)
class ReadOptions:
    """What the text does not say itself.

    Attributes:
        unranked: how responses that a ranking leaves out are read.
        format: the format's suffix, such as ``"soc"``; None: the suffix of the file's name.
        user_column: the column of users; None: the one named like users (`vocabulary.USERS`), or found by `wide`.
        response_column: the column of responses in a long table, or in one with a row for each response; None: the one
            named like responses (`vocabulary.RESPONSES`).
        value_column: the column of ranks or scores in a long table; None: the one named so (`vocabulary.HIGH`, `LOW`).
        weight_column: the column of weights; None: ``weight`` or ``count`` in a long table, none in others.
        prompt_column: the column of prompts; None: the one named like prompts (`vocabulary.PROMPTS`), if any.
        prompt: the prompt whose rows are read; None: the only one.
        best: whether low or high values are best; None: low for ``rank`` and ``place``, high for ``score``, ``rating``,
            ``reward`` and ``overall``, and high where all values of a wide table cannot be places.
        normalize: whether weights of users and shares are divided by their sum where that is not 1; without, such ones
            are refused. Whole weights count users, and need it never.
        rows: what a row of a wide table stands for: ``"users"``, or ``"responses"``, and a column then for a user.
        columns: what a column of a wide table stands for: ``"responses"``, or ``"places"``, whose cells name them.
        ignore_columns: columns of a table that are not read: metadata of a wide table, which would be responses.
        keep_columns: columns of a wide table that are responses, although they look like something else.
        ignore_users: users that are not read, such as a row of totals.
        missing: texts of cells that stand for no answer, beside the usual ones (empty, ``NA``, ``NaN``, ``null``).
        header: the names of the columns of a table that has no header.
        delimiter: what separates the cells; None: a comma, in ``.tsv`` files a tab.
        decimal: the sign before decimals, ``"."`` or ``","``.

    The columns' names are exact; those that are looked for by default may have any case.

    Raises:
        InputError: an option is none of the texts that it may be.
    """

    unranked: Unranked = "bottom"
    format: str | None = None
    user_column: str | None = None
    response_column: str | None = None
    value_column: str | None = None
    weight_column: str | None = None
    prompt_column: str | None = None
    prompt: str | None = None
    best: Literal["low", "high"] | None = None
    rows: Literal["users", "responses"] = "users"
    columns: Literal["responses", "places"] = "responses"
    ignore_columns: tuple[str, ...] = ()
    keep_columns: tuple[str, ...] = ()
    ignore_users: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    header: tuple[str, ...] | None = None
    delimiter: str | None = None
    decimal: Literal[".", ","] = "."
    normalize: bool = False

    def __post_init__(self) -> None:
        """Refuse what would be read as the default."""
        for name, accepted in _ACCEPTED.items():
            given = getattr(self, name)
            if given not in accepted:
                choices = " or ".join(repr(choice) for choice in accepted if choice is not None)
                raise InputError(f"{name}={given!r} is no way to read a table; write {choices}")
        if self.delimiter is not None and (len(self.delimiter) != 1 or self.delimiter in '"\r\n'):
            raise InputError(f"delimiter={self.delimiter!r} separates no cells; write one character, such as ';'")
        if self.delimiter is not None and self.delimiter == self.decimal:
            raise InputError(f"{self.decimal!r} cannot both separate cells and stand before decimals")

    @property
    def table_fields(self) -> tuple[str, ...]:
        """The options given that only tables understand, such as ``prompt``."""
        return tuple(
            field.name
            for field in fields(self)
            if field.name not in {"unranked", "format", "normalize"} and getattr(self, field.name) != field.default
        )

    @property
    def table_flags(self) -> tuple[str, ...]:
        """The flags of `table_fields`, such as ``--prompt``."""
        return tuple(option_name("", field) for field in self.table_fields)


_ACCEPTED: dict[str, tuple[str | None, ...]] = {
    "best": (None, "low", "high"),
    "rows": ("users", "responses"),
    "columns": ("responses", "places"),
    "decimal": (".", ","),
}
