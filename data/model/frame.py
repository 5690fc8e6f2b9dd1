"""Results as tables for notebooks.

The words of the trade need numpy alone. A frame is a courtesy to whoever has pandas: the library
is looked up by name when somebody asks for one, and nowhere else in `data.model`.
"""

from collections.abc import Iterable, Mapping, Sequence
from importlib import import_module
from typing import Any

from data.model.grid import FloatArray, Grid, IntArray


def slots_frame(grid: Grid, columns: Mapping[str, FloatArray | IntArray]) -> Any:
    """`pandas.DataFrame` of columns of shape (slots,), indexed by aware local slot starts."""
    pandas = import_module("pandas")
    start = pandas.DatetimeIndex(grid.utc.astype("datetime64[s]"), tz="UTC", name="start")
    return pandas.DataFrame(dict(columns), index=start.tz_convert(grid.zone))


def days_frame(grid: Grid, columns: Mapping[str, FloatArray]) -> Any:
    """`pandas.DataFrame` of columns of shape (days,), indexed by local date."""
    pandas = import_module("pandas")
    return pandas.DataFrame(dict(columns), index=pandas.Index(grid.days, name="day"))


def rows_frame(columns: Mapping[str, type], rows: Iterable[Sequence[Any]]) -> Any:
    """`pandas.DataFrame` of rows under named columns, whose types hold without any row too."""
    pandas = import_module("pandas")
    named = {name: object if kind is str else kind for name, kind in columns.items()}
    return pandas.DataFrame(list(rows), columns=list(named)).astype(named)


def queues_frame(
    grid: Grid, queue_ids: Sequence[str], columns: Mapping[str, FloatArray | IntArray]
) -> Any:
    """`pandas.DataFrame` of columns of shape (queues, slots), indexed by queue and slot start."""
    pandas = import_module("pandas")
    tables = (
        slots_frame(grid, {name: values[row] for name, values in columns.items()})
        for row in range(len(queue_ids))
    )
    return pandas.concat(dict(zip(queue_ids, tables, strict=True)), names=["queue_id"])
