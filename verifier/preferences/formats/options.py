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
        user_column: the column of users; None: ``user`` (long tables), or found by `wide_table.user_position`.
        response_column: the column of responses in a long table; None: ``response``.
        value_column: the column of ranks or scores in a long table; None: the one of ``rank`` and ``score`` present.
        weight_column: the column of weights; None: ``weight`` if present.
        prompt_column: the column of prompts; None: ``prompt`` if present.
        prompt: the prompt whose rows are read; None: the only one.
        best: whether low or high values are best; None: low for ``rank``, high for ``score`` and wide tables (but those
            whose every row numbers its responses are refused).
        normalize: whether weights of users and shares are divided by their sum where that is not 1; without, such ones
            are refused. Whole weights count users, and need it never.
        ignore_columns: columns of a table that are not read: metadata of a wide table, which would be responses.

    The columns' names are exact; those that are looked for by default may have any case.

    Raises:
        InputError: ``best`` is neither low nor high.
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
    ignore_columns: tuple[str, ...] = ()
    normalize: bool = False

    def __post_init__(self) -> None:
        """Refuse what would be read as high."""
        if self.best not in {None, "low", "high"}:
            raise InputError(f"best={self.best!r} does not say which values are best; write 'low' or 'high'")

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
