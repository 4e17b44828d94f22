"""Tables in memory that are no data frames, by duck typing: their columns by name, as a data frame gives them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from verifier.errors import InputError
from verifier.preferences.formats.source import quoted

_LISTED = 5


@dataclass(frozen=True)
class Column:
    """The values of one column, in their order.

    Attributes:
        dtype: what its library calls the type of the values; empty where it does not say.
    """

    values: Iterable[Any]
    dtype: str = ""

    def __iter__(self) -> Iterator[Any]:
        return iter(self.values)


@dataclass(frozen=True)
class Columns:
    """What `read_frame` needs of a data frame: the columns' names, its shape, and a column for its name."""

    columns: tuple[Any, ...]
    shape: tuple[int, int]
    column: Callable[[Any], Column]

    def __getitem__(self, name: Any) -> Column:
        return self.column(name)


def as_frame(value: Any) -> Any:
    """``value`` as something that has the columns of a data frame; itself, if it is no table that is known here.

    Known are Dataset of datasets, Table and RecordBatch of pyarrow, arrays of numpy with named fields, lists of
    mappings (a row each) and mappings of columns.

    Raises:
        InputError: it is a table that cannot be read as it is; the message says what to give.
    """
    for said, holds in _REFUSED:
        if holds(value):
            raise InputError(f"{type(value).__name__} {said(value)}")
    for holds, read in _READ:
        if holds(value):
            return read(value)
    return value


def _of_columns(value: Mapping[Any, Any]) -> Columns:
    lengths = {name: len(column) for name, column in value.items()}
    longest = max(lengths.values())
    short = next((name for name, length in lengths.items() if length != longest), None)
    if short is not None:
        full = next(name for name, length in lengths.items() if length == longest)
        raise InputError(
            f"the column {quoted(str(short))} has {lengths[short]} values and {quoted(str(full))} {longest}; "
            "all columns have one for each row"
        )
    return Columns(tuple(value), (longest, len(value)), lambda name: Column(value[name], _dtype(value[name])))


def _of_rows(value: Sequence[Mapping[Any, Any]]) -> Columns:
    other = next((i for i, row in enumerate(value) if not isinstance(row, Mapping)), None)
    if other is not None:
        raise InputError(f"row {other} is {type(value[other]).__name__} where the others name their values; all must")
    names = tuple(dict.fromkeys(name for row in value for name in row))
    return Columns(names, (len(value), len(names)), lambda name: Column([row.get(name) for row in value]))


def _of_dataset(value: Any) -> Columns:
    """A Dataset gives a column for its name, and its features tell the types."""
    types = value.features
    return Columns(
        tuple(value.column_names), value.shape, lambda name: Column(value[name], str(getattr(types[name], "dtype", "")))
    )


def _of_arrow(value: Any) -> Columns:
    names = list(value.schema.names)

    def column(name: Any) -> Column:
        found = value.column(names.index(name))
        return Column(found.to_pylist(), str(found.type))

    return Columns(tuple(names), (value.num_rows, len(names)), column)


def _of_fields(value: Any) -> Columns:
    names = value.dtype.names
    return Columns(names, (len(value), len(names)), lambda name: Column(value[name], str(value.dtype[name])))


def _dtype(values: Any) -> str:
    return str(getattr(values, "dtype", ""))


def _has(*names: str) -> Callable[[Any], bool]:
    return lambda value: all(hasattr(value, name) for name in names)


def _is_column(value: Any) -> bool:
    return hasattr(value, "__len__") and not isinstance(value, (str, bytes, Mapping))


def _holds_tables(value: Any) -> bool:
    return isinstance(value, Mapping) and any(map(_has("column_names"), value.values()))


def _tables(value: Any) -> str:
    listed = ", ".join(quoted(str(name)) for name in list(value)[:_LISTED]) + (", ..." if len(value) > _LISTED else "")
    return f"holds several tables ({listed}); give one of them, such as dataset[{str(next(iter(value)))!r}]"


_array = _has("dtype", "ndim", "tolist")

_REFUSED: tuple[tuple[Callable[[Any], str], Callable[[Any], bool]], ...] = (
    (_tables, _holds_tables),
    (
        lambda _: "is read once and in order; give list(dataset), or Dataset.from_list(list(dataset))",
        lambda value: type(value).__name__ == "IterableDataset",
    ),
    (lambda _: "is no data frame; collect() it first", _has("collect", "lazy")),
    (
        lambda _: "holds several groups; give one of them, such as groups.get_group(name)",
        _has("get_group", "ngroups"),
    ),
    (
        lambda _: "is one column; give a data frame that has a column of users too, or one for each response",
        lambda value: type(value).__name__ in {"Series", "ChunkedArray"} and not hasattr(value, "columns"),
    ),
    (
        lambda _: "has no names for its columns; give {name: array[:, i] for i, name in enumerate(names)}",
        lambda value: _array(value) and not hasattr(value, "columns") and not value.dtype.names,
    ),
)
"""What a type of tables is told, and how it is known."""

_READ: tuple[tuple[Callable[[Any], bool], Callable[[Any], Columns]], ...] = (
    (_has("column_names", "features", "num_rows", "__getitem__"), _of_dataset),
    (_has("schema", "num_rows", "column", "to_pylist"), _of_arrow),
    (lambda value: _array(value) and value.dtype.names and value.ndim == 1, _of_fields),
    (
        lambda value: isinstance(value, (list, tuple)) and any(isinstance(row, Mapping) for row in value),
        _of_rows,
    ),
    (
        lambda value: isinstance(value, Mapping) and not hasattr(value, "columns") and _all_columns(value),
        _of_columns,
    ),
)


def _all_columns(value: Mapping[Any, Any]) -> bool:
    return bool(value) and all(map(_is_column, value.values()))
