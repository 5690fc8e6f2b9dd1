"""Results as tables for notebooks.

The words of the trade need numpy alone. A frame is a courtesy to whoever has pandas: the library
is looked up by name when somebody asks for one, and nowhere else in `data.model`.
"""

from collections.abc import Mapping
from importlib import import_module
from typing import Any

from data.model.arrays import FloatArray
from data.model.grid import Grid


def slots_frame(grid: Grid, columns: Mapping[str, FloatArray]) -> Any:
    """`pandas.DataFrame` of columns of shape (slots,), indexed by aware local slot starts."""
    pandas = import_module("pandas")
    start = pandas.DatetimeIndex(grid.utc.astype("datetime64[s]"), tz="UTC", name="start")
    return pandas.DataFrame(dict(columns), index=start.tz_convert(grid.zone))


def days_frame(grid: Grid, columns: Mapping[str, FloatArray]) -> Any:
    """`pandas.DataFrame` of columns of shape (days,), indexed by local date."""
    pandas = import_module("pandas")
    return pandas.DataFrame(dict(columns), index=pandas.Index(grid.days, name="day"))
