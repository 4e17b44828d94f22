"""Populations from tables in memory that are no data frames; stand-ins where their libraries are not installed."""

from __future__ import annotations

import re
from types import SimpleNamespace

import numpy as np
import pytest

from verifier import InputError, Population, audit, read_population
from verifier.preferences.objects.tables import as_frame

ROWS = [{"user": "ann", "tea": 0.1, "milk": 0.2}, {"user": "ben", "tea": 0.3, "milk": 0.3}]
COLUMNS = {"user": ["ann", "ben"], "tea": [0.1, 0.3], "milk": [0.2, 0.3]}
PEOPLE = Population.from_rankings(["milk > tea", "tea = milk"], ["tea", "milk"])


class Dataset:
    """What a Dataset of datasets 5.2 has; single floats come as doubles."""

    def __init__(self, columns, dtype="float64"):
        self.columns_by_name, self.num_rows = columns, 2
        self.column_names, self.shape = list(columns), (2, len(columns))
        self.features = {name: SimpleNamespace(dtype="string" if name == "user" else dtype) for name in columns}

    def __getitem__(self, name):
        return self.columns_by_name[name]


class Arrow:
    """What a Table of pyarrow 26 has: its columns are no names."""

    def __init__(self, columns):
        self.schema, self.num_rows, self.shape = SimpleNamespace(names=list(columns)), 2, (2, len(columns))
        self.columns = [
            SimpleNamespace(to_pylist=lambda each=each: each, type="float" if name == "tea" else "double")
            for name, each in columns.items()
        ]

    def to_pylist(self):
        raise AssertionError("columns are enough")

    def column(self, i):
        return self.columns[i]

    def __getitem__(self, name):
        return self.columns[self.schema.names.index(name)]


SINGLES = {**COLUMNS, "tea": [float(np.float32(0.1)), float(np.float32(0.3))]}


@pytest.mark.parametrize(
    "table",
    [
        ROWS,
        tuple(ROWS),
        COLUMNS,
        {name: tuple(column) for name, column in COLUMNS.items()},
        {**COLUMNS, "tea": np.array([0.1, 0.3], dtype=np.float32), "milk": np.array([0.2, 0.3])},
        Dataset(COLUMNS),
        Dataset({**SINGLES, "milk": [float(np.float32(0.2)), float(np.float32(0.3))]}, "float32"),
        Arrow(SINGLES),
        np.array([tuple(row.values()) for row in ROWS], dtype=[("user", "U3"), ("tea", "f4"), ("milk", "f8")]),
    ],
    ids=["rows", "tuple", "columns", "tuples", "arrays", "dataset", "singles", "arrow", "fields"],
)
def test_tables_are_read_as_data_frames_are(table):
    assert Population.from_frame(table) == read_population(table) == PEOPLE
    assert read_population(table).reading.startswith("a wide table: users in 'user', 2 responses")
    assert audit(table, "milk", k=1).exit_code == 0


def test_a_value_that_a_row_leaves_out_is_missing():
    rows = [*ROWS, {"user": "eve", "milk": 1}, {"user": "sue", "tea": 2, "milk": None}]
    assert read_population(rows) == Population.from_rankings(
        ["milk > tea", "tea = milk", "milk", "tea"], ["tea", "milk"]
    )


def test_a_long_table_of_rows_is_read_with_its_options():
    rows = [{"who": u, "what": r, "points": s} for u, r, s in (("ann", "a", 5), ("ann", "b", 3))]
    named = {"user_column": "who", "response_column": "what", "value_column": "points", "best": "high"}
    assert read_population(rows, **named) == Population.from_rankings(["a > b"])


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (
            {"train": Dataset(COLUMNS), "test": Dataset(COLUMNS)},
            "dict holds several tables ('train', 'test'); give one of them, such as dataset['train']",
        ),
        (type("IterableDataset", (), {})(), "IterableDataset is read once and in order; give list(dataset)"),
        (type("Series", (), {})(), "Series is one column; give a data frame that has a column of users too"),
        (
            SimpleNamespace(ngroups=2, get_group=None),
            "SimpleNamespace holds several groups; give one of them, such as groups.get_group(name)",
        ),
        (SimpleNamespace(collect=None, lazy=None), "SimpleNamespace is no data frame; collect() it first"),
        (
            np.zeros((2, 3)),
            "ndarray has no names for its columns; give {name: array[:, i] for i, name in enumerate(names)}",
        ),
        ({"a": [1], "b": [1, 2]}, "the column 'a' has 1 values and 'b' 2; all columns have one for each row"),
        ([ROWS[0], "ben"], "row 1 is str where the others name their values; all must"),
        (
            {**COLUMNS, "milk": [[0.2], [0.3]]},
            "the frame row 0: the cell of 'milk': [0.2] (list) holds several values; nested records are not read",
        ),
        (
            [{**ROWS[0], "user": {"id": 1}}],
            "the frame row 0: the cell of 'user': {'id': 1} (dict) holds several values; nested records are not read",
        ),
    ],
)
def test_what_cannot_be_read_says_what_to_give(value, said):
    for read in (read_population, Population.from_frame):
        with pytest.raises(InputError, match=f"^{re.escape(said)}"):
            read(value)


@pytest.mark.parametrize("value", [["a > b"], {"a > b": 3}, {}, [], 3, None, object()])
def test_what_is_no_table_stays_what_it_is(value):
    assert as_frame(value) is value
    with pytest.raises(InputError, match=r"is no population; build one with Population.from_rankings, or give a table"):
        read_population(value)


def test_an_array_is_read_as_its_message_says():
    array, names = np.array([[0.1, 0.2], [0.3, 0.3]]), ["tea", "milk"]
    assert read_population({name: array[:, i] for i, name in enumerate(names)}) == PEOPLE


def test_objects_of_pandas_that_are_no_frames_say_what_to_give():
    frame = pytest.importorskip("pandas").DataFrame(COLUMNS)
    for value, said in ((frame["tea"], "Series is one column"), (frame.groupby("user"), "holds several groups")):
        with pytest.raises(InputError, match=said):
            read_population(value)
    assert read_population(frame) == PEOPLE


def test_datasets_are_read_by_their_splits():
    datasets = pytest.importorskip("datasets", reason="datasets is not installed (pip install '.[interop]')")
    whole = datasets.Dataset.from_list(ROWS)
    assert read_population(whole) == read_population(whole.with_format("numpy")) == PEOPLE
    with pytest.raises(InputError, match=r"^DatasetDict holds several tables \('train'\); give .* dataset\['train'\]$"):
        read_population(datasets.DatasetDict({"train": whole}))
    with pytest.raises(InputError, match=r"^IterableDataset is read once and in order; give list\(dataset\)"):
        read_population(whole.to_iterable_dataset())
    assert read_population(list(whole.to_iterable_dataset())) == PEOPLE


def test_tables_of_pyarrow_are_read_in_every_precision():
    arrow = pytest.importorskip("pyarrow", reason="pyarrow is not installed (pip install '.[interop]')")
    table = arrow.table(COLUMNS)
    single = table.set_column(1, "tea", arrow.array([0.1, 0.3], arrow.float32()))
    for each in (table, table.to_batches()[0], single):
        assert read_population(each) == PEOPLE
